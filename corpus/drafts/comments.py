"""Put comments into a Word file, each at the words that it is about. Nothing else of the file is changed."""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.run import Run

from corpus.drafts.model import Comment

AUTHOR, INITIALS = "evidence check", "EC"


def with_comments(content: bytes, comments: Sequence[Comment]) -> tuple[bytes, list[int]]:
    """Return a Word file with comments, and which comments have no place, because the body lacks their words.

    Words in notes, text boxes and headers have no place: Word takes comments in the body only.
    """
    document = Document(BytesIO(content))
    paragraphs = list(document.element.body.iter(qn("w:p")))
    unplaced = []
    begin = (0, 0)
    for number, comment in enumerate(comments):
        place = _find(comment.words, paragraphs, begin) or _find(comment.words, paragraphs, (0, 0))
        if place is None:
            unplaced.append(number)
            continue
        paragraph, start, end = place
        runs = _runs_of(paragraphs[paragraph], start, end)
        document.add_comment(
            [Run(run, document._body) for run in runs], text=comment.text, author=AUTHOR, initials=INITIALS
        )
        begin = (paragraph, end)
    written = BytesIO()
    document.save(written)
    return written.getvalue(), unplaced


def _find(words: str, paragraphs: Sequence[Any], begin: tuple[int, int]) -> tuple[int, int, int] | None:
    """Return the paragraph that has some words, from a place on, and their offsets in it; or None."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
    first, offset = begin
    for number in range(first, len(paragraphs)):
        text = "".join(_text_of(run) for run in _runs(paragraphs[number]))
        match = pattern.search(text, offset if number == first else 0)
        if match and match.end() > match.start():
            return number, match.start(), match.end()
    return None


def _runs(paragraph: Any) -> Iterator[Any]:
    """Yield the runs of a paragraph in their order, also those in links and insertions, but not of a text box in it."""
    for run in paragraph.iter(qn("w:r")):
        owner = next(run.iterancestors(qn("w:p")))
        if owner is paragraph:
            yield run


def _text_of(run: Any) -> str:
    """Return the text of a run. A tab and a line break are one character."""
    pieces = []
    for child in run:
        if child.tag == qn("w:t"):
            pieces.append(child.text or "")
        elif child.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
            pieces.append(" ")
        elif child.tag == qn("w:noBreakHyphen"):
            pieces.append("-")
    return "".join(pieces)


def _runs_of(paragraph: Any, start: int, end: int) -> list[Any]:
    """Return the runs that hold the text from `start` to `end`. The first and last are divided if that is safe."""
    found = []
    position = 0
    for run in list(_runs(paragraph)):
        length = len(_text_of(run))
        if position < end and position + length > start:
            before, after = start - position, end - position
            if 0 < after < length:
                _divide(run, after)
            second = _divide(run, before) if 0 < before < length else None
            found.append(run if second is None else second)
        position += length
    return found


def _divide(run: Any, offset: int) -> Any | None:
    """Divide a run that has one text and nothing else but its format. Return the second part; None if it has more."""
    texts = [child for child in run if child.tag != qn("w:rPr")]
    if len(texts) != 1 or texts[0].tag != qn("w:t"):
        return None
    second = deepcopy(run)
    whole = texts[0].text or ""
    for part, text in ((run, whole[:offset]), (second, whole[offset:])):
        element = part.find(qn("w:t"))
        element.text = text
        element.set(qn("xml:space"), "preserve")
    run.addnext(second)
    return second
