"""What was announced about a work, in words and beside its citations."""

from dataclasses import replace

import pytest

from corpus.citing.notices import notice_text, notices_text, serious_notices
from corpus.citing.styles import STYLES, Mention, format_citations
from corpus.exchange import write
from corpus.model import Notice
from tests.corpus.documents import reference

RETRACTED = Notice("retraction", "2019-07-26", "10.1000/notice")
CORRECTED = Notice("corrigendum", "2015", "10.1000/correction")


@pytest.mark.parametrize(
    ("notice", "text"),
    [
        (RETRACTED, "RETRACTED on 2019-07-26, see https://doi.org/10.1000/notice"),
        (CORRECTED, "Corrected in 2015, see https://doi.org/10.1000/correction"),
        (Notice("expression_of_concern", "2019-07", ""), "EXPRESSION OF CONCERN in 2019-07"),
        (Notice("retraction", "", ""), "RETRACTED"),
        (
            Notice("about_retraction", "2019", "10.1000/a"),
            "This is a notice (retraction) about https://doi.org/10.1000/a",
        ),
        (Notice("about_new_version", "", "10.1000/a"), "This is a new version of https://doi.org/10.1000/a"),
        (Notice("new_kind", "", "10.1000/x"), "Updated (new kind), see https://doi.org/10.1000/x"),
    ],
)
def test_a_notice_in_words(notice, text):
    """A notice says what happened, when, and where to read it, as far as that is known."""
    assert notice_text(notice) == text


def test_serious_notices_come_first():
    """A retraction is named before a correction, and only it is serious."""
    work = replace(reference(), notices=(CORRECTED, RETRACTED))
    assert notices_text(work.notices).startswith("RETRACTED on 2019-07-26, ")
    assert notices_text(work.notices).endswith("; Corrected in 2015, see https://doi.org/10.1000/correction")
    assert serious_notices(work) == (RETRACTED,)
    assert notices_text(()) == ""


@pytest.mark.parametrize("style", STYLES)
def test_a_retraction_is_in_every_list_of_references(style):
    """The entry of a retracted work ends with the retraction; a corrected work and any other work have no mark."""
    works = [
        replace(reference("a", title="First work"), notices=(RETRACTED,)),
        replace(reference("b", title="Second work"), notices=(CORRECTED,)),
        reference("c", title="Third work"),
    ]
    entries = [str(entry) for entry in format_citations([Mention(work) for work in works], style).references]
    mark = " [RETRACTED on 2019-07-26, see https://doi.org/10.1000/notice]"
    marked = [entry for entry in entries if entry.endswith(mark)]
    assert len(marked) == 1
    assert "first work" in marked[0].lower()  # some styles write titles with capitals
    assert sum("[" in entry and "RETRACTED" in entry for entry in entries) == 1


@pytest.mark.parametrize("format", ["bibtex", "ris", "csl-json"])
def test_notices_are_exported_in_the_note(format):
    """Every format of references has the notices in the note, once, after a note of the work's own."""
    work = replace(reference(note="On loan"), notices=(RETRACTED,))
    text = write([work], format)
    assert text.count("RETRACTED on 2019-07-26, see https://doi.org/10.1000/notice") == 1
    assert "On loan. RETRACTED" in text
    again = replace(work, csl={**work.csl, "note": "RETRACTED on 2019-07-26, see https://doi.org/10.1000/notice"})
    assert write([again], format).count("RETRACTED") == 1
