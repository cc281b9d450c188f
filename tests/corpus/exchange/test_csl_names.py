"""The parts of names."""

import pytest

from corpus.exchange.csl_names import clean_names, single_name, split_particles, with_director_as_author


@pytest.mark.parametrize(
    ("family", "given", "parts"),
    [
        ("Abt", "Thomas", {"family": "Abt", "given": "Thomas"}),
        ("van der Berg", "Jan", {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"}),
        ("Beethoven", "Ludwig van", {"family": "Beethoven", "given": "Ludwig", "dropping-particle": "van"}),
        ("Szabó de Carvalho", "Ilona", {"family": "Szabó de Carvalho", "given": "Ilona"}),
        ("van", "de", {"family": "van", "given": "de"}),
        ("", "", {}),
    ],
)
def test_particles_are_parts_of_their_own(family, given, parts):
    """Particles before a family name or after given names are split off, but not the only word."""
    assert split_particles(family, given) == parts


@pytest.mark.parametrize(
    ("name", "single"),
    [
        ({"literal": "World Bank"}, "World Bank"),
        ({"family": "Madonna"}, "Madonna"),
        ({"given": "Pelé"}, "Pelé"),
        ({"family": "Abt", "given": "Thomas"}, None),
        ({"literal": "World Bank", "family": "Bank", "given": "World"}, "World Bank"),
    ],
)
def test_names_with_one_part(name, single):
    """A body and a person with one name have a single name; a person with family and given names has none."""
    assert single_name(name) == single


def test_names_are_cleaned():
    """Texts become literals; empty parts, unknown parts and values of a wrong type are left out."""
    values = ["World\nBank", {"family": "Abt", "given": " ", "suffix": 3, "age": "40"}, {}, 7]
    assert clean_names(values) == [{"literal": "World Bank"}, {"family": "Abt"}]


def test_a_director_is_the_author_of_a_film_without_one():
    """An author is kept, and without either the item is unchanged."""
    director, author = [{"family": "Varda"}], [{"family": "Abt"}]
    assert with_director_as_author({"director": director}) == {"director": director, "author": director}
    assert with_director_as_author({"director": director, "author": author})["author"] == author
    assert with_director_as_author({}) == {}
