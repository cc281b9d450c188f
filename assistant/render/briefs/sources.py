"""The table of a brief: what each source is, so that a reader can judge the quotations by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.briefs.model import BriefItem
from assistant.desk.shown import named, notice_words
from assistant.desk.words import Words
from assistant.render.plain import one_line
from corpus.citing.notices import serious_notices
from corpus.citing.short_citation import authors
from corpus.citing.styles.styled_text import Run, StyledText
from corpus.model import Reference
from corpus.works.doubts import uncertain

MAX_CITED_WORKS = 4
"""Works named that the quotations of a source cite. Chosen: a footnote of three lines."""

_COLUMNS = ("brief.source", "brief.year", "brief.design", "brief.finding", "brief.held", "brief.language")
"""The keys of the heads of the columns."""

Row = tuple[StyledText, ...]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """The heads of the columns, and a row for each source in the order of their first quotations."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


def source_table(items: Sequence[BriefItem], words: Words) -> SourceTable:
    """Return what each source of some quotations is."""
    by_work: dict[str, list[BriefItem]] = {}
    for item in items:
        if item.mention is not None:
            by_work.setdefault(item.mention.reference.key, []).append(item)
    head = [words(key) for key in _COLUMNS]
    rows = [_row(pieces, words) for pieces in by_work.values()]
    return SourceTable(tuple(head), tuple(rows))


def cited_text(cites: Sequence[str], words: Words) -> str:
    """Return the first works that quotations cite, and the number of the others."""
    first = [one_line(work) for work in cites[:MAX_CITED_WORKS]]
    more = len(cites) - len(first)
    if more:
        first.append(words("evidence.also_more", n=more))
    return "; ".join(first)


def _row(items: Sequence[BriefItem], words: Words) -> Row:
    """Return the row of a source, which all of these quotations are from."""
    mention = items[0].mention
    assert mention is not None, "only quotations that are in the library have a source"
    reference = mention.reference
    held = dict.fromkeys(_held(item, words) for item in items)
    languages = dict.fromkeys(_language(item, words) for item in items)
    cells = (
        str(reference.year or "n.d."),
        _design(reference, words),
        _finding(items, words),
        "; ".join(held),
        "; ".join(languages),
    )
    texts = [StyledText((Run(cell),)) for cell in cells]
    return (_source(reference, words), *texts)


def _source(reference: Reference, words: Words) -> StyledText:
    """Return the authors and the title of a work, with what to know before citing it in square brackets."""
    names = one_line(authors(reference))
    runs = [Run(f"{names}, ")] if names else []
    runs.append(Run(one_line(reference.title), frozenset(["italic"])))
    doubtful = [named(field, "field.", words) for field in uncertain(reference)]
    if doubtful:
        runs.append(Run(f" [{words('works.unsure')} {', '.join(doubtful)}]"))
    notices = [notice_words(notice, words) for notice in serious_notices(reference)]
    if notices:
        runs.append(Run(f" [{'; '.join(notices)}]", frozenset(["bold"])))
    return StyledText(tuple(runs))


def _design(reference: Reference, words: Words) -> str:
    design = named(reference.design, "design.", words)
    return f"{design} ({words('evidence.guess')})" if reference.guessed else design


def _finding(items: Sequence[BriefItem], words: Words) -> str:
    """Return whether the quotations state the source's own findings or report others', and whose. "" for notes."""
    quotations = [item for item in items if not item.kept.is_note]
    if not quotations:
        return ""
    reporting = [item for item in quotations if item.cites]
    if not reporting:
        return words("brief.own")
    cites: dict[str, None] = {}
    for item in reporting:
        cites.update(dict.fromkeys(item.cites))
    works = cited_text(list(cites), words)
    if len(reporting) == len(quotations):
        return words("brief.cites", works=works)
    return words("brief.mixed", part=len(reporting), all=len(quotations), works=works)


def _held(item: BriefItem, words: Words) -> str:
    return words("place.note") if item.kept.is_note else words("brief.full_text")


def _language(item: BriefItem, words: Words) -> str:
    passage = item.kept.passage
    if passage is None:
        return ""
    key = f"brief.language.{passage.language}"
    return words(key) if words.has(key) else ""
