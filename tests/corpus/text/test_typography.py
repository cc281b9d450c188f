"""Straight quotation marks become the marks of print."""

import pytest

from corpus.text.typography import curly_quotes


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Boston's lead", "Boston’s lead"),
        ("the police' view", "the police’ view"),
        ("It's 'quiet' now", "It’s ‘quiet’ now"),
        ("'Stop!' they said", "‘Stop!’ they said"),
        ("the '90s and '68", "the ’90s and ’68"),
        ('The "quiet" rule', "The “quiet” rule"),
        ('("quiet")', "(“quiet”)"),
        ('"Why?" and "how"', "“Why?” and “how”"),
        ('a 12" gun', 'a 12" gun'),
        ('<span class="nocase">', '<span class="nocase">'),
        ("already ‘curly’ and “so”", "already ‘curly’ and “so”"),
        ("", ""),
    ],
)
def test_quotation_marks(typed, printed):
    """Apostrophes and pairs of marks are curly. A mark that is not one of a pair stays."""
    assert curly_quotes(typed) == printed
