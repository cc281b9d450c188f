"""Short citations of works and places."""

import pytest

from corpus.citing.short_citation import author_year, format_place, short_citation
from corpus.model import Locator, Reference


def work(year=2016, **csl):
    issued = {"issued": {"date-parts": [[year]]}} if year else {}
    return Reference("a-key", {"title": "A Title", **issued, **csl}, "report", "descriptive")


def people(*families):
    return [{"family": family, "given": "A."} for family in families]


def page(index, label=None, ocr=None):
    return Locator("page", index, label, ocr)


WORKS = [
    ("one author", work(2011, author=people("Kleiman")), "Kleiman (2011)"),
    ("two authors", work(author=people("Abt", "Winship")), "Abt & Winship (2016)"),
    ("one author and others", work(author=[*people("Muggah"), {"literal": "others"}]), "Muggah et al. (2016)"),
    ("three authors", work(author=people("Muggah", "Alvarado", "Wang")), "Muggah et al. (2016)"),
    ("a body", work(author=[{"literal": "International Crisis Group"}]), "International Crisis Group (2016)"),
    ("a body and a person", work(author=[{"literal": "World Bank"}, {"family": "Abt"}]), "World Bank & Abt (2016)"),
    ("a particle", work(author=[{"non-dropping-particle": "van", "family": "Dijk"}]), "van Dijk (2016)"),
    ("a dropping particle", work(author=[{"dropping-particle": "von", "family": "Hirsch"}]), "Hirsch (2016)"),
    ("one name only", work(author=[{"given": "Plato"}]), "Plato (2016)"),
    ("an editor", work(2015, editor=people("Jaitman")), "Jaitman (ed.) (2015)"),
    ("two editors", work(editor=people("Maxson", "Esbensen")), "Maxson & Esbensen (eds.) (2016)"),
    ("three editors", work(editor=people("A", "B", "C")), "A et al. (eds.) (2016)"),
    ("an editor beside an author", work(2017, author=people("Karstedt"), editor=people("Drahos")), "Karstedt (2017)"),
    ("an empty list of authors", work(author=[], editor=people("Jaitman")), "Jaitman (ed.) (2016)"),
    ("nobody", work(2017), "“A Title” (2017)"),
    ("nobody, a short title", work(2014, **{"title-short": "Short"}), "“Short” (2014)"),
    ("nobody, a long title", work(title="word " * 20 + "end"), f"“{' '.join(['word'] * 16)}…” (2016)"),
    ("no date", work(None, author=people("Abt")), "Abt (n.d.)"),
]


@pytest.mark.parametrize(("reference", "text"), [case[1:] for case in WORKS], ids=[case[0] for case in WORKS])
def test_a_work_is_named(reference, text):
    """A work is named by its authors, editors or title, and its year."""
    assert author_year(reference) == text


PLACES = [
    ("both numbers", (page(47, "31"),), "p. 31 (PDF p. 47)"),
    ("roman numbers", (page(4, "iv"),), "p. iv (PDF p. 4)"),
    ("nothing printed", (page(47),), "PDF p. 47"),
    ("an empty label", (page(47, ""),), "PDF p. 47"),
    ("the same number", (page(12, "12"),), "p. 12"),
    ("a range", (page(47, "31"), page(48, "32")), "pp. 31–32 (PDF pp. 47–48)"),
    ("a range of the same numbers", (page(12, "12"), page(13, "13")), "pp. 12–13"),
    ("a range out of the front matter", (page(2, None), page(3, "1")), "PDF pp. 2–3"),
    ("a range of one page", (page(47, "31"), page(47, "31")), "p. 31 (PDF p. 47)"),
    ("a picture", (page(47, "31", 0.9),), "p. 31 (PDF p. 47; OCR)"),
    ("a picture with nothing printed", (page(47, None, 0.9),), "PDF p. 47 (OCR)"),
    ("a picture of the same number", (page(12, "12", 0.0),), "p. 12 (OCR)"),
    ("a range into a picture", (page(47, "31"), page(48, "32", 0.9)), "pp. 31–32 (PDF pp. 47–48; OCR)"),
    ("seconds", (Locator("seconds", 845, None),), "00:14:05"),
    ("a speaker", (Locator("seconds", 845, "Ana Souza"),), "00:14:05 (Ana Souza)"),
    ("more hours than a day has", (Locator("seconds", 443645, None),), "123:14:05"),
    ("hours", (Locator("seconds", 3661, None),), "01:01:01"),
    ("a stretch of seconds", (Locator("seconds", 0, None), Locator("seconds", 59, None)), "00:00:00–00:00:59"),
    ("a section", (Locator("section", 3, "Methods"),), "Methods"),
    ("a section without a name", (Locator("section", 3, None),), "section 3"),
]


@pytest.mark.parametrize(("places", "text"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
def test_a_place_is_named(places, text):
    """A place has the number that is printed and the number in the file."""
    assert format_place(*places) == text


def test_a_citation_is_work_and_place():
    """Full text is cited with its page; a note is cited as a note."""
    kleiman = work(2011, author=people("Kleiman"))
    assert short_citation(kleiman, page(18, "12"), "full text") == "Kleiman (2011), p. 12 (PDF p. 18)"
    assert short_citation(kleiman, page(1), "note") == "Kleiman (2011), summary by this library, full text not held"
