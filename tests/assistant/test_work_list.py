"""The list of works: rows, what narrows it down, and its order."""

import pytest

from assistant.work_list import COLUMNS, Narrowing, list_works, narrow, sort_works
from corpus.model import FieldOrigin, Holding, Reference, Source


def work(key, title, year=None, *, kind="report", design="descriptive", author="", csl=None, sure=True):
    fields = {"id": key, "title": title, "type": "report", **(csl or {})}
    if author:
        fields["author"] = [{"family": author, "given": "Ana"}]
    if year:
        fields["issued"] = {"date-parts": [[year]]}
    origins = {"title": FieldOrigin("printed", sure)} if author and year else {}
    return Reference(key, fields, kind, design, origins=origins)


def held(reference, name="", *, kind="full text", pages=0, unreadable=(), added=None):
    source = Source(f"sha of {name}", "application/pdf", reference.key, f"/in/{name}", kind) if name else None
    return Holding(reference, source, pages, unreadable, (), added)


ALPHA = work("a", "«Ábaco» de datos", 2019, author="Núñez")
BETA = work("b", "Beta tests", 2021, author="Abt", design="randomised", sure=False)
GAMMA = work("c", "gamma rays", kind="article")

HOLDINGS = [
    held(ALPHA, "a.pdf", pages=3, unreadable=(2,), added="2026-01-02T10:00:00"),
    held(ALPHA, "a2.pdf", pages=4, added="2026-03-01T10:00:00"),
    held(BETA, "b.md", kind="note", added="2026-02-01T10:00:00"),
    held(GAMMA),
]
WORKS = list_works(HOLDINGS)


def keys(works):
    return "".join(each.reference.key for each in works)


def test_a_work_with_two_texts_is_one_row():
    assert keys(WORKS) == "abc"
    first = WORKS[0]
    assert (first.pages, first.unreadable, first.added, first.authors) == (7, 1, "2026-03-01", "Núñez")
    assert [each.held_as for each in WORKS] == ["full text", "note only", "reference only"]


NARROWED = {
    "everything": (Narrowing(), "abc"),
    "words in any order, without accents": (Narrowing(text="DATOS abaco"), "a"),
    "a name": (Narrowing(text="nunez"), "a"),
    "a key": (Narrowing(text="b"), "ab"),
    "no work has all the words": (Narrowing(text="datos beta"), ""),
    "a kind": (Narrowing(kind="article"), "c"),
    "a design": (Narrowing(design="randomised"), "b"),
    "what is held": (Narrowing(held_as="note only"), "b"),
    "pages that cannot be read": (Narrowing(held_as="unreadable"), "a"),
    "years, inclusive": (Narrowing(since=2019, until=2020), "a"),
    "a year leaves out works without one": (Narrowing(until=3000), "ab"),
    "doubtful records": (Narrowing(doubtful=True), "b"),
}


@pytest.mark.parametrize("narrowing, expected", NARROWED.values(), ids=NARROWED)
def test_works_are_narrowed_down(narrowing, expected):
    assert keys(narrow(WORKS, narrowing)) == expected


ORDERS = {
    "title": ("abc", "cba"),
    "authors": ("bac", "abc"),
    "year": ("abc", "bac"),
    "kind": ("cab", "abc"),
    "design": ("acb", "bac"),
    "status": ("abc", "cba"),
    "added": ("bac", "abc"),
}


@pytest.mark.parametrize("column", COLUMNS)
def test_works_are_sorted_and_an_unknown_value_is_last(column):
    """Case, accents and quotation marks before a title make no difference."""
    up, down = ORDERS[column]
    assert keys(sort_works(WORKS, column, descending=False)) == up
    assert keys(sort_works(WORKS, column, descending=True)) == down
