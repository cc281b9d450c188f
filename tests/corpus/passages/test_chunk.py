"""Cutting a document into passages."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Document, Heading, Locator, Page
from corpus.passages.chunk import TARGET_TOKENS, passages
from corpus.text.tokens import estimate_tokens
from tests.corpus.documents import document

HEAD = "Table 1. Shootings\nGroup 2012 2011"
ROWS = "East Side 121 141\nWest Side 98 104\nAll groups 219 245"
SENTENCE = "The city met the young men and told them what would happen next."  # 51 letters: 13.77 tokens


def test_a_short_document_is_one_passage():
    """A text shorter than a passage is kept whole."""
    (passage,) = passages(document(SENTENCE), "ab")
    assert passage.text == SENTENCE
    assert (passage.start, passage.end) == (0, len(SENTENCE))
    assert passage.first == passage.last == Locator("page", 1, None)


def test_long_text_is_cut_evenly_with_one_sentence_of_overlap():
    """52 equal sentences (about 800 tokens) make four passages of 13 and one of overlap."""
    found = passages(document(" ".join(f"In {n:02} the {SENTENCE[4:]}" for n in range(52))), "ab")
    assert [passage.text[3:5] for passage in found] == ["00", "12", "25", "38"]
    assert all(after.start < before.end for before, after in pairwise(found))
    assert all(passage.text.endswith("next.") for passage in found)


def test_a_passage_ends_where_a_page_ends_with_a_sentence():
    """20 sentences on each page are 275 tokens: one passage of them, not three of both pages."""
    page = " ".join([SENTENCE] * 20)
    found = passages(document(page, page), "ab")
    assert [(passage.first.index, passage.last.index) for passage in found] == [(1, 1), (2, 2)]
    assert [passage.text for passage in found] == [page, page]


def test_a_sentence_is_not_cut_at_a_page_break():
    """The passage with the sentence is on both pages."""
    first, second = " ".join([SENTENCE] * 20) + " The city met the", "young men. " + " ".join([SENTENCE] * 20)
    found = passages(document(first, second), "ab")
    assert any("The city met the\nyoung men." in passage.text for passage in found)


def test_a_scrap_of_a_page_is_not_a_passage():
    """Four sentences are too few for a passage of their own. The parts of a talk are not pages at all."""
    long, short = " ".join([SENTENCE] * 12), " ".join([SENTENCE] * 4)
    (passage,) = passages(document(long, short), "ab")
    assert (passage.first.index, passage.last.index) == (1, 2)
    speeches = tuple(
        Page(Locator("seconds", second, None), " ".join([SENTENCE] * 9), "transcript") for second in (0, 60)
    )
    (passage,) = passages(Document(speeches, (), {}, ()), "ab")
    assert passage.last.index == 60


def test_never_across_a_heading():
    """Each section has its own passages, with its headings, outermost first."""
    text = f"Results\n\n{SENTENCE}\n\nBoston\n\n{SENTENCE}\n\nMethods\n\n{SENTENCE}"
    found = passages(document(text, headings=[("Results", 1), ("Boston", 2), ("Methods", 1)]), "ab")
    assert [passage.headings for passage in found] == [("Results",), ("Results", "Boston"), ("Methods",)]
    assert [passage.text for passage in found] == [
        f"Results\n\n{SENTENCE}",
        f"Boston\n\n{SENTENCE}",
        f"Methods\n\n{SENTENCE}",
    ]


def test_a_heading_without_text_is_carried_by_the_next_section():
    """A passage is never a heading alone."""
    text = f"Results\n\nBoston\n\n{SENTENCE}"
    (passage,) = passages(document(text, headings=[("Results", 1), ("Boston", 2)]), "ab")
    assert passage.text == text
    assert passage.headings == ("Results", "Boston")


def test_a_table_has_the_language_of_its_document():
    """Its own words do not tell it."""
    prose = "La policía habló con los jóvenes de la ciudad y les dijo lo que pasaría después. " * 20
    table = "\n".join(f"Municipio {n} Casos {n * 7} Total {n * 9}" for n in range(60))
    document_of_both = document(
        f"Resultados\n\n{prose}\n\nCasos\n\n{table}", headings=[("Resultados", 1), ("Casos", 1)]
    )
    found = passages(document_of_both, "ab")
    assert {passage.language for passage in found if passage.headings == ("Casos",)} == {"es"}


def test_a_passage_may_cross_a_page():
    """A passage has the locators of both ends, with their printed labels."""
    (passage,) = passages(document("He said that the", "police came to see him.", labels=["iv", "1"]), "ab")
    assert passage.text == "He said that the\npolice came to see him."
    assert (passage.first, passage.last) == (Locator("page", 1, "iv"), Locator("page", 2, "1"))


def test_a_table_without_full_stops_is_cut():
    """One very long sentence is cut into several passages."""
    found = passages(document(" ".join(f"row{n} 12 345 6" for n in range(400))), "ab")
    assert len(found) > 5
    assert max(estimate_tokens(passage.text) for passage in found) < 1.5 * TARGET_TOKENS


@pytest.mark.parametrize(("words", "count"), [(21, 3), (31, 4)])
def test_a_scrap_joins_the_passage_before(words, count):
    """After three sentences of 180 tokens, 43 tokens more are a passage of their own; 30 are not."""
    sentences = [" ".join(["Police", *["wordy"] * 132]) + "."] * 3 + [" ".join(["Then", *["wordy"] * words]) + "."]
    found = passages(document(" ".join(sentences)), "ab")
    assert [passage.text for passage in found[:2]] == sentences[:2]
    assert " ".join(passage.text for passage in found) == " ".join(sentences)
    assert len(found) == count


PROSE = " ".join([SENTENCE] * 4)  # 55 tokens: more than a scrap


def cut(*pages, headings=()):
    return [(passage.text, passage.headings) for passage in passages(document(*pages, headings=headings), "ab")]


def test_a_table_stands_alone_under_its_head():
    """A table's passage has no prose, and the prose beside it has no rows."""
    assert cut(f"Results\n\n{PROSE}\n\n{HEAD}\n{ROWS}\n\n{PROSE}", headings=[("Results", 1)]) == [
        (f"Results\n\n{PROSE}", ("Results",)),
        (f"{HEAD}\n{ROWS}", ("Results", "Table 1. Shootings | Group 2012 2011")),
        (PROSE, ("Results",)),
    ]


def test_every_passage_of_a_long_table_has_its_head():
    """Rows far below a head, and rows on the next page, have the head as a heading."""
    rows = [f"Beat number {n} in the east 121 141" for n in range(100, 200)]
    found = cut(f"{PROSE}\n\n{HEAD}\n" + "\n".join(rows[:60]), "\n".join(rows[60:]) + f"\n\n{PROSE}")
    tables = [text for text, headings in found if headings == ("Table 1. Shootings | Group 2012 2011",)]
    assert [text for text, _ in found if text not in tables] == [PROSE, PROSE]
    assert len(tables) > 4
    assert {line for text in tables for line in text.split("\n")} == {*HEAD.split("\n"), *rows}


def test_a_table_that_nothing_heads_is_text():
    """Rows without a head stay with the prose before them."""
    assert cut(f"{PROSE}\n{ROWS}") == [(f"{PROSE}\n{ROWS}", ())]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([f"{HEAD}\n{ROWS}\nSource: police.\n\nTable 2. Men\n{ROWS}"], [f"{HEAD}\n{ROWS}\nSource: police."]),
        ([f"{HEAD}\n{ROWS}", f"It fell.\n\nTable 2. Men\n{ROWS}"], [f"{HEAD}\n{ROWS}"]),
        ([f"{HEAD}\n{ROWS}\nSource.", f"It fell.\n\nTable 2. Men\n{ROWS}"], [f"{HEAD}\n{ROWS}\nSource."]),
        ([f"As follows.\n\n{HEAD}\n{ROWS}"], []),
    ],
)
def test_a_scrap_between_tables(pages, expected):
    """A scrap goes with the table before it on its page, or else with the table after it."""
    texts = [text for text, _ in cut(*pages)]
    whole = "\n".join(pages)
    assert texts == [*expected, whole[len("".join(expected)) :].strip()]


def test_a_scrap_at_the_end_of_a_section():
    """It goes with the table before it, even from the next page."""
    pages = [f"{HEAD}\n{ROWS}", f"It fell.\n\nMethods\n\n{PROSE}"]
    assert [text for text, _ in cut(*pages, headings=[("Methods", 1)])] == [
        f"{HEAD}\n{ROWS}\nIt fell.",
        f"Methods\n\n{PROSE}",
    ]


def test_a_table_is_in_the_zone_of_its_section():
    """A table's head neither opens a zone nor closes the zone of the heading above it."""
    for heading, head, zone in [("References", "Authors", "references"), ("Results", "Contents", "body")]:
        found = passages(document(f"{heading}\n\n{head}\n{ROWS}", headings=[(heading, 1)]), "ab")
        assert [(passage.headings, passage.zone) for passage in found] == [((heading, head), zone)]


def test_a_table_with_a_caption_is_not_part_of_the_references():
    """Manuscripts print their tables after the references."""
    found = passages(document(f"References\n\n{HEAD}\n{ROWS}", headings=[("References", 1)]), "ab")
    assert [(passage.headings, passage.zone) for passage in found] == [
        (("Table 1. Shootings | Group 2012 2011",), "body")
    ]


@pytest.mark.parametrize(
    ("lead_in", "heading"),
    [
        (f"{SENTENCE} The city will:", ("Results", "The city will:")),
        ("The city will do these things:", ("Results", "The city will do these things:")),
        ("The city did this.", ("Results",)),
        ("The " + "wordy " * 50 + "city will:", ("Results",)),
    ],
)
def test_a_list_is_below_the_sentence_that_leads_to_it(lead_in, heading):
    """A passage that begins inside a list has that sentence as a heading; a passage that holds it does not."""
    items = "\n\n".join(f"• In year {n} it will meet the young men and tell them what happens." for n in range(60))
    found = passages(document(f"Results\n\n{lead_in}\n\n{items}", headings=[("Results", 1)]), "ab")
    assert len(found) > 2
    assert found[0].headings == ("Results",)
    assert {passage.headings for passage in found[1:]} == {heading}


def test_a_passage_after_a_list_is_not_in_it():
    """Only a passage that begins with an item is in a list."""
    text = f"The city will:\n\n• meet them\n\n• tell them\n\n{' '.join([SENTENCE] * 40)}"
    assert {headings for _, headings in cut(text)} == {()}


def test_a_long_table_is_cut_between_rows():
    """No row is cut, whatever stops are in it."""
    rows = [f"Beat {n} of the east. {n}.5 (1.1; 2.2) .{n} (3.3; 4.4)" for n in range(100, 200)]
    found = cut(f"{HEAD}\n" + "\n".join(rows))
    lines = [line for text, _ in found for line in text.split("\n")]
    assert len(found) > 4
    assert set(lines) == {*HEAD.split("\n"), *rows}


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_nothing_to_cut(text):
    """A document without text has no passages."""
    assert passages(document(text), "ab") == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(alphabet=st.sampled_from(list("aB .?\n1é")), max_size=300), min_size=1, max_size=5),
    st.data(),
)
def test_passages_are_slices_of_the_text(texts, data):
    """Every passage is verbatim and on the pages it names, and every word is in a passage."""
    pages = tuple(Page(Locator("page", n, None), text, "pdfium") for n, text in enumerate(texts, start=1))
    whole = "\n".join(texts)
    starts = sorted(data.draw(st.sets(st.integers(0, max(len(whole) - 1, 0)), max_size=4))) if whole else []
    headings = tuple(Heading(start, whole[start : start + 1], 1) for start in starts)
    are_slices(Document(pages, headings, {}, ()))


LINES = [SENTENCE, PROSE, *HEAD.split("\n"), *ROWS.split("\n"), "Net income $ (12) —", "(a) A note", "Results", "", " "]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=20), min_size=1, max_size=5), st.data())
def test_passages_of_tables_are_slices_of_the_text(pages, data):
    """The same holds for documents full of tables; only whole sentences are in two passages."""
    made = document(*("\n".join(lines) for lines in pages))
    begins = [n for n in range(len(made.text)) if made.text.startswith("Results", n)]
    chosen = sorted(data.draw(st.sets(st.sampled_from(begins)))) if begins else []
    headed = Document(made.pages, tuple(Heading(n, "Results", 1) for n in chosen), {}, ())
    for before, after in pairwise(are_slices(headed)):
        shared = headed.text[after.start : before.end]
        assert after.end > before.end
        assert "\n" not in shared.strip()
        assert not shared or before.headings == after.headings


def are_slices(made):
    """Assert that every passage is verbatim and on its pages, and that every word is in one. Return the passages."""
    whole = made.text
    found = passages(made, "ab")
    covered = set()
    for passage in found:
        assert made.text[passage.start : passage.end] == passage.text
        assert passage.text.strip() == passage.text != ""
        assert made.locate(passage.start) == passage.first
        assert made.locate(passage.end - 1) == passage.last
        covered.update(range(passage.start, passage.end))
    assert all(n in covered for n, character in enumerate(whole) if not character.isspace())
    assert len({passage.id for passage in found}) == len(found)
    return found


REFERENCES = (
    "Silva, I. P., & Mora, J. C. (2017). Stress in harbour keepers. Quay Journal, 12(2), 101-117.\n\n"
    "Galiani, S., & Romero, M. (2017). Incentives for replication. Faro: Instituto do Mar.\n\n"
    "Young, L. J., Roe, E., Holm, S., & Hale, P. (2015). Masters and the public. Tides, 25(1), 1-24."
)


def test_a_passage_is_cut_where_references_begin():
    """No heading is known. The line that names the list goes with it, and the text after it is body again."""
    text = f"{SENTENCE * 9}\n\n8. References\n\n{REFERENCES}\n\nAppendix\n\n{SENTENCE * 3}"
    found = passages(document(text), "ab")
    assert [(passage.zone, passage.text) for passage in found] == [
        ("body", SENTENCE * 9),
        ("references", f"8. References\n\n{REFERENCES}"),
        ("body", f"Appendix\n\n{SENTENCE * 3}"),
    ]


def test_a_passage_is_cut_where_notes_begin():
    """Notes with references, at the foot of a page, are not text. The text goes on behind them."""
    found = passages(document(f"{SENTENCE * 9}\n\n{REFERENCES}", SENTENCE * 9), "ab")
    assert [passage.zone for passage in found] == ["body", "references", "body"]


def test_what_states_nothing_after_references_goes_with_them():
    """An affiliation, a page number: too little for a passage."""
    (_, last) = passages(document(f"{SENTENCE * 9}\n\n{REFERENCES}\n\nTides\n\n14"), "ab")
    assert last.zone == "references"
    assert last.text.endswith("14")


def test_references_under_their_heading_are_one_list():
    """A reference without an author, volume or link, between others, is one too."""
    law = (
        "Ministry of the Sea. Law of the moles and the quays of the Northern Harbour and of its keepers, as it is now."
    )
    text = f"{SENTENCE * 9}\n\nReferences\n\n{REFERENCES}\n\n{law} {law} {law}\n\n{REFERENCES}"
    found = passages(document(text, headings=[("References", 1)]), "ab")
    assert {passage.zone for passage in found[1:]} == {"references"}
    assert any(law in passage.text for passage in found[1:])


def test_the_text_beside_contents_is_body():
    """Title and abstract before a table of contents, the introduction after it."""
    contents = "Contents\nSummary ........ 1\nThe problem ........ 2\nThe response ........ 4"
    first = f"A report\n\n{SENTENCE * 3}\n\n{contents}\n\n{SENTENCE * 3}"
    found = passages(document(first, *[SENTENCE * 9] * 3), "ab")
    assert [passage.zone for passage in found[:3]] == ["body", "contents", "body"]
    assert found[1].text == contents
