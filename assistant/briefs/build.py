"""Build a brief from a basket, from files of answers, and from ids of passages.

Whatever a file of answers says, the words and citations of a brief are those of the library.
"""

from collections.abc import Iterator, Sequence

from assistant.answer import works_cited_in
from assistant.baskets import BasketItem, find_quotes, kept_quote, quoted_part
from assistant.briefs.answers import FoundQuote, read_answers
from assistant.briefs.model import AnswerFile, Brief, BriefItem, BriefSection
from assistant.cited_quotes import mention_of
from assistant.notes import title_end
from assistant.progress import JobProgress
from assistant.render.plain import count, one_line
from corpus.errors import InputError, UnknownKey
from corpus.model import KeptQuote, Passage
from corpus.store.baskets import basket_name
from corpus.store.corpus import Corpus
from corpus.text.near import choose_from

MAX_QUOTATIONS = 2000
"""Quotations of a brief. Chosen, to bound the time: some 500 pages."""

_LOST = {
    "changed": "the text was read again and does not have these words now",
    "no text": "the library does not have this text of the work now",
    "no work": "the library does not have this work",
}
"""The reason why a quotation is lost, by the state of its item."""


def build_brief(
    corpus: Corpus,
    *,
    basket: str | None,
    answers: Sequence[AnswerFile],
    passages: Sequence[str],
    heading: str,
    progress: JobProgress,
) -> Brief:
    """Return a brief; see `Collecting.brief`."""
    sections: list[BriefSection] = []
    problems: list[str] = []
    if basket is not None:
        sections.append(_basket_section(corpus, basket, heading))
    for file in answers:
        found, said = _answer_sections(corpus, file, progress)
        sections += found
        problems += said
    if passages:
        section, said = _passage_section(corpus, passages, heading)
        sections.append(section)
        problems += said
    problems += _lost_lines(sections)
    filled = [section for section in sections if section.items or section.refusal is not None]
    quotations = sum(len(section.items) for section in filled)
    if quotations > MAX_QUOTATIONS:
        raise InputError(f"the brief would have {quotations:,} quotations; the maximum is {MAX_QUOTATIONS:,}")
    return Brief(tuple(filled), tuple(problems))


def _lost_lines(sections: Sequence[BriefSection]) -> Iterator[str]:
    """Yield which quotations the library does not have now, a line for each."""
    for section in sections:
        for item in section.items:
            if item.mention is None:
                yield f"{lost_place(item.kept)}: {_LOST[item.kept.state]}"


def lost_place(item: BasketItem) -> str:
    """Return where a quotation was: the citation, with the title of the work."""
    return f"{one_line(item.kept.title)}. {one_line(item.kept.citation)}"


# --- baskets -------------------------------------------------------------------------------------------------------


def _basket_section(corpus: Corpus, name: str, heading: str) -> BriefSection:
    """Return the quotations of a basket.

    Raises:
        InputError: there is no such basket, or it is empty.
    """
    name = basket_name(name)
    quotes = corpus.baskets.quotes(name)
    if not quotes:
        sizes = corpus.baskets.sizes()
        filled = [each for each, size in sizes.items() if size]
        hint = choose_from(name, filled) if filled else "Quotations are put into it at the desk: evidence serve"
        raise InputError(f"the basket {name!r} has no quotations. {hint}")
    return BriefSection(one_line(heading) or name, _items(corpus, quotes))


# --- passages ------------------------------------------------------------------------------------------------------


def _passage_section(corpus: Corpus, passages: Sequence[str], heading: str) -> tuple[BriefSection, list[str]]:
    """Return whole passages as quotations, and which ids name none."""
    quotes, problems = [], []
    for handle in dict.fromkeys(passages):
        try:
            quotes.append(_kept_passage(corpus, handle))
        except (UnknownKey, InputError) as error:
            problems.append(str(error))
    return BriefSection(one_line(heading), _items(corpus, quotes)), problems


def _kept_passage(corpus: Corpus, handle: str) -> KeptQuote:
    """Return a passage as a basket keeps it. A note is kept without its title.

    Raises:
        UnknownKey, InputError: there is no such passage, or it is too long.
    """
    part = quoted_part(corpus, handle, None)
    if part.source.kind == "note":
        start = part.start + title_end(part.words)
        part = quoted_part(corpus, handle, (start, part.end))
    return kept_quote(part, "")


# --- answers -------------------------------------------------------------------------------------------------------


def _answer_sections(corpus: Corpus, file: AnswerFile, progress: JobProgress) -> tuple[list[BriefSection], list[str]]:
    """Return a section for each answer of a file, and what could not be read or found.

    A file of another library has no sections: its refusals are about the other library too.
    """
    answers, problems = read_answers(file.text)
    problems = [f"{file.name}: {problem}" for problem in problems]
    sections = []
    for number, answer in enumerate(answers, start=1):
        progress.advance(stage=f"Question {number} of {len(answers)}", fraction=number / len(answers))
        kept = [_kept_piece(corpus, quote) for quote in answer.quotes]
        items = _items(corpus, kept)
        sections.append(BriefSection(answer.question, items, answer.refusal, answer.missing))
    if _is_of_another_library(sections):
        quotations = count(sum(len(section.items) for section in sections), "quotation")
        hint = "If it is of another library: -L FOLDER"
        return [], [*problems, f"{file.name}: none of its {quotations} is in this library. {hint}"]
    return sections, problems


def _is_of_another_library(sections: Sequence[BriefSection]) -> bool:
    """Return whether there are quotations, and the library has the work of none of them."""
    states = {item.kept.state for section in sections for item in section.items}
    return states == {"no work"}


def _kept_piece(corpus: Corpus, quote: FoundQuote) -> KeptQuote:
    """Return a quotation of an answer as a basket keeps it, at the place where it should be."""
    first, last = quote.span
    start = first + _start_of_text(corpus, quote)
    words = quote.text[first:last]
    end = start + len(words)
    return KeptQuote(quote.sha256, start, end, words, quote.key, quote.title, quote.citation, "", "")


def _start_of_text(corpus: Corpus, quote: FoundQuote) -> int:
    """Return where the text of an answer's passage begins in its document: about there, if the id is not known now.

    The text begins before the passage if the passages before it were merged with it.
    """
    try:
        passage: Passage = corpus.find_passage(quote.passage)
    except UnknownKey:
        return 0
    return max(0, passage.start - max(0, quote.text.find(passage.text)))


# --- items ---------------------------------------------------------------------------------------------------------


def _items(corpus: Corpus, quotes: Sequence[KeptQuote]) -> tuple[BriefItem, ...]:
    return tuple(_item(corpus, found) for found in find_quotes(corpus, quotes))


def _item(corpus: Corpus, found: BasketItem) -> BriefItem:
    """Return a quotation with what a footnote says about it."""
    if found.citation is None or found.reference is None:
        return BriefItem(found, None)
    cites = () if found.is_note else works_cited_in(found.kept.words, found.citation, corpus)
    return BriefItem(found, mention_of(corpus, found.reference, found.citation, found.end), cites)
