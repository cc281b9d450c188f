"""Page labels: the numbers printed at the edges of pages, or else the labels that the file declares.

Pure functions: no I/O, no PDF library.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain

from corpus.reading.pdf.edges import MAX_SHIFT_POINTS, NEARBY_PAGES, Edges, with_masked_numbers
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.page_numbers import (
    NumberStyle,
    PageNumber,
    lone_number,
    numbers_beside_words,
    parse_page_number,
)

MIN_NUMBERED_SHARE = 0.6
"""Share of the pages of a run of numbers that must show their number. Pages that open a chapter often do not."""

MIN_AGREEING_SHARE = 0.8
"""Share of the printed numbers that the file's own labels must repeat. Else pages without a number get no label."""

MAX_SIGHTS = 4
"""Places of a page at which the same number is looked at: chosen, so that a page of thousands takes no longer."""

# Labels that are numbers: 12, xii, A-3, 2-1; not "Cover1".
_FILE_LABEL = re.compile(r"(?:[A-Z]{0,4}[-–.]?|\d{1,2}[-–])\d{1,5}|[ivxlcdm]+|[IVXLCDM]+")
_PAGE_RANGE = re.compile(r"(?<![\d.])(\d{1,5})\s?[-–—]\s?(\d{1,5})(?![\d.])")


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Pages that are numbered in one sequence: `offset` is the value of a page's number minus the page's index."""

    style: NumberStyle
    prefix: str
    offset: int

    def number_on(self, page: int) -> PageNumber:
        """The number of a page, by its index."""
        return PageNumber(self.style, self.prefix, page + self.offset)


@dataclass(frozen=True, slots=True)
class _NumberedPages:
    """Pages, by their indices, that have a number of a numbering."""

    numbering: _Numbering
    pages: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Sight:
    """A number in a line of a page. `is_alone`: the line has no other words."""

    number: PageNumber
    page: int
    line: Line
    is_alone: bool


def page_labels(file_labels: Sequence[str], printed: Sequence[str | None]) -> list[str | None]:
    """Return the label of each page: the printed number, or else the file's label, or None.

    The file's labels count only if they are more than a count of the pages, and if they agree with most of the printed
    numbers. A label that another page shows, or that a later page has too, is left out: covers are often counted so.

    Args:
        file_labels: the file's own labels; there may be more or fewer than there are pages.
        printed: the result of `printed_numbers`.
    """
    declared = _declared_labels(file_labels, len(printed))
    numbered_pages = [page for page, number in enumerate(printed) if number]
    agreeing = sum(declared.get(page) == printed[page] for page in numbered_pages)
    if agreeing < MIN_AGREEING_SHARE * len(numbered_pages):
        return list(printed)
    printed_labels = set(printed)
    last_use = {label: page for page, label in declared.items()}
    labels = list(printed)
    for declared_label, page in last_use.items():
        if labels[page] is None and declared_label not in printed_labels:
            labels[page] = declared_label
    return labels


def _declared_labels(file_labels: Sequence[str], pages: int) -> dict[int, str]:
    """Return the file's labels that are numbers, by page, or nothing if they only count the pages."""
    page_count = [str(number) for number in range(1, len(file_labels) + 1)]
    if list(file_labels) == page_count:
        return {}
    declared = {}
    for page, label in enumerate(file_labels[:pages]):
        if _FILE_LABEL.fullmatch(label) and label != "0":
            declared[page] = label
    return declared


def printed_numbers(pages: Sequence[Sequence[Line]], edges: Sequence[Edges]) -> list[str | None]:
    """Return the number printed on each page, or None.

    A number on a single page proves nothing. Numbers are believed if value minus page index is the same on at least
    three pages, and on `MIN_NUMBERED_SHARE` of the pages with text from the first to the last of them (on both pages of
    a document of two). Pages within such a run that do not show their number get it too, and so do pages elsewhere that
    show a number of the same sequence, or any number alone at the very place where the numbers are.

    Args:
        pages: the lines of each page.
        edges: the result of `page_edges` for them.
    """
    sights = _sights(pages, edges)
    runs = _runs(sights, [bool(lines) for lines in pages])
    labels: list[str | None] = [None] * len(pages)
    other_prefixes = _lone_prefixes(sights)
    for run in runs:
        numbering = run.numbering
        shows_own = {sight.page for sight in sights[numbering]}
        prefixes = other_prefixes[numbering.style, numbering.offset]
        for page in run.pages:
            number = numbering.number_on(page)
            if page not in shows_own:
                number = replace(number, prefix=prefixes.get(page, number.prefix))
            if labels[page] is None and number.value > 0:
                labels[page] = number.text
    _label_opening(labels, pages)
    _label_by_place(labels, sights, {run.numbering for run in runs})
    return labels


def _sights(pages: Sequence[Sequence[Line]], edges: Sequence[Edges]) -> dict[_Numbering, list[_Sight]]:
    """Return the numbers at the edges of pages that may be page numbers, by numbering, in the order of the pages."""
    sights: dict[_Numbering, list[_Sight]] = defaultdict(list)
    for page, lines in enumerate(pages):
        for index in edges[page].lines:
            for sight in _sights_in(lines[index], page):
                number = sight.number
                found = sights[_Numbering(number.style, number.prefix, number.value - page)]
                if len(found) < MAX_SIGHTS or found[-MAX_SIGHTS].page < page:
                    found.append(sight)
    return sights


def _sights_in(line: Line, page: int) -> Iterator[_Sight]:
    number = lone_number(line.text)
    if number:
        yield _Sight(number, page, line, is_alone=True)
        return
    for number in numbers_beside_words(line.text):
        yield _Sight(number, page, line, is_alone=False)


def _runs(sights: Mapping[_Numbering, Sequence[_Sight]], has_text: Sequence[bool]) -> list[_NumberedPages]:
    """Return the runs of numbers that are believed, the longest first.

    Args:
        sights: the numbers that the pages show.
        has_text: for each page whether it has any lines.
    """
    pages_of_text = sum(has_text)
    runs: list[_NumberedPages] = []
    for numbering, found in sights.items():
        min_pages = 3
        if not numbering.prefix:
            min_pages = min(3, max(2, pages_of_text))
        at_one_place = _pages_at_one_place(found)
        for pages in _clusters([sight.page for sight in found]):
            cluster = _without_strays(pages, at_one_place)
            if len(cluster) < min_pages:
                continue
            run = range(cluster[0], cluster[-1] + 1)
            pages_with_text = sum(has_text[run.start : run.stop])
            is_dense = len(cluster) >= MIN_NUMBERED_SHARE * pages_with_text
            if is_dense and 2 * len(at_one_place.intersection(cluster)) >= len(cluster):
                runs.append(_NumberedPages(numbering, run))
    return sorted(runs, key=lambda run: len(run.pages), reverse=True)


def _lone_prefixes(
    sights: Mapping[_Numbering, Sequence[_Sight]],
) -> dict[tuple[NumberStyle, int], dict[int, str]]:
    """Return the prefix of each page's lone number, by style and offset. It may change in a run: 5, CRS-6, CRS-7, 8."""
    prefixes: dict[tuple[NumberStyle, int], dict[int, str]] = defaultdict(dict)
    for numbering, found in sights.items():
        for sight in found:
            if sight.is_alone:
                prefixes[numbering.style, numbering.offset][sight.page] = numbering.prefix
    return prefixes


def _pages_at_one_place(sights: Sequence[_Sight]) -> set[int]:
    """Return the pages that show their number at the same place as a page nearby.

    Years at the ends of notes and numbers in tables are at different places.

    Args:
        sights: the numbers of one numbering.
    """
    pages: set[int] = set()
    for index, sight in enumerate(sights):
        for other in sights[index + 1 : index + 1 + MAX_SIGHTS * (NEARBY_PAGES + 1)]:
            if other.page - sight.page > NEARBY_PAGES:
                break
            if other.page != sight.page and _are_alike(sight, other):
                pages.update((sight.page, other.page))
    return pages


def _are_alike(one: _Sight, other: _Sight) -> bool:
    """Return whether two numbers are at the same height, or both alone in one column, or beside the same words.

    Two numbers like "B-1" are alike wherever they are alone.
    """
    if not (one.line.size and other.line.size):  # the place is not known
        return True
    if abs(one.line.baseline - other.line.baseline) <= MAX_SHIFT_POINTS:
        return True
    if one.is_alone and other.is_alone:
        if one.number.prefix.endswith(("-", "–")):
            return True
        left, right = one.line.left - other.line.left, one.line.right - other.line.right
        return min(abs(left), abs(right), abs(left + right) / 2) <= MAX_SHIFT_POINTS
    return with_masked_numbers(one.line.text) == with_masked_numbers(other.line.text)


def _without_strays(pages: Sequence[int], at_one_place: Set[int]) -> Sequence[int]:
    """Return ascending pages without first and last ones that show the number elsewhere, unless they adjoin the rest.

    The number of a first page may be at its foot, and the others at the heads.
    """
    first, last = 0, len(pages) - 1
    while first < last and pages[first] not in at_one_place and pages[first + 1] > pages[first] + 1:
        first += 1
    while first < last and pages[last] not in at_one_place and pages[last - 1] < pages[last] - 1:
        last -= 1
    return pages[first : last + 1]


def _clusters(pages: Sequence[int]) -> list[list[int]]:
    """Split ascending page indices wherever two neighbours differ by more than `NEARBY_PAGES`. Each comes once."""
    clusters: list[list[int]] = []
    for page in dict.fromkeys(pages):
        if not clusters or page - clusters[-1][-1] > NEARBY_PAGES:
            clusters.append([])
        clusters[-1].append(page)
    return clusters


def _label_by_place(
    labels: list[str | None], sights: Mapping[_Numbering, Sequence[_Sight]], believed: Set[_Numbering]
) -> None:
    """Label pages outside of all runs.

    They show a number of a believed numbering, alone or at the height of other numbers, or any number alone where other
    pages have theirs, as a chapter of two pages does.
    """
    all_sights = list(chain.from_iterable(sights.values()))
    shown = [sight.line for sight in all_sights if labels[sight.page] == sight.number.text]
    places = set(chain.from_iterable(map(_places, shown)))
    heights = {round(line.baseline) for line in shown}
    for numbering, found in sights.items():
        if numbering in believed:
            _label_at_heights(labels, found, heights)
    for sight in all_sights:
        if sight.is_alone and places.intersection(_places(sight.line)):
            _label(labels, sight)


def _label_at_heights(labels: list[str | None], sights: Sequence[_Sight], heights: Set[int]) -> None:
    """Label pages with the numbers of one numbering that are alone, or at one of these heights."""
    for sight in sights:
        if sight.is_alone or round(sight.line.baseline) in heights:
            _label(labels, sight)


def _label(labels: list[str | None], sight: _Sight) -> None:
    """Label a page with a number that it shows, unless it has a label."""
    if labels[sight.page] is None and sight.number.value > 0:
        labels[sight.page] = sight.number.text


def _places(line: Line) -> list[tuple[str, int, int]]:
    """Return the left end, the right end and the middle of a line, each with its height. Nothing if it is not known."""
    if not line.size:
        return []
    height, middle = round(line.baseline), (line.left + line.right) / 2
    return [("left", height, round(line.left)), ("right", height, round(line.right)), ("middle", height, round(middle))]


def _label_opening(labels: list[str | None], pages: Sequence[Sequence[Line]]) -> None:
    """Label the page before the first number if it states the range of the work: "Am J Health 2005;162:115–124"."""
    first, label = next(((page, label) for page, label in enumerate(labels) if label), (0, ""))
    number = parse_page_number(label)
    if not first or number is None or number.style is not NumberStyle.ARABIC or number.prefix:
        return
    start = number.value - 1
    ends = range(start + 1, start + len(pages) + 1)
    if _states_range(pages[first - 1], start, ends):
        labels[first - 1] = str(start)


def _states_range(lines: Sequence[Line], start: int, ends: range) -> bool:
    """Return whether a page has a range of pages in it with this start and one of these ends."""
    for line in lines:
        for range_start, range_end in _PAGE_RANGE.findall(line.text):
            if int(range_start) == start and int(range_end) in ends:
                return True
    return False
