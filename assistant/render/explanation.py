"""The terminal text of `--explain`: how a query was understood, and why each passage has its rank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.confidence import answers
from assistant.model import Answer, Evidence
from assistant.render.layout import Block, labelled
from assistant.render.plain import one_line, plain
from corpus.text.language import LANGUAGE_NAMES
from index.model import ScoreTerm

if TYPE_CHECKING:
    from assistant.explain import Explanation, Reranking
    from index.forms import WrittenForms
    from index.query import QueryWord
    from index.thesaurus import Expansion

MAX_TERMS = 4
"""Synonyms and translations shown for each concept in a query. JSON has all of them."""

LANGUAGES: Mapping[str, str] = {code: name for code, name in LANGUAGE_NAMES.items() if code != "und"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the explanation: left out without a `value`. `weight` is the name of its weight, or empty."""

    name: str
    value: str
    weight: str = ""


def explanation_text(
    explanation: "Explanation", evidence: Iterable[Evidence], answer: Answer | None = None, by_work: bool = False
) -> RenderableType:
    """Return how a query was understood, as a table. A row without content is left out.

    Names in the query are shown if a passage was found by them. The comparison is shown if it changes the order of the
    answer. The features behind the confidence are shown if the answer has them.
    """
    all_rows = _query_rows(explanation, evidence)
    if answer is not None:
        all_rows += _answer_rows(explanation, answer, by_work)
    rows = [row for row in all_rows if row.value]
    name_columns = max(len(row.name) for row in rows)
    lines = []
    for row in rows:
        label = Text.assemble((row.name, "bold"))
        if row.weight:
            label.append(" " * (name_columns - len(row.name) + 2))
            label.append(f"×{explanation.weights[row.weight]:g}", style="dim")
        lines.append((label, [Text(one_line(row.value))]))
    return Group(*labelled(lines), Block([Text()]))


def signals_text(piece: Evidence) -> Text:
    """Return why a passage has its rank: its zone and language, its signals, and its score as the sum of its terms."""
    hit = piece.hit
    language = LANGUAGES.get(hit.passage.language, "language unknown")
    parts = [f"{hit.passage.zone}, {language}"]
    for name, signal in hit.signals.items():
        parts.append(f"{name} #{signal.rank} {_figure(signal.score)}")
    terms = []
    for term, value in hit.added.items():
        if value:
            terms.append(f"{term} {value:+.2f}")
    parts.append(f"score {_figure(hit.score)} = {' '.join(terms)}")
    return Text(plain("  ·  ".join(parts)), style="green")


def _query_rows(explanation: "Explanation", evidence: Iterable[Evidence]) -> list[_Row]:
    query, rerank = explanation.query, explanation.rerank
    words = [_word_with_stems(word) for word in query.words]
    pairs = [" ".join(pair) for pair in query.pairs]
    forms = [_other_forms(each) for each in query.forms]
    nearest = [f"{each.typed}: {each.term}" for each in query.corrections]
    found_by_name = any(piece.hit.added.get(ScoreTerm.NAMED) for piece in evidence)
    names = query.names if found_by_name else ()
    rows = [
        _Row("language", LANGUAGES.get(query.language, "unknown: words are searched in all languages")),
        _Row("words", ", ".join(words)),
        _Row("pairs", ", ".join(pairs), "pairs"),
        _Row("also written", "; ".join(forms)),
        _Row("not found, near", ", ".join(nearest)),
        _Row("exactly", _quoted(query.phrases)),
        _Row("without", _quoted(query.excluded)),
        _Row("names", ", ".join(names), "named"),
        _Row("synonyms", _expanded(query.synonyms), "synonyms"),
    ]
    for language, expansions in query.translations.items():
        rows.append(_Row(f"in {LANGUAGES[language]}", _expanded(expansions)))
    weight = "" if rerank.reason else "rerank"
    rows.append(_Row("rerank", _reranked(rerank), weight))
    return rows


def _answer_rows(explanation: "Explanation", answer: Answer, by_work: bool) -> list[_Row]:
    rows = []
    if explanation.query.compares and not by_work:
        rows.append(_Row("order", "the question compares: the first passages are from several works"))
    if answer.features:
        rows.append(_Row("confidence", _confidence(answer)))
    return rows


def _quoted(phrases: Iterable[Sequence[str]]) -> str:
    return ", ".join(f"“{' '.join(phrase)}”" for phrase in phrases)


def _word_with_stems(word: "QueryWord") -> str:
    """Return `notification (notif)`, or the word alone if it is its own stem."""
    others = sorted(word.stems - {word.typed.lower()})
    return f"{word.typed} ({', '.join(others)})" if others else word.typed


def _other_forms(forms: "WrittenForms") -> str:
    """Return `call-in: callin, call ins`."""
    others = [" ".join(form) for form in forms.others]
    return f"{forms.typed}: {', '.join(others)}"


def _expanded(expansions: Iterable["Expansion"]) -> str:
    """Return the first terms of each concept: `GVI: focused deterrence, pulling levers; murders: homicide`."""
    concepts = []
    for expansion in expansions:
        asked = " ".join(expansion.asked)
        terms = [" ".join(term) for term in expansion.terms[:MAX_TERMS]]
        more = len(expansion.terms) - len(terms)
        if more:
            terms.append(f"and {more} more")
        concepts.append(f"{asked}: {', '.join(terms)}")
    return "; ".join(concepts)


def _reranked(rerank: "Reranking") -> str:
    if rerank.reason is not None:
        return f"not reranked: {rerank.reason}"
    text = f"{rerank.model} reranks the first {rerank.passages} passages"
    if not rerank.languages:
        return text
    languages = [LANGUAGES.get(language, language) for language in sorted(rerank.languages)]
    return f"{text}, if in {' or '.join(languages)}"


def _confidence(answer: Answer) -> str:
    """Return the confidence and its features: `0.982 (0.5 is enough): likeness 0.871, coverage 1.000`."""
    assert answer.features is not None
    features = []
    for name, value in asdict(answer.features).items():
        features.append(f"{name.replace('_', ' ')} {_figure(value)}")
    return f"{_figure(answer.confidence)} ({answers(answer.features):g} is enough): {', '.join(features)}"


def _figure(value: object) -> str:
    """Return a float with three decimals, any other value as it is, and `none` for None."""
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.3f}"
    return str(value)
