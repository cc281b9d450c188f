"""The works that a sentence cites."""

import pytest

from corpus.citing.cited_works import MAX_NOTE_CHARACTERS, cited_works

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
        ("Homicides fell by a third.¹²", ["Anthony Braga, “Focused deterrence,” Criminology 40, 2018, pp. 1-20."]),
        ("They fell ¹¹,¹² in May.", ["Anthony Braga, “Focused deterrence,” Criminology 40, 2018, pp. 1-20."]),
        ("The office met twice.13", []),
        ("There were 41 shootings.99", []),
    ],
)  # fmt: skip
def test_what_a_sentence_cites(sentence, works):
    """Places, dates and tables are not taken for works; a footnote counts if it names a work."""
    assert list(cited_works(sentence, PAGE, LIST)) == works


def test_one_name_counts_only_where_the_list_has_it():
    """Without a list of references, a single name with a year or a number in brackets is not a work."""
    assert cited_works("Kennedy (2011) tells how it began [4].", PAGE, "") == ()


def test_citations_of_own_works():
    """Citations of the authors' own works are left out."""
    assert cited_works("Braga and Weisburd (2012) found it; so did Abt and Winship (2016).", "", "", ["Braga"]) == (
        "Abt and Winship (2016)",
    )


def test_a_long_note_is_cut():
    """A long footnote is cut between words."""
    (note,) = cited_works("It was in May.14", PAGE, "")
    assert note.startswith("Kennedy, “Don't Shoot,” 2011, p. 4")
    assert len(note) <= MAX_NOTE_CHARACTERS + 2
    assert note.endswith(" …")


def test_a_note_with_a_raised_number():
    page = "They fell.³ They rose.⁴\n\n³ Kennedy, “Don’t Shoot,” 2011, p. 4.\n⁴ Abt, “Quays,” 2016, p. 5."
    assert cited_works("They fell.³", page, "") == ("Kennedy, “Don’t Shoot,” 2011, p. 4.",)
    roman = "They fell.ⁱᵛ\n\niv Kennedy, “Don’t Shoot,” 2011, p. 4."
    assert cited_works("They fell.ⁱᵛ", roman, "") == ("Kennedy, “Don’t Shoot,” 2011, p. 4.",)
