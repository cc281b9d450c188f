"""A copy of a draft with a comment on each finding."""

from pathlib import Path

from assistant.checking.model import DraftCheck
from assistant.render.checks import figure_comment, quote_comment
from corpus.drafts import comment_copy
from corpus.drafts.model import Comment


def comment_draft(path: Path, check: DraftCheck) -> tuple[bytes, list[str]]:
    """Return a copy of a Word draft with a comment on each finding, and the findings that have no place in it.

    Raises:
        MissingExtra, InputError: see `corpus.drafts.comment_copy`.
    """
    placed = []
    for quote in check.quotes:
        comment = Comment(quote.quote.words, quote_comment(quote))
        placed.append((quote.quote.paragraph, quote.quote.start, comment))
    for figure in check.figures:
        comment = Comment(figure.figure.context, figure_comment(figure))
        placed.append((figure.figure.paragraph, figure.figure.start, comment))
    placed.sort(key=lambda each: each[:2])
    comments = [comment for _, _, comment in placed]
    content, unplaced = comment_copy(path, comments)
    return content, [comments[number].text for number in unplaced]
