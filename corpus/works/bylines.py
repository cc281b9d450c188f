"""By-lines: the lines of the first pages that name the authors, told by where they are and how they are set.

    Health in the Valley: A Survey           the title
    Ana Báez⸢1⸣, Bo O'Brien, PhD⸢2⸣, and     the by-line: names only, below the title, in one type
    Carla Dias⸢1⸣
    ⸢1⸣ University of the Valley             not names, so skipped
    Abstract                                 the end

Or one author a line, each with lines of affiliation; or names above the title after "By"; or after a label.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.model import RAISED_END, RAISED_START, FrontLine
from corpus.text.words import folded_words
from corpus.works.names import Name, NameEvidence, begins_with_names, parse_names

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

MIN_LINES_OF_PROSE = 3
"""Lines of running text after which no by-line comes. Chosen: a translated title may have two."""

MAX_PROSE_SIZE = 1.1
"""Running text is set in the size of the body; larger type is display type."""

MIN_PROSE_WORDS = 8
MIN_LOWER_CASE_SHARE = 0.6
"""Words of a line of running text, and the share of them that begin with a small letter. Chosen."""

MAX_LINES_OF_NAMES = 80
"""A hundred and more authors take about 40 lines."""

_END = re.compile(
    r"(?:abstract|summary|resumen|resumo|sumario|sumário|introduction|introducci[oó]n|introdução|background|keywords?"
    r"|key words|palabras clave|palavras-chave|contents|table of contents|índice|a b s t r a c t|objectives?|highlights"
    r"|references)\b",
    re.I,
)
_LABELLED = re.compile(
    r"(?:(?:primary |lead |main |report )?authors?(?:\(s\))?|autor(?:a|as|es)?(?:\(es\))?|written by|prepared by"
    r"|elaborado por|elaboração|presented by|presenters?|text by)\s*(?::|\s|$)\s*(?P<names>.*)",
    re.I,
)
_BY = re.compile(r"(?:by|por)[:\s]+(?P<names>\S.*)", re.I)
_INCOMPLETE = re.compile(r"\d+ authors, including|et al\.?$", re.I)
# A group that signs as one author: "GBD 2016 Brazil Collaborators*".
_GROUP = re.compile(
    r"(?:[A-ZÀ-Þ\d][\w’'.-]*,? (?:(?:of|for|on|and|the|de|del|da|do|para|em|en) )*){1,9}"
    r"(?:Collaborat(?:ors|ion|ive)|Group|Investigators|Consortium|Network|Team|Committee|Commission|Initiative|Taskforce)"
    r"[*†‡§]*"
)
_MARKED = re.compile(r"[\u2e22*∗†‡§¶✉]|[^\W\d_]\s?\d|\bPh\.?D|\bM\.?D\b|\bM\.?P\.?H\b|\bDrs?\.|\bProf\b")
_BODY = re.compile(
    r"\b(?:univers|institut|department|departament|school|facult|college|colegio|cent(?:er|re|ro)|hospital|ministr|minist[eé]r"
    r"|secretar|agenc|council|consejo|program|academ|laborator|bank|banco|foundation|funda|office|oficina|e-?mail)|@",
    re.I,
)
# A list that goes on in the next line, whatever its type: "Ana Báez,⸢1,2⸣".
_UNFINISHED = re.compile(rf",\s*(?:{RAISED_START}[^{RAISED_END}]*{RAISED_END})?\s*$|\band$|&$")
_SEPARATED = re.compile(r"[,;&\u2e22]|\band\b|\s[ye]\s")


@dataclass(frozen=True)
class Byline:
    """Names that a page prints as its authors, and what speaks for them.

    `is_labelled`: after "By" or "Author(s):". `has_title`: the page has the title above them. `has_marks`: there are
    note marks, numbers of affiliations or degrees among the names. `has_affiliation`: the next line names a body.
    `is_next`: the names are among the first lines below the title.
    """

    names: tuple[Name, ...]
    lines: tuple[FrontLine, ...]
    is_labelled: bool = False
    has_title: bool = False
    has_marks: bool = False
    has_affiliation: bool = False
    is_next: bool = False


def find_bylines(lines: Sequence[FrontLine], title: str, evidence: NameEvidence) -> list[Byline]:
    """Return the by-lines of the first pages, in their order. `lines` are of the first pages only."""
    found = []
    pages = dict.fromkeys(line.page for line in lines)
    for page in pages:
        rows = _rows([line for line in lines if line.page == page])
        if any(_INCOMPLETE.match(line.text) for line in rows):
            continue
        below = _lines_below_title(rows, title)
        is_first = page == lines[0].page
        byline = _labelled(rows, evidence, bool(below) or is_first)
        if byline is None and (below or is_first):
            byline = _below_title(below or rows, evidence, bool(below))
        if byline is None and below and is_first:
            byline = _below_title(rows, evidence, False)
        if byline:
            found.append(byline)
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


def _is_same_type(line: FrontLine, other: FrontLine) -> bool:
    return line.bold == other.bold and abs(line.size - other.size) <= MAX_SIZE_DIFFERENCE


def _follows(line: FrontLine, before: FrontLine) -> bool:
    """Return whether a line may continue the line before it."""
    gap = before.baseline - line.baseline
    if gap <= MAX_ROW_POINTS:
        return line.text.startswith(",")
    return gap <= MAX_LEADING_POINTS


# --- names after a label -------------------------------------------------------------------------------------------


def _labelled(rows: Sequence[FrontLine], evidence: NameEvidence, is_title_page: bool) -> Byline | None:
    """Return the names after a label. "By" is a label on the title page only: others sign forewords with it."""
    for position, line in enumerate(rows):
        match = _LABELLED.fullmatch(line.text) or (is_title_page and _BY.fullmatch(line.text))
        if not match:
            continue
        run = _run(rows[position:])
        if match["names"]:
            run[0] = replace(line, text=match["names"])
        else:
            run = run[1:]
        names, used = _names_of_run(run, evidence)
        if names:
            return Byline(tuple(names), tuple(used), is_labelled=True)
    return None


# --- names below the title -----------------------------------------------------------------------------------------


def _below_title(rows: Sequence[FrontLine], evidence: NameEvidence, has_title: bool) -> Byline | None:
    """Return the names in lines below the title, or from the top of a page where the title is not found."""
    names: list[Name] = []
    used: list[FrontLine] = []
    remaining = list(rows)
    prose = 0
    while remaining and not _END.match(remaining[0].text) and prose < MIN_LINES_OF_PROSE:
        line = remaining[0]
        prose += _is_prose(line)
        more: list[Name] = []
        lines: list[FrontLine] = []
        if not used or _is_same_type(line, used[0]):
            more, lines = _names_of_run(_run(remaining), evidence)
            if not more and _GROUP.fullmatch(line.text) and (used or line in rows[:MAX_LINES_BETWEEN]):
                more, lines = [{"literal": line.text.strip(" *†‡§")}], [line]
        names += more
        used += lines
        remaining = [other for other in remaining[1:] if other not in lines]
    if not names:
        return None
    after = rows[rows.index(used[0]) + 1 :][:MAX_LINES_BETWEEN]
    return Byline(
        tuple(names),
        tuple(used),
        has_title=has_title,
        has_marks=any(_MARKED.search(line.text) for line in used),
        has_affiliation=any(_BODY.search(line.text) for line in after if line not in used),
        is_next=used[0] in rows[:MAX_LINES_BETWEEN],
    )


def _is_prose(line: FrontLine) -> bool:
    """Return whether a line is of running text: not a title, a list of names, or an address of a body."""
    if line.bold or line.size > MAX_PROSE_SIZE or _BODY.search(line.text):
        return False
    words = line.text.split()
    lower = [word for word in words if word[0].islower()]
    return len(words) >= MIN_PROSE_WORDS and len(lower) >= MIN_LOWER_CASE_SHARE * len(words)


def _lines_below_title(rows: Sequence[FrontLine], title: str) -> list[FrontLine]:
    """Return the lines of a page below its title; none if the page does not have the title."""
    words = folded_words(title)
    whole = f" {' '.join(words)} "
    lines = []
    count = 0
    for line in rows:
        line_words = folded_words(line.text)
        if line_words and f" {' '.join(line_words)} " in whole and count < len(words):
            lines.append(line)
            count += len(line_words)
    if not words or count < MIN_TITLE_SHARE * len(words):
        return []
    bottom = min(line.baseline for line in lines)
    return [line for line in rows if line.baseline < bottom - MAX_ROW_POINTS]


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


def _names_of_run(run: Sequence[FrontLine], evidence: NameEvidence) -> tuple[list[Name], list[FrontLine]]:
    """Return the names in the longest beginning of a run of lines that has names only, and its lines."""
    if not run:
        return [], []
    if not _SEPARATED.search(run[0].text):
        names = parse_names(run[0].text, evidence)
        return names, [run[0]] if names else []
    found: tuple[list[Name], list[FrontLine]] = ([], [])
    for end in range(1, len(run) + 1):
        text = " ".join(line.text for line in run[:end])
        if not begins_with_names(text):
            break
        names = parse_names(text, evidence)
        if names:
            found = names, list(run[:end])
    return found
