"""Filters are compared with what the library holds."""

from dataclasses import replace

import pytest

from assistant.selection import check_selection, searched_note, selection_notes
from corpus.errors import InputError, UnknownKey
from corpus.model import Document, Filter, Locator, Page, Reference, Source
from corpus.passages.chunk import passages

ENGLISH = "The workers of the town met the young men every week and spoke with them about the shootings of the year."
SPANISH = "Los trabajadores de la ciudad se reunían cada semana con los jóvenes y hablaban con ellos de los homicidios."


def work(key, kind, year, author, design="descriptive"):
    """Return the record of a work."""
    csl = {"title": f"Of {key}", "author": [author]}
    if year:
        csl["issued"] = {"date-parts": [[year]]}
    return Reference(key, csl, kind, design)


@pytest.fixture
def held(corpus):
    """A library with a guide in English, an article in Spanish, an empty scan, and two references without text."""

    def add(reference, text, name):
        document = Document((Page(Locator("section", 1, None), text, "docx"),), (), {}, ())
        sha256 = corpus.keep(f"{reference.key} {text}".encode(), "text/plain")
        source = Source(sha256, "text/plain", reference.key, f"/home/ana/reports/{name}", "full text")
        corpus.add(source, reference, document, passages(document, sha256))

    guide = work("abt-2013-guide", "guide", 2013, {"family": "Abt", "given": "Thomas P."}, "guide")
    add(replace(guide, former_keys=("town-guide",)), ENGLISH, "town guide.docx")
    add(work("ruiz-2017", "article", 2017, {"family": "Ruiz Peña", "given": "Ana"}), SPANISH, "ruiz.docx")
    add(work("scan", "report", None, {"literal": "World Bank"}), "", "scan 12.docx")
    web = work("open-2015", "web page", 2015, {"family": "Open"})
    corpus.put([replace(web, csl={**web.csl, "URL": "https://example.org/open.pdf"})])
    corpus.put([work("closed-2016", "book", 2016, {"family": "Closed"})])
    return corpus


RIGHT = [
    (Filter(), Filter()),
    (Filter(keys=("town-guide",)), Filter(keys=("abt-2013-guide",))),
    (Filter(kinds=("GUIDE", "Article")), Filter(kinds=("guide", "article"))),
    (Filter(designs=("Guide",)), Filter(designs=("guide",))),
    (Filter(languages=("ES",)), Filter(languages=("es",))),
    (Filter(authors=("thomas abt",)), Filter(authors=("thomas abt",))),
    (Filter(authors=("Ruiz Pena, Ana",)), Filter(authors=("Ruiz Pena, Ana",))),
    (Filter(files=("reports/ruiz.docx",)), Filter(files=("reports/ruiz.docx",))),
    (Filter(since=2013, until=2013), Filter(since=2013, until=2013)),
    (Filter(kinds=("report", "guide")), Filter(kinds=("report", "guide"))),
]


@pytest.mark.parametrize(("asked", "checked"), RIGHT)
def test_a_filter_that_selects_something(held, asked, checked):
    """The filter is returned as the library writes its values."""
    assert check_selection(asked, held, is_searched=True) == checked


WRONG = [
    (Filter(keys=("abt-2013",)), "did you mean abt-2013-guide?"),
    (Filter(keys=("town-guid",)), "did you mean abt-2013-guide?"),
    (Filter(keys=("zzz",)), "`evidence list` shows all keys"),
    (Filter(kinds=("giude",)), "Did you mean guide? The kinds in it are: article, book, guide, report, web page"),
    (Filter(kinds=("guide", "thesis")), "no work in this library has the kind 'thesis'"),
    (Filter(designs=("randomized",)), "'randomized' is not a design. Did you mean randomised?"),
    (
        Filter(designs=("news",)),
        "has the design 'news'. The designs in it are: descriptive, guide",
    ),
    (Filter(authors=("Ruis",)), "Did you mean Ruiz Peña?"),
    (Filter(authors=("Smith",)), "The names in it are: Abt, Closed, Open, Ruiz Peña, World Bank"),
    (Filter(files=("town",)), "Did you mean town guide.docx?"),
    (Filter(files=("zzz.pdf",)), "The files in it are: ruiz.docx, scan 12.docx, town guide.docx"),
    (Filter(languages=("fr",)), "Choose from: en (English), es (Spanish), pt (Portuguese), und (unknown)"),
    (Filter(languages=("pt",)), "is in Portuguese. The languages there are: English (en), Spanish (es)"),
    (Filter(kinds=("guide",), languages=("es",)), "no passage of the one work (abt-2013-guide) is in Spanish"),
    (Filter(since=2030), "no work in this library is of 2030 or later: the newest is of 2017"),
    (Filter(until=1999), "no work in this library is of 1999 or earlier: the oldest is of 2013"),
    (Filter(since=2017, until=2013), "exchange the two years"),
    (
        Filter(kinds=("guide",), since=2015),
        "no work in this library has the kind guide and a year of 2015 or later"
        " (1 work has the kind guide; 3 works have a year of 2015 or later)",
    ),
    (Filter(since=2018, until=2018, kinds=("guide",)), "no work in this library is of 2018 or later"),
    (
        Filter(keys=("open-2015",)),
        "reference of 'open-2015', not its text. To bring the text: evidence fetch open-2015",
    ),
    (Filter(keys=("closed-2016", "ruiz-2017")), "evidence add FILE --key closed-2016 (no address of it is known)"),
    (Filter(kinds=("book", "web page")), "only the references of open-2015, closed-2016"),
    (Filter(kinds=("report",)), "the one work (scan) that this selects has no text to search"),
    (Filter(zones=("footers",)), "'footers' is not a part of a work"),
    (Filter(zones=("reference",)), "Did you mean references?"),
    (Filter(keys=("",)), "the key is empty: name one, or leave it out"),
    (Filter(authors=("Abt", " ")), "the author is empty"),
]


@pytest.mark.parametrize(("asked", "said"), WRONG)
def test_a_filter_that_selects_nothing(held, asked, said):
    """The error says what was asked, and what there is or is near."""
    with pytest.raises(InputError) as error:
        check_selection(asked, held, is_searched=True)
    assert said in str(error.value)


def test_works_without_a_year_are_named(held):
    """A filter of years leaves them out, which is said."""
    said = ("1 work was left out because the year is not known: scan.",)
    assert selection_notes(Filter(since=2013), held) == said
    assert selection_notes(Filter(until=2013, kinds=("guide",)), held) == ()
    assert selection_notes(Filter(kinds=("report",)), held) == ()


def test_what_was_searched_is_said():
    """In the words of the options; nothing for a filter that restricts nothing."""
    chosen = Filter(authors=("Smith",), kinds=("guide", "report"), since=2013)
    said = searched_note(chosen)
    assert len(said) == 1
    assert all(part in said[0] for part in ("Smith", "guide", "report", "2013 or later"))
    assert searched_note(Filter(languages=("es",))) != ()
    assert searched_note(Filter(zones=("body", "table"))) == ()


def test_a_list_needs_no_text(held):
    """A work without text is listed; a selection without works is an error."""
    assert check_selection(Filter(keys=("open-2015",)), held, is_searched=False).keys == ("open-2015",)
    with pytest.raises(UnknownKey):
        check_selection(Filter(keys=("zzz",)), held, is_searched=False)


def test_a_library_without_works(corpus):
    """Nothing can be selected, and the way out is to add a file."""
    with pytest.raises(InputError, match="evidence add FILE"):
        check_selection(Filter(since=2010), corpus, is_searched=True)
