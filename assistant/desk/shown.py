"""How templates show the parts of evidence: text without controls, places in words, a passage with its marks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from assistant.desk.words import Words
from assistant.model import Evidence
from assistant.notes import is_note, note_start
from assistant.render.lists import clean_runs
from assistant.render.plain import confidence_figure, confidence_word, one_line, plain
from corpus.citing.notices import NOTICE_ABOUT, SERIOUS
from corpus.citing.short_citation import format_time
from corpus.model import Locator, Notice, Source
from corpus.text.quotation import without_marks
from corpus.works.doubts import uncertain

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text that is shown. `mark` is `quote`, `also` (a sentence nearly as good), `passage` or ""."""

    text: str
    mark: str = ""


def place(locator: Locator, words: Words) -> str:
    """Return a place in words: printed page and page of the PDF, a section, or a time with its speaker."""
    if locator.kind == "seconds":
        time = format_time(locator.index)
        return f"{time} ({one_line(locator.label)})" if locator.label else time
    if locator.kind == "section":
        return one_line(locator.label or "") or words("place.section", number=locator.index)
    return _page(locator, words)


def _page(locator: Locator, words: Words) -> str:
    label = one_line(locator.label or "")
    number = str(locator.index)
    if not label:
        text = words("place.unprinted", page=number)
    elif label == number:
        text = words("place.same", page=number)
    else:
        text = words("place.page", label=label, page=number)
    return f"{text}, {words('place.ocr')}" if locator.ocr is not None else text


def passage_parts(piece: Evidence) -> list[Part]:
    """Return a passage with its quotation and, if there is another good sentence, that one marked."""
    marks = [(*span, "also") for span in piece.highlights[1:]]
    marks.append((*piece.highlights[0], "quote"))
    return marked_parts(piece.hit.passage.text, marks, note_start(piece))


def headings(piece: Evidence) -> list[str]:
    """Return the headings above a passage, the outermost first. The head of a table is shown above its row."""
    return [one_line(heading) for heading in piece.hit.passage.headings if heading != piece.table_head]


def marked_parts(text: str, marks: Sequence[tuple[int, int, str]], start: int = 0) -> list[Part]:
    """Return a text from `start` on in parts, with each mark (start, end, name) as a part. Marks do not overlap."""
    parts = []
    position = start
    for first, last, name in sorted(marks):
        if first < position:
            continue
        parts.append(Part(shown_text(text[position:first])))
        parts.append(Part(shown_text(text[first:last]), name))
        position = last
    parts.append(Part(shown_text(text[position:])))
    return [part for part in parts if part.text]


def shown_text(text: str) -> str:
    """Return a text with its lines, without controls and marks of notes."""
    return plain(without_marks(text))


def notice_words(notice: Notice, words: Words) -> str:
    """Return what was announced about a work, in words, with the date if it is known."""
    about = notice.kind.startswith(NOTICE_ABOUT)
    kind = notice.kind.removeprefix(NOTICE_ABOUT)
    key = "notice." + kind
    name = words(key) if words.has(key) else words("notice.other", kind=kind.replace("_", " "))
    if about:
        return words("notice.about", kind=name)
    return words("notice.dated", kind=name, date=notice.date) if notice.date else name


def is_serious(notice: Notice) -> bool:
    """Return whether a work should not be cited as it was."""
    return notice.kind in SERIOUS


def named(value: str, keys: str, words: Words) -> str:
    """Return the name of a value in the language of the page, or else the value.

    Args:
        value: "systematic review".
        keys: the beginning of the keys of such names: "design.".
        words: the texts of the interface.
    """
    key = keys + value.replace(" ", "_")
    return words(key) if words.has(key) else one_line(value)


def original_address(source: Source, locator: Locator | None = None) -> str:
    """Return the address of a file, with its own name at the end and, of a PDF, the page."""
    address = f"/original/{source.sha256}/{quote(one_line(source.name) or 'file', safe='')}"
    if locator is not None and locator.kind == "page":
        return f"{address}#page={locator.index}"
    return address


def doi_address(doi: str) -> str:
    """Return the web address of a DOI."""
    return f"https://doi.org/{quote(one_line(doi), safe='/().;:-_')}"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "confidence_figure": confidence_figure,
    "confidence_word": confidence_word,
    "doi_address": doi_address,
    "headings": headings,
    "is_note": is_note,
    "is_serious": is_serious,
    "line": one_line,
    "named": named,
    "notice_words": notice_words,
    "original_address": original_address,
    "passage_parts": passage_parts,
    "place": place,
    "runs": clean_runs,
    "uncertain": uncertain,
}
"""The filters of templates: `{{ work.title | line }}`, `{{ locator | place(words) }}`."""
