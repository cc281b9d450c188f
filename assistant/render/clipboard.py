"""One quotation or reference as people paste it: plain text, and HTML for programs that take italics.

Every text is untrusted. It is escaped, and has no characters that control a terminal or the direction of text.
"""

from assistant.cited_quotes import CitedQuote, quotation_runs
from assistant.render.lists import clean_runs
from assistant.render.lists.html import inline
from assistant.render.plain import NOT_A_QUOTATION
from corpus.citing.styles.styled_text import Run, StyledText


def quote_text(cited: CitedQuote) -> str:
    """Return a quotation in quotation marks, then its citation, on one line."""
    return reference_text(_quotation(cited))


def quote_html(cited: CitedQuote) -> str:
    """Return a quotation in quotation marks, then its citation, as the inside of a paragraph. It is ASCII."""
    return reference_html(_quotation(cited))


def reference_text(reference: StyledText) -> str:
    """Return a reference, or a citation, on one line."""
    return "".join(run.text for run in clean_runs(reference))


def reference_html(reference: StyledText) -> str:
    """Return a reference, or a citation, as the inside of a paragraph. It is ASCII."""
    return inline(reference).encode("ascii", "xmlcharrefreplace").decode()


def _quotation(cited: CitedQuote) -> StyledText:
    """Return a quotation, or a summary by this library as what it is, with its citation."""
    runs = quotation_runs(cited.quote, cited.table_head)
    if cited.is_note:
        runs = [Run(f"({NOT_A_QUOTATION}) {cited.quote}")]
    return StyledText((*runs, Run(" "), *cited.in_text.runs))
