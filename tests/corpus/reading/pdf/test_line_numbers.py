from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.formats import extract
from corpus.reading.pdf.line_numbers import find_line_numbers, without_numbers
from tests.corpus.pdfs import Text, write
from tests.corpus.reading.pdf.conftest import any_page

WORDS = "the harbour board of the northern district keeps a register of every quay along the coast and".split()
PAGES = 3
LINES = 26


def body(page: int, first: int = 0) -> list[str]:
    """Return the lines of a page: running text without a full stop, different on each page."""
    lines = []
    for number in range(first, LINES):
        turned = WORDS[number % 5 :] + WORDS[: number % 5]
        lines.append(" ".join([f"p{'abcdefgh'[page]}{ascii_lowercase[number]}", *turned[:9], "x"]))
    return lines


def draft(*, step=1, restarts=True, x=40.0, numbers_last=False, size=11.0, by_right=True):
    """Return pages of text with numbered lines.

    Args:
        step: number each line, or each second, fifth ...
        restarts: begin at 1 again on each page.
        x: of the edge at which the numbers are aligned.
        numbers_last: draw the text first, then all numbers.
        size: of the numbers.
        by_right: the numbers end at `x`; else they begin there.
    """
    pages = []
    for page in range(PAGES):
        text, numbers, mixed = [], [], []
        for line, words in enumerate(body(page)):
            y = 700 - 20 * line
            count = line + 1 + (0 if restarts else page * LINES)
            run = Text(words, 72, y)
            text.append(run)
            if count % step == 0:
                width = 0.556 * size * len(str(count))
                number = Text(str(count), x - width if by_right else x, y, size)
                numbers.append(number)
                mixed.append(number)
            mixed.append(run)
        pages.append([*text, *numbers] if numbers_last else mixed)
    return pages


def words_of(path, pages):
    return [page.text.split() for page in extract(write(path, pages)).pages]


EXPECTED = [" ".join(body(page)).split() for page in range(PAGES)]


@pytest.mark.parametrize("restarts", [True, False])
@pytest.mark.parametrize("numbers_last", [True, False])
@pytest.mark.parametrize(
    "place", [{"x": 40}, {"x": 60}, {"x": 60, "size": 6}, {"x": 30, "by_right": False}, {"x": 560}], ids=str
)
def test_each_line_is_numbered(tmp_path, place, numbers_last, restarts):
    """The numbers beside the lines of a draft are not text, wherever and in whichever order they are drawn."""
    pages = draft(restarts=restarts, numbers_last=numbers_last, **place)
    assert words_of(tmp_path / "a.pdf", pages) == EXPECTED


@pytest.mark.parametrize("restarts", [True, False])
@pytest.mark.parametrize("numbers_last", [True, False])
@pytest.mark.parametrize("step", [2, 5])
def test_some_lines_are_numbered(tmp_path, step, numbers_last, restarts):
    """A number at each second or fifth line is not text either."""
    pages = draft(step=step, restarts=restarts, numbers_last=numbers_last)
    assert words_of(tmp_path / "a.pdf", pages) == EXPECTED


def test_a_page_with_few_lines(tmp_path):
    """The numbers of a last page with two lines go, where they go on counting."""
    pages = draft(restarts=False)
    pages.append([Text("79", 28, 700), Text("the last lines", 72, 700), Text("80", 28, 680), Text("of it", 72, 680)])
    assert words_of(tmp_path / "a.pdf", pages)[3] == ["the", "last", "lines", "of", "it"]


def test_paragraphs_stay(tmp_path):
    """The lines of a paragraph are joined without their numbers."""
    text = extract(write(tmp_path / "a.pdf", draft())).pages[0].text
    assert text == " ".join(body(0))


# --- numbers that stay ------------------------------------------------------------------------------------------------


def table(rows, cells, *, x=72.0, first=1):
    """Return rows of a table: a number, then cells."""
    runs = []
    for row in range(rows):
        y = 700 - 20 * row
        runs.append(Text(str(first + row), x, y))
        for place, cell in enumerate(cells):
            runs.append(Text(f"{cell} {ascii_lowercase[row]}", x + 40 + 120 * place, y))
    return runs


def test_the_first_column_of_a_table_stays(tmp_path):
    """A table on each page has short cells beside its numbers."""
    pages = [table(12, [f"quay {word}", f"depth {word}", word], first=1 + 12 * p) for p, word in enumerate(WORDS[:3])]
    for page, words in enumerate(words_of(tmp_path / "a.pdf", pages)):
        assert [word for word in words if word.isdigit()] == [str(n + 1 + 12 * page) for n in range(12)]


def test_a_table_on_one_page_stays(tmp_path):
    """A list of long titles on one page of several is not numbered lines."""
    pages = [[Text(line, 72, 700 - 20 * row) for row, line in enumerate(body(page)[:12])] for page in range(4)]
    pages[1] = table(12, ["The harbour board of the northern district and its quay"])
    words = words_of(tmp_path / "a.pdf", pages)[1]
    assert [word for word in words if word.isdigit()] == [str(n + 1) for n in range(12)]


def test_a_numbered_list_stays(tmp_path):
    """A list of one page, whose entries begin with capitals, keeps its numbers."""
    words = words_of(tmp_path / "a.pdf", [table(12, ["The harbour board of the northern district and its quay"])])[0]
    assert [word for word in words if word.isdigit()] == [str(n + 1) for n in range(12)]


def test_references_stay(tmp_path):
    """The numbers of references that take two lines, one or three, stay on each page."""
    pages = []
    for page in range(3):
        runs, y = [], 700
        for entry in range(8):
            runs.append(Text(str(8 * page + entry + 1), 50, y))
            for line in range(1 + (entry * 7 + page) % 3):
                runs.append(Text(f"holm and sousa on the quays of the north and the pier {entry}{line}", 72, y))
                y -= 14
        pages.append(runs)
    for page, words in enumerate(words_of(tmp_path / "a.pdf", pages)):
        assert words[0] == str(8 * page + 1)


@given(st.lists(any_page, max_size=4))
def test_only_numbers_go(pages):
    """Whatever the pages are, only lines with a number are named, and all other lines stay."""
    for lines, numbered in zip(pages, find_line_numbers(pages), strict=True):
        assert all(any(map(str.isdigit, lines[index].text)) for index in numbered)
        assert len(without_numbers(lines, numbered)) >= len(lines) - len(numbered)
