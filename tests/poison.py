"""Documents of each format in which every text is hostile: title, authors, headings, body and file name."""

from pathlib import Path

from tests.corpus.documents import SAVED, mhtml, part, rtf, write_text
from tests.corpus.pdfs import paragraph, write
from tests.corpus.reading.archives import NAV, OPF, docx, epub, odt, p

# This acts on a terminal in one byte (C1) and by a bidirectional control, on rich, HTML, Markdown, a spreadsheet, TeX
# and BibTeX, and RIS. Terminal escapes come before it in formats that can hold them. XML cannot.
POISON = (
    "=HYPERLINK(9) \x9b2J\u202eevil\u2066 [bold]rich[/bold] <script>alert(1)</script> *star* `code` "
    "\\input{x}}}, @book{y, ER  - z"
)
ESCAPES = "\x1b[31mred\x1b]0;owned\x07\x1b]8;;http://evil/\x1b\\"
KNOWN = "The monster of Ypres was seen by seven herons"
FORMATS = ["pdf", "html", "mhtml", "rtf", "vtt", "txt", "md", "docx", "odt", "epub"]


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def rich(text: str) -> str:
    """Return text as rich text writes it, letter by letter."""
    return "".join(f"\\u{ord(letter)}?" for letter in text)


def without_controls(text: str) -> str:
    """Return text with spaces for its C1 and bidirectional controls."""
    return text.replace("\u202e", " ").replace("\u2066", " ").replace("\x9b", " ")


def documents(folder: Path) -> list[Path]:
    """Write a document of each format with its own sentence. All but the XML formats also contain escapes."""
    paths = {kind: folder / f"\x1b[2J\u202eaa [bold].{kind}" for kind in FORMATS}
    known = {kind: f"{KNOWN} in the {kind} year. " for kind in FORMATS}
    full = ESCAPES + POISON
    write_text(paths["html"], page(full, "html", known["html"]))
    saved_from = "https://e.org/*star*,@book(y)?a=(b)&c='d'"
    saved = part(page(full, "mhtml", known["mhtml"]).encode(), encoding="8bit", Content_Location=saved_from)
    mhtml(paths["mhtml"], saved, head=SAVED.replace("Snapshot-", "X-"))

    speaker = escaped(POISON).replace(">", "")
    cue = f"00:01.000 --> 00:09.000\n<v {speaker}>{full} {known['vtt']}\n"
    write_text(paths["vtt"], f"WEBVTT - {full}\n\n{cue}")
    write_text(paths["txt"], f"{full} txt\n=====\n\n{known['txt']} {full}\n")
    front_matter = f"---\ntitle: {full} md\nauthor: {full}\n---\n"
    write_text(paths["md"], f"{front_matter}# {full}\n\n{known['md']} {full}\n")

    rtf(
        paths["rtf"],
        rf"\pard\s1 {rich(full)}\par\pard {rich(known['rtf'] + full)}{{\footnote {rich(full)}}}\par",
        rf"{{\title {rich(full)} rtf}}{{\author {rich(full)}}}",
    )
    info_text = full.replace("\\", "\\\\").replace("\u202e", " ").replace("\u2066", " ")
    plain = without_controls(POISON)
    write(
        paths["pdf"],
        [paragraph([plain[:90], f"{known['pdf']}and", plain])],
        info=f"/Title ({info_text} pdf) /Author ({info_text} pdf) ",
    )

    poison = escaped(POISON)
    xml = {kind: escaped(f"{sentence}{POISON}.") for kind, sentence in known.items()}
    core = {"title": f"{poison} docx", "author": poison, "created": "2012-01-01"}
    docx(paths["docx"], p(poison, "Ttulo1") + p(xml["docx"]), core)
    meta = f"<dc:title>{poison} odt</dc:title><dc:creator>{poison}</dc:creator>"
    odt(paths["odt"], f"<text:h>{poison}</text:h><text:p>{xml['odt']}</text:p>", meta)
    epub(
        paths["epub"],
        f"<h1>{poison}</h1><p>{xml['epub']}</p>",
        "<p>x</p>",
        opf=OPF.replace("Ghettoside", f"{poison} epub").replace("Jill Leovy", poison),
        nav=NAV.replace("2 It's a Monster", poison),
    )
    return list(paths.values())


def page(full: str, kind: str, known: str) -> str:
    """Return a hostile web page with a known sentence."""
    title = f"{escaped(full)} {kind}"
    sentences = (escaped(f"{known}{POISON}.") + ESCAPES) * 6
    head = f"<title>{title}</title><meta name=author content='{escaped(full)}'>"
    body = f"<article><h1>{title}</h1><p>{sentences}</p></article>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
