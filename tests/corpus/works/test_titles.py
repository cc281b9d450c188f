"""Titles: finding one on a page, whether a text can be one, whether it is distinctive, and comparing two."""

import pytest

from corpus.model import FrontLine
from corpus.works.titles import (
    MAX_PRINTED_TITLE_WORDS,
    MAX_SUBTITLE_WORDS,
    adds_subtitle,
    find_plain_title,
    find_title,
    has_all_words,
    is_generic,
    is_same_title,
    is_title,
    tidy_title,
    without_note_marks,
)


def page(*lines: tuple[str, float, bool] | str) -> list[FrontLine]:
    """Return lines one below the other: (text, size relative to the body, bold), or text set like the body."""
    found = []
    for index, line in enumerate(lines):
        text, size, bold = (line, 1.0, False) if isinstance(line, str) else line
        found.append(FrontLine(1, text, size, bold, 72, 700 - 14 * index))
    return found


TITLE_PAGES = [
    ("in the largest type", page("Notes 4 (2014) 12-25", ("Moles and", 2.0, True), ("Quays", 2.0, False), "Ana Holm"),
     "Moles and Quays"),
    ("below a word for the kind of text", page(("RESEARCH ARTICLE", 1.5, True), ("Moles and Their Quays", 1.5, True)),
     "Moles and Their Quays"),
    ("with such a word at its end", page(("Moles and Quays: A Case", 1.5, True), ("Study", 1.5, True), "Ana Holm"),
     "Moles and Quays: A Case Study"),
    ("beside the name of its journal", page("Harbour Notes 4 (2014) 12", ("Harbour Notes", 1.6, False),
     ("Moles and Their Quays", 1.6, False)), "Moles and Their Quays"),
    ("before its translation", page(("The moles in the ports of the north", 1.4, True),
     ("Los muelles en los puertos del norte", 1.4, True)), "The moles in the ports of the north"),
    ("in bold in a manuscript", page("HARBOUR WALLS", ("Do Harbour Walls Keep Their Promise?*", 1.0, True),
     "Forthcoming in Harbour Notes", "doi: 10.1000/1", "Ana Holm"), "Do Harbour Walls Keep Their Promise?"),
    ("in bold below a letterhead", page(("University of Quays and Moles", 1.0, True), "May 2014",
     ("Do Harbour Walls Keep?", 1.0, True)), "Do Harbour Walls Keep?"),
    ("of a cover sheet", page(("Moles in the Long Winter", 1.5, False), ("Author(s): Ana Holm", 1.5, False),
     ("Source: Quays, Vol. 2 (1993), pp. 1-9", 1.5, False), ("Published by: Quay Press", 1.2, False)),
     "Moles in the Long Winter"),
    ("not there", page("This is the text of a page.", "It goes on without a title."), ""),
    ("not in bold far down", page(*["A line of the text."] * 12, ("A heading in the text", 1.0, True)), ""),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "title"), [case[1:] for case in TITLE_PAGES], ids=[case[0] for case in TITLE_PAGES])
def test_find_title(lines, title):
    """A title is told by its type and its place from the lines around it."""
    assert find_title(lines) == title


def test_find_plain_title():
    """If nothing is set as a title, the first lines that can be one are."""
    lines = page("Working Paper 7", "https://example.org/7", "Moles and Quays in Winter", "Ana Holm")
    assert find_title(lines) == ""
    assert find_plain_title(lines) == "Moles and Quays in Winter Ana Holm"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quays\u2e22*\u2e23", "Quays"),
        ("Quays*: A Study\u2e221,2\u2e23", "Quays: A Study"),
        ("the 119\u2e22th\u2e23 Congress", "the 119th Congress"),
        ("Who keeps them?†", "Who keeps them?"),
        ("2 * 3", "2 * 3"),
    ],
)
def test_without_note_marks(text, expected):
    """Note marks are left out; ordinals and signs between words stay."""
    assert without_note_marks(text) == expected


@pytest.mark.parametrize(
    ("title", "other", "expected"),
    [
        ("Testing a Social Model of Quay Walls", "Testing a Model of Quay Walls", True),
        ("Quays, 1990–2016: a study of ports", "Quays, 1990â€“2016: A Study of Ports", True),
        ("Moles and Quays", "Moles and Walls", False),
    ],
)
def test_is_same_title(title, other, expected):
    """Two readings of a title may differ in a few words."""
    assert is_same_title(title, other) is expected


def test_tidy_title():
    """A title is on one line, without full stops at its end."""
    assert tidy_title(" Port\n Security..") == "Port Security"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Port Security", True),
        ("Security", False),
        ("Microsoft Word - plan.doc", False),
        ("final report.pdf", False),
        ("Crime and ... Manual", False),
        ("2019 / 2020", False),
        ("word " * MAX_PRINTED_TITLE_WORDS, True),
        ("word " * (MAX_PRINTED_TITLE_WORDS + 1), False),
        ("", False),
    ],
)
def test_is_title(text, expected):
    """A title has two words or more, is not a paragraph, and was not left by a program."""
    assert is_title(text) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Annual Report 2019", True),
        ("Informe anual, marzo", True),
        ("Annual Report of Oakland", False),
        ("", True),
    ],
)
def test_is_generic(title, expected):
    """A title of numbers, editions and generic words says nothing about its work."""
    assert is_generic(title) is expected


def test_words_of_titles_are_compared_without_case_and_accents():
    """All words of a title must be in the text, in any order."""
    assert has_all_words("Plan de acción: BOGOTÁ 2019", "bogota plan")
    assert not has_all_words("Plan de acción", "Bogotá plan")


def test_adds_subtitle():
    """A longer title begins with the title and has up to `MAX_SUBTITLE_WORDS` words more."""
    title = "Crime Reporting"
    assert adds_subtitle(f"{title}: A User Manual", title)
    assert adds_subtitle(title + " more" * MAX_SUBTITLE_WORDS, title)
    assert not adds_subtitle(title + " more" * (MAX_SUBTITLE_WORDS + 1), title)
    assert not adds_subtitle(title, title)
    assert not adds_subtitle(f"On {title}", title)
