import io
import json
import re
from dataclasses import dataclass, replace

import pytest
from rich.console import Console

from assistant import render
from assistant.confidence import answers
from assistant.explain import SecondLook
from assistant.model import Also
from corpus.model import Holding
from index.model import Signal
from index.thesaurus import Expansion
from tests.assistant.pieces import answer, citation, evidence, explanation
from tests.corpus.documents import reference

POISON = "\x1b[31mred\x1b]0;title\x07 \u202eevil\u2066 [bold]rich[/bold] <script>alert(1)</script> *star* `code` \x9b2J"
COUNTS = {"references": 26, "full_texts": 1}


def terminal(rendered, width=80):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(rendered, highlight=False, markup=False, emoji=False)
    return console.file.getvalue()


def poisoned():
    """Gives evidence in which every text of a document is hostile: its titles, its page labels, what it says."""
    also = Also(citation("other", label=POISON, title=POISON), False)
    piece = evidence(POISON, title=POISON, also=(also,), cites=(POISON,))
    return replace(piece, citation=citation(label=POISON, title=POISON))


@pytest.mark.parametrize("by_source", [False, True])
def test_a_document_cannot_control_the_terminal(by_source):
    """This test ensures that escapes, bidirectional controls and markup in a document come out as plain text."""
    shown = terminal(render.answer_text(answer(poisoned()), 0.5, COUNTS, by_source))
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert "\x1b[31m" not in shown
    assert "\x1b]" not in shown
    assert "[bold]rich[/bold]" in " ".join(shown.split())


@pytest.mark.parametrize("by_source", [False, True])
def test_a_document_cannot_control_markdown(by_source):
    """This test ensures that nothing in a document is read as Markdown or HTML."""
    shown = render.answer_markdown(answer(poisoned()), by_source)
    assert "<script" not in shown.replace("\\<", "")
    assert "\\*star\\*" in shown
    assert "\\`code\\`" in shown
    assert shown.count("alert") == shown.count("\\<script\\>alert")
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


ALSO = (
    Also(citation("opm-2014", 12, "10", title="Report 2014", author=[{"literal": "OPM"}]), True),
    Also(citation("opm-2013", 7, "7", title="Report 2013", author=[{"literal": "OPM"}]), False),
)


def test_other_works_that_say_it_are_named():
    """This test ensures that a passage names the works that it stands for, and which of them say it otherwise."""
    piece = evidence("One.", also=ALSO)
    line = "also in: OPM (n.d.), p. 10 (PDF p. 12); OPM (n.d.), p. 7 (with changes)"
    for by_source in (False, True):
        assert line in " ".join(terminal(render.answer_text(answer(piece), 0.5, COUNTS, by_source), 120).split())
        shown = render.answer_markdown(answer(piece), by_source)
        assert "Also in: OPM (n.d.), p. 10 (PDF p. 12); OPM (n.d.), p. 7 (with changes)." in shown
    assert render.evidence_json(piece)["also"] == [
        {
            "key": "opm-2014",
            "citation": "OPM (n.d.), p. 10 (PDF p. 12)",
            "page": 12,
            "page_label": "10",
            "verbatim": True,
        },
        {"key": "opm-2013", "citation": "OPM (n.d.), p. 7", "page": 7, "page_label": "7", "verbatim": False},
    ]


def test_many_works_that_say_it_are_counted():
    """This test ensures that a passage that stands in many works names a few, and that JSON names all."""
    piece = evidence("One.", also=ALSO * 5)
    shown = " ".join(terminal(render.evidence_text(piece)).split())
    assert shown.count("OPM") == render.ALSO_SHOWN
    assert "; and 6 more works" in shown
    assert len(render.evidence_json(piece)["also"]) == 10


@pytest.mark.parametrize(("guessed", "shown"), [(False, "descriptive"), (True, "descriptive (guess)")])
def test_the_strength_of_evidence_stands_beside_it(guessed, shown):
    """This test ensures that each citation has its design, and that a guess is called one."""
    piece = evidence("One.")
    work = replace(piece.citation.reference, guessed=guessed)
    piece = replace(piece, citation=replace(piece.citation, reference=work))
    for by_source in (False, True):
        assert f"A Work · {shown} " in " ".join(
            terminal(render.answer_text(answer(piece), 0, COUNTS, by_source)).split()
        )
        assert f"*A Work*. {shown}." in render.answer_markdown(answer(piece), by_source)
    assert render.evidence_json(piece)["design_guessed"] == guessed


def test_what_rests_on_other_works_is_marked():
    """This test ensures that a passage which cites a study is called secondary, with the study that it cites."""
    piece = evidence("Homicides fell (Braga et al., 2018).", cites=("Braga et al., 2018",))
    for by_source in (False, True):
        shown = " ".join(terminal(render.answer_text(answer(piece), 0, COUNTS, by_source)).split())
        assert "secondary, cites: Braga et al., 2018" in shown
        assert "Secondary, cites: Braga et al., 2018." in render.answer_markdown(answer(piece), by_source)
    found = render.evidence_json(piece)
    assert (found["secondary"], found["cites"]) == (True, ["Braga et al., 2018"])
    assert "secondary" not in terminal(render.answer_text(answer(evidence("One.")), 0, COUNTS))


GROUPED = (
    evidence("One.", title="A Guide", key="guide", rank=1),
    evidence("Two.", title="A Guide", key="guide", rank=2),
    evidence("Three.", title="A Review", key="review", rank=3),
)


def test_by_source_a_work_is_shown_once():
    """This test ensures that each work stands once, numbered, with the page and quotation of its passages below."""
    shown = terminal(render.answer_text(answer(*GROUPED), 0.5, COUNTS, by_source=True), 120)
    lines = [" ".join(line.split()) for line in shown.splitlines() if line.strip() and "evidence show" not in line]
    assert lines[:-1] == [
        "1 A Guide · descriptive",
        "“A Guide” (n.d.)",
        *("PDF p. 1 · A Heading", "One."),
        *("PDF p. 1 · A Heading", "Two."),
        "2 A Review · descriptive",
        "“A Review” (n.d.)",
        *("PDF p. 1 · A Heading", "Three."),
    ]
    markdown = render.evidence_markdown(GROUPED, by_source=True)
    assert markdown.count("A Guide") == 2  # its title stands for an author, too
    assert markdown.index("One.") < markdown.index("Two.") < markdown.index("2. “A Review”")


def test_by_source_json_says_which_passages_are_of_a_work():
    """This test ensures that `sources` lists each work with the ranks of its passages, in answers and in searches."""
    sources = [
        {"key": "guide", "citation": "“A Guide” (n.d.)", "title": "A Guide", "evidence": [1, 2]},
        {"key": "review", "citation": "“A Review” (n.d.)", "title": "A Review", "evidence": [3]},
    ]
    assert render.answer_json(answer(*GROUPED), by_source=True)["sources"] == sources
    assert render.hits_json("What?", GROUPED, by_source=True)["sources"] == sources
    assert "sources" not in render.answer_json(answer(*GROUPED))
    assert render.answer_json(answer(*GROUPED, reason="why"), by_source=True)["sources"] == []


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


# --- why -------------------------------------------------------------------------------------------------------


@dataclass
class Signs:
    """Some features of an answer: what they are called and how many there are is the confidence model's business."""

    best_likeness: float
    coverage: float | None
    names: int


def signalled(**signals):
    """Gives evidence of which these retrievers spoke."""
    piece = evidence("One.")
    return replace(piece, hit=replace(piece.hit, score=2.5, signals=signals))


def rows(why, pieces=(), found=None, width=80):
    """Gives the lines of an explanation, spaces joined, and sees that none is too wide."""
    shown = terminal(render.explanation_text(why, pieces, found), width)
    assert max(map(len, shown.splitlines())) <= width
    return [" ".join(line.split()) for line in shown.splitlines() if line.strip()]


def test_an_explanation_has_a_row_for_each_thing_there_is_to_say():
    """This test ensures that language, words, synonyms and the rest are said with their weights, the empty left out."""
    assert rows(explanation()) == [
        "language English",
        "words GVI, murders (murder)",
        "pairs ×0.2 gvi murders",
        "synonyms ×0.3 GVI: focused deterrence, pulling levers",
        "in Spanish ×0.25 GVI: disuasión focalizada",
        "second look ×0.1 reader reads the first 8 passages, if in English",
    ]


def test_what_is_exact_unknown_or_left_out_is_said():
    """This test ensures that phrases, exclusions, an unknown language and a second look not taken are in words."""
    look = SecondLook("reader", 0, None, "a phrase is quoted")
    why = explanation(language="und", phrases=(("gun", "violence"),), excluded=(("drug",),), second_look=look)
    shown = rows(why)
    assert "language unknown: words are looked for in each" in shown
    assert "exactly “gun violence”" in shown
    assert "without “drug”" in shown
    assert "second look not taken: a phrase is quoted" in shown


def test_what_a_comparison_does_to_the_order_is_said():
    """This test ensures that it is said where it orders: in an answer that is not grouped by work."""
    why, found, line = explanation(compares=True), answer(evidence("One.")), "it compares: the first are of several"
    assert line in terminal(render.answer_text(found, 0.5, COUNTS, why=why))
    assert line not in terminal(render.answer_text(found, 0.5, COUNTS, by_source=True, why=why))
    assert line not in terminal(render.hits_text(found.evidence, why=why))
    assert line not in terminal(render.answer_text(found, 0.5, COUNTS, why=explanation()))


def test_names_are_shown_where_a_work_came_up_by_them():
    """This test ensures that names that no passage shown came up by are no reason for its place."""
    assert not any(row.startswith("names") for row in rows(explanation(), [signalled(dense=Signal(1, 0.9))]))
    assert "names ×1.2 gvi" in rows(explanation(), [signalled(work=Signal(1, 0.5))])


def test_many_terms_are_counted():
    """This test ensures that a concept with many terms shows a few, and that JSON has all."""
    many = tuple((f"term{n}",) for n in range(render.TERMS_SHOWN + 3))
    why = explanation(synonyms=(Expansion("gvi", ("GVI",), many),))
    (row,) = [row for row in rows(why, width=200) if row.startswith("synonyms")]
    assert row.endswith(f"term{render.TERMS_SHOWN - 1}, and 3 more")
    assert len(render.explanation_json(why)["synonyms"][0]["terms"]) == render.TERMS_SHOWN + 3


def test_confidence_shows_whatever_it_is_weighed_on():
    """This test ensures that each feature is there under its own name, with what was enough for an answer."""
    found = replace(answer(evidence("One.")), features=Signs(0.8714, None, 2))
    assert rows(explanation(), found=found, width=120)[-1] == (
        f"confidence 0.900 ({answers():g} is enough): best likeness 0.871, coverage none, names 2"
    )
    assert not any(row.startswith("confidence") for row in rows(explanation(), found=answer(evidence("One."))))


@pytest.mark.parametrize("by_source", [False, True])
def test_a_passage_says_what_each_retriever_said(by_source):
    """This test ensures that part, language, each signal whatever its name, and the score stand with a passage."""
    piece = signalled(dense=Signal(1, 0.8912), terms=Signal(12, 14.2), tomorrow=Signal(3, -7.0))
    line = "body, English · dense #1 0.891 · terms #12 14.200 · tomorrow #3 -7.000 · score 2.500"
    for shown in (
        render.hits_text([piece], by_source, explanation()),
        render.answer_text(answer(piece), 0.5, COUNTS, by_source, explanation()),
        render.answer_text(answer(piece, reason="why"), 0.5, COUNTS, by_source, explanation()),
    ):
        lines = terminal(shown).splitlines()
        assert max(map(len, lines)) <= 80
        assert line in " ".join(" ".join(lines).split())
        assert " ".join(lines[0].split()) == "language English"
    assert "dense #1" not in terminal(render.hits_text([piece], by_source))


def test_a_question_cannot_control_the_terminal_by_being_explained():
    """This test ensures that what a question holds comes out as plain text where it is explained."""
    why = explanation(
        words={POISON: frozenset({POISON})},
        pairs=((POISON, POISON),),
        phrases=((POISON,),),
        names=(POISON,),
        synonyms=(Expansion("gvi", (POISON,), (("x",),)),),
    )
    shown = terminal(render.hits_text([signalled(work=Signal(1, 0.5))], why=why))
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert "\x1b[31m" not in shown
    assert "\x1b]" not in shown


def test_json_of_an_explanation():
    """This test ensures that `explain` holds what was read, of an answer also what its confidence was weighed on."""
    read = {
        "language": "en",
        "words": [{"word": "GVI", "stems": ["gvi"]}, {"word": "murders", "stems": ["murder"]}],
        "pairs": [["gvi", "murders"]],
        "phrases": [],
        "excluded": [],
        "names": ["gvi"],
        "synonyms": [{"concept": "gvi", "asked": "GVI", "terms": ["focused deterrence", "pulling levers"]}],
        "translations": {"es": [{"concept": "gvi", "asked": "GVI", "terms": ["disuasión focalizada"]}]},
        "second_look": {"model": "reader", "passages": 8, "languages": ["en"], "reason": None},
        "compares": False,
        "weights": {"pairs": 0.2, "synonyms": 0.3, "translation": 0.25, "work": 1.2, "rerank": 0.1},
    }
    assert render.hits_json("What?", [], why=explanation())["explain"] == read
    found = replace(answer(evidence("One.")), features=Signs(0.8714, None, 2))
    weighed = {"best_likeness": 0.8714, "coverage": None, "names": 2}
    expected = {**read, "features": weighed, "threshold": answers()}
    assert render.answer_json(found, why=explanation())["explain"] == expected
    assert "explain" not in render.answer_json(found)
    assert "explain" not in render.hits_json("What?", [])


@pytest.mark.parametrize("width", [80, 200])
def test_a_list_has_its_columns_whatever_the_width(width):
    """This test ensures that a long title takes no room from year and status."""
    work = replace(reference("work", title="Harbours " * 40, issued={"date-parts": [[2016]]}), kind="web page")
    shown = terminal(render.holdings_text([Holding(work, None, 0, (), ())]), width)
    assert re.search(r"work +web page +2016 +reference only +Harbours", shown)
