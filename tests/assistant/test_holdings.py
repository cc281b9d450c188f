"""The order of a list of works."""

import random

import pytest

from assistant.holdings import in_order
from corpus.model import Holding
from tests.corpus.documents import reference


def work(key, title, year=None, added=None):
    csl = {"issued": {"date-parts": [[year]]}} if year else {}
    return Holding(reference(key, title=title, **csl), None, 0, (), (), added)


WORKS = [
    work("a", "Öfen am Meer", 2001),
    work("b", "“Harbours” at night", 2016),
    work("c", "zebra", 2016, "2026-11-02T10:00:00Z"),
    work("d", "1984", None, "2026-11-02T10:00:00Z"),
    work("e", "Apples", 1850, "2026-11-30T08:00:00Z"),
    work("f", "¿", 2016, "2025-01-01T00:00:00Z"),
]


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        ("added", "edcfba"),  # d was added after c in the same second, b after a on a day that is not known
        ("year", "fbcaed"),
        ("title", "fdebac"),
    ],
)
def test_an_order(order, keys):
    """Newest first, or by title without regard to case, accents and quotation marks. Unknown comes last."""
    assert "".join(holding.reference.key for holding in in_order(WORKS, order)) == keys


@pytest.mark.parametrize("order", ["year", "title"])
def test_an_order_does_not_depend_on_the_order_before(order):
    """Works of one year are in the order of their titles."""
    shuffled = list(WORKS)
    random.Random(7).shuffle(shuffled)
    assert in_order(shuffled, order) == in_order(WORKS, order)
