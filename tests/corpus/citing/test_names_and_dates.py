"""Names and dates that few records have, compared with lines written by hand from the manuals.

APA 7, chapter 9: particles and capitals as the author writes them (9.8), approximate dates (9.13), "et al." (8.17).
Chicago 18, chapter 13: `[1890?]` (13.104). A range prints once what its two ends share.
"""

import pytest

from corpus.citing.short_citation import author_year
from corpus.citing.styles import STYLES, Mention, format_citations
from corpus.model import Reference

HOLM = {"family": "Holm", "given": "Jan"}
HALE = {"family": "Hale", "given": "Rosa"}
IN_2011 = {"date-parts": [[2011]]}


def work(author, issued=IN_2011, **csl):
    fields = {"type": "book", "title": "Quays", "publisher": "Press", "author": author, "issued": issued, **csl}
    return Reference("a-key", fields, "report", "descriptive")


def listed(reference, style):
    (line,) = format_citations([Mention(reference)], style).references
    return line.plain


def in_text(reference, style):
    (text,) = format_citations([Mention(reference)], style).in_text
    return text.plain


def dates(*ends, **more):
    return {"date-parts": [list(end) for end in ends], **more}


DATES = [
    ("apa", dates((2011, 9, 5), (2011, 9, 8)), "Holm, J. (2011, September 5–8). Quays."),
    ("apa", dates((2011, 9, 30), (2011, 10, 2)), "Holm, J. (2011, September 30–October 2). Quays."),
    ("apa", dates((2011, 6), (2011, 7)), "Holm, J. (2011, June–July). Quays."),
    ("apa", dates((2011,), (2012,)), "Holm, J. (2011–2012). Quays."),
    ("apa", dates((2011,), (2011,)), "Holm, J. (2011). Quays."),
    ("apa", dates((2011, 9, 5), (0,)), "Holm, J. (2011, September 5). Quays."),
    ("apa", dates((2011,), season=2), "Holm, J. (2011, Summer). Quays."),
    ("apa", dates((1890,), circa=True), "Holm, J. (ca. 1890). Quays."),
    ("apa", dates((1890,), (1895,), circa=True), "Holm, J. (ca. 1890–1895). Quays."),
    ("chicago-notes", dates((2011, 9, 5), (2011, 9, 8)), "Holm, Jan. Quays. September 5–8, 2011."),
    ("chicago-notes", dates((2011, 12, 30), (2012, 1, 2)), "Holm, Jan. Quays. December 30, 2011–January 2, 2012."),
    ("chicago-notes", dates((2011,), season=4), "Holm, Jan. Quays. Winter 2011."),
    ("chicago-author-date", dates((1890,), circa=True), "Holm, Jan. [1890?]. Quays."),
    ("mla", dates((2011, 9, 5), (2011, 9, 8)), "Holm, Jan. Quays. 5–8 Sept. 2011."),
    ("vancouver", dates((2011, 9, 5), (2011, 9, 8)), "1. Holm J. Quays. 2011 Sep 5–8."),
]


@pytest.mark.parametrize(("style", "issued", "line"), DATES)
def test_dates_of_a_magazine(style, issued, line):
    """A range, a season or an approximate date is written as the manual asks."""
    assert listed(work([HOLM], issued, type="article-magazine"), style) == line


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("issued", [date for _, date, _ in DATES])
@pytest.mark.parametrize("kind", ["paper-conference", "article-newspaper"])
def test_every_style_prints_every_date(style, issued, kind):
    """No date ends a list, whatever the type of the work, and the year is in the line."""
    assert str(issued["date-parts"][0][0]) in listed(work([HOLM], issued, type=kind), style)


NAMES = [
    ("apa", [{"family": "hooks", "given": "bell"}, HALE], "hooks, b., & Hale, R. (2011)."),
    ("apa", [{"family": "cummings", "given": "e. e."}], "cummings, e. e. (2011)."),
    ("apa", [{"family": "boyd", "given": "danah Michele"}], "boyd, d. M. (2011)."),
    ("apa", [{"family": "Alembert", "given": "Jean", "non-dropping-particle": "d'"}], "d'Alembert, J. (2011)."),
    ("apa", [{"family": "Orme", "given": "Anne", "non-dropping-particle": "de l’"}], "de l’Orme, A. (2011)."),
    ("apa", [{"family": "Farabi", "given": "Abu", "non-dropping-particle": "al-"}], "al-Farabi, A. (2011)."),
    ("apa", [{"family": "Dijk", "given": "Teun", "non-dropping-particle": "van"}], "van Dijk, T. (2011)."),
    ("chicago-author-date", [HALE, {"family": "Alembert", "given": "Jean", "dropping-particle": "d'"}],
     "Hale, Rosa, and Jean d'Alembert. 2011."),
    ("vancouver", [{"family": "hooks", "given": "bell"}], "1. hooks b."),
    ("vancouver", [{"family": "Alembert", "given": "Jean", "non-dropping-particle": "d'"}], "1. d'Alembert J."),
]  # fmt: skip


@pytest.mark.parametrize(("style", "author", "beginning"), NAMES)
def test_names(style, author, beginning):
    """Particles that end in an apostrophe or hyphen touch the name, and initials keep their case."""
    assert listed(work(author), style).startswith(f"{beginning} ")


def test_a_short_citation_joins_the_particle():
    """The name in an answer is written as in a list."""
    alembert = work([{"family": "Alembert", "given": "Jean", "non-dropping-particle": "d'"}])
    assert author_year(alembert) == "d'Alembert (2011)"


OTHERS = [
    ("apa", [HOLM, HALE], "Holm, J., Hale, R., et al. (2011).", "(Holm et al., 2011)"),
    ("apa", [HOLM], "Holm, J. et al. (2011).", "(Holm et al., 2011)"),
    ("chicago-author-date", [HOLM, HALE], "Holm, Jan, Rosa Hale, et al. 2011.", "(Holm et al. 2011)"),
    ("mla", [HOLM, HALE], "Holm, Jan, et al. Quays.", "(Holm et al.)"),
    ("harvard", [HOLM], "Holm, J. et al. (2011)", "(Holm et al., 2011)"),
    ("vancouver", [HOLM, HALE], "1. Holm J, Hale R, et al. Quays.", "(1)"),
]


@pytest.mark.parametrize(("style", "author", "beginning", "citation"), OTHERS)
def test_authors_that_are_known_to_be_incomplete(style, author, beginning, citation):
    """ "And others" is "et al." in every style, and nobody's name."""
    reference = work([*author, {"literal": "others"}])
    assert listed(reference, style).startswith(f"{beginning} ")
    assert in_text(reference, style) == citation
    assert "others" not in listed(reference, style)


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"genre": "PhD thesis"}, "Holm, J. (2011). Quays [PhD thesis]. Press."),
        ({"genre": "PhD thesis", "number": "12"}, "Holm, J. (2011). Quays (Publication No. 12) [PhD thesis]. Press."),
    ],
)
def test_a_thesis_in_apa(fields, line):
    """A word that only introduces a number is left out if there is no number (APA 10.6)."""
    assert listed(work([HOLM], type="thesis", **fields), "apa") == line
