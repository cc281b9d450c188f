"""By-lines: the lines of the first pages that name the authors, found by their place and type.

    Health in the Valley: A Survey           the title
    Ana Báez⸢1⸣, Bo O'Brien, PhD⸢2⸣, and     the by-line: names only, below the title, in one type
    Carla Dias⸢1⸣
    ⸢1⸣ University of the Valley             not names, so skipped
    Abstract                                 the end

Or one author a line, each with lines of affiliation; or names above the title after "By"; or after a label.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.model import RAISED_END, RAISED_START, FrontLine
from corpus.text.words import folded_words
from corpus.works.family_names import NameEvidence, divide_name
from corpus.works.name_words import BODY, Name, is_group, is_role
from corpus.works.names import begins_with_names, divide_names, split_names

MAX_LEADING_POINTS = 26.0
"""Distance between two lines of one by-line, in points: one and a half lines of 16-point type. Chosen."""

MAX_SIZE_DIFFERENCE = 0.07
"""The sizes of two lines of one type may differ by this, relative to the body. Scans vary by about 0.05."""

MAX_ROW_POINTS = 4.0
"""Two pieces of text whose baselines differ by less are on one row: a raised mark moves a baseline by 3. Chosen."""

MIN_TITLE_SHARE = 0.6
"""Share of the words of the title that a page must print as lines of the title."""

MAX_LINES_BETWEEN = 8
"""Lines between the title and its by-line: a translated title, a journal, a date; or between a name and its body."""

MAX_LINES_ABOVE = 3
"""Lines above the title that may name its authors. A running head and a journal may be further up."""

MAX_WORDS_OF_END = 3
"""Words of a line that only ends the name that the line before it begins. Chosen."""

MIN_FULL_LINE_CHARACTERS = 50
"""A shorter line is not full, so that the name at its end is whole. Chosen."""

MIN_LINES_OF_PROSE = 3
"""Lines of running text after which no by-line comes. Chosen: a translated title may have two."""

MAX_PROSE_SIZE = 1.1
"""Running text is set in the size of the body; larger type is display type."""

MIN_PROSE_WORDS = 8
MIN_LOWER_CASE_SHARE = 0.6
"""Words of a line of running text, and the share of them that begin with a small letter. Chosen."""

MAX_LINE_CHARACTERS = 300
"""The widest line of a page has about 200 characters. A longer one is a paragraph, and parsing it takes long."""

MAX_LINES_WITHOUT_NAMES = 6
"""Lines of a list that all end within a name, before the list is given up. Bounds the time on hostile pages."""

MAX_LINES_OF_NAMES = 80
"""A hundred and more authors take about 40 lines."""

_END = re.compile(
    r"(?:abstract|summary|resumen|resumo|sumario|sumário|introduction|introducci[oó]n|introdução|background|keywords?"
    r"|key words|palabras clave|palavras-chave|contents|table of contents|índice|a b s t r a c t|objectives?|highlights"
    r"|references|acknowledge?ments?|agradecimientos|agradecimentos|edited by|editors?|editado por|editores"
    r"|handling editor|academic editor|reviewers?\b|translated by|traducci[oó]n|advis[oe]rs?|committee|discussants?"
    r"|correspond\w+|contact)\b",
    re.I,
)
_LABELLED = re.compile(
    r"(?:(?:primary |lead |main |report )?authors?(?:\(s\))?|autor(?:a|as|es)?(?:\(es\))?|written by|prepared by"
    r"|submitted by|elaborado por|preparado por|elaboração|presented by|presenters?|text by|review(?:ed)? by|from(?=:)"
    r"|rese[nñ]a(?:do)? (?:de|por)|resenhado por)\s*(?::|\s|$)\s*(?P<names>.*)",
    re.I,
)
_BY = re.compile(r"(?:by|por)(?:$|[:\s]+)(?P<names>.*)", re.I)
_THANKS = re.compile(r"acknowledge?ments?|agradecimientos|agradecimentos|cr[eé]ditos|credits", re.I)
# A cover sheet lists accounts, not authors.
_ACCOUNTS = re.compile(r"\d+ authors?(?:, including)?:$", re.I)
_MARKED = re.compile(r"[\u2e22*∗†‡§¶✉]|[^\W\d_]\s?\d|\bPh\.?D|\bM\.?D\b|\bM\.?P\.?H\b|\bDrs?\.|\bProf\b")
HYPHEN = "\u00ad"
"""A hyphen at the end of a line, as the reader writes it."""

_RAISED = re.compile(f"{RAISED_START}[^{RAISED_END}]*{RAISED_END}")
# A list that goes on in the next line, whatever its type: "Ana Báez,⸢1,2⸣".
_UNFINISHED = re.compile(rf",\s*(?:{RAISED_START}[^{RAISED_END}]*{RAISED_END})?\s*$|\band$|&$")
_GLUED_LETTER = re.compile(r"[a-h][A-ZÀ-Þ][a-zß-ÿ]")
_PART = re.compile(r"\s*(?:,|&|\band\b)\s*")
_SEPARATED = re.compile(r"[,;&|·•\t\u2e22]|\band\b|\bAND\b|\s[yeY]\s")


@dataclass(frozen=True)
class Byline:
    """Names that a page prints as its authors, and what speaks for them.

    `is_labelled`: after "By" or "Author(s):". `has_title`: the page has the title above them. `has_marks`: there are
    note marks, numbers of affiliations or degrees among the names. `has_affiliation`: the next line names a body or a
    role. `is_next`: the names are among the first lines below the title.
    """

    names: tuple[Name, ...]
    page: int
    is_labelled: bool = False
    has_title: bool = False
    has_marks: bool = False
    has_affiliation: bool = False
    is_next: bool = False


def find_bylines(lines: Sequence[FrontLine], title: str, evidence: NameEvidence) -> list[Byline]:
    """Return what may be the by-line of a document, the likelier first. `lines` are of the first pages only."""
    found = []
    pages = dict.fromkeys(line.page for line in lines)
    for page in pages:
        on_page = [line for line in lines if line.page == page and len(line.text) <= MAX_LINE_CHARACTERS]
        rows = _raise_letters(_rows(on_page))
        if any(_ACCOUNTS.match(line.text) for line in rows):
            continue
        above, below = _split_at_title(rows, title)
        is_title_page = bool(below) or page == lines[0].page
        found += _labelled(rows, evidence, is_title_page)
        if is_title_page:
            found += _set_alike(below or rows, evidence, bool(below))
            found += _set_alike(above[-MAX_LINES_ABOVE:], evidence, False)
    return found


# --- lines ---------------------------------------------------------------------------------------------------------


def _rows(lines: Iterable[FrontLine]) -> list[FrontLine]:
    """Return the lines of a page from its top to its bottom. Lines of one row are from left to right."""
    ordered = sorted(lines, key=lambda line: -line.baseline)
    rows: list[list[FrontLine]] = []
    for line in ordered:
        if rows and rows[-1][0].baseline - line.baseline <= MAX_ROW_POINTS:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _raise_letters(rows: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the lines with raised marks where the marks are set like the names: "Ana Báeza" above "aUniversity".

    The names of a line have marks if all of them end with a letter that begins a line below.
    """
    letters = {line.text[0] for line in rows if _GLUED_LETTER.match(line.text)}
    if "a" not in letters:
        return list(rows)
    raised = []
    marks = re.compile(rf"(?<=[^\W\d_])[{''.join(sorted(letters))}](?=,|\s+(?:and|&)\s|$)")
    for line in rows:
        if _are_marked(line.text, letters):
            text = marks.sub(f"{RAISED_START}a{RAISED_END}", line.text)
            raised.append(replace(line, text=text))
        else:
            raised.append(line)
    return raised


def _are_marked(names: str, letters: Collection[str]) -> bool:
    """Return whether all names of a list but the last one end with one of these letters."""
    parts = [part for part in _PART.split(names) if part]
    if len(parts) < 2:
        return False
    return all(part[-1] in letters and " " in part for part in parts[:-1])


def _is_same_type(line: FrontLine, other: FrontLine) -> bool:
    return line.bold == other.bold and abs(line.size - other.size) <= MAX_SIZE_DIFFERENCE


def _follows(line: FrontLine, before: FrontLine) -> bool:
    """Return whether a line may continue the line before it."""
    gap = before.baseline - line.baseline
    if gap <= MAX_ROW_POINTS:
        return line.text.startswith(",")
    return gap <= MAX_LEADING_POINTS


# --- names after a label -------------------------------------------------------------------------------------------


def _labelled(rows: Sequence[FrontLine], evidence: NameEvidence, is_title_page: bool) -> list[Byline]:
    """Return the names after a label, above any acknowledgements.

    "By" is a label on the title page only: others sign forewords with it.
    """
    for position, line in enumerate(rows):
        if _THANKS.fullmatch(line.text):
            break
        match = _LABELLED.fullmatch(line.text) or (is_title_page and _BY.fullmatch(line.text))
        if not match:
            continue
        rest = list(rows[position + 1 :])
        if match["names"]:
            rest = [replace(line, text=match["names"]), *rest]
        names = _names_of_runs(rest, evidence)
        if names:
            return [Byline(tuple(names), line.page, is_labelled=True)]
    return []


def _names_of_runs(rows: list[FrontLine], evidence: NameEvidence) -> list[Name]:
    """Return the names with which the lines begin, run after run."""
    names: list[Name] = []
    while rows:
        more, used = _names_of_run(_run(rows), evidence)
        if not more:
            break
        names += more
        rows = [other for other in rows if other not in used]
    return names


# --- names by their place ------------------------------------------------------------------------------------------


def _set_alike(rows: Sequence[FrontLine], evidence: NameEvidence, has_title: bool) -> list[Byline]:
    """Return a by-line for each type of the lines before the text begins, if lines of that type are names."""
    head = _before_text(rows)
    found = []
    types: list[FrontLine] = []
    for line in head:
        if any(_is_same_type(line, other) for other in types):
            continue
        types.append(line)
        byline = _byline_of_type(line, head, evidence)
        if byline:
            found.append(replace(byline, has_title=has_title))
    return found


def _before_text(rows: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the lines above the abstract or the text."""
    head = []
    prose = 0
    for line in rows:
        prose += _is_prose(line)
        if _END.match(line.text) or prose >= MIN_LINES_OF_PROSE:
            break
        head.append(line)
    return head


def _byline_of_type(first: FrontLine, head: Sequence[FrontLine], evidence: NameEvidence) -> Byline | None:
    """Return the names in the lines that are set like `first`, or nothing."""
    names: list[Name] = []
    used: list[FrontLine] = []
    remaining = list(head)
    while remaining:
        line = remaining[0]
        more: list[Name] = []
        lines: list[FrontLine] = []
        if _is_same_type(line, first):
            more, lines = _names_of_run(_run(remaining), evidence)
            may_be_group = bool(used) or line in head[:MAX_LINES_BETWEEN]
            if not more and may_be_group:
                more, lines = _group_of_line(line, evidence)
        names += [name for name in more if name not in names]
        used += lines
        remaining = [other for other in remaining[1:] if other not in lines]
    if not names or _is_part(used, head):
        return None
    return Byline(
        tuple(names),
        used[0].page,
        has_marks=_have_marks(used),
        has_affiliation=_is_before_body(used, head),
        is_next=used[0] in head[:MAX_LINES_BETWEEN],
    )


def _group_of_line(line: FrontLine, evidence: NameEvidence) -> tuple[list[Name], list[FrontLine]]:
    """Return the group that a line names, and the line; nothing if the line is not the name of a group."""
    group = line.text.strip(" *†‡§")
    if not is_group(group):
        return [], []
    return [divide_name(group, evidence)], [line]


def _have_marks(lines: Iterable[FrontLine]) -> bool:
    return any(_MARKED.search(line.text) for line in lines)


def _is_part(used: Sequence[FrontLine], head: Sequence[FrontLine]) -> bool:
    """Return whether the names are a part of a list, because a line beside them in their type was not understood."""
    for line, after in pairwise(line for line in head if _is_same_type(line, used[0])):
        if (line in used) == (after in used) or not _follows(after, line):
            continue
        if _UNFINISHED.search(line.text) and not BODY.search(line.text) and not BODY.search(after.text):
            return True
    return False


def _is_before_body(used: Sequence[FrontLine], head: Sequence[FrontLine]) -> bool:
    """Return whether the line below one of these lines names a body or a role."""
    for line in used:
        below = [other for other in head if other.baseline < line.baseline - MAX_ROW_POINTS]
        if not below or below[0] in used:
            continue
        if BODY.search(below[0].text) or is_role(below[0].text):
            return True
    return False


def _is_prose(line: FrontLine) -> bool:
    """Return whether a line is of running text: not a title, a list of names, or an address of a body."""
    if line.bold or line.size > MAX_PROSE_SIZE or BODY.search(line.text):
        return False
    words = line.text.split()
    lower = [word for word in words if word[0].islower()]
    return len(words) >= MIN_PROSE_WORDS and len(lower) >= MIN_LOWER_CASE_SHARE * len(words)


def _split_at_title(rows: Sequence[FrontLine], title: str) -> tuple[list[FrontLine], list[FrontLine]]:
    """Return the lines of a page above and below its title; none if the page does not have the title."""
    words = folded_words(title)
    whole = f" {' '.join(words)} "
    lines = []
    count = 0
    for line in rows:
        line_words = folded_words(_RAISED.sub("", line.text))
        if line_words and f" {' '.join(line_words)} " in whole and count < len(words):
            lines.append(line)
            count += len(line_words)
    if not words or count < MIN_TITLE_SHARE * len(words):
        return [], []
    above = [line for line in rows if line.baseline > lines[0].baseline + MAX_ROW_POINTS]
    below = [line for line in rows if line.baseline < lines[-1].baseline - MAX_ROW_POINTS]
    return above, below


def _run(rows: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the first line and the lines after it that may continue it: of one type, each near the line before."""
    run = [rows[0]]
    for line in rows[1:]:
        if len(run) >= MAX_LINES_OF_NAMES:
            break
        if run[-1].baseline - line.baseline > MAX_LEADING_POINTS:
            break
        continues = bool(_UNFINISHED.search(run[-1].text)) and abs(line.left - run[-1].left) < MAX_ROW_POINTS
        if (continues or _is_same_type(line, run[0])) and _follows(line, run[-1]) and not _END.match(line.text):
            run.append(line)
    return run


def _continues_name(lines: Sequence[FrontLine]) -> bool:
    """Return whether the second of two lines may end a name that the first begins: "Ana María", "Pérez⸢1⸣"."""
    before, after = lines
    is_short = len(after.text.split()) <= MAX_WORDS_OF_END
    is_full = len(before.text) >= MIN_FULL_LINE_CHARACTERS or before.text.endswith(HYPHEN)
    return is_short and (is_full or RAISED_START in after.text)


def _is_whole(line: FrontLine) -> bool:
    """Return whether the names of a line end in it: it is not full, and nothing says that the list goes on."""
    return len(line.text) < MIN_FULL_LINE_CHARACTERS and not _UNFINISHED.search(line.text) and HYPHEN not in line.text


def _joined(lines: Iterable[FrontLine]) -> str:
    """Return lines as one text. Before a capital, a hyphen at the end of a line is one of a name: "Beltrán-Dias"."""
    text = " ".join(line.text for line in lines)
    text = re.sub(rf"[{HYPHEN}-] (?=[^\W\d_a-zß-ÿ])", "-", text)
    return re.sub(rf"{HYPHEN} ?", "", text)


def _names_of_run(run: Sequence[FrontLine], evidence: NameEvidence) -> tuple[list[Name], list[FrontLine]]:
    """Return the names in the beginning of a run of lines that has the most names and nothing else, and its lines."""
    if not run:
        return [], []
    longest, end = split_names(run[0].text), 1
    if _SEPARATED.search(run[0].text):
        longest, end = _longest_beginning(run, longest)
    divided = divide_names(longest, evidence)
    return divided, list(run[:end]) if divided else []


def _longest_beginning(run: Sequence[FrontLine], longest: list[str]) -> tuple[list[str], int]:
    """Return the names in the beginning of a run that has the most names, and the number of its lines.

    `longest` are the names of its first line.
    """
    end = 1
    for stop in range(2, len(run) + 1):
        if longest and _is_whole(run[stop - 2]) and split_names(run[stop - 1].text):
            break
        text = _joined(run[:stop])
        names = split_names(text)
        if _is_longer(names, longest, run[stop - 2 : stop]):
            longest, end = names, stop
        elif not begins_with_names(text) or (not longest and stop >= MAX_LINES_WITHOUT_NAMES):
            break
    return longest, end


def _is_longer(names: Sequence[str], before: Sequence[str], lines: Sequence[FrontLine]) -> bool:
    """Return whether names are more than before a line was added, or whether the last one became whole.

    `lines` are the added line and the line before it.
    """
    if names and len(names) == len(before):
        return _continues_name(lines)
    return len(names) > len(before)
