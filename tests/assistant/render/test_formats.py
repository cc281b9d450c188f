"""The table of output formats."""

import pytest

from assistant.render.formats import DEFAULT_FORMAT, OUTPUT_FORMATS
from tests.assistant.cli_help import document
from tests.assistant.pieces import answer, evidence
from tests.assistant.render.samples import BY_WORK, EXPLAINED, PLAIN, TWO_WORKS


@pytest.mark.parametrize("name", OUTPUT_FORMATS)
@pytest.mark.parametrize("context", [PLAIN, BY_WORK, EXPLAINED], ids=["plain", "by work", "explained"])
def test_every_format_renders_answers_and_hits(name, context):
    """Each format renders an answer, an answer without evidence, results, and no results; text ends in a line feed."""
    output = OUTPUT_FORMATS[name]
    renderer = output.load()
    refused = answer(evidence("Nearly."), reason="no passage speaks of it")
    for rendered in (
        renderer.render_answer(answer(*TWO_WORKS), context),
        renderer.render_answer(refused, context),
        renderer.render_hits("What?", TWO_WORKS, context),
        renderer.render_hits("What?", [], context),
    ):
        if isinstance(rendered, str) and rendered:
            assert rendered.endswith("\n")


def test_every_format_is_an_option():
    """The help of the command line has an option for each format except the default, and its help text."""
    shown = " ".join(document().split())
    for name, output in OUTPUT_FORMATS.items():
        assert (f"--{name} {output.help}" in shown) == (name != DEFAULT_FORMAT)


def test_the_former_name_of_an_option_is_hidden():
    """--by-source still works (tests/assistant/test_cli.py), but the help names only --by-work."""
    assert "--by-work" in document()
    assert "--by-source" not in document()


@pytest.mark.parametrize(("name", "sign"), [("bibtex", "@"), ("ris", "TY  - ")])
def test_a_bibliography_has_each_work_once(name, sign):
    """BibTeX and RIS have each work of the evidence once, and nothing if there is no evidence."""
    renderer = OUTPUT_FORMATS[name].load()
    assert renderer.render_answer(answer(*TWO_WORKS), PLAIN).count(sign) == 2
    assert renderer.render_hits("What?", TWO_WORKS, PLAIN).count(sign) == 2
    assert renderer.render_answer(answer(evidence("Nearly."), reason="why"), PLAIN) == ""
