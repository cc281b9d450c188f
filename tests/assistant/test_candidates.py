"""Which hits become candidates for an answer."""

from dataclasses import replace

import pytest

from assistant.candidates import drop_copies, group_by_work, merge_neighbours, spread_over_works
from tests.assistant.pieces import candidate, hit, passage

LONG = "The call-in is a meeting between police, community and the members of violent groups in a city. "
MORE = "Afterwards, services are offered to everyone who asks for help at the table near the door of the hall. "


def keys(pieces):
    return [piece.work.key for piece in pieces]


def texts(pieces):
    return [piece.hit.passage.text for piece in pieces]


# --- copies ----------------------------------------------------------------------------------------------------


def test_near_duplicates_are_dropped():
    """A copy, or a passage inside a better one, is dropped; the better one names it."""
    whole, copy = candidate(LONG + MORE), candidate((LONG + MORE).upper(), 2, "copy", title="Another")
    inside, other = candidate(LONG, 3, "part", title="A Part"), candidate("Custom notifications are made in person.", 4)
    kept = drop_copies([whole, copy, inside, other], frozenset())
    assert texts(kept) == [LONG + MORE, other.hit.passage.text]
    assert [keys(piece.copies) for piece in kept] == [["copy", "part"], []]


def test_a_longer_passage_is_not_a_copy():
    """A passage is kept if it has a better, shorter one and other text."""
    short, longer = candidate(LONG), candidate(LONG + MORE, 2)
    assert drop_copies([short, longer], frozenset()) == [short, longer]


# --- editions --------------------------------------------------------------------------------------------------

SAID = f"{LONG}{MORE}In the year before, {{}} people came, as the city council was told in the spring."


def edition(year, rank, title="Annual Report {}"):
    return candidate(SAID.format(year - 1900), rank, f"report-{year}", title=title.format(year))


@pytest.mark.parametrize(
    ("asked", "shown", "named"),
    [
        ((), ["report-2021"], ["report-2019", "report-2017"]),
        ((1999,), ["report-2021"], ["report-2019", "report-2017"]),
        ((2017,), ["report-2017"], ["report-2019", "report-2021"]),
        ((2019, 2017), ["report-2019", "report-2017"], ["report-2021"]),
    ],
)
def test_editions(asked, shown, named):
    """Of near-identical passages in editions, the newest is kept, or one for each year in the query."""
    other = candidate("Custom notifications are made in person.", 3, "other")
    editions = [edition(2019, 1), edition(2017, 2), other, edition(2021, 4)]
    kept = drop_copies(editions, frozenset(asked))
    assert keys(kept) == [*shown, "other"]
    assert [key for piece in kept for key in keys(piece.copies)] == named
    assert kept[0].hit.rank == 1  # the rank of the best of them


def test_copies_in_other_works():
    """Of copies in works with different titles the best is kept, however old it is."""
    old, new = edition(2015, 1), edition(2021, 2, "Crime Trends {}")
    assert keys(drop_copies([old, new], frozenset())) == ["report-2015"]


def test_copies_in_other_works_of_a_year_in_the_query():
    """A copy in an unrelated work of a year in the query is dropped like any other copy."""
    old, new = edition(2015, 1), edition(2021, 2, "Crime Trends {}")
    assert keys(drop_copies([old, new], frozenset({2021}))) == ["report-2015"]


def test_a_chapter_is_not_an_edition_of_a_line():
    """A much longer passage of a newer edition does not replace a line that it repeats."""
    line = candidate(LONG, 1, "report-2019", title="Annual Report 2019")
    far = " ".join(f"Point {n} of the plan was met in district {n} by its own team." for n in range(20))
    chapter = candidate(LONG + far, 2, "report-2021", title="Annual Report 2021")
    assert keys(drop_copies([line, chapter], frozenset())) == ["report-2019", "report-2021"]


# --- neighbours ------------------------------------------------------------------------------------------------


class Text:
    """The text of a source, as from `Corpus.text`."""

    def __init__(self, text):
        self._text = text

    def text(self, source, start, end):
        return self._text[start:end]


def at(place, rank=1, copies=()):
    return replace(candidate("", rank), hit=hit(place, rank), copies=copies)


def test_neighbours_on_one_page_are_merged():
    """Passages that touch become one, from the first to the last character, with the copies of all."""
    text = LONG * 4
    size = len(LONG)
    copy, other = candidate(LONG, 8, "copy"), candidate(LONG, 9, "other")
    a = at(passage(text[: 2 * size]), 1, (copy,))
    b = at(passage(text[size : 3 * size], start=size), 3, (other,))
    far = at(passage("Elsewhere.", start=5000), 2)
    merged = merge_neighbours([a, far, b], Text(text))
    assert [(m.hit.passage.start, m.hit.passage.end) for m in merged] == [(0, 3 * size), (5000, 5010)]
    assert merged[0].hit.passage.text == text[: 3 * size]
    assert merged[0].hit.passage.id == a.hit.passage.id
    assert merged[0].copies == (copy, other)


@pytest.mark.parametrize("other", [passage(LONG, start=96, page=2), passage(LONG, start=96, of="cd")])
def test_passages_elsewhere_are_not_merged(other):
    """Passages on another page or in another source are not merged: they need another citation."""
    assert len(merge_neighbours([at(passage(LONG)), at(other, 2)], Text(""))) == 2


# --- several works ---------------------------------------------------------------------------------------------


def ranking(works, scores=None):
    """Return passages of these works, a letter each, best first. Scores fall slowly from 1 if none are given."""
    given = scores or [1 - n / 100 for n in range(len(works))]
    made = [candidate(f"{key} {n}", n, key) for n, key in enumerate(works, start=1)]
    return [replace(one, hit=replace(one.hit, score=score)) for one, score in zip(made, given, strict=True)]


@pytest.mark.parametrize(
    ("works", "scores", "expected"),
    [
        ("aaabca", None, "aabcaa"),  # b and c move up; then no other work is left
        ("abcab", None, "abcab"),  # already so
        ("aaaaa", None, "aaaaa"),  # there are no other works
        ("aaab", [1, 0.9, 0.8, 0.4], "aaab"),  # the score of b is too low
        ("aaab", [1, 0.9, 0.8, 0.5], "aaba"),
        ("aaabbbcd", None, "aabbcabd"),  # only the first five passages are spread
        ("", None, ""),
    ],
)
def test_passages_are_spread_over_works(works, scores, expected):
    """At most two of the first five passages are from one work if there are others."""
    assert "".join(keys(spread_over_works(ranking(works, scores)))) == expected


def test_passages_are_grouped_group_by_work():
    """Works are in the order of their best passage, with at most three passages each."""
    assert "".join(keys(group_by_work(ranking("abacaadb"), 3))) == "aaabbc"
    assert texts(group_by_work(ranking("abacaadb"), 1)) == ["a 1", "a 3", "a 5"]
