"""Titles: whether a text can be one, whether it is distinctive, and whether another title extends it."""

import pytest

from corpus.works.titles import (
    MAX_PRINTED_TITLE_WORDS,
    MAX_SUBTITLE_WORDS,
    adds_subtitle,
    has_all_words,
    is_generic,
    is_title,
    tidy_title,
)


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
