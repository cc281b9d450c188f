"""What is said about a draft, in each form. Every text of the draft and of the library is hostile."""

import json
import re
from dataclasses import replace
from fractions import Fraction

import pytest
from rich.console import Console

from assistant.checking.model import (
    CitedPlace,
    DraftCheck,
    DraftFigure,
    DraftQuote,
    FigureFinding,
    FigureVerdict,
    QuoteFinding,
    Verdict,
)
from assistant.render.checks import check_json, check_markdown, check_text, figure_comment, quote_comment
from corpus.text.amounts import Amount
from corpus.text.verbatim import Difference
from tests.assistant.pieces import evidence
from tests.poison import ESCAPES, POISON

HOSTILE = f"{ESCAPES}{POISON}\u0000\u2028"
CONTROLS = ("\x1b", "\x9b", "\x07", "\x00", "\u202e", "\u2066", "\u2028")


@pytest.fixture
def check():
    """A quotation with a finding and a figure. All their texts are hostile."""
    cited = CitedPlace(HOSTILE, HOSTILE, ("2019",), (), ("31",))
    citation = replace(evidence(HOSTILE).citation, text=HOSTILE)
    quote = QuoteFinding(
        DraftQuote(HOSTILE, cited, HOSTILE),
        Verdict.ALTERED,
        citation,
        HOSTILE,
        (Difference(HOSTILE, HOSTILE),),
        ("ellipsis",),
        (HOSTILE,),
        (citation,),
        HOSTILE,
    )
    figure = DraftFigure("31", HOSTILE, cited, HOSTILE, 0, 0, 2, Amount(0, 2, Fraction(31)))
    found = FigureFinding(figure, FigureVerdict.NOT_FOUND, HOSTILE)
    return DraftCheck((quote,), (found,), 0, (HOSTILE,))


def has_controls(text):
    return [control for control in CONTROLS if control in text]


def test_a_terminal_is_not_controlled(check):
    console = Console(width=100, no_color=True, force_terminal=False)
    with console.capture() as captured:
        console.print(check_text(check))
    assert has_controls(captured.get()) == []
    assert "[bold]rich[/bold]" in captured.get()


def test_markdown_has_no_marks_of_a_text(check):
    text = check_markdown(check)
    assert has_controls(text) == []
    assert not re.search(r"(?<!\\)(?:<script|\*star|`code)", text)


def test_comments_are_text_that_a_file_can_hold(check):
    """XML has no place for controls: one of them would lose the copy."""
    for text in (quote_comment(check.quotes[0]), figure_comment(check.figures[0])):
        assert has_controls(text) == []
        assert "<script>alert(1)</script>" in text


def test_json_has_the_texts_as_they_are(check):
    """Programs get what the draft says. JSON escapes its controls."""
    text = json.dumps(check_json(check))
    assert has_controls(text) == []
    assert json.loads(text)["quotations"][0]["quote"] == HOSTILE
