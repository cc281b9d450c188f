from dataclasses import replace

import pytest

from assistant.answer import _distinct, _merge, _without_repeats
from tests.assistant.pieces import evidence, hit, passage

LONG = "The call-in is a meeting between police, community and the members of violent groups in a city. "


class Text:
    """A source's text, as `Corpus.text` gives it."""

    def __init__(self, text):
        self._text = text

    def text(self, source, start, end):
        return self._text[start:end]


def test_near_duplicates_are_dropped():
    """This test ensures that a copy, or a passage held within a better one, is dropped, and other text is not."""
    first, copy = hit(passage(LONG)), hit(passage(LONG.upper(), of="cd"), 2)
    inside, other = hit(passage(LONG * 2, of="ef"), 3), hit(passage("Custom notifications are made in person."), 4)
    assert _distinct([first, copy, inside, other]) == [first, other]


def test_neighbours_on_one_page_are_merged():
    """This test ensures that touching passages become one that runs from the first to the last character."""
    text = LONG * 4
    size = len(LONG)
    a, b = hit(passage(text[: 2 * size])), hit(passage(text[size : 3 * size], start=size), 3)
    far = hit(passage("Elsewhere.", start=5000), 2)
    merged = _merge([a, far, b], 5, Text(text))
    assert [(m.passage.start, m.passage.end) for m in merged] == [(0, 3 * size), (5000, 5010)]
    assert merged[0].passage.text == text[: 3 * size]
    assert merged[0].passage.id == a.passage.id


@pytest.mark.parametrize("other", [passage(LONG, start=96, page=2), passage(LONG, start=96, of="cd")])
def test_neighbours_elsewhere_are_not_merged(other):
    """This test ensures that another page or another source is another citation."""
    assert len(_merge([hit(passage(LONG)), hit(other, 2)], 5, Text(""))) == 2


def test_a_sentence_is_quoted_once():
    """This test ensures that the overlap of two passages is not cited twice, and that ranks stay without gaps."""
    first = evidence("One. Two.", (5, 9))
    again = replace(
        first, hit=replace(first.hit, rank=2, passage=passage("Two. Three.", start=5)), highlights=((0, 4),)
    )
    third = replace(first, hit=replace(first.hit, rank=3, passage=passage("Four.", start=90)), highlights=((0, 5),))
    assert [(e.hit.rank, e.quote) for e in _without_repeats([first, again, third])] == [(1, "Two."), (2, "Four.")]
