"""Authors by the lines of the first pages: where names are, how they are set and what else names them."""

from time import process_time

import pytest

from corpus.model import FrontLine
from corpus.works.authors import AuthorTexts, find_authors

MAX_SECONDS = 5
"""Hostile pages took 14 seconds before the search was bounded; now they take less than one."""

TITLE = "Moles and Quays: A Survey of Ports"

PAGES = {
    "marks and affiliations": """
        1.8  Moles and Quays: A Survey of Ports
        1.2  Ana Báez⸢a,⸣*, Bo O'Brien⸢b⸣, Carla Dias⸢a⸣
        .8   ⸢a⸣ Department of Ports, University of Quays, Lima, Peru
        .8   ⸢b⸣ Institute of Moles, Lisbon, Portugal
        1    Abstract
        """,
    "a list over lines, broken within a name": """
        1.8  Moles and Quays: A Survey of Ports
        1.2  Ana Báez,⸢1⸣ Bo O'Brien,⸢2⸣ Carla
        1.2  Dias⸢1⸣
        1    ABSTRACT
        """,
    "a memorandum": """
        1.8  Moles and Quays: A Survey of Ports
        1    TO: Harbour Master
        1    FROM: Ana Báez, Bo O'Brien and Carla Dias
        """,
    "one author a line, with affiliations": """
        1b   Moles and Quays: A Survey of Ports*
        1    Forthcoming in Journal of Ports
        1    doi: 10.1000/quay

        1    Ana Báez
        1    School of Ports and Harbours
        1    University of Quays

        1    Bo O'Brien
        1    School of Moles
        1    Texas Harbour University

        1    Carla Dias
        1    Department of Ports
        """,
    "names and affiliations on one line": """
        1.8  Moles and Quays: A Survey of Ports
        1    Ana Báez, University of Quays
        1    Bo O'Brien, Ministry of Ports
        1    Carla Dias, Harbour Institute
        """,
    "above the title, after By": """
        1    By Ana Báez, Bo O'Brien, and Carla Dias
        3    Moles and Quays:
        3    A Survey of Ports
        1.2  ABSTRACT Moles and quays are what ports are made of.
        """,
    "degrees": """
        2    Moles and Quays: A Survey of Ports
        .9   Ana Báez, PhD, Bo O'Brien, MD, MPH, and Carla Dias, Sc.D.
        1    The first mole was built by people who had never seen a ship of any kind.
        """,
    "one line in capitals": """
        1.8  MOLES AND QUAYS: A SURVEY OF PORTS
        1    ANA BÁEZ, BO O'BRIEN AND CARLA DIAS
        1    Introduction
        """,
    "after a subtitle that looks like a name": """
        1.8  Moles and Quays: A Survey of Ports
        1.4  Plan Almirante
        1    Ana Báez, Bo O'Brien, Carla Dias
        .8   University of Quays
        """,
    "slides in two columns": """
        2    Moles and Quays: A Survey of Ports
        1.1  Ana Báez @ Bo O'Brien
        .9   University of Quays @ Harbour Institute
        1.1  Carla Dias
        .9   Harbour Institute
        """,
    "after a label": """
        1.5  Moles and Quays: A Survey of Ports
        1.5  Author(s): Ana Báez, Bo O'Brien and Carla Dias
        1.5  Source: Journal of Ports, Vol. 23 (1993), pp. 217-243
        """,
    "a label with a line for each": """
        1.5  Moles and Quays: A Survey of Ports
        1    March 2012

        1b   Authors:
        1    Ana Báez
        1    Bo O'Brien
        1    Carla Dias

        1    Harbour Institute
        """,
    "a cover sheet with family names first": """
        1.1b Moles and Quays: A Survey of Ports
        1    Báez, Ana;O'Brien, Bo;Dias, Carla
        1    Journal of Ports; Jul/Aug 2009; 28, 4; ProQuest
        1    pg. 1127
        """,
    "roles and marks in Spanish": """
        1.8  Moles and Quays: A Survey of Ports
        1    Autores: Dra. Ana Báez⸢1⸣, Bo O'Brien⸢2⸣ y Carla Dias⸢1⸣
        .8   ⸢1⸣ Universidad de los Muelles
        1    Resumen
        """,
    "a thesis": """
        1.5  Moles and Quays: A Survey of Ports
        1    by
        1    Ana Báez
        1    Bo O'Brien
        1    Carla Dias

        1    Committee:
        1    Dora Lima, Chair
        """,
    "degrees that are not known": """
        1.8  Moles and Quays: A Survey of Ports
        1    Ana Báez, PhD, RN, FAAN
        1    Bo O'Brien, MA
        1    Carla Dias, XQZ
        1    Abstract
        """,
    "separated by signs": """
        1.8  Moles and Quays: A Survey of Ports
        1.1  Ana Báez⸢1⸣ | Bo O'Brien⸢2⸣ | Carla Dias⸢1⸣
        """,
    "glued letters": """
        1.8  Moles and Quays: A Survey of Ports
        1.1  Ana Báeza, Bo O'Brienb, Carla Diasa
        .8   aUniversity of Quays, Lima, Peru
        .8   bInstitute of Moles, Lisbon, Portugal
        """,
    "an editor and a correspondent": """
        1.8  Moles and Quays: A Survey of Ports
        1    Ana Báez⸢1⸣, Bo O'Brien⸢2⸣, Carla Dias⸢1⸣
        1    Edited by
        1    Dora Lima
        """,
    "above the title": """
        1    Ana Báez⸢*⸣, Bo O'Brien⸢†⸣ and Carla Dias⸢†⸣
        1.8  Moles and Quays: A Survey of Ports
        1    University of Quays, Lima
        1    Abstract
        """,
    "a citation on a line of its own": """
        1.8  Moles and Quays: A Survey of Ports
        1b   Recommended Citation
        1    Báez, Ana; O'Brien, Bo; and Dias, Carla, "Moles and Quays: A Survey of Ports" (2012). Papers. 33.
        """,
    "a cover with the first authors only": """
        1.8  Moles and Quays: A Survey of Ports
        1    Ana Báez
        1    University of Quays, ana.baez@quay.example
        1    See next page for additional authors

        1    Authors
        1    Ana Báez, Bo O'Brien, and Carla Dias
        """,
    "the citation that it gives for itself": """
        1.8  Moles and Quays: A Survey of Ports
        1    Suggested citation: Báez, Ana, Bo O'Brien, and Carla Dias. 2012. "Moles and Quays: A Survey of
        1    Ports." Journal of Ports 3: 12-25.
        """,
}
"""Each page: size of the type ("b": bold) and text. An empty line is a gap. "@" separates columns."""


def page(text, number=1):
    """Return the lines of a page of `PAGES`."""
    lines = []
    baseline = 700.0
    for row in text.strip("\n").split("\n"):
        baseline -= 14
        if not row.strip():
            continue
        size, columns = row.split(maxsplit=1)
        bold = size.endswith("b")
        for column, part in enumerate(columns.split(" @ ")):
            lines.append(FrontLine(number, part, float(size.strip("b")), bold, 72 + 250.0 * column, baseline))
    return lines


def authors(text, title=TITLE, author="", more=""):
    """Return the authorship of a document with one page and more text after it."""
    lines = page(text)
    opening = "\n".join(line.text for line in lines)
    texts = AuthorTexts(lines, [], title, author, False, opening, more, f"{opening}\n{more}")
    return find_authors(texts)


def families(authorship):
    return [name.get("family") or name["literal"] for name in authorship.names] if authorship else []


@pytest.mark.parametrize("kind", PAGES)
def test_bylines(kind):
    """The authors of a title page, in their order, wherever and however their names are set."""
    found = authors(PAGES[kind])
    assert families(found) == ["Báez", "O'Brien", "Dias"]
    assert [name["given"] for name in found.names] == ["Ana", "Bo", "Carla"]
    assert found.by == "printed"
    assert found.is_sure


@pytest.mark.parametrize(
    "text",
    [
        "1.8 Moles and Quays: A Survey of Ports\n1 Lima, Peru\n1 March 2012",
        "1.8 Moles and Quays: A Survey of Ports\n1 Harbour Policy Institute\n1 Executive Summary",
        "1.8 Moles and Quays: A Survey of Ports\n1 San Juan, Puerto Rico",
        "1.8 Moles and Quays: A Survey of Ports\n1 Abstract\n1 Ana Báez and Bo Dias",
        "1.8 Moles and Quays: A Survey of Ports\n1 Editors:\n1 Ana Báez and Bo Dias",
        "1.8 Moles and Quays: A Survey of Ports\n1 Ana X1Y⸢1⸣, Bo ??,\n1 Carla Dias⸢1⸣, Dora Lima⸢2⸣",
        "1.8 Moles and Quays: A Survey of Ports\n1 3 authors, including:\n1 Ana Báez\n1 Bo Dias",
    ],
)
def test_what_is_not_a_byline(text):
    """Places, bodies, sections, editors, accounts, and a part of a list are not authors."""
    assert authors(text) is None


def test_a_group_is_an_author():
    """A group signs below the title, alone or after people."""
    alone = "1.8 Moles and Quays: A Survey of Ports\n1 World Quay Survey 2016 Collaborators*\n1 Summary"
    after = "1.8 Moles and Quays: A Survey of Ports\n1 Ana Báez, Bo Dias\n1 Mole Group\n1 Abstract"
    assert families(authors(alone)) == ["World Quay Survey 2016 Collaborators"]
    assert families(authors(after)) == ["Báez", "Dias", "Mole Group"]


def test_the_page_counts_before_the_metadata():
    """The author field names the owner of a program, or the first author, unless the page has all of its names."""
    text = "1.8 Moles and Quays: A Survey of Ports\n1 Ana Báez and Bo Dias\n1 Abstract"
    assert families(authors(text, author="Carla Lima")) == ["Báez", "Dias"]
    assert families(authors(text, author="Ana Baez")) == ["Báez", "Dias"]
    assert families(authors(text, author="Dias Bo")) == ["Báez", "Dias"]


def test_a_single_name_is_not_sure_until_something_confirms_it():
    """One name below the title may be anything; an author field, a running head or an address confirm it."""
    text = "1.8 Moles and Quays: A Survey of Ports\n1 Ana Báez\n1 March 2012"
    assert not authors(text).is_sure
    assert authors(text.replace("March 2012", "Associate Professor")).is_sure
    assert authors(text, author="BÁEZ, ANA").is_sure
    assert authors(text, more="Write to ana.baez@quay.example").is_sure
    assert authors(text, more="Báez et al.  12").is_sure
    head = FrontLine(2, "12\tANA BÁEZ", 1, False, 72, 750)
    texts = AuthorTexts([*page(text), head], [], TITLE, "", False, "Ana Báez", "", "")
    assert find_authors(texts).is_sure


def test_a_name_with_a_hyphen_at_the_end_of_a_line():
    """A name that is broken at its hyphen keeps it; the halves of a word are joined."""
    text = "1.8 Moles and Quays: A Survey of Ports\n1.2 Ana Báez, Bo Beltrán\u00ad\n1.2 Dias, Carla Li\u00ad\n1.2 ma⸢1⸣"
    assert families(authors(text)) == ["Báez", "Beltrán-Dias", "Lima"]


def test_names_in_metadata_without_a_byline():
    """Names that only the metadata have count if they are printed, and are sure if they are printed whole."""
    text = "1.8 Moles and Quays: A Survey of Ports\n1 Abstract"
    assert authors(text, author="Ana Báez") is None
    assert authors(text, author="Ana Báez", more="We thank Ana Báez.").by == "metadata"
    assert not authors(text, author="Ana Báez", more="We thank Ana Báez.").is_sure
    assert authors(text, author="Ana Báez", more="Ana Báez, Specialist in Ports").is_sure
    assert authors(text, author="Báez Ana", more="We thank Ana Báez.").names == [{"family": "Báez", "given": "Ana"}]
    assert not authors(text, author="Ana Báez", more="Ana is not a Báez.").is_sure


def test_hundreds_of_authors():
    """A list of a hundred authors over many lines is read to its end."""
    names = [f"A{'bcdefghij'[i % 9]}a Dias{'bcdefghijk'[i // 10]}{'bcdefghijk'[i % 10]}o" for i in range(100)]
    rows = [", ".join(f"{name}⸢{i}⸣" for name in names[i : i + 3]) for i in range(0, 100, 3)]
    text = "1.8 Moles and Quays: A Survey of Ports\n" + ",\n".join(f"1.2 {row}" for row in rows) + "\n1 Abstract"
    assert len(authors(text).names) == 100


def test_people_whom_the_last_page_introduces():
    """Without a by-line, the section about the authors says who they are."""
    text = "1.8 Moles and Quays: A Survey of Ports\n1 Abstract"
    notes = "Notes on contributors\nAna Báez is a professor of ports.\nBo Dias, PhD, works at a quay.\nHe likes moles."
    assert families(authors(text, more=notes)) == ["Báez", "Dias"]


def test_a_body_that_names_itself_on_its_pages_is_the_author_but_not_sure():
    """A report that nobody signs is by the body whose name heads its pages, the lower of two; an article is not."""
    cover = "1 Gobierno del Puerto\n1 Gendarmería del Puerto\n1.8 Moles and Quays: A Survey of Ports"
    last = [FrontLine(9, name, 1, False, 72, 700) for name in ("Gobierno del Puerto", "Gendarmería del Puerto\t9")]

    def found(more):
        return find_authors(AuthorTexts(page(cover), last, TITLE, "", False, more, "", more))

    assert families(found("")) == ["Gendarmería del Puerto"]
    assert not found("").is_sure
    assert found("doi: 10.1000/quay") is None


def test_a_body_that_holds_the_copyright():
    """An official body that the first pages name twice is the author; a publisher is not."""
    text = "1.8 Moles and Quays: A Survey of Ports\n1 © {0} 2013\n1 {0}, 20 Harbour Road"
    assert families(authors(text.format("World Port Organization"))) == ["World Port Organization"]
    assert authors(text.format("Quay Publishing")) is None


def test_an_acronym_that_owns_the_file():
    """A body that signs the file with its acronym is the author if the pages have it too; a log-in name is not."""
    text = "1.8 Moles and Quays: A Survey of Ports\n1 Read about quays at INPEQ, a harbour (INPEQ)"
    assert families(authors(text, author="INPEQ")) == ["INPEQ"]
    assert not authors(text, author="INPEQ").is_sure
    assert authors(text, author="DELL") is None


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ("1.2 Ana Báez⸢1⸣, Ana María\n1.2 Dias⸢1⸣", {"family": "Dias", "given": "Ana María"}),
        (
            "1.2 Ana Báez, Bartholomew O'Brien, Carolina Lima-Souza, Ana María\n1.2 Dias",
            {"family": "Dias", "given": "Ana María"},
        ),
        ("1.2 Ana Báez and Bo Dias\n1.2 Lisbon", {"family": "Dias", "given": "Bo"}),
        ("1.2 Ana Báez and Bo Dias\n1.2 Institute of Moles", {"family": "Dias", "given": "Bo"}),
    ],
)
def test_the_end_of_a_list_in_the_next_line(rows, last):
    """A name goes on in the next line if its line is full or a mark follows; a place or a body is not part of it."""
    assert authors(f"1.8 Moles and Quays: A Survey of Ports\n{rows}\n1 Abstract").names[-1] == last


@pytest.mark.parametrize("row", ["A1,2,3," * 40, "," * 300, "Aa of " * 50, "Ana Báez, " * 29])
def test_hostile_pages_take_little_time(row):
    """Pages full of what begins a list are given up soon."""
    lines = [FrontLine(number, row, 1.0, False, 72, 700 - 12.0 * i) for number in (1, 2, 3) for i in range(40)]
    started = process_time()
    find_authors(AuthorTexts(lines, [], TITLE, "", False, row * 40, "", row * 40))
    assert process_time() - started < MAX_SECONDS
