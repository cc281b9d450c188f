"""The task of a child: the picture of a page of a PDF, or its letters with their places."""

from base64 import b64encode
from contextlib import closing
from dataclasses import astuple
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from corpus.errors import UnreadableFile
from corpus.pictures.letters import read_letters
from corpus.pictures.rendering import render
from corpus.reading.limits import ReadingLimits
from corpus.sandbox.held_file import InputFile
from corpus.sandbox.model import Link, Request


def run(request: Request, file: InputFile, link: Link) -> dict[str, Any]:
    """Return the picture or the letters of a page; if there is no such page, how many there are.

    Raises:
        UnreadableFile: pdfium cannot open the file or the page.
    """
    if request["wants"] == "nothing":  # the parent wants this module to be loaded
        return {"ready": True}
    with file.open("rb") as opened, closing(_open(opened)) as document:
        if not 1 <= request["page"] <= len(document):
            return {"page_count": len(document)}
        try:
            if request["wants"] == "picture":
                return _picture(document, request["page"], request["dpi"])
            return _letters(document, request["page"])
        except pdfium.PdfiumError as error:
            raise UnreadableFile("the page is damaged") from error


def _open(file: Any) -> Any:
    try:
        return pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("the file is encrypted and needs a password") from error
        raise UnreadableFile("the file is damaged") from error


def _picture(document: Any, number: int, dpi: int) -> dict[str, Any]:
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    with closing(document[number - 1]) as page:
        picture = render(page, dpi)
    return {"picture": b64encode(picture.png).decode(), "width": picture.width, "height": picture.height}


def _letters(document: Any, number: int) -> dict[str, Any]:
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text_page:
        found = read_letters(page, text_page, ReadingLimits().page_characters)
    lines = []
    for line in found.lines:
        starts = [round(start, 1) for start in line.starts]
        ends = [round(end, 1) for end in line.ends]
        lines.append([line.text, astuple(line.box), line.angle, starts, ends])
    return {"letters": lines, "width": found.width, "height": found.height}
