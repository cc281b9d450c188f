"""How a question was read, so that a person can see why a passage is first: what `--explain` shows once per question.

What the search goes by is asked here of the functions that the search itself asks, so that the two cannot differ:

    Did GVI reduce homicides in Boston?    language        en
                                           words           GVI, reduce, homicides, Boston, each with its stems
                                           pairs           GVI reduce, reduce homicides
                                           names           gvi, boston
                                           synonyms        GVI: focused deterrence, ...; homicides: murder, ...
                                           translations    es GVI: disuasión focalizada, ...; pt ...
                                           second look     the model, or why it was not asked

The rest stands with what was found: each hit's `signals`, and the `features` behind an answer's confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import compares
from corpus.model import Language
from index.model import Query
from index.named_works import names
from index.protocols import Reranker
from index.rerank import READ, WORTH, second_reader, why_unread
from index.search import NAMED, TRANSLATED
from index.sparse import PAIRS, SYNONYMS
from index.terms import parse, stems
from index.thesaurus import Expansion, expand, translations

WEIGHTS: Mapping[str, float] = {
    "pairs": PAIRS,
    "synonyms": SYNONYMS,
    "translation": TRANSLATED,
    "work": NAMED,
    "rerank": 1 / WORTH,
}
"""What counts otherwise than 1: pairs and synonyms beside a word; translation and a named work beside a retriever, each
at its best; `rerank` for each point above the worst of those read."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The `model` that reads the first `passages` again, where they are in `languages` (None: any).

    Else the `reason` why they are not read; then `passages` is 0, and `model` None where none was wanted.
    """

    model: str | None
    passages: int
    languages: frozenset[Language] | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was read. `words` are as typed, each with the stems it is looked for by.

    `names` are all the names and numbers that it holds: whether a work has them, the signal `work` of its passages
    says. `synonyms` are in the question's language (in all where it is `und`), `translations` in the others. Where it
    `compares`, an answer begins with passages of several works, whatever their scores.
    """

    language: Language
    words: Mapping[str, frozenset[str]]
    pairs: Sequence[tuple[str, str]]
    phrases: Sequence[tuple[str, ...]]
    excluded: Sequence[tuple[str, ...]]
    names: Sequence[str]
    synonyms: Sequence[Expansion]
    translations: Mapping[Language, Sequence[Expansion]]
    second_look: SecondLook
    compares: bool
    weights: Mapping[str, float]


def explain(query: Query, reranker: Reranker | None, other: Reranker) -> Explanation:
    """Gives how a question is read, and whether the reranker looks at what was found; None where none was wanted."""
    text, language = query.text, query.language
    parsed = parse(text, language)
    return Explanation(
        language,
        {word: stems(word, language) for word in parsed.words},
        parsed.pairs,
        parsed.phrases,
        parsed.excluded,
        names(text),
        expand(text, language, language),
        translations(text, language),
        _second_look(query, reranker, other),
        compares(text, language),
        WEIGHTS,
    )


def _second_look(query: Query, reranker: Reranker | None, other: Reranker) -> SecondLook:
    if reranker is None:
        return SecondLook(None, 0, None, "it was left out on request (fast)")
    reader = second_reader(query, reranker, other)
    if reader is None:
        return SecondLook(reranker.name, 0, reranker.languages, why_unread(query, reranker))
    return SecondLook(reader.name, READ, reader.languages, None)
