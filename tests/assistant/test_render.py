import io
import json

import pytest
from rich.console import Console

from assistant import render
from tests.assistant.pieces import answer, evidence

POISON = "\x1b[31mred\x1b]0;title\x07 \u202eevil\u2066 [bold]rich[/bold] <script>alert(1)</script> *star* `code` \x9b2J"
COUNTS = {"references": 26, "full_texts": 1}


def terminal(rendered, width=80):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(rendered, highlight=False, markup=False, emoji=False)
    return console.file.getvalue()


def test_a_document_cannot_control_the_terminal():
    """This test ensures that escapes, bidirectional controls and markup in a document come out as plain text."""
    piece = evidence(POISON, title=POISON)
    shown = terminal(render.answer_text(answer(piece), 0.5, COUNTS))
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert "\x1b[31m" not in shown
    assert "\x1b]" not in shown
    assert "[bold]rich[/bold]" in " ".join(shown.split())


def test_a_document_cannot_control_markdown():
    """This test ensures that nothing in a document is read as Markdown or HTML."""
    shown = render.answer_markdown(answer(evidence(POISON, title=POISON)))
    assert "<script" not in shown.replace("\\<", "")
    assert "\\*star\\*" in shown
    assert "\\`code\\`" in shown
    assert "\x1b" not in shown


def test_json_carries_every_text():
    """This test ensures that JSON gives text back as it was, and that a lone surrogate does not break it."""
    found = json.loads(render.to_json(render.answer_json(answer(evidence(POISON)))))
    assert found["evidence"][0]["text"] == POISON
    assert json.loads(render.to_json({"a": "\ud800"})) == {"a": "?"}


def test_json_of_an_answer():
    """This test ensures that the fields of the design stand where it says."""
    found = render.answer_json(answer(evidence("One. Two.", (5, 9))))
    assert found["answered"] is True
    assert found["schema"] == 1
    item = found["evidence"][0]
    assert (item["quote"], item["highlights"]) == ("Two.", [[5, 9]])
    assert (item["page"], item["page_label"], item["last_page"], item["seconds"]) == (1, None, 1, None)
    assert item["signals"] == {"dense": {"rank": 1, "score": 0.9}}


def test_no_evidence_says_why_and_what_came_nearest():
    """This test ensures that an abstention is visible as one, in words and in JSON."""
    refused = answer(evidence("Nearly."), reason="no passage speaks of it")
    shown = " ".join(terminal(render.answer_text(refused, 0.5, COUNTS)).split())
    assert "No good evidence in this library (26 references, 1 in full text): no passage speaks of it." in shown
    assert "Closest, though none answers it" in shown
    found = render.answer_json(refused)
    assert (found["answered"], found["evidence"], len(found["closest"])) == (False, [], 1)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_excerpt_is_whole_sentences_around_the_best(width):
    """This test ensures that the quoted sentence is shown whole, with neighbours while they fit."""
    sentences = [f"Sentence {n} is here to fill the passage with words for the test." for n in range(20)]
    text = " ".join(sentences)
    start = text.index(sentences[10])
    piece = evidence(text, (start, start + len(sentences[10])))
    shown = render.excerpt(piece).plain
    assert sentences[10] in shown
    assert sentences[11] in shown
    assert len(shown) <= render.EXCERPT + 4
    assert shown.startswith("… Sentence")
    assert shown.endswith("test. …")
    assert terminal(render.evidence_text(piece), width)
