"""What the citation of a quotation names, in the forms that people write."""

import pytest

from assistant.checking.citations import citation_of, citations_in, parse_citation

PAGES = {
    "(Able, 2019, p. 12)": ("12",),
    "(Able 2019: 12)": ("12",),
    "(Able, 2019, pp. 12-14)": ("12", "13", "14"),
    "(Able, 2019, pp. 128–31)": ("128", "129", "130", "131"),
    "(Able, 2019, pág. 7)": ("7",),
    "(Able, 2019, p. xii)": ("xii",),
    "(Able, 2019, p. CRS-2)": ("CRS-2",),
    "(Able, 2019, p. 2-1)": ("2-1",),
    "(Able, 2019, p. 31 (PDF p. 47))": ("31",),
    "(Able, 2019, PDF p. 47)": ("47",),
    "(Able, 2019)": (),
}


@pytest.mark.parametrize(("text", "pages"), PAGES.items(), ids=PAGES)
def test_pages(text, pages):
    assert parse_citation(text).pages == pages


def test_a_page_of_the_file_is_said_to_be_one():
    assert parse_citation("Able (2019), PDF p. 47").is_pdf_page
    assert not parse_citation("Able (2019), p. 31 (PDF p. 47)").is_pdf_page


def test_keys_of_pandoc():
    cited = parse_citation("@able-2019, p. 3; @baker_2020")
    assert cited.keys == ("able-2019", "baker_2020")
    assert cited.names == ""


AFTER = {
    "in brackets": ("", "” (Able & Baker, 2019, p. 3).", "Able", ("2019",), ("3",)),
    "after the stop": ("", ".” (Able, 2019, p. 3)", "Able", ("2019",), ("3",)),
    "a name with stops": ("", "” (U.S. Department of Boats, 2022, p. 7).", "U.S. Department", ("2022",), ("7",)),
    "the form of this program": ("", "”\n— Able & Baker (2019), p. 3 (PDF p. 5)", "Able", ("2019",), ("3",)),
    "before it": ("Able and Baker (2019: 3) say that “", "” in their book.", "Able and Baker", ("2019",), ("3",)),
    "before it, the page after it": ("As Able (2019) says, “", "” (p. 3).", "Able", ("2019",), ("3",)),
}


@pytest.mark.parametrize(("before", "after", "names", "years", "pages"), AFTER.values(), ids=AFTER)
def test_the_citation_of_a_quotation(before, after, names, years, pages):
    cited = citation_of(before, after)
    assert names in cited.names
    assert (cited.years, cited.pages) == (years, pages)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They say “", "” and nothing else."),
        ("They say “", "” there. Others (Able, 2019, p. 3) do not."),
        ("Able (2019) says nothing. The report has “", "” on its cover."),
    ],
)
def test_a_citation_of_another_sentence_is_not_its_own(before, after):
    assert citation_of(before, after) is None


def test_citations_in_a_text_name_a_work():
    text = "It fell (see Figure 2) by half (Able, 2019) in a year (2018), as they say [@baker-2020, p. 3]."
    assert [cited.text for _, _, cited in citations_in(text)] == ["Able, 2019", "@baker-2020, p. 3"]


BRACKETS = {
    "(Able 2019)": True,
    "(Able, 2019; Baker, 2020)": True,
    "(Able et al. 2019, p. 3)": True,
    "(Able & Baker, 2019)": True,
    "(Able and others 2019)": True,
    "(World Health Organization 2019)": True,
    "(also known as the act of 2022)": False,
    "(it fell in 2019)": False,
    "(2019)": False,
}


@pytest.mark.parametrize(("text", "expected"), BRACKETS.items(), ids=BRACKETS)
def test_brackets_that_cite(text, expected):
    """What is in brackets with a year may be a remark."""
    assert bool(list(citations_in(f"It fell by 3 percent {text}."))) is expected
