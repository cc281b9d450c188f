"""The other forms of words, abbreviations and numbers, and that each form finds the same passages."""

import pytest

from index.query import parse_query
from index.sparse import TantivyTermStore
from index.spelling import check_spelling
from tests.index.documents import passage


def others(text, language="en"):
    """Return the other forms of each word of a query, joined by spaces, by the words as typed."""
    forms = parse_query(text, language).forms
    return {each.typed: {" ".join(form) for form in each.others} for each in forms}


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("the call-in", "call-in", {"callin", "callins", "call in", "call ins"}),
        ("the call-ins", "call-ins", {"callin", "callins", "call in", "call ins"}),
        ("the call in", "call in", {"callin", "callins"}),
        ("COVID19", "COVID19", {"covid 19"}),
        ("the COVID-19", "COVID-19", {"covid19"}),
        ("the Covid 19", "Covid 19", {"covid19"}),
        ("the U.S. police", "U.S", {"us"}),
        ("of the U.S.A.", "U.S.A", {"usa"}),
        ("the US police", "US", {"u s"}),
        ("about 40,000 people", "40,000", {"40000"}),
        ("about 40 000 people", "40 000", {"40000"}),
        ("about 40\u00a0000 people", "40\u00a0000", {"40000"}),
        ("unos 40.000 casos", "40.000", {"40000"}),
        ("about 40000 people", "40000", {"40 000"}),
        ("about 1234567 people", "1234567", {"1 234 567"}),
        ("the health-care system", "health-care", {"healthcare"}),
    ],
)
def test_other_forms(text, typed, expected):
    """A word, abbreviation or number has the forms in which it may be printed (expected values by hand)."""
    assert others(text)[typed] == expected


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("what can they teach us", "us"),
        ("in 2019", "2019"),
        ("in 2019 100 people died", "2019 100"),
        ("9780306406157", "9780306406157"),
        ("WHAT DID US POLICE SAY", "US"),
        ("A. Smith", "A. Smith"),
        ('"call-in"', "call-in"),
        ("police -call-in", "call-in"),
    ],
)
def test_no_other_forms(text, typed):
    """A pronoun, a year, two numbers, a code, capitals throughout, quoted and excluded words have no other form."""
    assert typed not in others(text)


def test_us_in_lower_case_is_a_function_word():
    """The pronoun carries no topic in English; the name of the country does."""
    assert [word.typed for word in parse_query("teach us about crime", "en").words] == ["teach", "crime"]
    assert [word.typed for word in parse_query("US crime", "en").words] == ["US", "crime"]


SAME = [
    (["call-in", "call in", "callin", "call-ins", "callins"], "The {} was held in the city hall."),
    (["COVID-19", "COVID19", "Covid 19", "covid-19"], "During {} the courts were closed."),
    (["U.S.", "US"], "A review of {} programs was made."),
    (["U.K.", "UK"], "A review of {} programs was made."),
    (["40,000", "40000", "40 000", "40\u202f000"], "There were {} cases."),
    (["health-care", "health care", "healthcare"], "The {} system is public."),
    (["gun-violence", "gun violence", "Gun Violence"], "The {} fell."),
    (["handgun", "hand gun", "hand-gun"], "The {} was found."),
    (["policía", "policia", "POLICÍA", "polícia"], "La {} llegó."),
]


@pytest.mark.parametrize("asked", range(5))
@pytest.mark.parametrize(("forms", "sentence"), SAME)
def test_each_form_finds_every_form(tmp_path, forms, sentence, asked):
    """A query in one form finds the passages in all forms, and no other passage before them."""
    store = TantivyTermStore.create(tmp_path / "terms")
    language = "es" if "La " in sentence else "en"
    texts = [sentence.format(form) for form in forms]
    fillers = [f"Another sentence of {n} words, which is about something else." for n in range(20)]
    store.write([passage(n, text, language) for n, text in enumerate(texts + fillers)], [])
    query = check_spelling(parse_query(forms[asked % len(forms)], language), store)
    found = [i for i, _ in store.search(query, 40, None)]
    assert set(found[: len(forms)]) == set(range(len(forms)))


def test_a_glued_word_is_not_better_than_its_parts(tmp_path):
    """A page that lost a space is as good as a page with the two words, however rare the glued word is."""
    store = TantivyTermStore.create(tmp_path / "terms")
    texts = ["gunviolence in the city", "gun violence in the city"]
    store.write([passage(n, text) for n, text in enumerate(texts)], [])
    store.write([passage(n, "gun violence and more") for n in range(2, 9)], [])
    scores = dict(store.search(parse_query("gun violence", "en"), 10, None))
    assert 0 < scores[0] <= scores[1]
