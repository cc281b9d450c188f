"""Plain text that every output format shares: text that cannot control a terminal, counts, and groups by work."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from assistant.model import Also, Answer, Evidence, Record, RecordedWork
from corpus.citing.notices import notices_text, serious_notices
from corpus.citing.short_citation import SUMMARY
from corpus.model import Reference
from corpus.text.near import one_of
from corpus.works.doubts import uncertain

MAX_OTHER_WORKS = 4
"""Other works named beside a passage: a line or two of a terminal. JSON has all of them."""

MAX_LISTED_WORKS = 10
"""Works listed by their records above the passages: half a screen. JSON has all of them."""

NOT_A_QUOTATION = f"{SUMMARY}, not a quotation"
"""Said of a note wherever its text is shown."""

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that a terminal might act on or that change the direction of text.

They are C0 and C1 except line feeds and tabs, bidirectional controls, line and paragraph separators, and lone
surrogates.
"""


def plain(text: str) -> str:
    """Replace all `CONTROLS` with spaces, so that the text cannot control a terminal."""
    return CONTROLS.sub(" ", text)


def one_line(text: str) -> str:
    """Return text on one line, without control characters."""
    return " ".join(plain(text).split())


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 page`, `2,500 pages`. `plural` is needed if it is not the noun with an s."""
    if number != 1:
        noun = plural or f"{noun}s"
    return f"{number:,} {noun}"


def lines_text(lines: Iterable[str]) -> str:
    """Return lines as one text, each with its line feed."""
    return "".join(f"{line}\n" for line in lines)


def status_counts(statuses: Iterable[str]) -> str:
    """Return how many there are of each status: `3 added, 1 refused`."""
    return counts_line(Counter(statuses))


def counts_line(counts: Mapping[str, int]) -> str:
    """Return the numbers and their names on one line: `3 added, 1 refused`."""
    parts = [f"{number:,} {name}" for name, number in counts.items()]
    return ", ".join(parts)


def alternatives(names: Sequence[str]) -> str:
    """Return names on one line as a choice: `2022`, `2022 or Seattle`, `2021, 2022 or Seattle`."""
    return one_of(one_line(name) for name in names)


def lacking_line(answer: Answer, by_work: bool) -> str:
    """Return what the question names and the evidence does not mention, as sentences; or an empty text.

    If the evidence is grouped by work, its passages have no numbers.
    """
    sentences = []
    if answer.missing:
        sentences.append(_missing_line(answer))
    if not by_work:
        sentences += _missing_in(answer)
    return " ".join(sentences)


def _missing_line(answer: Answer) -> str:
    """Return what the question names and no passage of the answer mentions, as a sentence."""
    names = [_as_name(name) for name in answer.missing]
    return f"None of these passages mentions {alternatives(names)}."


def _missing_in(answer: Answer) -> list[str]:
    """Return what the question names and the first passage does not mention, as a sentence for each."""
    sentences = []
    for name, ranks in answer.missing_in:
        *first, last = [str(rank) for rank in ranks]
        if first:
            sentences.append(f"Passages {', '.join(first)} and {last} do not mention {_as_name(name)}.")
        else:
            sentences.append(f"Passage {last} does not mention {_as_name(name)}.")
    return sentences


def _as_name(name: str) -> str:
    """Return a name on one line, in quotation marks if it is a common word."""
    shown = one_line(name)
    return f"“{shown}”" if shown[:1].islower() else shown


def authors_line(answer: Answer) -> str:
    """Return whose work the question asks for and the library does not have, as a sentence."""
    return f"No work in this library has {alternatives(answer.authors_not_held)} as an author."


def record_lines(record: Record) -> list[str]:
    """Return what the records say, a line for each work."""
    if record.field in ("works", "count"):
        return _lines_of_works(record)
    lines = []
    for work in record.works:
        value = one_line(work.value or "not in the record")
        lines.append(f"{one_line(work.reference.title)}  ·  {work.reference.key}")
        lines.append(f"{record.label}: {value}{_doubts(work)}")
    heading = "From the record of the work:"
    if len(record.works) > 1:
        heading = "From the records of the works:"
    return [heading, *lines]


def _doubts(work: RecordedWork) -> str:
    """Return which fields of a work are unsure, in brackets behind a space; or an empty text."""
    doubts = unsure_fields(work.unsure)
    return f"  ({doubts})" if doubts else ""


def _lines_of_works(record: Record) -> list[str]:
    """Return how many works there are and, unless only their number was asked for, the first of them."""
    lines = [f"From the records: {count(len(record.works), 'work')}, {record.full_texts:,} in full text."]
    if record.field == "works":
        for work in record.works[:MAX_LISTED_WORKS]:
            title = one_line(work.reference.title)
            lines.append(f"{one_line(work.citation)}. {title}  ·  {work.reference.key}{_doubts(work)}")
    if record.works and (record.field == "count" or len(record.works) > MAX_LISTED_WORKS):
        lines.append(f"To list them: {record.command}")
    return lines


def unanswered_line(answer: Answer) -> str:
    """Return why no passage answers a question that the records answer."""
    return f"No passage answers it: {answer.reason}."


def closest_line(answer: Answer, by_work: bool) -> str:
    """Return the line above the closest passages: that none answers the question, and what they lack."""
    sentences = ["Closest, though none answers it."]
    lacking = lacking_line(answer, by_work)
    if lacking:
        sentences.append(lacking)
    if answer.missing_words:
        quoted = [f"“{word}”" for word in answer.missing_words]
        sentences.append(f"None of them has the word {alternatives(quoted)}.")
    return " ".join(sentences)


def left_out_line(answer: Answer) -> str:
    """Return how many passages were left out, and how to see them."""
    verb = "adds" if answer.left_out == 1 else "add"
    return f"{count(answer.left_out, 'more passage')} {verb} little. `evidence search` with the question shows all."


def design(reference: Reference) -> str:
    """Return the design of a work, marked as a guess if no person has confirmed it."""
    return f"{reference.design} (guess)" if reference.guessed else reference.design


def unsure(reference: Reference) -> str:
    """Return which parts of a citation of the work are not sure: `authors and year unsure`; or an empty text."""
    return unsure_fields(uncertain(reference))


def unsure_fields(names: Sequence[str]) -> str:
    """Return `authors and year unsure` for the names of these fields, or an empty text if there are none."""
    if not names:
        return ""
    *first, last = names
    fields = f"{', '.join(first)} and {last}" if first else last
    return f"{one_line(fields)} unsure"


def other_works(also: Sequence[Also]) -> str:
    """Return the first other works in which a quote occurs, and the number of the rest.

    `OPM (2014), p. 12; OPM (2013), p. 9 (with changes); and 2 more works`
    """
    names = []
    for work in also[:MAX_OTHER_WORKS]:
        name = one_line(work.citation.text)
        serious = notices_text(serious_notices(work.citation.reference))
        if serious:
            name += f" ({one_line(serious)})"
        if not work.verbatim:
            name += " (with changes)"
        names.append(name)
    more = len(also) - len(names)
    if more:
        names.append(f"and {count(more, 'more work')}")
    return "; ".join(names)


def confidence_word(confidence: float) -> str:
    """Return `high`, `medium` or `low`."""
    if confidence >= 0.9:
        return "high"
    if confidence >= 0.7:
        return "medium"
    return "low"


def confidence_figure(confidence: float) -> str:
    """Return a confidence with two decimals, rounded down: nothing is certain, and 0.899 is not high."""
    hundredths = math.floor(round(confidence * 100, 6))  # 0.29 * 100 is a little less than 29
    return f"{hundredths / 100:.2f}"


def group_by_work(evidence: Iterable[Evidence]) -> list[list[Evidence]]:
    """Return the evidence of each work. Works are in the order of their first piece of evidence."""
    works: dict[str, list[Evidence]] = {}
    for piece in evidence:
        works.setdefault(piece.citation.reference.key, []).append(piece)
    return list(works.values())
