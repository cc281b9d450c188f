"""Drafts of `bench.check` as Word, ODT and PDF files, written by LibreOffice from a web page.

A paragraph of Markdown becomes a paragraph, `>` a block quotation, and `[^name]` a footnote.
"""

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from tests.office import convert

FORMATS = ("docx", "odt", "pdf")

_NOTE = re.compile(r"(?m)^\[\^(\w+)\]: (.*)$")
_MARK = re.compile(r"\[\^(\w+)\]")


def write_drafts(drafts: Sequence[str], folder: Path) -> dict[str, list[Path]]:
    """Write drafts in Markdown as files of each of `FORMATS`. Return the files in the order of the drafts."""
    pages = []
    for number, draft in enumerate(drafts):
        page = folder / f"draft-{number}.html"
        page.write_text(as_page(draft), "utf-8")
        pages.append(page)
    texts = convert(pages, "odt", folder)
    words = convert(texts, "docx", folder)
    return {"docx": words, "odt": texts, "pdf": convert(words, "pdf", folder)}


def as_page(draft: str) -> str:
    """Return a draft in Markdown as a web page that LibreOffice reads with its notes."""
    notes = dict(_NOTE.findall(draft))
    names = list(notes)
    body = []
    for paragraph in _NOTE.sub("", draft).split("\n\n"):
        if paragraph.strip():
            body.append(_paragraph(paragraph.strip(), names))
    for number, text in enumerate(notes.values(), start=1):
        sign = f'<a class="sdfootnotesym" name="sdfootnote{number}sym" href="#sdfootnote{number}anc">{number}</a>'
        body.append(f'<div id="sdfootnote{number}"><p>{sign} {escape(text)}</p></div>')
    return f'<html><head><meta charset="utf-8"></head><body>{"".join(body)}</body></html>'


def _paragraph(text: str, names: Sequence[str]) -> str:
    is_block = text.startswith(">")
    lines = [line.removeprefix("> ") for line in text.split("\n")]
    inner = (" " if is_block else "<br>").join(escape(line) for line in lines)
    inner = _MARK.sub(lambda match: _anchor(names.index(match[1]) + 1), inner)
    return f"<blockquote><p>{inner}</p></blockquote>" if is_block else f"<p>{inner}</p>"


def _anchor(number: int) -> str:
    link = f'class="sdfootnoteanc" name="sdfootnote{number}anc" href="#sdfootnote{number}sym"'
    return f"<a {link}><sup>{number}</sup></a>"
