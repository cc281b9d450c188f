"""Put comments into a Word file, each at the words that it is about. Nothing else of the file is changed.

Word takes comments in the body only. A comment on words of a note is at the reference to the note, and a comment on
words of a text box is at the box. It says so in its first line.
"""

from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.run import Run

from corpus.drafts.model import Comment
from corpus.drafts.places import Place, places, runs_of, text_of
from corpus.text.raised import plain_marks, without_note_marks

AUTHOR, INITIALS = "evidence check", "EC"

MAX_QUOTED_CHARACTERS = 60
"""Characters of the words that a comment elsewhere names. Chosen: half a line."""

_Found = tuple[int, int, int]
"""The number of a place, and the offsets of the words in its text."""


def with_comments(content: bytes, comments: Sequence[Comment]) -> tuple[bytes, list[int]]:
    """Return a Word file with comments, and which comments have no place, because the file lacks their words."""
    document = Document(BytesIO(content))
    found = places(document)
    unplaced = []
    begin = (0, 0)
    for number, comment in enumerate(comments):
        match = _find(comment.words, found, begin) or _find(comment.words, found, (0, 0))
        if match is None:
            unplaced.append(number)
            continue
        place, start, end = match
        _add(document, found[place], start, end, comment)
        begin = (place, end)
    written = BytesIO()
    document.save(written)
    return written.getvalue(), unplaced


def _add(document: Any, place: Place, start: int, end: int, comment: Comment) -> None:
    """Add a comment at some words of a place, or at the anchor of the place."""
    if place.anchor is None:
        runs, text = _runs_between(place.paragraph, start, end), comment.text
    else:
        runs, text = [place.anchor], f"In this {place.kind}, “{_shortened(comment.words)}”:\n{comment.text}"
    marked = [Run(run, document._body) for run in runs]
    document.add_comment(marked, text=text, author=AUTHOR, initials=INITIALS)


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    if len(line) <= MAX_QUOTED_CHARACTERS:
        return line
    return f"{line[:MAX_QUOTED_CHARACTERS].rpartition(' ')[0]} …"


def _find(words: str, found: Sequence[Place], begin: tuple[int, int]) -> _Found | None:
    """Return the first place from `begin` on that has some words. Only letters and figures are compared.

    The marks of notes are a part of the text if a person typed them, and are not if the file knows them as notes.
    """
    wanted = {_letters(plain_marks(words)), _letters(without_note_marks(words))} - {""}
    first, offset = begin
    for number in range(first, len(found)):
        for letters in sorted(wanted, key=len, reverse=True):
            span = _span(letters, found[number], offset if number == first else 0)
            if span is not None:
                return number, *span
    return None


def _span(letters: str, place: Place, offset: int) -> tuple[int, int] | None:
    """Return where a place has some letters, from an offset on, at the beginning of a word; or None."""
    position = place.letters.find(letters)
    while position >= 0:
        start, end = place.offsets[position], place.offsets[position + len(letters) - 1] + 1
        begins_word = start == 0 or not place.text[start - 1].isalnum()
        if start >= offset and begins_word:
            return start, end
        position = place.letters.find(letters, position + 1)
    return None


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _runs_between(paragraph: Any, start: int, end: int) -> list[Any]:
    """Return the runs that hold the text from `start` to `end`. The first and last are divided if that is safe."""
    found = []
    position = 0
    for run in list(runs_of(paragraph)):
        length = len(text_of(run))
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
