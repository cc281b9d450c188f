"""The terminal text of `--explain`."""

from dataclasses import dataclass, replace
from typing import ClassVar

from assistant.confidence import answers
from assistant.explain import Reranking
from assistant.render.explanation import MAX_TERMS, explanation_text
from index.forms import WrittenForms
from index.query import Correction, QueryWord
from index.thesaurus import Expansion
from tests.assistant.pieces import answer, evidence, explanation
from tests.assistant.render.samples import POISON, terminal


@dataclass
class SomeFeatures:
    """Features of an answer with other names than the program's: the text must not depend on them."""

    missing: ClassVar[float] = 0.0
    quoted: ClassVar[bool] = False
    best_likeness: float
    coverage: float | None
    names: int


def found_by(**added):
    """Return evidence with these terms of its score."""
    piece = evidence("One.")
    return replace(piece, hit=replace(piece.hit, added=added))


def rows(why, pieces=(), found=None, width=80):
    """Return the lines of an explanation with single spaces, after checking that none is too wide."""
    shown = terminal(explanation_text(why, pieces, found), width)
    assert max(map(len, shown.splitlines())) <= width
    return [" ".join(line.split()) for line in shown.splitlines() if line.strip()]


def test_each_part_of_an_explanation_has_a_row():
    """Language, words, synonyms and the rest have a row with their weight; empty ones are left out."""
    assert rows(explanation()) == [
        "language English",
        "words GVI, murders (murder)",
        "pairs ×0.2 gvi murders",
        "synonyms ×0.3 GVI: focused deterrence, pulling levers",
        "in Spanish GVI: disuasión focalizada",
        "rerank ×0.1 reader reranks the first 8 passages, if in English",
    ]


def test_phrases_exclusions_and_an_unknown_language_are_shown():
    """Phrases, exclusions, an unknown language and the reason for not reranking are shown in words."""
    rerank = Reranking("reader", 0, None, "a phrase is quoted")
    why = explanation(language="und", phrases=(("gun", "violence"),), excluded=(("drug",),), rerank=rerank)
    shown = rows(why)
    assert "language unknown: words are searched in all languages" in shown
    assert "exactly “gun violence”" in shown
    assert "without “drug”" in shown
    assert "rerank not reranked: a phrase is quoted" in shown


def test_other_forms_and_nearest_words_are_shown():
    """Words that are written in other ways, and words that no passage has, are shown with what is searched."""
    forms = (WrittenForms("call-in", ("call", "in"), (("callin",), ("call", "ins"))),)
    corrections = (Correction("homicde", "homicide"),)
    shown = rows(explanation(forms=forms, corrections=corrections))
    assert "also written call-in: callin, call ins" in shown
    assert "not found, near homicde: homicide" in shown


def test_names_are_shown_if_a_work_was_found_by_them():
    """Names are left out if no passage that is shown was found by them."""
    assert not any(row.startswith("names") for row in rows(explanation(), [found_by(dense=-0.1, named=0.0)]))
    assert "names ×1.2 gvi" in rows(explanation(), [found_by(named=0.5)])


def test_many_terms_are_counted():
    """A concept with many terms shows a few and counts the rest."""
    many = tuple((f"term{n}",) for n in range(MAX_TERMS + 3))
    why = explanation(synonyms=(Expansion("gvi", ("GVI",), many),))
    (row,) = [row for row in rows(why, width=200) if row.startswith("synonyms")]
    assert row.endswith(f"term{MAX_TERMS - 1}, and 3 more")


def test_confidence_shows_all_its_features():
    """Each feature is shown under its own name, with the confidence that is enough for an answer."""
    found = replace(answer(evidence("One.")), features=SomeFeatures(0.8714, None, 2))
    assert rows(explanation(), found=found, width=120)[-1] == (
        f"confidence 0.900 ({answers():g} is enough): best likeness 0.871, coverage none, names 2"
    )
    assert not any(row.startswith("confidence") for row in rows(explanation(), found=answer(evidence("One."))))


def test_a_question_cannot_control_the_terminal():
    """Control characters in a question come out as plain text."""
    why = explanation(
        words=(QueryWord(POISON, POISON, frozenset({POISON})),),
        pairs=((POISON, POISON),),
        phrases=((POISON,),),
        names=(POISON,),
        synonyms=(Expansion("gvi", (POISON,), (("x",),)),),
    )
    shown = terminal(explanation_text(why, [found_by(named=0.5)]))
    assert not {"\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
    assert "\x1b[31m" not in shown
    assert "\x1b]" not in shown
