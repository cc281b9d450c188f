"""Names of journals. The journals are invented."""

import pytest

from corpus.works.journals import fullness, is_same_journal, tidy_journal


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" Quay Studies, ", "Quay Studies"),
        ("in Quays: A Journal of Ports.", "Quays: A Journal of Ports"),
        ("Epidemiol. Serv. Cais, Brasília", "Epidemiol. Serv. Cais"),
        ("Ports, Media, Culture", "Ports, Media, Culture"),
        ("n engl j quays", "n engl j quays"),
        ("Page", ""),
        ("Peer Reviewed", ""),
        ("June 3", ""),
        ("Journal of", ""),
        ("https://example.org", ""),
        ("We show that the quays of the city are older than the harbour and that nobody knows why", ""),
        ("", ""),
    ],
)
def test_tidy(text, name):
    """A name loses what surrounds it. A label, a sentence and half a name are not names."""
    assert tidy_journal(text) == name


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Am J Quay Health", "American Journal of Quay Health", True),
        ("N Engl J Quays", "The New England Journal of Quays", True),
        ("Rev. Bras. Cais", "Revista Brasileira de Cais", True),
        ("H arbour Affair s", "Harbour Affairs", True),
        ("The Harbour", "HARBOUR", True),
        ("Harbour", "Harbour Studies", False),
        ("Quay Studies", "Quay Letters", False),
    ],
)
def test_same(one, other, same):
    """An abbreviation and the full name are one journal, in either order."""
    assert is_same_journal(one, other) is same
    assert is_same_journal(other, one) is same


def test_full():
    """The full name comes last, and small letters after capitals and spaced type."""
    names = ["The Harbour Affairs", "H arbour Affair s", "Harb Aff", "HARBOUR AFFAIRS", "Harbour Affairs"]
    assert sorted(names, key=fullness)[0] == "Harb Aff"
    assert max(names[1:], key=fullness) == "Harbour Affairs"
