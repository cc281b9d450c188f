"""Plain questions about each work of the reading list, asked of a new library with the real model.

`starter_questions.tsv` has a key and a question on each line. The questions were written from the titles of the works
and the known facts about them, before the program answered any of them.
"""

from corpus.works.starter import starter
from tests.conftest import ROOT
from tests.reading_list import first_works, page


def test_the_right_work_comes_first(starter_library):
    """Each of at least 40 questions, at least one for each work, is answered by its own work before any other."""
    first = first_works(starter_library)
    assert len(first) >= 40
    assert {key for key, _ in first} == {entry.reference.key for entry in starter()}
    assert [(question, found) for (key, question), found in first.items() if found != key] == []


def test_the_table_of_the_reading_list_is_up_to_date(starter_library):
    """docs/reading-list.md is what the program makes now."""
    assert page(starter_library) == (ROOT / "docs" / "reading-list.md").read_text("utf-8")
