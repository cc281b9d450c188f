"""Sentence boundaries, as offsets into a text that is never changed.

    "Violence fell. It rose (Fig. 2)."  ->  (0, 14), (15, 32)

Written for cleaned text of reports in English, Spanish and Portuguese. A blank line always ends a sentence. A single
line break ends one too (a table row, a list item, a page break), unless the sentence continues in lower case after it.
A row of a table is one sentence, whatever stops are in it. Figures on a line of their own belong to the row above them.
Abbreviations before a full stop are a short list, not a model, because a cold process must answer a query with it.
"""

import re
from collections.abc import Iterator, Sequence

from corpus.text.rows import MAX_ROW_CHARACTERS, count_only_figures, is_row, last_figures

# Words before a full stop that does not end a sentence, in lower case without the stop: titles, citations and
# quantities in reports of the three languages.
ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof gen gov sen rep reps sens hon rev sgt lt col capt st jr sr fr
    sra srta sres dra lic ing arq exmo
    no nos nr núm num n.º art arts cap caps fig figs tab sec secs ch vol vols ed eds pp p pág págs para paras
    vs v cf e.g i.e al etc viz approx ca est inc ltd corp co dept div assn bros u.s u.n u.k d.c a.m p.m ee uu ss
    jan feb mar apr jun jul aug sept sep oct nov dec ene abr ago dic fev set out dez
    """.split()
)
# An abbreviation with a stop inside ends a sentence if one of these words follows.
SENTENCE_OPENERS = frozenset(
    """
    the a an this that these those in on at by for from it he she they we as if when while since although however
    after before during under over one some many most all each both no such there its their his her but and or so
    el la los las un una en de por para según se es esta este estos estas lo al su sus como si cuando aunque
    o os as um uma em na nos nas seu sua ele ela eles isso isto esse essa
    """.split()
)
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?:\s?\d{1,3}(?:,\s?\d{1,3})*)?(?=\s+["'“‘«(\[¿¡—–-]*[^\Wa-zà-ÿ_])""")
_BREAK = re.compile(r"\s*\n\s*\n\s*|[^\S\n]*\n[^\S\n]*")
_LAST_WORD = re.compile(r"[\w.º]+$")
_NEXT_WORD = re.compile(r"\s+[\"'“‘«(\[¿¡—–-]*(\w+)")
_CAPTION_LABEL = re.compile(
    r"\s*(?:table|figure|fig\.|exhibit|chart|map|box|panel|tabla|cuadro|figura|gráfic[oa]|mapa|tabela|quadro)"
    r"\s+[A-Z]{0,3}[.–-]?\d[\d.–-]*",
    re.I,
)
"""The beginning of a caption. Its stop does not end a sentence: "Table 2. Deaths by state"."""
_YEAR_BEFORE = re.compile(r"\b(?:19|20)\d\d$")
_ITEM = re.compile(r"(?:[a-z]|[ivx]{2,4})\)\s")
"""An item of a list that begins with a small letter: "a) ..." or "iv) ..."."""

Span = tuple[int, int]

MAX_LAST_WORD_CHARACTERS = 24
"""Characters before a full stop that are searched for an abbreviation."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence in order, without white space around it; an empty list for blank text."""
    spans: list[Span] = []
    for start, end in _blocks(text):
        if is_row(text[start:end]):
            spans.append((start, end))
        else:
            spans += _cut_at_stops(text, start, end)
    found = []
    for span in spans:
        start, end = _trim(text, *span)
        if start < end:
            found.append((start, end))
    return found


def _cut_at_stops(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans between the stops that end a sentence."""
    begin = start
    for match in _END.finditer(text, start, end):
        if _ends_sentence(text, match, begin):
            yield begin, match.end()
            begin = match.end()
    yield begin, end


def _blocks(text: str) -> list[Span]:
    """Return the spans between blank lines, and between line breaks at which a sentence or row ends."""
    lines, is_after_blank = _lines(text)
    continues_row = _continuations(text, lines, is_after_blank)
    blocks = [lines[0]]
    for number, (start, end) in enumerate(lines[1:], start=1):
        begin, before = blocks[-1]
        is_continued = not is_after_blank[number] and _continues(
            text, (begin, before), (start, end), continues_row[number]
        )
        if is_continued:
            blocks[-1] = begin, end
        else:
            blocks.append((start, end))
    return blocks


def _lines(text: str) -> tuple[list[Span], list[bool]]:
    """Return the lines of a text, at least one, and for each whether a blank line is before it."""
    lines = []
    is_after_blank = [False]
    begin = 0
    for match in _BREAK.finditer(text):
        lines.append((begin, match.start()))
        is_after_blank.append(match.group().count("\n") > 1)
        begin = match.end()
    lines.append((begin, len(text)))
    return lines, is_after_blank


def _continuations(text: str, lines: Sequence[Span], is_after_blank: Sequence[bool]) -> list[bool]:
    """Return for each line whether it may be the figures of the row above it."""
    counts = [count_only_figures(text[slice(*line)]) for line in lines]
    continues = [False] * len(lines)
    begin = 0
    for number in range(1, len(lines) + 1):
        if number < len(lines) and counts[number] and counts[number - 1] and not is_after_blank[number]:
            continue
        if counts[begin] and begin > 0:
            above = text[slice(*lines[begin - 1])]
            is_part = _is_part_of_row(above, text[lines[begin][0]], counts[begin:number])
            continues[begin:number] = [is_part] * (number - begin)
        begin = number
    return continues


def _is_part_of_row(above: str, first_character: str, counts: Sequence[int]) -> bool:
    """Return whether lines of figures belong to the row above them. `counts` are their numbers of figures.

    Several lines do if their numbers differ. Otherwise they are rows whose label is a number: "15–19 120 130". One line
    does, but not if it has as many figures as the row above it, which is then the row of a sum; except in brackets.
    """
    if len(counts) > 1:
        return len(set(counts)) > 1
    return first_character in "([" or len(last_figures(above)) != counts[0]


def _continues(text: str, block: Span, line: Span, continues_row: bool) -> bool:
    """Return whether a sentence or row continues after a line break.

    Args:
        text: the text.
        block: what is before the break, from the beginning of the sentence or row.
        line: the line after the break.
        continues_row: whether the line may be the figures of the row above it.
    """
    begin, before = block
    above = text[max(begin, before - MAX_ROW_CHARACTERS - 1) : before]  # all of it, if it may be a row
    below = text[slice(*line)]
    if not above or not below or above[-1] in ".!?…:|":
        return False
    if continues_row:
        has_label = any(map(str.isalpha, above))
        return has_label and line[1] - begin <= MAX_ROW_CHARACTERS
    if is_row(above):
        return False
    return below[0].islower() and not _ITEM.match(below)


def _ends_sentence(text: str, match: re.Match[str], begin: int) -> bool:
    """Return whether an end mark ends the sentence that begins at `begin`: it is not the stop of an abbreviation."""
    if text[match.start()] != "." or match.group().startswith(".."):
        return True
    if _is_decimal(text, match) or _CAPTION_LABEL.fullmatch(text, begin, match.end()):
        return False
    word = _LAST_WORD.search(text, max(begin, match.start() - MAX_LAST_WORD_CHARACTERS), match.start())
    if word is None:
        return True
    last = word.group().lower().rstrip(".")
    is_initial = len(last) == 1 and last.isalpha()
    if last not in ABBREVIATIONS and not is_initial:
        return True
    if "." not in last:
        return False
    # "D.C. The police" ends a sentence; "U.S. Department" does not.
    following = _NEXT_WORD.match(text, match.end())
    return following is not None and following[1].lower() in SENTENCE_OPENERS


def _is_decimal(text: str, match: re.Match[str]) -> bool:
    """Return whether a stop is in a number: "23.0", ".477". After a year, "2015.3 The", a note mark follows it."""
    before, after = match.start() - 1, match.start() + 1
    if not text[after : after + 1].isdigit():
        return False
    if before < 0 or text[before].isspace():
        return True
    return text[before].isdigit() and not _YEAR_BEFORE.search(text, max(before - 4, 0), before + 1)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without white space at its ends; `start` is `end` if nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
