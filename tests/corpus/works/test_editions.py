"""Editions of works, and the years that they are about."""

import pytest

from corpus.works.editions import are_editions, edition_years
from tests.corpus.documents import reference


def by(body):
    return {"author": [{"literal": body}]}


OPM = by("United States Office of Personnel Management")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Crime Trends 2019"}, {"title": "Crime trends, 2021"}),
        ({"title": "Crime Trends, March 2019"}, {"title": "Crime Trends: April 2020 (updated)"}),
        ({"title": "Annual Report FY2021"}, {"title": "Annual Report Fiscal Year 2022"}),
        ({"title": "Status Report v2"}, {"title": "Status Report, version 3.1"}),
        ({"title": "A Guide, 2nd edition"}, {"title": "A Guide. Third Edition"}),
        ({"title": "Strategic Plan 2018–2022"}, {"title": "Strategic Plan 2022-2026"}),
        ({"title": "Informe sobre homicidios, edición 2019"}, {"title": "Informe sobre Homicidios (actualizado)"}),
        ({"title": "Relatório de março de 2019"}, {"title": "Relatorio de abril de 2020"}),
        ({"title": "The same title"}, {"title": "The same title"}),  # two versions under two keys
        ({"title": "FY 2014 OPM Annual Report"}, {"title": "Annual Report 2015", **OPM}),
        (
            {"title": "Annual Report", **by("Adobe Systems Incorporated")},
            {"title": "Annual Report", **by("Adobe Inc.")},
        ),
        ({"title": "Annual Report", **by("OPM")}, {"title": "Annual Report", **OPM}),
        ({"title": "Personnel Management Annual Report", **OPM}, {"title": "Annual Report 2015", **OPM}),
    ],
)
def test_editions_of_one_work(one, other):
    """Titles that differ only in year, number, month, version or the body's name are editions."""
    assert are_editions(reference("a", **one), reference("b", **other))
    assert are_editions(reference("b", **other), reference("a", **one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Crime Trends 2019"}, {"title": "Crime Trends in Brazil 2021"}),
        ({"title": "Annual Report 2014"}, {"title": "Quarterly Report 2014"}),
        ({"title": "3M 10-K 2018"}, {"title": "3M 10-Q 2018"}),
        ({"title": "2019"}, {"title": "2020"}),
        ({"title": "Annual Report 2019", **by("Adobe Inc.")}, {"title": "Annual Report 2020", **by("Pfizer Inc.")}),
        ({"title": "Annual Report of Adobe", **by("Adobe")}, {"title": "Annual Report of Pfizer", **by("Pfizer")}),
        ({"title": "暴力予防"}, {"title": "暴力"}),
    ],
)
def test_other_works_are_not_editions(one, other):
    """Works that differ in any other word, or by body, are not editions. Titles without any words are never alike."""
    assert not are_editions(reference("a", **one), reference("b", **other))


def test_a_work_is_not_an_edition_of_itself():
    """A work is not an edition of itself."""
    assert not are_editions(reference("a", title="Crime Trends"), reference("a", title="Crime Trends"))


def test_the_years_of_an_edition():
    """A year in the title counts before the year of publication."""
    issued = {"issued": {"date-parts": [[2015]]}}
    assert edition_years(reference(title="Annual Report FY 2014", **issued)) == {2014}
    assert edition_years(reference(title="Annual Report", **issued)) == {2015}
    assert edition_years(reference(title="Annual Report")) == frozenset()
