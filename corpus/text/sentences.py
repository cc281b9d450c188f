"""Sentence boundaries, as offsets into a text that is never changed.

    "Violence fell. It rose (Fig. 2)."  ->  (0, 14), (15, 32)

Written for cleaned text of reports in English, Spanish and Portuguese. A blank line always ends a sentence. A single
line break ends one too (a table row, a list item, a page break), unless the sentence continues in lower case after it.
A row of a table is one sentence, whatever stops are in it. Figures on a line of their own belong to the row above them.
The mark of a note after a stop belongs to the sentence: "It fell.12", "It fell.²". Stops in brackets or in a quotation
that is part of a sentence do not end it, nor does the stop after the number of a section or item: "3.2. Results".
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from corpus.text.abbreviations import begins_sentence, may_end_sentence
from corpus.text.raised import RAISED, WRITTEN_MARKS
from corpus.text.rows import MAX_ROW_CHARACTERS, count_only_figures, is_row, last_figures

_CLOSERS = r"""["'”’»)\]]*"""
_NUMBERS = r"\d{1,3}(?:[,–-]\s?\d{1,3})*"
_MARK = (
    rf"(?:{_NUMBERS}|(?P<apart>\s\d{{1,3}}(?:,\s?\d{{1,3}})*)|\[{_NUMBERS}\]|(?:\s?{WRITTEN_MARKS})+|[*†‡§¶]{{1,3}})?"
)
"""The mark of a note: "12", "3,4", "[5]", "²", "² ³", "†"."""
_OPENING = r"""["'“‘«(\[¿¡—–-]*"""
# A sentence begins with a capital, a figure, an amount, or a name such as "iPhone".
_BEGINNING = rf"{_OPENING}(?:[$€£]?[^\Wa-zà-ÿ_{RAISED}]|[a-z]{{1,2}}[A-Z])"
# A space that the file lacks, or that is too narrow to be seen: "by sex.We used", "sexism ²⁶.The".
_BEGINNING_WITHOUT_SPACE = r"[A-ZÀ-Þ][a-zà-ÿ]*\s[a-zà-ÿ]"
_END = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]+{_CLOSERS}){_MARK}(?=\s+{_BEGINNING}|(?P<tight>{_BEGINNING_WITHOUT_SPACE}))"
)
_MAY_LACK_SPACE = re.compile(rf"(?:[a-zà-ÿ]{{3}}|[)\]”»{RAISED}])$")
"""What is before a stop that ends a sentence even without a space after it. A name such as "Node.js" is not."""
_WORD = re.compile(r"[^\W_]")
_BREAK = re.compile(r"\s*\n\s*\n\s*|[^\S\n]*\n[^\S\n]*")
_OPENING_MARKS = re.compile(rf"\s*{_OPENING}")
_CAPTION_LABEL = re.compile(
    r"\s*(?:table|figure|fig\.|exhibit|chart|map|box|panel|tabla|cuadro|figura|gráfic[oa]|mapa|tabela|quadro)"
    r"\s+[A-Z]{0,3}[.–-]?\d[\d.–-]*",
    re.I,
)
"""The beginning of a caption. Its stop does not end a sentence: "Table 2. Deaths by state"."""
_ENUMERATOR = re.compile(
    r"\W*(?:(?:section|chapter|part|step|appendix|sección|capítulo|parte|paso|seção|passo|anexo)\s+)?"
    r"(?:\d{1,3}|[IVX]{1,5}|[A-Z])(?:\.\d{1,2})*\.",
    re.I,
)
"""The number of a section or item, before its text: "3.2. Results", "1. First", "Chapter 4. Homicide"."""
_NUMBER_BEFORE = re.compile(r"\d[\d.,·]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENCLOSING = re.compile(r'[()\[\]“”«»"]')
_CLOSER_OF = {"(": ")", "[": "]", "“": "”", "«": "»", '"': '"'}
_ITEM = re.compile(r"(?:[a-z]|[ivx]{2,4})\)\s")
"""An item of a list that begins with a small letter: "a) ..." or "iv) ..."."""

_REMARK = re.compile(r"\((?!\w{1,3}\)|[ivx]+\))[^()\n]{1,80}\)(?:[,.;]|\s[a-zà-ÿ])")
"""A remark in brackets in the middle of a sentence: "(Ruiz 2010). ...", but not the item of a list, "(a) ..."."""

MIN_WORDS_BEFORE_REMARK = 6
"""Words on the line above a remark in brackets. A shorter line may be the head of a column, "Sales"; chosen."""

Span = tuple[int, int]

MAX_CHARACTERS_BEFORE, MAX_CHARACTERS_AFTER = 40, 20
"""Characters before and after a stop that are searched for an abbreviation and what follows it: more than two words."""

MAX_ENCLOSED_CHARACTERS = 300
"""A longer quotation or remark in brackets is cut into its sentences: about 50 words; chosen."""


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
    enclosed = None
    for match in _END.finditer(text, start, end):
        if enclosed is None:
            enclosed = _enclosed(text, start, end)
        if _ends_sentence(text, match, begin) and not _is_enclosed(text, match, begin, enclosed):
            stop = _end_with_mark(text, match)
            yield begin, stop
            begin = stop
    yield begin, end


def _end_with_mark(text: str, match: re.Match[str]) -> int:
    """Return the end of a sentence: after the mark of a note, but before a number that begins the next sentence.

    "It fell. 3 The rest rose." has a mark, "It fell. 3 Ministers left." has none.
    """
    is_apart = match["apart"] is not None
    following = text[match.end() + 1 : match.end() + MAX_CHARACTERS_AFTER]
    return match.end("stop") if is_apart and not begins_sentence(following) else match.end()


def _enclosed(text: str, start: int, end: int) -> list[Span]:
    """Return the (opening, closing) offsets of the short quotations and brackets, in the order of their ends."""
    spans = []
    opened: list[int] = []
    for match in _ENCLOSING.finditer(text, start, end):
        sign, offset = match[0], match.start()
        is_opening = sign in _CLOSER_OF
        if sign == '"':
            is_opening = offset == start or text[offset - 1] in " \n(["
        if is_opening:
            opened.append(offset)
        elif opened and _CLOSER_OF[text[opened[-1]]] == sign:
            opening = opened.pop()
            if offset - opening <= MAX_ENCLOSED_CHARACTERS:
                spans.append((opening, offset))
    return spans


def _is_enclosed(text: str, match: re.Match[str], begin: int, enclosed: Sequence[Span]) -> bool:
    """Return whether a stop is in a quotation or in brackets that are only a part of the sentence."""
    first = bisect_left(enclosed, match.end("stop"), key=_closing)
    last = bisect_left(enclosed, match.start() + MAX_ENCLOSED_CHARACTERS, key=_closing)
    for opening, closing in enclosed[first:last]:
        if begin <= opening < match.start():
            after = text[closing + 1 : closing + 3].lstrip()
            if _WORD.search(text, begin, opening) or text[closing - 1] == "," or after[:1].islower():
                return True
    return False


def _closing(span: Span) -> int:
    return span[1]


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
    if _REMARK.match(below):
        return above[-1].isalnum() and len(above.split()) >= MIN_WORDS_BEFORE_REMARK
    return below[0].islower() and not _ITEM.match(below)


def _ends_sentence(text: str, match: re.Match[str], begin: int) -> bool:
    """Return whether an end mark ends the sentence that begins at `begin`: it is not the stop of an abbreviation."""
    if not _WORD.search(text, begin, match.start()):
        return False
    if match["tight"] and not _lacks_space(text, match):
        return False
    if match["stop"][0] != "." or match["stop"].startswith(".."):
        return True
    if _is_decimal(text, match):
        return False
    if _CAPTION_LABEL.fullmatch(text, begin, match.end()) or _ENUMERATOR.fullmatch(text, begin, match.end()):
        return False
    before = text[max(begin, match.start() - MAX_CHARACTERS_BEFORE) : match.start()]
    after = _OPENING_MARKS.match(text, match.end("stop"))
    following = text[after.end() : after.end() + MAX_CHARACTERS_AFTER] if after else ""
    return may_end_sentence(before, following)


def _lacks_space(text: str, match: re.Match[str]) -> bool:
    """Return whether a stop without a space after it is between a word and one that begins sentences."""
    before = text[max(0, match.start() - MAX_CHARACTERS_BEFORE) : match.start()]
    following = text[match.end() : match.end() + MAX_CHARACTERS_AFTER]
    return _MAY_LACK_SPACE.search(before) is not None and begins_sentence(following)


def _is_decimal(text: str, match: re.Match[str]) -> bool:
    """Return whether a stop is in a number: "23.0", ".477", "<.05".

    After a word, a year or a number that has its decimals, the mark of a note follows: "2015.3 The", "0·547.5 The".
    """
    before, after = match.start() - 1, match.start() + 1
    if not text[after : after + 1].isdecimal():
        return False
    if before < 0 or not text[before].isdecimal():
        return before < 0 or not (text[before].isalpha() or text[before] in "%)]”’»\"'")
    number = _NUMBER_BEFORE.search(text, max(before - MAX_CHARACTERS_BEFORE, 0), before + 1)
    return number is not None and not _YEAR.fullmatch(number[0]) and "·" not in number[0]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without white space at its ends; `start` is `end` if nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
