"""Ask all standing questions, and keep what has changed: the news and the memory of each question together."""

from collections.abc import Callable, Sequence

from assistant.ingest.model import AddReport
from assistant.model import Answer
from assistant.settings import MAX_PASSAGES
from assistant.watching.changes import find_changes
from assistant.watching.filters import to_filter
from assistant.watching.model import NotAsked, WatchReport
from corpus.errors import InputError, NothingSelected, UnknownKey
from corpus.model import Filter
from corpus.store.corpus import Corpus
from corpus.watched import StandingQuestion

Ask = Callable[[str, int, Filter], Answer]


def run_questions(
    questions: Sequence[StandingQuestion],
    ask: Ask,
    fingerprint: Callable[[], str],
    corpus: Corpus,
    advance: Callable[[int], None],
    added: AddReport | None = None,
) -> WatchReport:
    """Return the news of all standing questions. What was found of a question is kept before the next one is asked.

    Args:
        questions: the questions.
        ask: answers one.
        fingerprint: returns the fingerprint of the index and the models that answer.
        corpus: opened to change its standing questions.
        advance: called with the number of questions that are done.
        added: what became of the files that were added before.
    """
    first, rebuilt, not_asked = [], [], []
    copies = 0
    for number, question in enumerate(questions, start=1):
        try:
            answer = _answer(question, ask)
            with corpus.standing.remembering(question.number) as memory:
                changes = find_changes(answer, fingerprint(), memory, corpus)
        except InputError as error:
            not_asked.append(NotAsked(question, str(error)))
            continue
        copies += changes.copies
        if changes.is_first:
            first.append(question.number)
        if changes.is_rebuilt:
            rebuilt.append(question.number)
        advance(number)
    items = corpus.standing.news(unreported=True)
    return WatchReport(tuple(questions), tuple(items), tuple(first), tuple(rebuilt), copies, tuple(not_asked), added)


def _answer(question: StandingQuestion, ask: Ask) -> Answer:
    """Return the answer to a question. If its filter selects nothing yet, there is no evidence for it.

    Raises:
        InputError: the question cannot be asked.
    """
    k = max(1, min(question.k, MAX_PASSAGES))  # the library may come from a stranger
    try:
        return ask(question.text, k, to_filter(question.filters))
    except UnknownKey:
        raise
    except NothingSelected as error:
        return Answer(question.text, "und", (), (), 0.0, str(error), None)
