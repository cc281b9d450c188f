"""What is searched for a word that the library does not have, or writes as two words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.edits import edits, is_slip, is_spelling_of, one_edit_away
from index.models import cross_encoder
from index.query import parse_query
from index.sparse import TantivyTermStore
from index.spelling import check_spelling
from tests.index.documents import passage

TEXTS = [
    ("Focused deterrence reduced homicide in the city.", "en"),
    ("The deterrence strategy of the police: a home visit, a call in.", "en"),
    ("La disuasión focalizada redujo los homicidios.", "es"),
    ("Officers take part in turn over of the casework.", "en"),
    ("The setting of focused programs is a page of the program.", "en"),
]


@pytest.fixture(scope="module", autouse=True)
def reranker():
    """The default reranker is made. Its words are known."""
    cross_encoder.default_model()


@pytest.fixture
def store(tmp_path):
    made = TantivyTermStore.create(tmp_path / "terms")
    made.write([passage(n, text, language) for n, (text, language) in enumerate(TEXTS)], [])
    return made


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("detterence in the city", "en", {"detterence": "deterrence"}),
        ("does homicde fall", "en", {"homicde": "homicide"}),
        ("disuasion focalisada", "es", {"focalisada": "focalizada"}),
        ("the poilce strategy", "en", {"poilce": "police"}),
        ("deterrence of homicides", "en", {}),  # both are there, one as a plural
        ("did focus reduce it", "en", {}),
        ("the work of cts", "en", {}),  # too short
        ("what did Polic say", "en", {}),  # a name
        ('"detterence" strategy', "en", {}),  # quoted, so searched as it is
        ("banana", "en", {}),
        ("the xomicide rate", "en", {}),  # another first letter
        ("focussed programmes", "en", {"focussed": "focused", "programmes": "programs"}),
        ("sitting of the phage", "en", {}),  # words that exist, whatever is near them
        ("the homicidios of Lima", "en", {}),  # two letters of another language
        ("¿Qué es una estrategia policial?", "es", {}),  # only English passages have a near word
        ("homicide in McPolise", "en", {}),
    ],
)
def test_corrections(store, text, language, expected):
    """A long word that the library has in no inflection is searched as the nearest word. Other words are not."""
    query = check_spelling(parse_query(text, language), store)
    assert {each.typed: each.term for each in query.corrections} == expected


def test_nothing_is_fetched_to_check_a_word(store, tmp_path, monkeypatch):
    """If the reranker is not made, as where every question is asked with --fast, a slip is still corrected."""
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    query = check_spelling(parse_query("detterence in the city", "en"), store)
    assert [(each.typed, each.term) for each in query.corrections] == [("detterence", "deterrence")]
    assert not (tmp_path / "cache").exists()


def test_a_slip_finds_the_passage(store):
    """A query with a slip is searched as the right word, by terms and by meaning. The question that is shown stays."""
    slip = check_spelling(parse_query("detterence", "en"), store)
    right = check_spelling(parse_query("deterrence", "en"), store)
    found, expected = store.search(slip, 5, None), store.search(right, 5, None)
    assert found == expected
    assert [i for i, _ in found] == [0, 1]
    assert (slip.text, slip.typed) == ("deterrence", "detterence")


def test_words_that_the_library_writes_apart(store):
    """A word that the library has as two words side by side is searched as these words."""
    forms = check_spelling(parse_query("callin turnover homevisits", "en"), store).forms
    split = {each.typed: each.others for each in forms if len(each.others[0]) == 2}
    assert split == {"callin": (("call", "in"),), "turnover": (("turn", "over"),)}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("deterrence", "deterrence", 0),
        ("deterrence", "deterence", 1),
        ("deterrence", "deterrance", 1),
        ("deterrence", "detterence", 2),
        ("police", "poilce", 1),
        ("police", "policed", 1),
        ("ca", "abc", 3),  # no part is edited twice
        ("", "abc", 3),
        ("abcd", "efgh", 4),
    ],
)
def test_edits(first, second, expected):
    """Letters added, left out, replaced and exchanged count one each; more than the limit is limit + 1."""
    assert edits(first, second, 9) == edits(second, first, 9) == expected
    assert edits(first, second, 1) == min(expected, 2)


@given(st.text(alphabet="abc", max_size=5), st.text(alphabet="abc", max_size=5))
def test_one_edit_away(first, second):
    """The words one edit away are those whose number of edits is 1."""
    assert (second in set(one_edit_away(first)) - {first}) == (edits(first, second, 5) == 1)


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("deterence", "deterrence", True),  # a letter doubled or not
        ("poilce", "police", True),  # two letters exchanged
        ("goverment", "government", True),  # a letter left out of a long word
        ("violance", "violence", True),  # a vowel for a vowel
        ("probasion", "probation", True),
        ("helth", "health", True),  # a letter left out
        ("mujres", "mujeres", True),
        ("stroma", "stromal", False),  # an inflection
        ("detterence", "deterrence", True),
        ("phage", "page", False),
        ("phage", "phase", False),
        ("rocket", "pocket", False),
        ("mutation", "mutilation", False),
        ("receptor", "reception", False),
    ],
)
def test_slips(typed, meant, expected):
    """A slip of the hand keeps the word; a letter changed in a short word makes another word."""
    assert is_slip(typed, meant) == expected


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("focussed", "focused"),
        ("organisations", "organizations"),
        ("behaviour", "behavior"),
        ("travelled", "traveled"),
        ("programmes", "programs"),
        ("defence", "defense"),
        ("centre", "center"),
        ("leukaemia", "leukemia"),
    ],
)
def test_british_and_american_spelling(british, american):
    """Two spellings of one word are not a slip."""
    assert is_spelling_of(british, american) and is_spelling_of(american, british)
    assert not is_spelling_of(british, british)
    assert not is_spelling_of(british[::-1], american)
