"""`bench.suspects`: what of a page is true to what other programs read there."""

import pytest

from bench.suspects import (
    Measured,
    OtherTexts,
    Suspect,
    composed,
    count_cut,
    measure_pages,
    suspects,
    without_right_accents,
)
from corpus.model import Document, Locator, Page


def found(ours: str, theirs: str) -> list[tuple[str, str]]:
    ours = composed(ours)
    return [(kind, ours[start:end]) for kind, start, end in suspects(ours, OtherTexts([theirs]))]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("The quay was rebuilt in 1996.", "The quay was\nrebuilt in 1996."),
        ("The harbour commission met.", "The harbour commis-\nsion met."),  # the hyphen at a line end is dropped,
        ("The long-term plan", "The long-\nterm plan"),  # or kept
        ("It fell to 12 (note 2).", "It fell to 122 (note 2)."),  # they glue a raised mark to a number
        ("effect", "e\ufb00ect"),
        ("10⁵ boats ² on 40 km²", "105 boats2 on 40 km2"),
        ("Weeks 7–10", "Weeks 7–\n10"),
        ("the keeper's log", "the keeper’s log"),
    ],
)
def test_what_another_program_reads_too_is_no_suspect(ours: str, theirs: str) -> None:
    assert found(ours, theirs) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "suspect"),
    [
        ("14.418.7 per cent", "14.4-\n18.7 per cent", ("numbers", "14.418.7")),
        ("weeks 710", "weeks 7–\n10", ("numbers", "710")),
        ("Leoń came", "León came", ("accents", "Leoń")),
        ("Fa´tima came", "Fátima came", ("accents", "´")),
        ("the eect of", "the effect of", ("ligatures", "eect")),
        ("thisstudy shows", "this study shows", ("spaces", "thisstudy")),
        ("sexspecific rates", "sex-specific rates", ("hyphens", "sexspecific")),
        ("the \ue001eld", "the \ue001eld", ("controls", "\ue001")),
        ("the gholp", "the quay", ("letters", "gholp")),
    ],
)
def test_a_word_that_no_other_program_reads_is_a_suspect_of_its_class(
    ours: str, theirs: str, suspect: tuple[str, str]
) -> None:
    assert suspect in found(ours, theirs)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("The quay was quiet.|The mole was not.", 0),
        ("The rate was 2.1|(0.7 to 3.4), and fell.", 1),
        ("It was founded in 2013.|(It closed in 2015.)", 0),
        ("Rates by city.|aAdjusted for age.", 0),  # the mark of a table's note
        ("It was quiet, e.g.|in winter.", 1),
        ("The quay was quiet.|\n• in winter", 0),  # an item of a list may begin with a small letter
    ],
)
def test_a_sentence_is_cut_where_no_sentence_begins_after_it(text: str, cut: int) -> None:
    first, second = text.split("|")
    spans = [(0, len(first)), (len(first) + 1, len(first) + 1 + len(second))]
    assert count_cut(f"{first} {second}", spans) == cut


def test_pages_that_ocr_read_and_pages_that_others_cannot_read_are_not_compared() -> None:
    pages = (
        Page(Locator("page", 1, "1"), "The quay in 1996.", "pdfium"),
        Page(Locator("page", 2, "2", ocr=0.9), "The m0le.", "ocr"),
        Page(Locator("page", 3, "3"), "The pier.", "pdfium"),
        Page(Locator("page", 4, "4"), "The board met it.", "pdfium"),
    )
    others = [OtherTexts([text]) for text in ("The quay in 1997.", "The mole.", "", "Uif cpbse nfu ju.")]
    measured = measure_pages("quays.pdf", Document(pages, (), {}, ()), others)
    assert (measured.words, measured.numbers, measured.sentences) == (3, 1, 1)
    assert measured.suspects == [Suspect("numbers", "1996", "quays.pdf", 1, "The quay in 1996.")]


@pytest.mark.parametrize(
    ("ours", "is_suspect"),
    [
        ("Família", False),  # another document has it so
        ("Famíliá", True),  # and not so
        ("Léridon", False),  # no program reads its accent
        ("Leŕidon", True),
        ("Lerıdon", True),
    ],
)
def test_accents_are_right_as_far_as_the_folder_shows(ours: str, is_suspect: bool) -> None:
    page = Page(Locator("page", 1, "1"), ours, "pdfium")
    theirs = OtherTexts(["Fam´ılia, Le´ridon, Familia, Leridon"])
    measured = measure_pages("mine.pdf", Document((page,), (), {}, ()), [theirs])
    other = Measured(1, 0, [], 1, 0, frozenset({"família"}))
    settled = without_right_accents([measured, other])
    assert bool(settled[0].suspects) is is_suspect
