"""Dates in text and EDTF. The expected dates were made by hand from the EDTF specification and the CSL schema."""

import pytest

from corpus.exchange.csl_dates import clean_date, parse_date, to_edtf


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2016", {"date-parts": [[2016]]}),
        ("2016-02", {"date-parts": [[2016, 2]]}),
        ("2016-02-22", {"date-parts": [[2016, 2, 22]]}),
        ("2016/02/22", {"date-parts": [[2016, 2, 22]]}),
        ("22 February 2016", {"date-parts": [[2016, 2, 22]]}),
        ("22 de febrero de 2016", {"date-parts": [[2016, 2, 22]]}),
        ("Mar. 2016", {"date-parts": [[2016, 3]]}),
        ("2013/2014", {"date-parts": [[2013], [2014]]}),
        ("2013–2014", {"date-parts": [[2013], [2014]]}),
        ("2016-02-22/2016-03-01", {"date-parts": [[2016, 2, 22], [2016, 3, 1]]}),
        ("2012-21", {"date-parts": [[2012]], "season": 1}),
        ("Fall 2012", {"date-parts": [[2012]], "season": 3}),
        ("2013~", {"date-parts": [[2013]], "circa": True}),
        ("c. 2013", {"date-parts": [[2013]], "circa": True}),
        ("[ca. 1890]", {"date-parts": [[1890]], "circa": True}),
        ("[1890?]", {"date-parts": [[1890]], "circa": True}),
        ("c1999", {"date-parts": [[1999]]}),
        ("2004-04-25T14:34:00", {"date-parts": [[2004, 4, 25]]}),
        ("2004-04-25 14:34", {"date-parts": [[2004, 4, 25]]}),
        ("2004-04-25T14:34:00.5+02:00", {"date-parts": [[2004, 4, 25]]}),
        ("20040425", {"date-parts": [[2004, 4, 25]]}),
        ("2011/..", {"date-parts": [[2011]]}),
        ("/2011", {"date-parts": [[2011]]}),
        ("2011--12", {"date-parts": [[2011], [2012]]}),
        ("2013/14", {"date-parts": [[2013], [2014]]}),
        ("2011/12", {"date-parts": [[2011, 12]]}),
        ("Winter 1998/1999", {"date-parts": [[1998]], "season": 4}),
        ("verão de 2004", {"date-parts": [[2004]], "season": 2}),
        ("September 5--8, 2011", {"date-parts": [[2011, 9, 5]]}),
        ("2016-13-01", {"date-parts": [[2016]]}),
        ("presented in 2015, revised 2016", {"date-parts": [[2015]]}),
        ("forthcoming", {"literal": "forthcoming"}),
        ("n.d.", None),
        ("sin fecha", None),
        ("", None),
        ("12345", None),
    ],
)
def test_dates_in_text(text, date):
    """The date of a text has the parts that the text names. "n.d." and a number that is not a year give no date."""
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("date", "edtf"),
    [
        ({"date-parts": [[2016, 2, 2]]}, "2016-02-02"),
        ({"date-parts": [[987]]}, "0987"),
        ({"date-parts": [[-44, 3]]}, "-0044-03"),
        ({"date-parts": [[2013], [2014]]}, "2013/2014"),
        ({"date-parts": [[2012]], "season": 4}, "2012-24"),
        ({"date-parts": [[2013]], "circa": True}, "2013~"),
        ({"literal": "in press"}, "in press"),
    ],
)
def test_dates_to_edtf_and_back(date, edtf):
    """A date is written as EDTF, which is read as the same date."""
    assert to_edtf(date) == edtf
    assert parse_date(edtf) == date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ({"date-parts": [["2016", 2, "22"]]}, {"date-parts": [[2016, 2, 22]]}),
        ({"date-parts": [[2016, "soon"]]}, {"date-parts": [[2016]]}),
        ({"date-parts": [[2015], [2016], [2017]]}, {"date-parts": [[2015], [2016]]}),
        ({"date-parts": [[2016]], "season": "Summer"}, {"date-parts": [[2016]], "season": 2}),
        ({"date-parts": [[2016]], "season": "monsoon", "circa": 0}, {"date-parts": [[2016]]}),
        ({"raw": "2016-02"}, {"date-parts": [[2016, 2]]}),
        ({"date-parts": "soon or later", "literal": 7}, {"literal": "soon or later"}),
        ({"date-parts": {"later": 1}}, None),
        ("2016-02", {"date-parts": [[2016, 2]]}),
        (2016, {"date-parts": [[2016]]}),
        ([2016, 2], {"date-parts": [[2016, 2]]}),
        ({"date-parts": [2016, "2"]}, {"date-parts": [[2016, 2]]}),
        ({"date-parts": "2016"}, {"date-parts": [[2016]]}),
        ({"date-parts": [["2016-02-22"]]}, {"date-parts": [[2016, 2, 22]]}),
        ({"date-parts": [[2016, 2], [0]]}, {"date-parts": [[2016, 2]]}),
        ({"year": "2016", "month": 2}, {"date-parts": [[2016, 2]]}),
        ([{"year": 2016}, {"year": 2018}], {"date-parts": [[2016], [2018]]}),
        ({"date-time": "2016-02-22T10:00:00Z"}, {"date-parts": [[2016, 2, 22]]}),
        ({"date-parts": [[1890]], "circa": "1"}, {"date-parts": [[1890]], "circa": True}),
        ({"date-parts": [[1890]], "circa": "false"}, {"date-parts": [[1890]]}),
        (None, None),
        (True, None),
        ({"date-parts": [[]], "raw": 7}, None),
    ],
)
def test_dates_of_other_programs(value, date):
    """Numbers as text, names of seasons and raw dates are read; values of a wrong type are left out."""
    assert clean_date(value) == date
