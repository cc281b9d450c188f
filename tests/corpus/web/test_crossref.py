"""Records of DOIs from Crossref: answers in its format, sent by a server on this machine."""

import json
import time
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError, NotFetched, Offline
from corpus.model import CrossrefRecord, Notice, Reference
from corpus.web.client import Web
from corpus.web.crossref import Crossref
from corpus.web.crossref_record import TYPES, parse_record
from corpus.works.edit import CSL_TYPES, editable_fields
from tests.crossref import HOST, LIMITS, article, registered, serve
from tests.web import Page

ARTICLE = {
    "status": "ok",
    "message-type": "work",
    "message-version": "1.0.0",
    "message": {
        "indexed": {"date-parts": [[2024, 3, 1]], "date-time": "2024-03-01T10:00:00Z", "timestamp": 1709287200000},
        "reference-count": 41,
        "publisher": "Informa UK Limited",
        "issue": "4",
        "content-domain": {"domain": ["www.example.com"], "crossmark-restriction": True},
        "short-container-title": ["Policing &amp; Soc."],
        "published-print": {"date-parts": [[2014, 10]]},
        "DOI": "10.1080/STREETS.2013.1",
        "type": "journal-article",
        "created": {"date-parts": [[2013, 7, 30]], "date-time": "2013-07-30T12:00:00Z", "timestamp": 1375185600000},
        "page": "340-361",
        "source": "Crossref",
        "title": ["Streets &amp;amp; Shots in <i>S\u00e3o Paulo</i>"],
        "subtitle": ["\n  What   worked"],
        "prefix": "10.1080",
        "volume": "24",
        "author": [
            {"given": "Ada", "family": "Field", "sequence": "first", "affiliation": []},
            {"name": "Institute for Quiet Streets", "sequence": "additional", "affiliation": []},
            {"given": "Plato", "sequence": "additional", "affiliation": []},
            {"affiliation": []},
        ],
        "member": "301",
        "container-title": ["Policing &amp; Society"],
        "language": "en",
        "issued": {"date-parts": [[2013, 7, 30]]},
        "URL": "http://dx.doi.org/10.1080/streets.2013.1",
        "ISSN": ["1043-9463", "1477-2728"],
    },
}
URL = "https://api.crossref.org/works/10.1080%2FSTREETS.2013.1"


@pytest.fixture
def crossref(fake, tmp_path):
    """Crossref, as far as the web of the test has it."""
    return Crossref(fake.web(tmp_path))


def test_a_record_is_looked_up(fake, crossref):
    """A DOI leads to its record however it is written."""
    fake.pages[URL] = Page(json.dumps(ARTICLE).encode(), "application/json")
    found = crossref.record("https://doi.org/10.1080/STREETS.2013.1")
    assert found == CrossrefRecord(
        csl={
            "type": "article-journal",
            "title": "Streets & Shots in São Paulo: What worked",
            "author": [
                {"family": "Field", "given": "Ada"},
                {"literal": "Institute for Quiet Streets"},
                {"literal": "Plato"},
            ],
            "issued": {"date-parts": [[2014, 10]]},
            "container-title": "Policing & Society",
            "container-title-short": "Policing & Soc.",
            "publisher": "Informa UK Limited",
            "volume": "24",
            "issue": "4",
            "page": "340-361",
            "DOI": "10.1080/streets.2013.1",
            "ISSN": "1043-9463",
            "language": "en",
        },
        years=(2014, 2013),
        in_print=True,
    )
    assert fake.asked[0][1]["User-Agent"].startswith("evidence-assistant/")


@pytest.mark.parametrize(
    ("message", "csl"),
    [
        (
            {
                "type": "book-chapter",
                "title": ["Pulling Levers"],
                "container-title": ["Studies of Streets", "Gangs in Two Cities"],
                "editor": [{"given": "A.", "family": "Maxson", "suffix": "Jr."}],
                "publisher": "Springer",
                "publisher-location": "Cham",
                "ISBN": ["http://id.crossref.org/isbn/9783319296012"],
                "page": "279-290",
                "article-number": "16",
                "issued": {"date-parts": [[2016]]},
            },
            {
                "type": "chapter",
                "title": "Pulling Levers",
                "editor": [{"family": "Maxson", "given": "A.", "suffix": "Jr."}],
                "issued": {"date-parts": [[2016]]},
                "container-title": "Gangs in Two Cities",
                "collection-title": "Studies of Streets",
                "publisher": "Springer",
                "publisher-place": "Cham",
                "page": "279-290",
                "ISBN": "9783319296012",
            },
        ),
        (
            {
                "type": "report",
                "title": ["Costs of Crime: New Evidence"],
                "subtitle": ["New evidence"],
                "institution": [{"name": "Inter-American Development Bank"}],
                "container-title": ["IDB Monograph"],
                "issued": {"date-parts": [[None]]},
                "author": [{"name": " Bank"}],
            },
            {
                "type": "report",
                "title": "Costs of Crime: New Evidence",
                "author": [{"literal": "Bank"}],
                "collection-title": "IDB Monograph",
                "publisher": "Inter-American Development Bank",
            },
        ),
        (
            {
                "type": "proceedings-article",
                "title": ["Maps"],
                "event": {"name": "Hot Spots 2020"},
                "article-number": "7",
            },
            {"type": "paper-conference", "title": "Maps", "event-title": "Hot Spots 2020", "number": "7"},
        ),
        ({"type": "something-new", "title": []}, {"type": "document"}),
        (
            {"title": None, "author": None, "issued": None, "page": None, "ISBN": None, "event": None},
            {"type": "document"},
        ),
    ],
)
def test_each_kind_of_record(message, csl):
    """Types, containers, people, bodies and dates are expressed in CSL. Unknown facts are left out."""
    assert parse_record(message).csl == csl


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Effects of H<sub>2</sub>O &amp;lt;i&amp;gt;in vivo&amp;lt;/i&amp;gt;", "Effects of H2O in vivo"),
        ("<jats:title>Streets</jats:title>\n  and\tshots", "Streets and shots"),
        ("AT&T and R&amp;D", "AT&T and R&D"),
        ("Deaths at p < .05 and n > 30", "Deaths at p < .05 and n > 30"),
        ("Rates of <mml:math><mml:mi>x</mml:mi><mml:annotation>x^2</mml:annotation></mml:math>", "Rates of x"),
        ("RETRACTED ARTICLE: Streets and shots", "Streets and shots"),
        ("RETRACTED: Streets", "Streets"),
        ("Retracted lives: a memoir", "Retracted lives: a memoir"),
        ("Half a character \ud83d here", "Half a character ? here"),
        ("A bell\x07 and\x00 a null", "A bell and a null"),
        ("Long " * 1000, None),
    ],
)
def test_titles_are_plain_text(title, plain):
    """Markup, entities, copies of formulas, controls and the word before a retracted title are removed."""
    assert parse_record({"title": [title]}).csl.get("title") == plain


@pytest.mark.parametrize(
    ("message", "date", "years", "in_print"),
    [
        ({"issued": {"date-parts": [[2013, 7, 30]]}}, [2013, 7, 30], (2013,), False),
        (
            {
                "journal-issue": {"published-print": {"date-parts": [[2014, 2]]}},
                "issued": {"date-parts": [[2013, 7, 30]]},
                "published-online": {"date-parts": [[2013, 7, 30]]},
            },
            [2014, 2],
            (2014, 2013),
            True,
        ),
        ({"issued": {"date-parts": [[2013, 13, 1]]}}, [2013], (2013,), False),
        ({"issued": {"date-parts": [[2013, 2, 31]]}}, [2013, 2], (2013,), False),
        ({"issued": {"date-parts": [[10**30]]}}, None, (), False),
        ({"issued": {"date-parts": [["2013"]]}}, None, (), False),
        ({"issued": {"date-parts": [True]}}, None, (), False),
        ({"issued": {"date-parts": 2013}}, None, (), False),
        ({"issued": [2013]}, None, (), False),
    ],
)
def test_dates(message, date, years, in_print):
    """The date of the printed issue comes first, and only days of the calendar are dates."""
    found = parse_record(message)
    assert found.csl.get("issued") == (date and {"date-parts": [date]})
    assert (found.years, found.in_print) == (years, in_print)


def test_names_in_capitals_are_written_as_people_write_them():
    """Only names in capitals change; initials and short names stay."""
    people = [
        {"family": "O'BRIEN-SMITH", "given": "MARY"},
        {"family": "McDonald", "given": "JP"},
        {"family": "SMITH", "given": "J.P."},
        {"family": "NÚÑEZ", "given": "José"},
    ]
    assert parse_record({"author": people}).csl["author"] == [
        {"family": "O'Brien-Smith", "given": "Mary"},
        {"family": "McDonald", "given": "JP"},
        {"family": "Smith", "given": "J.P."},
        {"family": "Núñez", "given": "José"},
    ]


def test_a_posted_work_is_published_by_its_archive():
    """The archive of a preprint is its publisher, and the subtype says what it is."""
    found = parse_record(
        {
            "type": "posted-content",
            "subtype": "preprint",
            "title": ["Streets"],
            "institution": [{"name": "SocArXiv"}],
            "publisher": "Center for Open Science",
        }
    )
    assert found.csl == {"type": "article", "title": "Streets", "genre": "Preprint", "publisher": "SocArXiv"}


@pytest.mark.parametrize(
    ("message", "notices"),
    [
        # As https://api.crossref.org/works/10.1021/am300292v has it.
        (
            {
                "updated-by": [
                    {
                        "DOI": "10.1021/ACSAMI.9B11759",
                        "type": "retraction",
                        "label": "Retraction",
                        "source": "retraction-watch",
                        "updated": {"date-parts": [[2019, 7, 26]], "date-time": "2019-07-26T00:00:00Z"},
                        "record-id": "20946",
                    }
                ]
            },
            [Notice("retraction", "2019-07-26", "10.1021/acsami.9b11759")],
        ),
        # Registered by the publisher and found by Retraction Watch; and an older correction.
        (
            {
                "updated-by": [
                    {"DOI": "10.1000/r", "type": "retraction", "updated": {"date-parts": [[2010, 2]]}},
                    {"DOI": "10.1000/R", "type": "Retraction", "source": "retraction-watch"},
                    {"DOI": "10.1000/c", "type": "expression-of-concern", "updated": {"date-parts": [[2004]]}},
                ]
            },
            [Notice("expression_of_concern", "2004", "10.1000/c"), Notice("retraction", "2010-02", "10.1000/r")],
        ),
        ({"title": ["RETRACTED: Streets"]}, [Notice("retraction", "", "")]),
        ({"title": ["WITHDRAWN: Streets"]}, [Notice("withdrawal", "", "")]),
        ({"updated-by": [{"DOI": 3}, "retraction", {"type": ["retraction"]}]}, []),
        ({"updated-by": [{"DOI": "see the notice", "type": "erratum"}]}, [Notice("erratum", "", "")]),
        ({"updated-by": {"type": "retraction"}}, []),
        # The work is itself the notice about another work.
        (
            {"update-to": [{"DOI": "10.1000/c", "type": "retraction", "updated": {"date-parts": [[2019]]}}]},
            [Notice("about_retraction", "2019", "10.1000/c")],
        ),
    ],
)
def test_notices(message, notices):
    """Retractions and corrections of the work are read, each once, oldest first."""
    assert list(parse_record(message).notices) == notices


FIELDS = (
    "type subtype title subtitle short-title author editor issued published-print published-online journal-issue"
    " container-title short-container-title event publisher institution publisher-location edition-number volume issue"
    " page article-number DOI ISBN ISSN language updated-by"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FIELDS, "family", "date-parts"]), inner)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_answer_is_read(message):
    """Whatever a server sends becomes fields of the right forms that can be stored, or is left out."""
    found = parse_record(message)
    json.dumps(found.csl, ensure_ascii=False).encode()
    assert editable_fields(Reference("work", found.csl, "", ""))
    assert Reference("work", found.csl, "", "").title
    assert all(isinstance(notice.date, str) for notice in found.notices)


def test_every_type_is_one_of_csl():
    """Every type in the table is a CSL type."""
    assert set(TYPES.values()) <= set(CSL_TYPES)


def test_unknown_and_invalid_dois(crossref, fake):
    """A DOI that Crossref does not have has no record, and a text that is not a DOI is refused."""
    with pytest.raises(InputError, match="'Streets and Shots' is not a DOI"):
        crossref.record("Streets and Shots")
    fake.pages[URL] = Page(status=404)
    assert crossref.record("10.1080/STREETS.2013.1") is None


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b'{"message": []}', b'{"message": null}', b"[" * 100_000, b'{"message": ' + b"9" * 5000 + b"}"],
)
def test_an_answer_that_is_not_a_record(crossref, fake, body):
    """An answer of another form is a reason on one line, and not that the DOI is unknown."""
    fake.pages[URL] = Page(body)
    with pytest.raises(NotFetched, match=r"Crossref's answer for '10.1080/STREETS.2013.1' is not a record") as caught:
        crossref.record("10.1080/STREETS.2013.1")
    assert not caught.value.nothing_there
    with pytest.raises(NotFetched):
        crossref.search("Streets", "Field")


def test_a_huge_answer_is_not_read(crossref, fake):
    """An answer of more than 5 MB is not read to its end."""
    fake.pages[URL] = Page(b'{"message": {"title": ["' + b"a" * (6 * 2**20) + b'"]}}', "application/json")
    with pytest.raises(NotFetched, match="larger than 5 MB"):
        crossref.record("10.1080/STREETS.2013.1")


def test_a_search_sends_title_and_author(fake, crossref):
    """A search asks for few records with few fields, and returns those of its answer that are records."""
    server = serve(fake, article("10.1000/a", "Streets & Shots", "Field, Ada"))
    found = crossref.search("Streets & Shots", "Field")
    assert [record.csl["DOI"] for record in found] == ["10.1000/a"]
    assert server.asked == ["Streets & Shots"]
    server.faults["Streets"] = [Page(b'{"message": {"items": [3, null, {"DOI": "10.1000/b"}]}}')]
    assert [record.csl for record in crossref.search("Streets", "")] == [{"type": "document", "DOI": "10.1000/b"}]


def test_the_server_says_how_many_requests_it_allows(fake, tmp_path):
    """Between requests there is as much time as `X-Rate-Limit-*` asks for."""
    server = serve(fake, article("10.1000/a", "Streets", "Field, Ada"))
    crossref = Crossref(fake.web(tmp_path))
    slow = {"X-Rate-Limit-Limit": "5", "X-Rate-Limit-Interval": "2s"}
    server.faults["10.1000/a"] = [Page(status=404, headers=slow), Page(status=404), Page(status=404, headers=LIMITS)]
    times = []
    for _ in range(5):
        crossref.record("10.1000/a")
        times.append(time.monotonic())
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert 0.4 <= pauses[0] < 1.0
    assert 0.4 <= pauses[1] < 1.0  # an answer without the headers changes nothing
    assert pauses[3] < 0.3


@pytest.mark.parametrize(
    "limits",
    [
        {"X-Rate-Limit-Limit": "0"},
        {"X-Rate-Limit-Limit": "9" * 5000},
        {"X-Rate-Limit-Limit": "50", "X-Rate-Limit-Interval": "soon"},
    ],
)
def test_limits_that_make_no_sense_are_ignored(fake, crossref, limits):
    """A rate limit of nought, or of another form, changes nothing."""
    fake.pages[URL] = Page(status=404, headers={"X-Rate-Limit-Interval": "1s", **limits})
    assert crossref.record("10.1080/STREETS.2013.1") is None


def test_the_address_of_the_user_is_sent_only_if_it_is_set(fake, tmp_path):
    """`mailto:` is in the User-Agent, which gives the polite pool, only if the person set an address."""
    server = serve(fake)
    for mailto, sent in ((None, False), ("library@example.org", True)):
        web = fake.web(tmp_path)
        named = Web(
            tmp_path,
            web.limits,
            resolve=fake.resolve,
            permits=web.permits,
            certificates=web.certificates,
            mailto=mailto,
        )
        Crossref(named).record("10.1000/a")
        assert ("mailto:library@example.org" in fake.asked[-1][1]["User-Agent"]) is sent
    assert len(server.asked) == 2


def test_offline_is_reported(fake, crossref):
    """A missing network is reported at once, and a host that is not found is not an unknown DOI."""
    with pytest.raises(Offline, match=r"no network: api\.crossref\.org"):
        crossref.check_reachable()
    with pytest.raises(NotFetched, match="not found"):
        crossref.record("10.1080/streets.2013.1")


def new_articles(number, day="2026-03-05", issn="1745-9125"):
    """Return the records of articles of a journal, each registered on the same day."""
    return [
        article(f"10.1000/jqs.{n}", f"Street number {n}", "Field, Ada", **registered(day, ISSN=[issn]))
        for n in range(number)
    ]


def test_new_works_of_a_journal(fake, crossref):
    """The works of a journal that were registered since a day are asked for page by page, the first one first."""
    server = serve(
        fake,
        *new_articles(250),
        article("10.1000/old", "Old", "Field, Ada", **registered("2026-03-04", ISSN=["1745-9125"])),
        article("10.1000/other", "Other", "Field, Ada", **registered("2026-03-06", ISSN=["0000-0000"])),
        article("10.1000/last", "Last", "Field, Ada", **registered("2026-03-07", ISSN=["1745-9125"])),
    )
    found = crossref.new_works("issn", "1745-9125", "2026-03-05")
    dois = [record.csl["DOI"] for record in found.records]
    assert (len(dois), len(set(dois)), dois[-1]) == (251, 251, "10.1000/last")
    assert (found.last_day, found.is_whole) == ("2026-03-07", True)
    assert server.asked == ["issn:1745-9125,from-created-date:2026-03-05"] * 3
    asked = parse_qs(urlsplit(fake.asked[1][0]).query)
    assert (asked["cursor"], asked["rows"], asked["sort"], asked["order"]) == (
        ["next=100"],
        ["100"],
        ["created"],
        ["asc"],
    )
    assert "created" in asked["select"][0].split(",")


@pytest.mark.parametrize(("field", "value"), [("prefix", "10.1000"), ("member", "78")])
def test_new_works_of_a_publisher(fake, crossref, field, value):
    """Works are asked for by the prefix of their DOIs and by the member that registered them, too."""
    serve(fake, article("10.1000/a", "Streets", "Field, Ada", **registered("2026-03-05", member="78")))
    found = crossref.new_works(field, value, "2026-03-01")
    assert [record.csl["title"] for record in found.records] == ["Streets"]
    assert found.records[0].years == (2014, 2013)


def test_more_new_works_than_are_asked_for(fake, crossref, monkeypatch):
    """After the limit the answer says that there are more, and on which day the next question begins."""
    monkeypatch.setattr("corpus.web.crossref.MAX_NEW_WORKS", 200)
    serve(fake, *new_articles(150), *[{**each, "DOI": each["DOI"] + "b"} for each in new_articles(150, "2026-03-09")])
    found = crossref.new_works("issn", "1745-9125", "2026-03-01")
    assert (len(found.records), found.last_day, found.is_whole) == (200, "2026-03-09", False)


def test_parts_and_containers_are_not_new_works(fake, crossref):
    """A figure and an issue have records of their own. A record of a form that Crossref does not have is left out."""
    serve(
        fake,
        article("10.1000/fig", "Figure 1", **registered("2026-03-05", type="component", member="78")),
        article("10.1000/issue", "Issue 3", **registered("2026-03-05", type="journal-issue", member="78")),
        article("10.1000/a", "Streets", **registered("2026-03-05", member="78")),
    )
    assert [record.csl["DOI"] for record in crossref.new_works("member", "78", "2026-03-01").records] == ["10.1000/a"]


@pytest.mark.parametrize(
    ("body", "is_whole"),
    [
        (b'{"message": {"items": 3}}', None),
        (b'{"message": {"items": [3, null, {"created": 5, "DOI": []}], "next-cursor": 7}}', True),
        (b'{"message": {"items": [%s]}}' % b", ".join([b"{}"] * 500), True),
    ],
    ids=["no list", "strange items", "no cursor"],
)
def test_strange_lists_of_new_works(fake, crossref, body, is_whole):
    """An answer of another form is a reason on one line, or has no works."""
    fake.hosts[HOST] = Page(body)
    if is_whole is None:
        with pytest.raises(NotFetched, match="is not a list of records"):
            crossref.new_works("issn", "1745-9125", "2026-03-01")
        return
    found = crossref.new_works("issn", "1745-9125", "2026-03-01")
    assert (found.is_whole, found.last_day) == (True, "2026-03-01")


def test_a_server_whose_cursor_never_ends(fake, crossref):
    """A server that always has another page is asked ten times."""
    page = {"message": {"items": [{"type": "journal-article"}] * 100, "next-cursor": "again"}}
    fake.hosts[HOST] = Page(json.dumps(page).encode(), headers=LIMITS)
    assert not crossref.new_works("issn", "1745-9125", "2026-03-01").is_whole
    assert len(fake.asked) == 10
