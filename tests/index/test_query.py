import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import QueryWord, parse_query
from index.terms import stems
from index.thesaurus import expand

PARSED = [
    ("What is a call-in?", "en", ("call",), (), (), ()),
    ("what is it", "en", ("what", "is", "it"), (("what", "is"), ("is", "it")), (), ()),
    ("Homicide rates of the city", "en", ("Homicide", "rates", "city"), (("homicide", "rates"),), (), ()),
    ('"gun violence" in Boston', "en", ("Boston",), (), (("gun", "violence"),), ()),
    ("“Gun Violence” Boston", "en", ("Boston",), (), (("gun", "violence"),), ()),
    ("„Gewalt“ x", "und", ("x",), (), (("gewalt",),), ()),
    ('police "gun violence" gangs', "en", ("police", "gangs"), (), (("gun", "violence"),), ()),
    ('homicide -suicide -"domestic violence"', "en", ("homicide",), (), (), (("suicide",), ("domestic", "violence"))),
    ("murder-suicide - now -5 degrees", "en", ("murder", "suicide", "now", "5", "degrees"), ..., (), ()),
    ("GAO-21-470", "und", ("GAO", "21", "470"), (("gao", "21"), ("21", "470")), (), ()),
    ("S. 3760 / H.R. 7306", "und", ("S", "3760", "H", "R", "7306"), ..., (), ()),
    ("What does the WHO say of IT?", "en", ("WHO", "say", "IT"), (("who", "say"),), (), ()),
    ("WHAT DOES THE WHO SAY", "en", ("SAY",), (), (), ()),
    ("the GAO's view, which isn’t new", "en", ("GAO", "view", "isn", "new"), ..., (), ()),
    ("¿Cuántos secuestros hubo?", "es", ("secuestros",), (), (), ()),
    ('an open "quote', "en", ("open", "quote"), (("open", "quote"),), (), ()),
    ("«no preguntes»", "es", ("preguntes",), (), (), ()),
    ("gang gang Gang", "en", ("gang",), (("gang", "gang"),), (), ()),
    ('"" - "?!"', "en", (), (), (), ()),
    ("", "en", (), (), (), ()),
]


@pytest.mark.parametrize(("text", "language", "typed", "pairs", "phrases", "excluded"), PARSED)
def test_words_pairs_phrases_and_exclusions(text, language, typed, pairs, phrases, excluded):
    """Words, pairs, quoted phrases and exclusions are told apart as documented (expected values by hand)."""
    query = parse_query(text, language)
    assert tuple(word.typed for word in query.words) == typed
    if pairs is not ...:
        assert query.pairs == pairs
    assert query.phrases == phrases
    assert query.excluded == excluded


def test_words_have_their_term_and_stems():
    """A word is kept as typed, as a term, with its stems in the language of the query and those of its translations."""
    query = parse_query("Casas de Boston", "es")
    assert query.words[1] == QueryWord("Boston", "boston", stems("Boston", "es"), {})
    house = query.words[0]
    assert (house.typed, house.term, house.stems) == ("Casas", "casas", stems("casa", "es"))
    assert house.translations["en"] >= stems("house", "en") | stems("home", "en")
    assert house.translations["pt"] >= stems("casa", "pt")


def test_numbers_and_names_stay_together():
    """The parts of a report number are pairs."""
    pairs = parse_query("S. 3760 / H.R. 7306 or doi 10.1177/0022", "en").pairs
    assert {("s", "3760"), ("h", "r"), ("r", "7306"), ("10", "1177"), ("1177", "0022")} <= set(pairs)


@given(st.text(alphabet=st.characters() | st.sampled_from('"“”-\ud800 \0'), max_size=80))
def test_any_text_can_be_parsed(text):
    """No text is an error, not even lone surrogates."""
    query = parse_query(text, "en")
    assert query.typed == text
    for word in query.words:
        assert word.stems


@pytest.mark.parametrize(
    ("text", "language"),
    [("What is a custom notification?", "en"), ("¿Qué se dice en la reunión?", "es"), ("GVI 2019", "und")],
)
def test_the_language_is_detected(text, language):
    """The language of a query is detected if it is not given."""
    assert parse_query(text).language == language
    assert parse_query(text, "pt").language == "pt"


def test_years_and_numbers():
    """Years include abbreviated fiscal years; numbers are in digits or in words."""
    query = parse_query("Of the 30 cities, how many of seven changed between 1999 and FY22?")
    assert query.years == {1999, 2022}
    assert query.numbers == {"30", "seven", "1999", "22"}


def test_expansions_are_those_of_the_thesaurus():
    """Synonyms are in the language of the query, translations in the other languages."""
    query = parse_query("Did GVI reduce murders?", "en")
    expansions = expand("Did GVI reduce murders?", "en", ["en", "es", "pt"])
    assert list(query.synonyms) == expansions.pop("en")
    assert query.translations == expansions
    assert ("homicide",) in query.synonyms[-1].terms
    assert set(query.translations) == {"es", "pt"}


def test_translations_are_in_the_other_languages_that_have_terms():
    """A language without terms is left out. `und`, which has synonyms in all languages, has no translations."""
    assert list(parse_query("homicidio", "es").translations) == ["en", "pt"]
    assert parse_query("homicidio GVI", "und").translations == {}
    assert parse_query("homicidio GVI", "und").synonyms
    assert parse_query("xyzzy", "en").translations == {}


def test_quoted_and_excluded_words_have_no_synonyms():
    """Synonyms do not loosen a quoted phrase, and do not bring back excluded words."""
    query = parse_query('"focused deterrence" gangs -homicide -"police officers"', "en")
    assert {each.concept for each in query.synonyms} <= {"gang"}
    assert {each.concept for each in query.translations["es"]} == {"gang"}


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What was Adobe's margin in FY2022?", ("adobe", "2022")),
        ("How did Best Buy do in FY22?", ("best", "bestbuy", "buy", "2022")),
        ("Johnson & Johnson in Q2 2023", ("johnson", "johnsonjohnson", "q2", "2023")),
        ("¿Qué dice México sobre el 911?", ("mexico", "911")),
        ("¿Redujo el GVI los homicidios en Boston?", ("gvi", "boston")),
        ("¿AMEX redujo su deuda?", ("amex",)),
        ("what works in policing", ()),
        ("WHAT DID THEY SAY ABOUT 3M", ("3m",)),
        ("", ()),
    ],
)
def test_names_are_capitals_and_digits(question, expected):
    """Names, numbers and years are names; words with a capital only because the sentence begins there are not."""
    assert parse_query(question).names == expected


def test_abbreviations_have_three_to_eight_letters_and_two_capitals():
    """OPM and JnJ may be abbreviations; GA is too short, and Adobe has one capital."""
    assert parse_query("What did OPM, JnJ, GA, Adobe and INTERNATIONAL find?").abbreviations == {"opm", "jnj"}


@pytest.mark.parametrize(
    ("question", "names", "expected"),
    [
        ("What was Adobe's margin in FY22?", {"adobe", "2022"}, "What was margin in ?"),
        ("What was Adobe’s margin?", {"adobe"}, "What was margin?"),
        ("Adobe's margin beside IBM's", {"adobe"}, "margin beside IBM's"),
        ("¿Qué dice MÉXICO en 2019?", {"mexico", "2019"}, "¿Qué dice en ?"),
        ("Did sales of Best Buy fall?", {"bestbuy"}, "Did sales of fall?"),
        ("Did sales of Best Buy fall?", {"best"}, "Did sales of Buy fall?"),
        ("the 20222 cases", {"2022"}, "the 20222 cases"),
        ("What fell?", (), "What fell?"),
        ("", {"adobe"}, ""),
    ],
)
def test_a_query_without_names(question, names, expected):
    """Names are removed in any case, with or without accents, with their possessives; all other words stay."""
    query = parse_query(question, "en")
    derived = query.without_names(names)
    assert " ".join(derived.text.split()) == expected
    assert derived == parse_query(derived.text, "en")
