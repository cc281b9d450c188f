"""The year that a document prints, and the year it falls back on."""

import pytest

from tests.corpus.documents import front_matter as front

YEARS = [
    ("a date", "Updated April 22, 2026", "2027-01-01", 2026),
    ("a date in Spanish", "Agosto de 2019", "", 2019),
    ("a day first", "31 March 2019", "", 2019),
    ("a date in figures", "Document Date: 06/30/2023\n\nRevised since 01/17/2013", "2023-11-01", 2023),
    ("a season", "Volume 102, Spring 2012\n\nRecommended citation, 2013", "", 2012),
    ("a copyright notice", "A Title\n\n© 2016 The Agency", "2020-01-01", 2016),
    ("a line of its own", "A Title\n\nVienna, 2014", "2020-01-01", 2014),
    ("two years that the work is about", "Homicide from May 2010 to June 2014\n\nMarch 2016", "", 2016),
    ("when it was read", "Downloaded on 3 May 2019\n\nMarch 2016", "", 2016),
    ("a date in a paragraph", "It began in May 1994, " + "and went on for a long time, " * 4, "2008-03-01", None),
    ("a bare year in a sentence", "It began in 1994.", "2008-03-01", None),
    ("on the way to a journal", "Received 3 May 2015; accepted 8 May 2015", "", None),
    ("online before print", "Available online 8 August 2007", "", None),
    ("the source of a figure", "Source: Harbour Office, May 2014", "", None),
    ("a date in a program", '+ as.date("1970-01-01", x)', "", None),
    ("a table of output", "23 feb 2005|43.72", "", None),
    ("nothing at all", "It began in 1994.", "", None),
]


@pytest.mark.parametrize(("text", "created", "year"), [y[1:] for y in YEARS], ids=[y[0] for y in YEARS])
def test_years(text, created, year):
    """A printed date counts; the date of the file and a date in a paragraph do not count."""
    assert front(text, created=created).year == year


def test_a_date_on_the_cover_counts_before_the_next_page():
    """An imprint on the inside cover, which may be a template's, counts only if the cover has no date."""
    assert front("A Title\n\nFebruary 2016", "Contract of May 2011\n\n© 2011").year == 2016
    assert front("A Title", "Published 2011\n\nText").year == 2011


def test_the_year_in_the_title_is_the_last_resort():
    """A work without any date has the year in its title, if the title has exactly one."""
    assert front("Text.", page1_title="Harbour Plan FY22").year == 2022
    assert front("Text.", page1_title="Harbour Plan 2022-2026").year is None
