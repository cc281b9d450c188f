"""Which works a sentence cites."""

import pytest

from corpus.citing.cited_works import LONGEST_NOTE, cited

LIST = """References

Braga, A. A. (2018). Focused deterrence strategies. Oxford.

Hamilton County (2015). Accounts.

Kennedy, D. M. (2011). Don't Shoot."""
PAGE = (
    "Homicides fell by a third.12 The office met twice.13 It was in May.14\n\n"
    "12 Anthony Braga, “Focused deterrence,” Criminology 40, 2018, pp. 1-20.\n"
    "13 The office was founded in 2001 and has 20 staff.\n"
    "14 " + "Kennedy, “Don't Shoot,” 2011, p. 4, and much more besides. " * 9
)


@pytest.mark.parametrize(
    ("sentence", "works"),
    [
        ("Homicides fell by a third (Braga et al., 2018).", ["Braga et al., 2018"]),
        ("Homicides fell by a third (Braga & Weisburd 2012a; Abt and Winship, 2016, p. 3).",
         ["Braga & Weisburd 2012a", "Abt and Winship, 2016"]),
        ("Braga and Weisburd (2012) found that homicides fell.", ["Braga and Weisburd (2012)"]),
        ("Según Muggah y Szabó de Carvalho (2016, p. 4), bajó.", ["Muggah y Szabó de Carvalho (2016, p. 4)"]),
        ("Kennedy (2011) tells how it began.", ["Kennedy (2011)"]),
        ("It is told elsewhere (see Kennedy, 2011).", ["Kennedy, 2011"]),
        ("It is the sum of both (Hamilton County, 2015).", ["Hamilton County, 2015"]),
        ("The first was in Boston (Chicago, 2014, came next).", []),
        ("It met four times (June 2013; May and June 2014).", []),
        ("Homicides fell by a third [4, 7].", ["[4, 7]"]),
        ("The rate was 5.3 (Table 2) in 2016.", []),
        ("Homicides fell by a third.12", ["Anthony Braga, “Focused deterrence,” Criminology 40, 2018, pp. 1-20."]),
        ("The office met twice.13", []),
        ("There were 41 shootings.99", []),
    ],
)  # fmt: skip
def test_what_a_sentence_cites(sentence, works):
    """This test ensures that works are told from places, dates and tables, and footnotes that name one from others."""
    assert list(cited(sentence, PAGE, LIST)) == works


def test_one_name_counts_only_where_the_list_has_it():
    """This test ensures that a single name with a year, or a number in brackets, is no work without a list."""
    assert cited("Kennedy (2011) tells how it began [4].", PAGE, "") == ()


def test_what_the_authors_wrote_themselves():
    """This test ensures that authors who cite themselves are no other authority."""
    assert cited("Braga and Weisburd (2012) found it; so did Abt and Winship (2016).", "", "", ["Braga"]) == (
        "Abt and Winship (2016)",
    )


def test_a_long_note_is_cut():
    """This test ensures that of a long footnote the beginning is given, at a word's end."""
    (note,) = cited("It was in May.14", PAGE, "")
    assert note.startswith("Kennedy, “Don't Shoot,” 2011, p. 4")
    assert len(note) <= LONGEST_NOTE + 2
    assert note.endswith(" …")
