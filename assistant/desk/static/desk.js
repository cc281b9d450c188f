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
