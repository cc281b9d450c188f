"""Which works a question asks for, in a small library."""

import pytest

from corpus.model import Document, Locator, Page, Reference, Source
from corpus.passages.chunk import passages
from index.asked_authors import asked_authors, is_personal
from index.asked_works import asked_works, authors_not_held, missing_identifiers, nearest_author, with_title
from index.query import parse_query
from index.sparse import TantivyTermStore

WORKS = {
    "short": {
        "title": "Guns on the Street: A Review",
        "author": [{"family": "Short", "given": "Ann"}],
        "DOI": "10.1234/ab.5678",
        "ISBN": "978 0 306 40615 7",
    },
    "lopez": {
        "title": "Políticas públicas y jóvenes en la ciudad de Lima: Informe",
        "author": [{"family": "López de Vega", "given": "María"}, {"family": "King", "given": "Bo"}],
        "number": "IDB-MG-354",
    },
    "agency": {"title": "Audit of Grants", "author": [{"literal": "Office of Public Grants"}]},
    "london": {"title": "Gangs", "author": [{"family": "London", "given": "Jo"}]},
    "paper": {"title": "Police Patrols", "author": [{"family": "Ruiz"}], "issued": {"date-parts": [[2019]]}},
}
FAR = "Words. " * 300
TEXTS = {
    "london": f"{FAR} Funded by grant 2015-MU-BX-\nK002 and by R01HD012345; see also NCJ 243978.",
    "agency": "GAO-21-470\nAudit of Grants. The grants were late.",
    "paper": "Patrols fell, as R45558 says. ISBN 978 92 40 69081 3",
}


@pytest.fixture
def held(corpus, tmp_path):
    """Return a corpus and a term store with these works."""
    store = TantivyTermStore.create(tmp_path / "terms")
    for key, csl in WORKS.items():
        page = Page(Locator("page", 1, "1"), TEXTS.get(key, "A text about the matter at hand."), "pypdf")
        document = Document((page,), (), {}, ())
        sha256 = corpus.keep(f"{key}".encode(), "text/plain")
        source = Source(sha256, "text/plain", key, f"{key}.txt", "full text")
        cut = passages(document, sha256)
        corpus.add(source, Reference(key, csl, "report", "guide"), document, cut)
        store.write(cut, [])
    return corpus, store


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("10.1234/ab.5678", {"short"}),
        ("what is in https://doi.org/10.1234/AB.5678?", {"short"}),
        ("ISBN 978-0-306-40615-7", {"short"}),
        ("9780306406157", {"short"}),
        ("978-92-4-069081-3", {"paper"}),  # printed in its first lines, in other groups
        ("0-306-40615-2", {"short"}),
        ("IDB-MG-354", {"lopez"}),
        ("GAO-21-470", {"agency"}),
        ("GAO–21–470", {"agency"}),
        ("gao 21 470", {"agency"}),
        ("What does GAO-21-470 say on grants?", {"agency"}),
        ("978 0 306 40615 7", {"short"}),
        ("doi:10.1234/ab.5678", {"short"}),
        ("10.1234/ab.5679", set()),
        ("2015-MU-BX-K002", {"london"}),
        ("grant 2015–mu–bx–k002", {"london"}),
        ("R01 HD012345", {"london"}),
        ("r01hd012345", {"london"}),
        ("NCJ 243 978", {"london"}),
        ("ncj243978", {"london"}),
        ("2015-MU-BX-K003", set()),
        ("Did 2015-MU-BX-K002 of the grants in Lima help the gangs?", set()),  # not its number, and a topic of its own
        ("short", {"short"}),
        ("politicas publicas y jovenes en la ciudad de lima", {"lopez"}),
        ("politicas publcas y jovenes ciudad de lima informe", {"lopez"}),
        ("guns on the street", {"short"}),
        ("When was Guns on the Street published?", {"short"}),
        ("Who wrote Audit of Grants?", {"agency"}),
        ("¿Quién escribió Políticas públicas y jóvenes?", {"lopez"}),
        ("Are there guns on the street of Lima?", set()),
        ("What is a gang?", set()),
        ("What did Short find on guns?", {"short"}),
        ("what did short find", {"short"}),
        ("What is a short gun?", set()),
        ("Short guns", set()),
        ("¿Qué dice López de Vega?", {"lopez"}),
        ("segun Lopez de Vega y King, que pasa", {"lopez"}),
        ("according to King, what works", {"lopez"}),
        ("What did King Charles say?", set()),
        ("Is King County safe?", set()),
        ("gangs in London", set()),
        ("Does the London paper cover gangs?", {"london"}),
        ("What did the Office of Public Grants recommend?", {"agency"}),
        ("What did OPG recommend?", {"agency"}),
        ("anything by Ruiz?", {"paper"}),
        ("ruiz", {"paper"}),
        ("Do you have anything from 2019?", {"paper"}),
        ("¿Hay algo sobre patrullas de 2019?", {"paper"}),
        ("Did patrols fall from 2019?", set()),
        ("anything from 2011", set()),
        ("COVID-19 deaths in 2020", set()),
        ("R45558", {"paper"}),  # the first lines of a source count as its title page
        ("", set()),
    ],
)
def test_asked_works(held, question, expected):
    """Identifiers, titles and authors ask for works; words that only look like them do not."""
    corpus, store = held
    by_sha256 = {sha256: source.key for sha256, source in corpus.sources().items()}
    found = asked_works(parse_query(question), corpus, store)
    assert {by_sha256[sha256] for sha256 in found.sources} == expected


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("10.1234/ab.5678", "Guns on the Street: A Review"),
        ("ISBN 0-306-40615-2", "Guns on the Street: A Review"),
        ("GAO-21-470", "Audit of Grants"),
        ("What does GAO-21-470 say on grants?", "What does GAO-21-470 say on grants?"),
        ("2015-MU-BX-K002", "2015-MU-BX-K002"),  # in its text: the passages with the number are asked for
        ("10.1234/ab.5679", "10.1234/ab.5679"),
        ("What is a gang?", "What is a gang?"),
    ],
)
def test_an_identifier_is_searched_as_the_title(held, question, searched):
    """A question that is only an identifier is ranked by the title of its work, and the work stays first."""
    corpus, store = held
    query = with_title(parse_query(question), corpus, store)
    assert (query.text, query.typed) == (searched, question)
    before = asked_works(parse_query(question), corpus, store).sources
    assert asked_works(query, corpus, store).sources == before


@pytest.mark.parametrize(
    ("question", "missing", "mentioned_by", "without_text"),
    [
        ("10.1234/ab.5678", [], [], []),
        ("10.1234/ab.5679", ["10.1234/ab.5679"], [], []),
        ("What does 10.1234/ab.5679 say on guns?", ["10.1234/ab.5679"], [], []),
        ("10.9999/only.a.reference", ["10.9999/only.a.reference"], [], ["bare"]),
        ("2015-MU-BX-K002", ["2015-MU-BX-K002"], ["london"], []),
        ("9781234567897", ["9781234567897"], [], []),
        ("0306406153", [], [], []),  # ten digits that are not the ISBN of a work may be anything
        ("covid 19 2020", [], [], []),
        ("Are F-150 trucks stolen?", [], [], []),
        ('"10.1234/ab.5679"', [], [], []),
    ],
)
def test_identifiers_that_are_not_held(held, question, missing, mentioned_by, without_text):
    """An identifier is missing if no work with a text has it; works that mention it are told apart."""
    corpus, store = held
    corpus.put([Reference("bare", {"title": "Bare", "DOI": "10.9999/only.a.reference"}, "report", "guide")])
    found = missing_identifiers(parse_query(question), corpus, store)
    assert [each.identifier.text for each in found] == missing
    sources = corpus.sources()
    assert [sources[passage.source].key for each in found for passage in each.mentions] == mentioned_by
    assert [key for each in found for key in each.without_text] == without_text


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Braga find on focused deterrence?", ("Braga",)),
        ("¿Qué dicen Abt y Winship sobre las maras?", ("Abt", "Winship")),
        ("according to Papachristos, why do people obey", ("Papachristos",)),
        ("o que diz Muggah sobre cidades?", ("Muggah",)),
        ("papers by Fearon and Hoeffler on costs", ("Fearon", "Hoeffler")),
        ("What is a short gun?", ()),
        ("What works in policing?", ()),
    ],
)
def test_asked_authors(question, expected):
    """The form of a question shows that the work of somebody is asked for."""
    assert asked_authors(parse_query(question)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Sampson find on guns?", ("Sampson",)),
        ("¿Qué dicen Sampson y Ruiz sobre Lima?", ("Sampson",)),
        ("what did the police find", ()),
        ("What did GAO find?", ()),
        ("What did Short find on guns?", ()),
        ("according to the King County report", ()),
        ("Is there evidence on Sampson?", ()),
        ("What do you have by Sampson?", ("Sampson",)),
        ("¿Qué tienes de Robert Sampson?", ("Robert Sampson",)),
        ("what do you have by the police?", ()),
        ("What do you have by Ruiz?", ()),
        ("", ()),
    ],
)
def test_authors_not_held(held, question, expected):
    """A person whose work is asked for and whom no record names is not held; nothing is said of other names."""
    corpus, _ = held
    assert authors_not_held(parse_query(question), corpus) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Lopes de Vegas", None), ("Londin", "London"), ("Jo Lundon", "London"), ("Shortt", "Short"), ("Kang", None)],
)
def test_the_nearest_author(held, name, expected):
    """A name with a slip may mean an author; another short name does not."""
    corpus, _ = held
    assert nearest_author(name, corpus) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Braga", True),
        ("Rachel Locke", True),
        ("Szabo de Carvalho", True),
        ("the police", False),
        ("GAO", False),
        ("el Censo de 2010", False),
    ],
)
def test_personal_names(name, expected):
    """A name of one to three words with capitals can be a person's."""
    assert is_personal(name) == expected


@pytest.mark.parametrize("text", ["what did " + "a b " * 500, "x, " * 600 + "say", "según " + "y e " * 500])
def test_long_questions_are_read_in_a_moment(text):
    """The time grows with the length of the question only. A pattern that tries all cuts would not end."""
    assert asked_authors(parse_query(text[:2000])) is not None
