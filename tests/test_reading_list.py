"""Plain questions about each work of the reading list, asked of a new library with the real model.

`starter_questions.tsv` holds a key and a question on each line. The questions were written from the works' titles and
what is known of them, before any was asked.
"""

from corpus.works.starter import starter
from tests.conftest import ROOT
from tests.reading_list import asked, page


def test_the_right_work_comes_first(starter_library):
    """This test ensures that each of forty questions and more, one about each work at least, is answered, and by the
    work that it is about before any other.
    """
    first = asked(starter_library)
    assert len(first) >= 40
    assert {key for key, _ in first} == {entry.reference.key for entry in starter()}
    assert [(question, found) for (key, question), found in first.items() if found != key] == []


def test_the_table_of_the_reading_list_is_true(starter_library):
    """This test ensures that docs/reading-list.md says what the program does with each work."""
    assert page(starter_library) == (ROOT / "docs" / "reading-list.md").read_text("utf-8")
