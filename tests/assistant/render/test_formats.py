"""The table of output formats."""

import pytest

from assistant.render.formats import OUTPUT_FORMATS
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


@pytest.mark.parametrize(("name", "sign"), [("bibtex", "@"), ("ris", "TY  - ")])
def test_a_bibliography_has_each_work_once(name, sign):
    """BibTeX and RIS have each work of the evidence once, and nothing if there is no evidence."""
    renderer = OUTPUT_FORMATS[name].load()
    assert renderer.render_answer(answer(*TWO_WORKS), PLAIN).count(sign) == 2
    assert renderer.render_hits("What?", TWO_WORKS, PLAIN).count(sign) == 2
    assert renderer.render_answer(answer(evidence("Nearly."), reason="why"), PLAIN) == ""
