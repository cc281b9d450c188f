"""Names of journals. The journals are invented."""

import pytest

from corpus.works.journals import fullness, is_newspaper, is_same_journal, restore_capitals, tidy_journal


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


@pytest.mark.parametrize(
    ("name", "restored"),
    [
        ("QUAY QUARTERLY", "Quay Quarterly"),
        ("REVISTA DE MUELLES Y PUERTOS", "Revista de Muelles y Puertos"),
        ("JQMQ", "JQMQ"),
        ("PLOS Quay", "PLOS Quay"),
    ],
)
def test_capitals(name, restored):
    """A name in capitals is written as it is cited. An acronym stays."""
    assert restore_capitals(name) == restored


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("The Quay Times", True),
        ("Diario del Puerto", True),
        ("Journal of the Times", False),
        ("Post-Storm Affairs", False),
    ],
)
def test_newspapers(name, is_one):
    """A newspaper has a word that newspapers have, and no word of a journal."""
    assert is_newspaper(name) is is_one
