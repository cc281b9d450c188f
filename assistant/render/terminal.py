"""The terminal: answers and search results as a person reads them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.model import Answer, Evidence
from assistant.notes import is_note, note_start
from assistant.render.explanation import explanation_text, signals_text
from assistant.render.layout import SEPARATOR, Block
from assistant.render.model import Context
from assistant.render.plain import (
    NOT_A_QUOTATION,
    authors_line,
    closest_line,
    confidence_figure,
    confidence_word,
    count,
    design,
    group_by_work,
    lacking_line,
    left_out_line,
    one_line,
    other_works,
    plain,
    record_lines,
    unanswered_line,
    unsure,
)
from corpus.citing.notices import notices_text
from corpus.text.quotation import without_marks
from corpus.text.sentences import sentences

SHORT_ID_DIGITS = 8
"""Digits of a passage's id that are shown: among a million passages two share them once in four thousand libraries."""

MAX_EXCERPT_CHARACTERS = 420
"""Length of an excerpt around the best sentence of a passage: about four lines of a terminal."""


def render_answer(answer: Answer, context: Context) -> RenderableType:
    """Return an answer: its evidence, or why there is none and the closest passages."""
    parts: list[RenderableType] = []
    evidence = answer.evidence or answer.closest
    if context.explanation is not None:
        parts.append(explanation_text(context.explanation, evidence, answer, context.by_work))
    library = _library_size(context.counts())
    parts += _notes_on_question(answer.notes)
    parts += _record(answer)
    if answer.authors_not_held:
        parts.append(Block([Text(authors_line(answer), style="bold"), Text()]))
    if answer.answered:
        lacking = lacking_line(answer, context.by_work)
        if lacking:
            parts.append(Block([Text(lacking, style="bold"), Text()]))
        parts += _numbered_evidence(evidence, context)
        if answer.left_out:
            parts.append(Block([Text(left_out_line(answer), style="dim")]))
        parts.append(Block([_summary_line(answer, context.seconds, library)]))
        return Group(*parts)
    parts += _refusal(answer, context, library)
    return Group(*parts)


def _refusal(answer: Answer, context: Context, library: str) -> list[RenderableType]:
    """Return why there is no evidence, what the closest passages lack, and these passages."""
    lines = []
    if answer.record is None:
        lines.append(Text(f"No good evidence in this library ({library}): {answer.reason}.", style="bold"))
    elif answer.closest:
        lines.append(Text(unanswered_line(answer), style="bold"))
    if answer.closest and answer.record is None:
        lines.append(Text(closest_line(answer, context.by_work)))
    if answer.closest:
        lines.append(Text())
    return [Block(lines), *_numbered_evidence(answer.closest, context)]


def render_hits(query: str, hits: Sequence[Evidence], context: Context) -> RenderableType:
    """Return the results of a search."""
    parts: list[RenderableType] = []
    if context.explanation is not None:
        parts.append(explanation_text(context.explanation, hits))
    parts += _notes_on_question(context.notes)
    parts += _numbered_evidence(hits, context)
    return Group(*parts)


def _notes_on_question(notes: Sequence[str]) -> list[RenderableType]:
    """Return what to know about a question, a line for each note, and an empty line below."""
    if not notes:
        return []
    lines = [Text(one_line(note), style="yellow") for note in notes]
    return [Block([*lines, Text()])]


def _record(answer: Answer) -> list[RenderableType]:
    """Return what the records say: a heading, a line for each work, and an empty line below."""
    if answer.record is None:
        return []
    heading, *works = record_lines(answer.record)
    lines = [Text(f"   {work}") for work in works]
    return [Block([Text(heading, style="bold"), *lines, Text()])]


def confidence_text(confidence: float) -> str:
    """Return `confidence: high (0.93)`."""
    return f"confidence: {confidence_word(confidence)} ({confidence_figure(confidence)})"


def _summary_line(answer: Answer, seconds: float, library: str) -> Text:
    sources = {piece.citation.source.sha256 for piece in answer.evidence}
    parts = [
        f"{count(len(answer.evidence), 'passage')} from {count(len(sources), 'source')}",
        confidence_text(answer.confidence),
        f"{seconds:.1f} s",
        f"library: {library}",
    ]
    return Text(SEPARATOR.join(parts), style="dim")


def _library_size(counts: Mapping[str, int]) -> str:
    return f"{count(counts['references'], 'reference')}, {counts['full_texts']:,} in full text"


# --- evidence ----------------------------------------------------------------------------------------------------


def _numbered_evidence(evidence: Iterable[Evidence], context: Context) -> list[RenderableType]:
    explained = context.explanation is not None
    if not context.by_work:
        return [evidence_text(piece, explained) for piece in evidence]
    works = enumerate(group_by_work(evidence), start=1)
    return [work_text(number, pieces, explained) for number, pieces in works]


def evidence_text(piece: Evidence, explained: bool = False) -> RenderableType:
    """Return a piece of evidence: title, citation, the best sentence in its surroundings, and how to see the page.

    `explained` adds the passage's signals and score.
    """
    place = _with_headings(_citation(piece.citation.text, piece), piece)
    head = [_title(piece), *_notices(piece), place]
    lines = [*head, *_table_head(piece), excerpt(piece), *_notes(piece, explained)]
    return _numbered(piece.hit.rank, lines)


def work_text(number: int, pieces: Sequence[Evidence], explained: bool = False) -> RenderableType:
    """Return a work and its passages: for each passage the place, the best sentence, and how to see the page.

    `explained` adds the signals and score of each passage.
    """
    first = pieces[0]
    lines = [_title(first), *_notices(first), _citation(first.citation.work, first)]
    for piece in pieces:
        place = _with_headings(Text(one_line(piece.citation.place), style="cyan"), piece)
        quote = Text(_single_spaced(piece.quote), style="bold")
        lines += [Text(), place, *_table_head(piece), quote, *_notes(piece, explained)]
    return _numbered(number, lines)


def _numbered(number: int, lines: Sequence[Text]) -> RenderableType:
    label = Text(str(number), style="bold")
    return Block([*lines, Text()], label, label.cell_len + 2)


def _title(piece: Evidence) -> Text:
    reference = piece.citation.reference
    return Text.assemble((one_line(reference.title), "bold"), f"{SEPARATOR}{design(reference)}")


def _notices(piece: Evidence) -> list[Text]:
    """Return the line that says what was announced about the work: a retraction, a correction."""
    notices = notices_text(piece.citation.reference.notices)
    return [Text(one_line(notices), style="bold red")] if notices else []


def _citation(text: str, piece: Evidence) -> Text:
    """Return a citation, and which parts of it are not sure."""
    citation = Text(one_line(text), style="cyan")
    doubts = unsure(piece.citation.reference)
    if doubts:
        citation.append(f"  ({doubts})", style="yellow")
    return citation


def _with_headings(place: Text, piece: Evidence) -> Text:
    """Return a place and the headings above the passage. The head of a table goes above its row."""
    headings = [heading for heading in piece.hit.passage.headings if heading != piece.table_head]
    if headings:
        place.append(SEPARATOR + one_line(" > ".join(headings)), style="dim")
    return place


def _table_head(piece: Evidence) -> list[Text]:
    """Return the line above a quoted row that says what its columns are; no line above a sentence."""
    head = piece.table_head
    return [Text(one_line(head), style="italic")] if head else []


def _notes(piece: Evidence, explained: bool) -> list[Text]:
    """Return the lines below a passage: cited works, other works that say it, its scores, and how to see the page."""
    notes = []
    if piece.secondary:
        cited = one_line("; ".join(piece.cites))
        notes.append(Text(f"secondary, cites: {cited}", style="dim"))
    if piece.also:
        notes.append(Text(f"also in: {other_works(piece.also)}", style="dim"))
    if explained:
        notes.append(signals_text(piece))
    notes.append(Text(_how_to_see(piece), style="dim"))
    if is_note(piece):
        notes.append(Text(_how_to_bring(piece), style="dim"))
    return notes


def _how_to_see(piece: Evidence) -> str:
    """Return the command that shows the page, and the file with its page: `evidence show 4ef20c74  ·  a.pdf#page=3`."""
    source, locator = piece.citation.source, piece.citation.locator
    command = f"evidence show {piece.hit.passage.handle[:SHORT_ID_DIGITS]}"
    if is_note(piece):
        return f"{command}{SEPARATOR}{NOT_A_QUOTATION}"
    file = one_line(source.name)
    if locator.kind == "page":
        file += f"#page={locator.index}"
    return f"{command}{SEPARATOR}{file}"


def _how_to_bring(piece: Evidence) -> str:
    """Return how to bring the document of a work if the library has only a note on it."""
    from assistant.bringing import way_to_bring  # here, because it loads what knows web addresses

    return f"To read the document: {one_line(way_to_bring(piece.citation.reference))}"


# --- excerpts ----------------------------------------------------------------------------------------------------


def excerpt(piece: Evidence) -> Text:
    """Return the best sentence with as many whole sentences around it as fit. Highlights are bold.

    Marks of notes are left out. Rows of a table are on lines of their own.
    """
    text = piece.hit.passage.text
    spaced = _line_by_line if piece.table_head else _single_spaced
    start, end = _excerpt_span(text, piece.highlights[0][0], note_start(piece))
    shown = Text()
    if start > note_start(piece):
        shown.append("… ")
    position = start
    for first, last in sorted(piece.highlights):
        if first < start or last > end:
            continue
        shown.append(spaced(text[position:first]))
        shown.append(spaced(text[first:last]), style="bold")
        position = last
    shown.append(spaced(text[position:end]))
    if end < len(text.rstrip()):
        shown.append(" …")
    return shown


def _excerpt_span(text: str, best: int, earliest: int = 0) -> tuple[int, int]:
    """Return start and end of the sentences to show. They begin at `earliest` or later.

    The span grows from the sentence at `best` by the sentence after it, or else the one before it, while it is at most
    `MAX_EXCERPT_CHARACTERS` long.
    """
    spans = [span for span in sentences(text) if span[0] >= earliest]
    first = last = _sentence_at(spans, best)
    while True:
        start, end = spans[first][0], spans[last][1]
        if last + 1 < len(spans) and spans[last + 1][1] - start <= MAX_EXCERPT_CHARACTERS:
            last += 1
        elif first > 0 and end - spans[first - 1][0] <= MAX_EXCERPT_CHARACTERS:
            first -= 1
        else:
            return start, end


def _sentence_at(spans: Sequence[tuple[int, int]], offset: int) -> int:
    """Return the index of the sentence that contains an offset; 0 if there is none."""
    for index, (start, end) in enumerate(spans):
        if start <= offset < end:
            return index
    return 0


def _single_spaced(text: str) -> str:
    return re.sub(r"\s+", " ", plain(without_marks(text)))


def _line_by_line(text: str) -> str:
    """Return a text with its line breaks, without blank lines and extra spaces."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"[^\S\n]+", " ", plain(text)))
