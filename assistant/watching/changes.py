"""Compare an answer with the earlier answers to its question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.model import Answer, Evidence
from assistant.watching.fates import news_of_works, shown_work
from assistant.watching.passages import GUESS, Judged, Passages, item_of, news_of, with_design_first
from corpus.model import Reference
from corpus.store.corpus import Corpus
from corpus.store.standing import Memory
from corpus.watched import NewsItem, WhatIsNew

FIRST_DESIGNS = {"systematic review": "systematic review", "randomised": "randomised trial"}
"""The designs whose first work is news, with their names in a sentence."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The news of an answer, and how many copies of known sentences were left out."""

    items: tuple[NewsItem, ...] = ()
    copies: int = 0
    is_first: bool = False
    is_rebuilt: bool = False


def find_changes(answer: Answer, fingerprint: str, memory: Memory, corpus: Corpus) -> Changes:
    """Return what is new about an answer, and remember the answer.

    The first answer to a question is a silent baseline. If another index or other models answer than the last time,
    passages and works come and go without any new evidence. Then only works that were added since are news.

    Args:
        answer: the answer.
        fingerprint: of the index and the models that gave it.
        memory: what is remembered about the question.
        corpus: the library.
    """
    asked = memory.question
    is_first = not asked.asked
    is_rebuilt = not is_first and asked.fingerprint != fingerprint
    designs = {work.design.removesuffix(GUESS) for work in memory.shown.values()}
    fates = news_of_works(memory, corpus)
    passages, copies = _news_of_evidence(answer, memory, corpus, designs, is_silent=is_first, only_added=is_rebuilt)
    verdict = [] if is_first or is_rebuilt else _news_of_verdict(answer, memory)
    items = (*verdict, *passages, *_news_of_record(answer, memory, is_silent=is_first or is_rebuilt), *fates)
    memory.news += items
    memory.question = replace(asked, fingerprint=fingerprint, answered=_is_answered(answer), reason=answer.reason or "")
    return Changes(items, copies, is_first, is_rebuilt)


def _is_answered(answer: Answer) -> bool:
    return answer.answered or answer.record is not None


def _news_of_verdict(answer: Answer, memory: Memory) -> list[NewsItem]:
    """Return whether a question that was not answered is answered now, or the other way round."""
    was_answered, is_answered = memory.question.answered, _is_answered(answer)
    if is_answered and not was_answered:
        return [NewsItem(WhatIsNew.ANSWERED, f"Until now there was no good evidence: {memory.question.reason}.")]
    if was_answered and not is_answered:
        return [NewsItem(WhatIsNew.UNANSWERED, f"There is no good evidence any more: {answer.reason}.")]
    return []


def _news_of_evidence(
    answer: Answer, memory: Memory, corpus: Corpus, designs: set[str], *, is_silent: bool, only_added: bool
) -> tuple[list[NewsItem], int]:
    """Return the news of the passages that are shown, and the number of copies. Remember the passages.

    `designs` are those of the works that were shown before, as they were then.
    """
    passages = Passages(corpus, memory)
    judged = [(piece, passages.judge(piece)) for piece in answer.evidence]
    items: list[NewsItem] = []
    copies = 0
    for piece, what in judged:
        # Both are whole seconds. What was added in the second of the last question was more likely added after it.
        is_added = corpus.added(piece.citation.reference.key) >= memory.question.asked
        if not is_silent and (is_added or not only_added):
            items += _news_of_piece(piece, what, memory, designs, is_added)
            copies += passages.new_copies(piece) + (what.what == "copy")
        else:
            passages.new_copies(piece)
        designs.add(piece.citation.reference.design)
    for piece, _ in judged:
        passages.remember(piece)
        _remember_work(piece.citation.reference, memory, [piece.citation.source.sha256])
    return items, copies


def _news_of_piece(
    piece: Evidence, judged: Judged, memory: Memory, designs: set[str], is_added: bool
) -> list[NewsItem]:
    """Return the news of one piece of evidence. `designs` are those of the works that were shown before it."""
    items = list(news_of(piece, judged, memory, is_added))
    design = piece.citation.reference.design
    if design in FIRST_DESIGNS and design not in designs:
        others = [item for item in items if item.what is WhatIsNew.FIGURE]
        first = with_design_first(item_of(piece, WhatIsNew.FIRST_DESIGN, ""), FIRST_DESIGNS[design])
        return [first, *others]
    return items


def _remember_work(reference: Reference, memory: Memory, sources: Sequence[str]) -> None:
    held = memory.shown.get(reference.key)
    known = held.sources if held else ()
    memory.shown[reference.key] = shown_work(reference, tuple(dict.fromkeys([*known, *sources])))


def _news_of_record(answer: Answer, memory: Memory, *, is_silent: bool) -> list[NewsItem]:
    """Return the works that are new in the list of works that a question asks for, and remember the list."""
    if answer.record is None or answer.record.field not in ("works", "count"):
        return []
    items = []
    for work in answer.record.works:
        reference = work.reference
        if reference.key in memory.shown:
            continue
        _remember_work(reference, memory, ())
        if not is_silent:
            why = "It is new in the list of works that the question asks for."
            shown = memory.shown[reference.key]
            items.append(
                NewsItem(
                    WhatIsNew.NEW_WORK,
                    why,
                    key=shown.key,
                    title=shown.title,
                    citation=work.citation,
                    design=shown.design,
                )
            )
    return items
