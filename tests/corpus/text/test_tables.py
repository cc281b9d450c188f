"""Tables, their heads and their rows."""

import pytest

from corpus.text.tables import (
    MAX_HEAD_CHARACTERS,
    MAX_LINES_BETWEEN_ROWS,
    MIN_ROWS,
    MIN_RUNNING_HEAD_PAGES,
    find_tables,
    table_head,
    with_head,
)
from tests.corpus.documents import document

HEAD = "Statement of Income\nYears ended December 31\n(Millions) 2018 2017"
ON_ONE_LINE = "Statement of Income | Years ended December 31 | (Millions) 2018 2017"
ROWS = "Net sales $ 5,363 $ 4,869\nCost of sales (1,577) (1,402)\nNet income $ 3,786 $ 3,467"
PROSE = "The company sold more of what it made, and paid less for what it bought, than in any year before."


def tables(*pages, headings=()):
    """Return for each table of a document the lines of its head, its rows, and its `head`."""
    made = document(*pages, headings=headings)
    return [
        (made.text[table.start : table.rows].strip(), made.text[table.rows : table.end], table.head)
        for table in find_tables(made)
    ]


def heads(*pages, headings=()):
    return [head for _, _, head in tables(*pages, headings=headings)]


def is_table(*lines):
    return bool(find_tables(document("\n".join(lines))))


def test_a_table_between_paragraphs():
    """A table is its head and its rows, without the prose around it."""
    assert tables(f"{PROSE}\n\n{HEAD}\n\n{ROWS}\n\n{PROSE}") == [(HEAD, ROWS, ON_ONE_LINE)]


@pytest.mark.parametrize("page", [f"{HEAD}\n{ROWS}", f"\n\n {HEAD}\n{ROWS}\n\n"])
def test_a_table_that_is_the_whole_document(page):
    """A table may begin and end the text."""
    assert tables(page) == [(HEAD, ROWS, ON_ONE_LINE)]


@pytest.mark.parametrize("pages", [[""], ["", " \n\n ", ""], [PROSE]])
def test_no_table(pages):
    """Empty pages and prose have no table."""
    assert tables(*pages) == []


def test_too_few_rows():
    """Two lines of figures are not a table; three are."""
    rows = ROWS.split("\n")
    assert MIN_ROWS == len(rows) == 3
    assert not is_table(*rows[:2])
    assert is_table(*rows)


@pytest.mark.parametrize(
    "row",
    [
        "Net income $ 1,577 $ 1,402",
        "Net income $1,577 $1,402",
        "Net income ¹ 1,577 ² 1,402 ᵃ,ᵇ",
        "Loss (1,577) (1,402)",
        "Loss $ (1,577) $ (1,402)",
        "Loss ( 1,577 ) ( 1,402 )",
        "Change 12.5 % (3) %",
        "Change 12.5% (3.1%)",
        "Rate .5% .75%",
        "Change +0.4 −1.3",
        "Change -3 –4",
        "Derivatives 23 —",
        "Derivatives $ — $ 23",
        "Awards 12 n/a",
        "Margin 0.3 NM",
        "Homicidios 1.234,5 987,0",
        "Receita R$ 1.234,5 R$ 987,0",
        "Gasto €1.234 €987",
        "Public Works 400.0h 111.6*",
        "Guaranteed(a) 135(b) 151",
        "2019 4,101 3,077",
        "Balance at January 1, 2021 8,180 (473)",
        "Revenue . . . . . . . . 1,577 1,402",
        "a | b 1,577 1,402",
        "Ceará 23.0 (19.5; 28.0) 35.2 (27.1; 42.9)",
        "Acre 68·8 (67·8–69·6) 74·2 (72·8–75·3)",
        "Poisonings 2.8 (2.7–2.8) 31 (30–32)",
        "War −35.7 (−42.2 to −28.5) 9 (3 a 12)",
        "Coverage 0.037** (0.006) 0.038*** (0.003)",
        "Obesity 24.4 22.7 ; 26.0",
        "Age 5.70(1.69) [22 – 6,000]",
        "Clinics ·· ·· 7318 (1999) 16 226",
        "Hospitals 6532 7423 (2002)5",
        "Executive .477 -- 0 1",
        "Deaths 3.5 <0.001 <.05",
        "Adherence ± 2.1 45%3",
        "Days to decide 58 .60 55.70 68.50 ≤60 Not Met",
        "N/A* N/A* 99.9% 99.2% 98.0% Met",
    ],
)
def test_rows(row):
    """A line that ends in two figures is a row, in all ways to write figures."""
    assert is_table("All 12 14", row, row)


@pytest.mark.parametrize(
    "line",
    [
        "It rose to 12",
        "Shootings fell from 41 in 2016 to 30 in 2017.",
        "The rest is told in chapters 3 and 4",
        "Introduction ............ 3",
        "Introduction . . . . . . . . . 3",
        "S. 3760/H.R. 7306............ 12",
        "2.5 Offense Lookup Table ............ 45",
        "– A – 45",
        "3. A third thing",
        "Years ended December 31, 2018 2017 2016",
        "Mar 31, 2021 Dec 31, 2020",
        "31.12.2020 31.12.2019",
        "2018 2017 2016",
        "1970 2 1980 1990 2000 2010 3",
        "Braga, A. A. (2012), 33-45",
        "Journal of Criminal Justice 36, 332",
        "Journal of Criminal Justice 36 (2012), 332-340.",
        "Tel. (202) 707-5000",
        "Section 12(b) of the Act, as amended by P.L. 119-21",
        "Artículo 12. De las penas",
        "American Journal of Health 12 (3), 33, 45",
        "3 .2 .007 Average effectiveness score",
        "They were 12 14 16 18 years old.",
        "Smith and Jones, Criminology, 20(3), 12-45",
    ],
)
def test_other_lines(line):
    """Three lines of dates, contents, references or text are not a table."""
    assert not is_table(line, line, line)


@pytest.mark.parametrize(
    ("between", "count"),
    [
        ("Less:", 1),
        ("Other income, net of\ncosts of sale\nand of the interest\nthat was paid", 1),
        ("\n".join(["A line of five"] * (MAX_LINES_BETWEEN_ROWS + 1)), 2),
        ("Amounts due to Smith & Co.", 1),
        ("Restated 12", 1),
        ("These are the figures as restated.", 2),
        ("Table 2. Quarterly", 2),
        ("word " * 40, 2),
    ],
)
def test_lines_between_rows(between, count):
    """A label of a few lines stays in a table; a sentence or a caption ends it."""
    assert len(tables(f"{HEAD}\n{ROWS}\n{between}\n{ROWS}")) == count


@pytest.mark.parametrize(
    ("above", "head"),
    [
        ("Table 3. Gangs and members.\nGang Members Shootings", "Table 3. Gangs and members. | Gang Members Shootings"),
        ("This is prose\nCuadro 2\nPandillas y miembros", "Cuadro 2 | Pandillas y miembros"),
        ("This is prose\nTABLE IV: GANGS", "TABLE IV: GANGS"),
        ("Table of Contents\nGangs", "Table of Contents | Gangs"),
        ("Table 3 shows that more were shot in the year.\nGang Members", "Gang Members"),
        ("They were counted.\nFY2026 H.\nCmte.\nEnacted", "FY2026 H. | Cmte. | Enacted"),
        ("They were counted (see above.)\nGangs", "Gangs"),
        ("Smith & Co.\nGangs", "Smith & Co. | Gangs"),
        (f"{PROSE} {PROSE} Gangs were as follows:\n2018 2017", "Gangs were as follows: | 2018 2017"),
        ("Gangs were as follows:\n2018 2017", "Gangs were as follows: | 2018 2017"),
        ("Other 12 14\nA group\nof men\nor boys\nby age\nin 2018", "A group | of men | or boys | by age | in 2018"),
        ("They were counted.", ""),
        ("They were counted.\n\n2018 2017\n", ""),
        ("Under 18 | over 18\nMen", "Under 18 | over 18 | Men"),
    ],
)
def test_heads(above, head):
    """A head is the short lines above the rows, from a caption on, after the sentence that leads to them."""
    assert heads(f"{above}\n{ROWS}") == [head]


@pytest.mark.parametrize("notes", ["", "\nSource: police.", "\n*p<.05.\nMen only.\nSource: police."])
def test_captions_below_the_rows(notes):
    """If a document sets captions below its tables, a caption heads the rows above it, and the table ends with it."""
    caption = "Table 1: Gangs"
    one = f"2018 2017\n{ROWS}{notes}\n{caption}"
    assert tables(one) == [("2018 2017", f"{ROWS}{notes}\n{caption}", f"{caption} | 2018 2017")]
    two = f"{one}\n\n(Millions) 2016 2015\n{ROWS}\nTable 2: Sales"
    assert heads(two) == [f"{caption} | 2018 2017", "Table 2: Sales | (Millions) 2016 2015"]


def test_captions_above_the_rows():
    """If a document sets captions above its tables, the caption of the next table does not head the rows above it."""
    one = f"Table 1: Gangs\nMen 2018 2017\n{ROWS}"
    assert heads(f"{one}\n\nTable 2: Sales\n{ROWS}\n\nTable 3: Names of gangs") == [
        "Table 1: Gangs | Men 2018 2017",
        "Table 2: Sales",
    ]


def test_rows_with_nothing_but_labels_between_have_one_caption():
    """Many lines of words end a table, but not its caption."""
    labels = "\n".join(["A line of five"] * (MAX_LINES_BETWEEN_ROWS + 1))
    (first, second) = heads(f"Table 1: Gangs\n{ROWS}\n{labels}\n{ROWS}")
    assert first == "Table 1: Gangs"
    assert second.startswith("Table 1: Gangs | A line of five")


def test_a_caption_above_in_a_document_with_captions_below():
    """A caption that no rows before it claim heads the rows after it."""
    below = f"Men 2018 2017\n{ROWS}\nTable 1: Gangs"
    assert heads(below, below, f"{PROSE}\n\nTable A: Sales\n{ROWS}\n\n{PROSE}") == [
        "Table 1: Gangs | Men 2018 2017",
        "Table 1: Gangs | Men 2018 2017",
        "Table A: Sales",
    ]


def test_a_long_caption_is_cut_and_its_column_heads_are_kept():
    """A caption of up to four lines is a caption, and leaves room for the columns."""
    caption = "Table 1. Deaths " + " ".join(["millionths"] * 20) + "."
    (head,) = heads(f"{PROSE}\n\n{caption}\n\nYear 2018 2017\n{ROWS}")
    assert head.startswith("Table 1. Deaths millionths")
    assert head.endswith("millionths | Year 2018 2017")


def test_a_long_head_is_cut_between_words():
    """Twelve lines of four words of ten letters are kept up to the last word that fits."""
    (head,) = heads("\n".join([" ".join(["millionths"] * 4)] * 12) + f"\n{ROWS}")
    assert MAX_HEAD_CHARACTERS - len("millionths | ") <= len(head) <= MAX_HEAD_CHARACTERS
    assert head.endswith(" millionths")


def test_two_tables_on_a_page():
    """Each table has its own head, even if only the head is between them."""
    second = "Table 2. Balance\n(Millions) 2018 2017"
    assert tables(f"{HEAD}\n{ROWS}\n{second}\n{ROWS}") == [
        (HEAD, ROWS, ON_ONE_LINE),
        (second, ROWS, "Table 2. Balance | (Millions) 2018 2017"),
    ]


def test_headings_are_outside():
    """A heading is not part of a head, and ends a table."""
    page = f"Income\n\n{HEAD}\n{ROWS}\nExpenses\n{ROWS}"
    assert tables(page, headings=[("Income", 1), ("Expenses", 1)]) == [(HEAD, ROWS, ON_ONE_LINE), ("", ROWS, "")]


@pytest.mark.parametrize(
    ("foot", "top", "head"),
    [
        ("", "", ON_ONE_LINE),
        ("\n\n(a) See the notes.\n12", "", ON_ONE_LINE),
        ("", "13\n", ON_ONE_LINE),
        ("", "2018 2017\n", ON_ONE_LINE),
        ("", "Years ended December 31\n(Millions) 2018 2017\n", ON_ONE_LINE),
        ("", "Balance\n(Millions) 2018 2017\n", "Balance | (Millions) 2018 2017"),
        ("", "(Millions) 2018 2017\nSales of the\n", "(Millions) 2018 2017 | Sales of the"),
        ("", "Statement of Income\nBy quarter\n2018\n", "Statement of Income | By quarter | 2018"),
        ("", "Sales of the\n", "Sales of the"),
        ("", f"{PROSE}\n\n", ""),
        (f"\n\n{PROSE}\n\n{PROSE}\n\n{PROSE}", "", ""),
    ],
)
def test_a_table_continues_on_the_next_page(foot, top, head):
    """Only rows at the top of a page continue the table that ends the page before."""
    assert heads(f"{PROSE}\n\n{HEAD}\n{ROWS}{foot}", f"{top}{ROWS}") == [ON_ONE_LINE, head]


def test_a_table_continues_with_a_label_above_its_rows():
    """It has the caption of the page before, and the lines of its own, which may be about another year."""
    caption = "Table 1. Income"
    first = f"{caption}\nFair value\nDecember 31, 2018\n{ROWS}"
    assert heads(first, f"Fair value\nDecember 31, 2017\n{ROWS}") == [
        f"{caption} | Fair value | December 31, 2018",
        f"{caption} | Fair value | December 31, 2017",
    ]


def test_a_table_of_three_pages():
    """A table of three pages has one head; an empty page ends it."""
    assert heads(f"{HEAD}\n{ROWS}", ROWS, ROWS, "", ROWS) == [ON_ONE_LINE] * 3 + [""]


def test_running_heads():
    """A line that begins four pages of text is not part of a head, and may be above a continued table."""
    page = f"Table of Contents\n{HEAD}\n{ROWS}"
    text = f"Table of Contents\n{PROSE}"
    assert heads(page, *[text] * MIN_RUNNING_HEAD_PAGES, page) == [ON_ONE_LINE] * 2
    assert heads(page, f"Table of Contents\n{ROWS}", *[text] * MIN_RUNNING_HEAD_PAGES) == [ON_ONE_LINE] * 2
    assert heads(page, *[text] * (MIN_RUNNING_HEAD_PAGES - 1)) == [f"Table of Contents | {ON_ONE_LINE}"]


def test_a_head_on_every_page():
    """A line that begins pages above rows is part of a head, on any number of pages."""
    assert heads(*[f"{HEAD}\n{ROWS}"] * 2 * MIN_RUNNING_HEAD_PAGES) == [ON_ONE_LINE] * 2 * MIN_RUNNING_HEAD_PAGES


@pytest.mark.parametrize(
    ("headings", "head"),
    [
        ((), ""),
        (("Results", "Gang members"), ""),
        (("Results", "Table 1 shows that crime fell"), ""),
        (("Results", "Gangs | 2018 2017"), "Gangs | 2018 2017"),
        (("Results", "Table 1. Gangs"), "Table 1. Gangs"),
        (("Gangs | 2018 2017", "Results"), ""),
    ],
)
def test_the_head_among_headings(headings, head):
    """The last heading is a head if it has several lines or a caption."""
    assert table_head(headings) == head
    assert with_head("Members 12 14", headings) == (f"{head}\nMembers 12 14" if head else "Members 12 14")
    assert with_head("Members rose.", headings) == "Members rose."
