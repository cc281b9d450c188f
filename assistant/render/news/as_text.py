"""News of standing questions for a terminal: as an answer looks, with the reason of each item."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.render.layout import SEPARATOR, Block
from assistant.render.news import by_question
from assistant.render.plain import count, one_line
from assistant.watching.model import WatchReport
from corpus.watched import NewsItem, StandingQuestion, WhatIsNew

SHORT_ID_DIGITS = 8
"""Digits of a passage's id that are shown, as in an answer."""

_STYLES = {
    WhatIsNew.FIGURE: "bold yellow",
    WhatIsNew.NOTICE: "bold red",
    WhatIsNew.REMOVED: "bold red",
    WhatIsNew.UNANSWERED: "bold yellow",
}


def news_text(questions: Iterable[StandingQuestion], items: Sequence[NewsItem]) -> RenderableType:
    """Return items of news, by question."""
    parts: list[RenderableType] = []
    for question, own in by_question(questions, items):
        parts.append(Block([Text(f"Question {question_line(question)}", style="bold"), Text()], hang=2))
        for item in own:
            label = Text(str(item.number), style="bold")
            parts.append(Block([*_lines(item), Text()], label, label.cell_len + 2))
    return Group(*parts)


def _lines(item: NewsItem) -> list[Text]:
    lines = [Text.assemble((str(item.what), _STYLES.get(item.what, "bold green")), f"  {one_line(item.why)}")]
    if item.title:
        design = f"{SEPARATOR}{one_line(item.design)}" if item.design else ""
        lines.append(Text.assemble((one_line(item.title), "bold"), design))
    if item.citation:
        lines.append(Text(one_line(item.citation), style="cyan"))
    if item.quote:
        lines.append(Text(one_line(item.quote), style="bold"))
    if item.before:
        lines.append(Text(f"before: {one_line(item.before)}", style="dim"))
    if item.passage:
        lines.append(Text(f"evidence show {one_line(item.passage)[:SHORT_ID_DIGITS]}", style="dim"))
    return lines


def questions_text(questions: Sequence[StandingQuestion], unread: Mapping[int, int]) -> RenderableType:
    """Return the standing questions, a line for each. `unread` is the number of unread items by question."""
    lines = []
    for question in questions:
        state = "not asked yet"
        if question.asked:
            result = "answered" if question.answered else "not answered"
            state = f"asked {one_line(question.asked[:10])}, {result}"
        items = unread.get(question.number, 0)
        if items:
            state += f", {count(items, 'unread item')}"
        lines.append(Text.assemble((question_line(question), "bold"), f"{SEPARATOR}{state}"))
    return Block(lines, hang=2)


def question_line(question: StandingQuestion) -> str:
    """Return a question with its number and its filters: `3  What did it cost?  ·  --design guide --since 2015`."""
    options = []
    for name, value in question.filters.items():
        values = value if isinstance(value, list) else [value]
        options += [f"--{name} {one_line(str(each))}" for each in values]
    filters = f"{SEPARATOR}{' '.join(options)}" if options else ""
    return f"{question.number}  {one_line(question.text)}{filters}"


def remarks(report: WatchReport) -> list[str]:
    """Return what else to know about a run, a sentence for each thing."""
    lines = []
    if report.first:
        lines.append(f"{_questions(report.first)} asked for the first time: what is found from now on is news.")
    if report.rebuilt:
        lines.append(
            f"The index or the models are others than the last time: {_questions(report.rebuilt)} compared only with"
            " works that were added since."
        )
    if report.copies:
        copies = count(report.copies, "passage")
        lines.append(f"{copies} left out: other works repeat sentences that were shown before.")
    for each in report.not_asked:
        lines.append(one_line(f"question {each.question.number} was not asked: {each.reason}"))
    return lines


def _questions(numbers: Sequence[int]) -> str:
    verb = "was" if len(numbers) == 1 else "were"
    return f"{count(len(numbers), 'question')} {verb}"
