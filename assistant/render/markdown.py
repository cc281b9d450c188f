"""Markdown: a numbered list of quotes, each with its citation."""

import re
from collections.abc import Iterable, Sequence

from assistant.model import Answer, Evidence
from assistant.notes import is_note
from assistant.render.model import Context
from assistant.render.plain import (
    NOT_A_QUOTATION,
    authors_line,
    closest_line,
    design,
    group_by_work,
    lacking_line,
    left_out_line,
    one_line,
    other_works,
    record_lines,
    unanswered_line,
    unsure,
)
from corpus.citing.notices import notices_text

# Characters with a meaning in Markdown or HTML; or, at the start of a line, the marker of a list or an underline.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+!|~$&])|^(\s*)([-=]|\d+[.)])", re.M)


def render_answer(answer: Answer, context: Context) -> str:
    """Return an answer as Markdown: its evidence, or why there is none and the closest passages."""
    lines = [f"# {escape_markdown(answer.question)}", "", *_about_question(answer)]
    if answer.answered:
        lacking = lacking_line(answer, context.by_work)
        if lacking:
            lines += [escape_markdown(lacking), ""]
    else:
        lines += _refusal(answer, context)
    heading = "\n".join(lines)
    evidence = evidence_markdown(answer.evidence or answer.closest, context.by_work)
    if answer.left_out:
        evidence += f"\n{left_out_line(answer)}\n"
    return f"{heading}\n{evidence}\n"


def _about_question(answer: Answer) -> list[str]:
    """Return the notes on a question, what the records say, and whose work is not held."""
    lines = _question_notes(answer.notes)
    if answer.record is not None:
        heading, *record = record_lines(answer.record)
        lines += [escape_markdown(heading), "", *(f"- {escape_markdown(line)}" for line in record), ""]
    if answer.authors_not_held:
        lines += [escape_markdown(authors_line(answer)), ""]
    return lines


def _refusal(answer: Answer, context: Context) -> list[str]:
    """Return why there is no evidence, and what the closest passages lack."""
    if answer.record is not None:
        return [escape_markdown(unanswered_line(answer)), ""] if answer.closest else []
    lines = [f"No good evidence: {escape_markdown(answer.reason or '')}.", ""]
    if answer.closest:
        lines += [escape_markdown(closest_line(answer, context.by_work)), ""]
    return lines


def render_hits(query: str, hits: Sequence[Evidence], context: Context) -> str:
    """Return the results of a search as Markdown."""
    notes = "\n".join(_question_notes(context.notes))
    evidence = evidence_markdown(hits, context.by_work)
    return f"{notes}\n{evidence}\n" if notes else f"{evidence}\n"


def _question_notes(notes: Iterable[str]) -> list[str]:
    """Return what to know about a question, a paragraph for each note."""
    lines = []
    for note in notes:
        lines += [escape_markdown(note), ""]
    return lines


def evidence_markdown(evidence: Iterable[Evidence], by_work: bool = False) -> str:
    """Return evidence as a numbered list: of passages or, if `by_work`, of works with their passages."""
    if by_work:
        works = enumerate(group_by_work(evidence), start=1)
        return "\n".join(_work_markdown(number, pieces) for number, pieces in works)
    return "\n".join(_passage_markdown(piece) for piece in evidence)


def escape_markdown(text: str) -> str:
    """Return text on one line that Markdown and HTML take literally."""
    return escape_characters(one_line(text))


def escape_characters(text: str) -> str:
    """Return a part of a line that Markdown and HTML take literally. Its spaces stay."""
    return _SPECIAL.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    character, indent, marker = match.groups()
    if character:
        return f"\\{character}"
    return f"{indent}{marker[:-1]}\\{marker[-1]}"  # a backslash before a digit would be printed


def _passage_markdown(piece: Evidence) -> str:
    quote = _quote_markdown(piece)
    citation = escape_markdown(piece.citation.text)
    return f"{piece.hit.rank}. {quote}\n\n   {citation}. {_title_markdown(piece)}{_notes_markdown(piece)}\n"


def _work_markdown(number: int, pieces: Sequence[Evidence]) -> str:
    first = pieces[0]
    parts = [f"{number}. {escape_markdown(first.citation.work)}. {_title_markdown(first)}\n"]
    for piece in pieces:
        quote, place = _quote_markdown(piece), escape_markdown(piece.citation.place)
        parts.append(f"   {quote}\n\n   {place}.{_notes_markdown(piece)}\n")
    return "\n".join(parts)


def _quote_markdown(piece: Evidence) -> str:
    """Return the quote below the head of its table, if it is a row; or the sentence of a note, as what it is."""
    quote = escape_markdown(piece.quote)
    if is_note(piece):
        return f"({NOT_A_QUOTATION}) {quote}"
    if not piece.table_head:
        return f"> {quote}"
    return f"> *{escape_markdown(piece.table_head)}*\\\n   > {quote}"


def _title_markdown(piece: Evidence) -> str:
    reference = piece.citation.reference
    text = f"*{escape_markdown(reference.title)}*. {escape_markdown(design(reference))}."
    doubts = unsure(reference)
    if doubts:
        text += f" ({escape_markdown(doubts)}.)"
    notices = notices_text(reference.notices)
    return f"{text} **{escape_markdown(notices)}.**" if notices else text


def _notes_markdown(piece: Evidence) -> str:
    """Return the works that the quote cites and the other works in which it occurs, after a space each."""
    notes = ""
    if piece.secondary:
        notes += f" Secondary, cites: {escape_markdown('; '.join(piece.cites))}."
    if piece.also:
        notes += f" Also in: {escape_markdown(other_works(piece.also))}."
    return notes
