"""How much of a text has changed."""

import pytest

from corpus.text.changes import MAX_WORDS, changed_share

TEN = "one two three four five six seven eight nine ten"  # seven runs of four words

CASES = [
    ("", "", 0),
    ("", "one", 1),
    ("one two", "one two", 0),
    ("one two", "one three", 1),
    (TEN, TEN.upper().replace(" ", "\n"), 0),
    (TEN, TEN.replace("ten", "eleven"), 1 / 7),
    (TEN, TEN.replace("five", "5"), 4 / 7),
    (TEN, f"{TEN} eleven twelve thirteen", 3 / 10),
    (TEN, f"six seven eight nine ten. {TEN}", 5 / 12),  # 2 runs more, and 3 that run over the repeated words
]


@pytest.mark.parametrize(("before", "after", "share"), CASES)
def test_changed_share(before, after, share):
    """The share is of the longer text, in either direction; the values are counted by hand."""
    assert changed_share(before, after) == pytest.approx(share)
    assert changed_share(after, before) == pytest.approx(share)


def test_a_text_without_end():
    """Only the beginning of a very long text is compared, so its memory is bounded."""
    long = "".join(f"{number} " for number in range(MAX_WORDS + 10))
    assert changed_share(long, long + "more words at the end") == 0
    assert changed_share(long, "other words " + long) > 0
