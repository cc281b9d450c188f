"""Which identifiers a question has, and how sure that is."""

import pytest

from index.identifiers import identifiers_in

ALONE = [
    ("10.1177/0022427816675649", "DOI", "10.1177/0022427816675649"),
    ("doi:10.1177/0022427816675649", "DOI", "10.1177/0022427816675649"),
    ("What is https://doi.org/10.1016/S0140-6736(11)60054-8?", "DOI", "10.1016/s0140-6736(11)60054-8"),
    ("https://doi.org/10.1016%2FS0140-6736(11)60054-8", "DOI", "10.1016/s0140-6736(11)60054-8"),
    ("10.1016/S0140–6736(11)60054‐8", "DOI", "10.1016/s0140-6736(11)60054-8"),
    ("978-1-932582-71-0", "ISBN", "978-1-932582-71-0"),
    ("978–1–932582–71–0", "ISBN", "978-1-932582-71-0"),
    ("9781932582710", "ISBN", "9781932582710"),
    ("ISBN 1 932582 71 0", "ISBN", "1 932582 71 0"),
    ("GAO-21-470", "number", "GAO-21-470"),
    ("report number R45558", "number", "R45558"),
    ("NCJ 243 978", "number", "NCJ 243 978"),
    ("2015-MU-BX-K002", "number", "2015-MU-BX-K002"),
    ("Find grant 2015–mu–bx–k002", "number", "2015-mu-bx-k002"),
    ("R01 HD012345", "number", "R01 HD012345"),
    ("5U01CE001615-03", "number", "5U01CE001615-03"),
]


@pytest.mark.parametrize(("text", "kind", "expected"), ALONE)
def test_a_question_that_is_an_identifier(text, kind, expected):
    """Each kind is found with any dashes, alone or under its label."""
    (found,) = identifiers_in(text)
    assert (found.kind, found.text, found.is_all, found.is_certain) == (kind, expected, True, True)


@pytest.mark.parametrize(
    ("text", "is_all", "is_certain"),
    [
        ("What does GAO-21-470 say on grants?", False, True),
        ("What does 10.1177/0022427816675649 say on gangs?", False, True),
        ("0-306-40615-2", True, False),
        ("gao 21 470", True, False),
        ("ncj 243978", True, False),
        ("HPTN 052 breakthrough of the year", False, False),
        ("Are F-150 trucks stolen?", False, False),
        ("synergy of C2 and A-769662", False, False),
    ],
)
def test_how_sure_an_identifier_is(text, is_all, is_certain):
    """A text that may be something else is looked for, but nothing is said if no work has it."""
    (found,) = identifiers_in(text)
    assert (found.is_all, found.is_certain) == (is_all, is_certain)


@pytest.mark.parametrize(
    "text",
    [
        "COVID-19 deaths in 2020",
        "from 2010-2015, and the 1990s-2000s",
        "FY2022-2023 margins in Q2 2023",
        "a 100-day-plan for 2-year-olds",
        "top 100 of 20000",
        "in 2019 the rate was 12,500",
        "What is an AK-47?",
        "Public Law 117-159",
        "500 mg and 250-300 kg CO2",
        "",
    ],
)
def test_other_numbers(text):
    """Years, amounts and names with a number are not identifiers."""
    assert identifiers_in(text) == ()


@pytest.mark.parametrize("text", ["1-" * 1000, "a1 " * 700, "9 " * 1000, "10.1234/" + "(" * 1900, "A 11 " * 400])
def test_long_questions_are_read_in_a_moment(text):
    """The time grows with the length of the question only."""
    assert identifiers_in(text) is not None
