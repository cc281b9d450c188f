"""Titles in headline case, in sentence case: the text of a work shows which words are names (APA 7, 6.17)."""

import pytest

from corpus.citing.styles import Mention, format_citations
from corpus.citing.styles.headlines import to_sentence_case
from corpus.model import Reference

FILLER = "the quay was long and the sea was calm. " * 80
"""More than a page without the words of a title."""

TEXT = f"""
We studied violence in cities of Norland. In this report, violence is measured by the police of Quayport, and the
police report it each year. Trends in Norland differ: the United Quays have less violence, as the United Quays said.
The body-worn cameras of the police were new, and a meta-review of harm was made. It may rain in Quayport.
In March the Harbour Board met; the Harbour Board and its board of harm agreed. A state and two states took part.
{FILLER}
"""


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Violence in Cities of Norland", "Violence in cities of Norland"),
        ("Violence In Cities Of Norland", "Violence in cities of Norland"),
        ("Violence and Police: A Report From Quayport", "Violence and police: a report from Quayport"),
        ("Does Violence Differ? Trends in Cities", "Does violence differ? Trends in cities"),
        ("Violence in the United Quays", "Violence in the United Quays"),
        ("Police and the Harbour Board", "Police and the Harbour Board"),
        ("A Meta-Review of Harm", "A meta-review of harm"),
        ("Meta-Review of Body-Worn Cameras", "Meta-review of body-worn cameras"),
        ("Trends in Harm by March 2019", "Trends in harm by March 2019"),
        ("Trends in HIV and eHealth of Cities", "Trends in HIV and eHealth of cities"),
        ("Revisiting Violence and Rethinking Police", "Revisiting violence and rethinking police"),
        ("“Violence” and “Police”", "“Violence” and “police”"),
        # not in headline case
        ("Violence in cities of Norland", "Violence in cities of Norland"),
        ("Violence", "Violence"),
        ("VIOLENCE IN CITIES", "VIOLENCE IN CITIES"),
        ("", ""),
    ],
)
def test_names_keep_their_capitals(title, expected):
    """A word that the text writes small is small; a name of the text, of one word or two, keeps its capital."""
    assert to_sentence_case(title, lambda: TEXT) == expected


@pytest.mark.parametrize("text", ["", "Violence.", "Cities of Norland: Violence"])
def test_without_evidence_a_title_stays(text):
    """A title is not changed by halves: if one word is neither small nor a name in the text, all stay."""
    assert to_sentence_case("Violence in Cities of Norland", lambda: text) == "Violence in Cities of Norland"


def test_the_title_itself_is_not_evidence():
    """The title in the head of each page does not make its words names."""
    title = "Long Sea and Calm Quay"
    assert to_sentence_case(title, lambda: f"{title}\n" * 50 + FILLER) == "Long sea and calm quay"


def test_the_text_of_a_title_in_sentence_case_is_not_read():
    """No text is read for nothing."""
    assert to_sentence_case("Violence in cities", lambda: pytest.fail("read")) == "Violence in cities"


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("apa", "Able, A. (2019). Violence in cities: A report. Studies of Violence."),
        ("harvard", "Able, A. (2019) ‘Violence in cities: a report’, Studies of Violence [Preprint]."),
        ("vancouver", "1. Able A. Violence in cities: a report. Studies of Violence. 2019."),
        ("mla", "Able, Ann. “Violence in Cities: A Report.” Studies of Violence, 2019."),
    ],
)
def test_styles_that_want_sentence_case(style, line):
    """The title of a work is changed, and the name of its journal is not. Other styles write headline case."""
    csl = {"type": "article-journal", "title": "Violence in Cities: A Report", "container-title": "Studies of Violence",
           "author": [{"family": "Able", "given": "Ann"}], "issued": {"date-parts": [[2019]]}}  # fmt: skip
    (cited,) = format_citations([Mention(Reference("a", csl, "", ""))], style, lambda key: TEXT).references
    assert cited.plain == line


def test_other_languages_stay():
    """A Spanish title is in sentence case as printed; its capitals are names."""
    csl = {"type": "report", "title": "Violencia en el Departamento de la Familia", "language": "es"}
    text = "la violencia y la familia del departamento " * 100
    (cited,) = format_citations([Mention(Reference("a", csl, "", ""))], "apa", lambda key: text).references
    assert cited.plain == "Violencia en el Departamento de la Familia. (n.d.)."
