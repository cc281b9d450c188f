"""Small documents for tests, written by hand."""

from collections.abc import Sequence

from corpus.model import Document, Heading, Locator, Page, Reference, Source


def document(*texts: str, headings: Sequence[tuple[str, int]] = (), labels: Sequence[str | None] = ()) -> Document:
    """A document of these pages; each heading is (text, level) and stands where its text first occurs."""
    pages = tuple(
        Page(Locator("page", n, labels[n - 1] if labels else None), text, "pdfium" if text else "none")
        for n, text in enumerate(texts, start=1)
    )
    whole = "\n".join(texts)
    return Document(pages, tuple(Heading(whole.index(text), text, level) for text, level in headings), {}, ())


def source(sha256: str, key: str = "work", kind: str = "full text", name: str = "/reports/work.pdf") -> Source:
    return Source(sha256, "application/pdf", key, name, kind)  # type: ignore[arg-type]


def reference(key: str = "work", **csl: object) -> Reference:
    return Reference(key, {"id": key, "type": "report", "title": "A Work", **csl}, "report", "descriptive")
