"""News of standing questions as Markdown: a heading for each question and an item for each change."""

from collections.abc import Iterable, Sequence

from assistant.render.markdown import escape_markdown
from assistant.render.news import by_question
from corpus.watched import NewsItem, StandingQuestion


def news_markdown(questions: Iterable[StandingQuestion], items: Sequence[NewsItem]) -> str:
    """Return items of news, by question. No text of a document becomes a mark or a tag."""
    lines = ["# Changes in the evidence", ""]
    for question, own in by_question(questions, items):
        lines += [f"## {escape_markdown(question.text)}", ""]
        for item in own:
            lines += [*_lines(item), ""]
    if not items:
        lines += ["Nothing is new.", ""]
    return "\n".join(lines)


def _lines(item: NewsItem) -> list[str]:
    lines = [f"* **{item.what}** ({escape_markdown(item.time[:10])}): {escape_markdown(item.why)}"]
    if item.quote:
        lines += ["", f"  > {escape_markdown(item.quote)}"]
    named = escape_markdown(item.citation)
    if item.title:
        named = f"{named}. *{escape_markdown(item.title)}*. {escape_markdown(item.design)}."
    if named:
        lines += ["", f"  {named}"]
    if item.before:
        lines += ["", f"  Before: {escape_markdown(item.before)}"]
    return lines
