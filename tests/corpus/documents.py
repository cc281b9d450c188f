"""Small documents for tests, written by hand."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.model import Document, FrontLine, Heading, Locator, Page, Reference, Source
from corpus.passages.chunk import passages
from corpus.store.corpus import Corpus
from corpus.works.frontmatter import FrontMatter


def document(*texts: str, headings: Sequence[tuple[str, int]] = (), labels: Sequence[str | None] = ()) -> Document:
    """Return a document with these pages. Each heading is (text, level), at the first place that has its text."""
    pages = []
    for number, text in enumerate(texts, start=1):
        label = labels[number - 1] if labels else None
        method = "pdfium" if text else "none"
        pages.append(Page(Locator("page", number, label), text, method))
    whole = "\n".join(texts)
    placed = tuple(Heading(whole.index(text), text, level) for text, level in headings)
    return Document(tuple(pages), placed, {}, ())


def front_matter(*pages: str, name: str = "x.pdf", **metadata: str) -> FrontMatter:
    """Return the front matter of a document with these pages and metadata."""
    return FrontMatter(replace(document(*pages), metadata=metadata), name)


def front_lines(*pages: str, gap: float = 12) -> tuple[FrontLine, ...]:
    """Return the lines of pages in one column, `gap` points from line to line. An empty line makes a wider gap."""
    lines = []
    for number, page in enumerate(pages, 1):
        baseline = 750.0
        for text in page.split("\n"):
            if text:
                lines.append(FrontLine(number, text, 1.0, bold=False, left=72, baseline=baseline))
                baseline -= gap
            else:
                baseline -= 3 * gap
    return tuple(lines)


def source(sha256: str, key: str = "work", kind: str = "full text", name: str = "/reports/work.pdf") -> Source:
    return Source(sha256, "application/pdf", key, name, kind)  # type: ignore[arg-type]


def add_document(
    corpus: Corpus,
    key: str,
    *texts: str,
    labels: Sequence[str | None] = (),
    kind: str = "full text",
    original: bytes | None = None,
    **csl: object,
) -> str:
    """Add a document with these pages to a library as the text of a new work. Return the SHA-256 of its original."""
    content = f"%PDF-1 {key} {kind} {texts}".encode() if original is None else original
    sha256 = corpus.keep(content, "application/pdf")
    added = document(*texts, labels=labels)
    corpus.add(source(sha256, key, kind), reference(key, **csl), added, passages(added, sha256))
    return sha256


def reference(key: str = "work", **csl: object) -> Reference:
    return Reference(key, {"id": key, "type": "report", "title": "A Work", **csl}, "report", "descriptive")


def places(document: Document) -> list[tuple[str | None, str]]:
    """Return the label and the text of each page."""
    return [(page.locator.label, page.text) for page in document.pages]


def write_text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text as it is, without changing its line ends."""
    path.write_bytes(text.encode(encoding))
    return path


RTF_STYLES = (
    r"{\stylesheet{\snext0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2\outlinelevel1 Heading 2{\*\keycode x};}"
    r"{\s3 Title;}{\*\cs10 Strong;}{\s5\outlinelevel2 My Head;}{\s6 toc 1;}{\s7 list bullet;}{\s8 Table Heading;}}"
)


def rtf(path: Path, body: str, info: str = "", head: str = r"\ansi\ansicpg1252\deff0") -> Path:
    """Write a document of rich text, encoded as Windows-1252."""
    fonts = r"{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial Cyr;}{\f2\fcharset128 Mincho;}"
    fonts += r"{\f3\froman\fcharset2{\*\panose 05}Symbol;}{\f4\fcharset2 Wingdings;}}"
    said = f"{{\\info{info}}}" if info else ""
    path.write_bytes(f"{{\\rtf1{head}{fonts}{RTF_STYLES}{said}{body}}}".encode("cp1252"))
    return path


def row(*cells: str, before: str = "") -> str:
    """Return a row of a table in rich text; `before` are its properties."""
    return rf"\trowd{before}\cellx1\cellx2\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + "\\row\n"


BOUNDARY = "----MultipartBoundary--x----"
SAVED = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/saved\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";{more}\r\n\tboundary="{boundary}"\r\n\r\n\r\n'
)


def part(content: bytes, kind: str = "text/html", encoding: str = "quoted-printable", **fields: str) -> bytes:
    """Return a part of a saved page, with encoded content; `fields` are more header fields, with "_" for "-"."""
    said = {"Content-Type": kind, "Content-Transfer-Encoding": encoding}
    said |= {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in said.items()).encode() + b"\r\n" + content


def mhtml(path: Path, *parts: bytes, more: str = "", head: str = SAVED) -> Path:
    """Write a page saved in one file, as Chrome does; `more` are more parameters of its content type."""
    begun = head.format(more=more, boundary=BOUNDARY).encode()
    path.write_bytes(begun + b"".join(b"--%b\r\n%b\r\n" % (BOUNDARY.encode(), part) for part in parts))
    with path.open("ab") as file:
        file.write(f"--{BOUNDARY}--\r\n".encode())
    return path
