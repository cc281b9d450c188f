"""Changes in the evidence for standing questions: for a terminal, as Markdown, as JSON, and as an Atom feed."""

from collections.abc import Iterable, Sequence

from corpus.watched import NewsItem, StandingQuestion


def by_question(
    questions: Iterable[StandingQuestion], items: Sequence[NewsItem]
) -> list[tuple[StandingQuestion, list[NewsItem]]]:
    """Return the items of each question that has any, in the order of the questions."""
    groups = []
    for question in questions:
        own = [item for item in items if item.question == question.number]
        if own:
            groups.append((question, own))
    return groups
