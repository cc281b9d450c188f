"use strict";
// The pages work without this script. It only makes them quicker to use.

// Adding: files that are dropped anywhere on the page are sent at once.
{
  const form = document.querySelector("form[data-drop]");
  if (form) {
    form.querySelector(".drop-hint").hidden = false;
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
    document.addEventListener("dragleave", () => form.classList.remove("over"));
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      const dropped = new DataTransfer();
      let folders = 0;
      for (const item of event.dataTransfer.items) {
        if (item.kind !== "file") continue;
        const entry = item.webkitGetAsEntry ? item.webkitGetAsEntry() : null;
        if (entry && entry.isDirectory) folders += 1;
        else dropped.items.add(item.getAsFile());
      }
      form.querySelector(".drop-folders").hidden = folders === 0;
      if (folders || !dropped.files.length) return;
      form.querySelector("input[type=file]").files = dropped.files;
      form.requestSubmit();
    });
  }
}

// Adding: the progress of a job, as the desk sends it.
{
  const job = document.querySelector("[data-job]");
  if (job) {
    const source = new EventSource(job.dataset.job);
    source.addEventListener("message", (event) => {
      const shown = JSON.parse(event.data);
      if (shown.ended) {
        source.close();
        location.reload();
        return;
      }
      job.querySelector("progress").value = shown.done;
      job.querySelector("[role=status]").textContent = shown.text;
    });
  }
}
// --- the reader: another page, another size, opened and closed without loading the answer again -------------------

const reader = () => document.getElementById("reader");

/** Scroll the sheet, or the page if the sheet is whole on it, so that the quotation is seen. */
function seekQuote() {
  const sheet = reader()?.querySelector(".sheet");
  const mark = sheet?.querySelector("rect.quote, mark.quote");
  if (!mark) return;
  if (sheet.scrollHeight <= sheet.clientHeight) {
    const isAlone = !document.getElementById("split");
    if (isAlone && mark.getBoundingClientRect().bottom > innerHeight) mark.scrollIntoView({ block: "center" });
    return;
  }
  const place = mark.getBoundingClientRect();
  const seen = sheet.getBoundingClientRect();
  sheet.scrollTop += place.top - seen.top - sheet.clientHeight / 3;
  if (place.left < seen.left || place.right > seen.right) sheet.scrollLeft += place.left - seen.left - 16;
}

/** Return the middle of what is seen of a sheet, as parts of its width and height. */
function middleOf(sheet) {
  return [(sheet.scrollLeft + sheet.clientWidth / 2) / sheet.scrollWidth, (sheet.scrollTop + sheet.clientHeight / 2) / sheet.scrollHeight];
}

/** Put a page's reader in the place of this one's, or take it away if the page has none. */
function swapReader(page) {
  const split = document.getElementById("split");
  const fresh = page.getElementById("reader");
  if (fresh && reader()) reader().replaceWith(fresh);
  else if (fresh) split.append(fresh);
  else reader()?.remove();
  if (!split) return;
  split.classList.toggle("reading", Boolean(fresh));
  for (const piece of split.querySelectorAll(".piece")) {
    piece.classList.toggle("open", page.getElementById(piece.id)?.classList.contains("open") ?? false);
  }
}

/** Show the page at an address in the reader. Return whether that could be done. */
async function show(address) {
  const response = await fetch(address);
  if (!response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!document.getElementById("split") && !page.getElementById("reader")) return false;
  swapReader(page);
  document.querySelector("form.language").replaceWith(page.querySelector("form.language"));
  document.title = page.title;
  return true;
}

/** Follow a link of the reader, or one that opens or closes it, and leave the keyboard where a person expects it. */
async function follow(link) {
  const sheet = reader()?.querySelector(".sheet");
  const zooms = link.closest(".zoom") !== null;
  const middle = zooms && sheet ? middleOf(sheet) : null;
  const kind = link.dataset.swap;
  const opener = document.querySelector(".piece.open a.read");
  if (!(await show(link.href))) {
    location.href = link.href;
    return;
  }
  history.pushState({}, "", link.href);
  shownAddress = withoutPlace();
  const now = reader();
  if (!now) {
    opener?.focus();
    return;
  }
  const next = kind ? now.querySelector(`[data-swap="${kind}"]`) : null;
  (next ?? now.querySelector("#reader-title")).focus({ preventScroll: true });
  if (middle) {
    const fresh = now.querySelector(".sheet");
    fresh.scrollTo(middle[0] * fresh.scrollWidth - fresh.clientWidth / 2, middle[1] * fresh.scrollHeight - fresh.clientHeight / 2);
    return;
  }
  seekQuote();
  if (now.getBoundingClientRect().top > innerHeight * 0.6) now.scrollIntoView();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  follow(link);
});

/** The address of what is shown, without the place on the page. A link to a place, such as "#main", loads nothing. */
const withoutPlace = () => location.pathname + location.search;
let shownAddress = withoutPlace();

addEventListener("popstate", async () => {
  if (withoutPlace() === shownAddress) return;
  shownAddress = withoutPlace();
  if (!(await show(location.href))) location.reload();
  else seekQuote();
});

// The arrow keys turn the page, unless they are needed to write or to move a sheet that is wider than its place.
document.addEventListener("keydown", (event) => {
  const side = { ArrowLeft: "previous", ArrowRight: "next" }[event.key];
  if (!side || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, select, textarea, [contenteditable]")) return;
  const sheet = reader()?.querySelector(".sheet");
  if (sheet && sheet.scrollWidth > sheet.clientWidth + 1) return;
  const link = reader()?.querySelector(`a[data-swap="${side}"]`);
  if (!link) return;
  event.preventDefault();
  follow(link);
});

seekQuote();

// --- citations and baskets: copying, and adding without leaving the page

if (navigator.clipboard && window.ClipboardItem) {
  for (const row of document.querySelectorAll(".copying")) row.hidden = false;
  for (const hint of document.querySelectorAll(".by-hand")) hint.hidden = true;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-text]");
  if (!button) return;
  const contents = { "text/plain": new Blob([button.dataset.copyText], { type: "text/plain" }) };
  if (button.dataset.copyHtml) contents["text/html"] = new Blob([button.dataset.copyHtml], { type: "text/html" });
  const row = button.closest(".copying");
  const said = row.querySelector("[role=status]");
  try {
    await navigator.clipboard.write([new ClipboardItem(contents)]);
    said.textContent = button.dataset.copied;
  } catch {
    getSelection().selectAllChildren(row.previousElementSibling);
    said.textContent = row.dataset.byHand;
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-quiet]");
  if (!form) return;
  event.preventDefault();
  const request = {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { accept: "application/json" },
  };
  const response = await fetch(form.action, request).catch(() => null);
  const type = response?.headers.get("content-type") ?? "";
  if (!type.startsWith("application/json")) {
    form.submit(); // the page says what went wrong
    return;
  }
  const said = await response.json();
  form.querySelector("[role=status]").textContent = said.said;
});
