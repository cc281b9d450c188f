"""Records of DOIs from Crossref: answers in its format, sent by a server on this machine."""

import json
import os

import pytest

from corpus.errors import InputError, NotFetched, Offline
from corpus.web.crossref import TYPES, lookup, to_csl
from corpus.works.edit import CSL_TYPES
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


def test_a_record_is_looked_up_once(fake, tmp_path):
    """A DOI leads to its record however it is written, and the answer is cached for a while."""
    fake.pages[URL] = Page(json.dumps(ARTICLE).encode(), "application/json")
    found = lookup("https://doi.org/10.1080/STREETS.2013.1", fake.web(tmp_path), tmp_path / "cache")
    assert found == {
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
    }
    assert fake.asked[0][1]["User-Agent"].startswith("evidence-assistant/")
    assert lookup("doi:10.1080/streets.2013.1", fake.web(tmp_path), tmp_path / "cache") == found
    assert fake.times(URL) == 1
    (kept,) = (tmp_path / "cache").iterdir()
    for moment in (0, 2**32):  # long ago; after a clock that ran ahead was set right
        os.utime(kept, (moment, moment))
        assert lookup("10.1080/STREETS.2013.1", fake.web(tmp_path), tmp_path / "cache") == found
    assert fake.times(URL) == 3


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
    assert to_csl(message) == csl


def test_every_type_is_one_of_csl():
    """Every type in the table is a CSL type."""
    assert set(TYPES.values()) <= set(CSL_TYPES)


def test_invalid_dois_and_answers_are_refused(fake, tmp_path):
    """An invalid DOI, an unknown DOI and an invalid answer each become a reason on one line."""
    web = fake.web(tmp_path)
    with pytest.raises(InputError, match="'Streets and Shots' is not a DOI"):
        lookup("Streets and Shots", web, tmp_path)
    fake.pages[URL] = Page(status=404)
    with pytest.raises(
        NotFetched, match=r"has no record of the DOI '10.*': nothing is there \(404 Not Found\); DOIs of other reg"
    ):
        lookup("10.1080/STREETS.2013.1", web, tmp_path)
    for body in (b"<html>", b"[]", b'{"message": []}'):
        fake.pages[URL] = Page(body)
        with pytest.raises(NotFetched, match="is not a record"):
            lookup("10.1080/STREETS.2013.1", web, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_offline_is_reported(fake, tmp_path):
    """A missing network is reported at once."""
    with pytest.raises(Offline, match=r"no network: api\.crossref\.org"):
        lookup("10.1080/streets.2013.1", fake.web(tmp_path), tmp_path)
