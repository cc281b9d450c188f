"""The findings about a draft: for a terminal, as Markdown, and as JSON."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.checking.model import (
    WRONG,
    DraftCheck,
    FigureFinding,
    FigureVerdict,
    QuoteFinding,
    Verdict,
)
from assistant.render.json import SCHEMA_VERSION, citation_json
from assistant.render.layout import Block
from assistant.render.markdown import escape_markdown
from assistant.render.plain import count, one_line, status_counts
from corpus.citing.notices import notice_text

MAX_QUOTED_CHARACTERS = 200
"""A longer quotation is cut where it only says which one is meant. Chosen: two lines."""

NOTHING = "(nothing)"
"""Said where a draft has words that the original lacks, or the other way round."""

_STYLES = {Verdict.VERBATIM: "green", **dict.fromkeys(WRONG, "bold red")}


def check_text(check: DraftCheck) -> RenderableType:
    """Return the findings in the order of the draft, a block for each, and then the totals."""
    parts: list[RenderableType] = []
    for finding in check.quotes:
        verdict = Text(finding.verdict, style=_STYLES.get(finding.verdict, "yellow"))
        head = Text.assemble(f"{one_line(finding.quote.place)}  ", verdict, f"  “{_shortened(finding.quote.words)}”")
        details = [Text(f"  {line}", style="dim") for line in _details(finding)]
        parts.append(Block([head, *details], hang=2))
    for figure in check.figures:
        if figure.verdict is not FigureVerdict.FOUND:
            parts.append(Block([Text(figure_line(figure))], hang=2))
    parts.append(Block([Text(line) for line in totals(check)]))
    return Group(*parts)


def check_markdown(check: DraftCheck) -> str:
    """Return the findings as a list in Markdown, and then the totals."""
    lines = []
    for finding in check.quotes:
        quoted = escape_markdown(_shortened(finding.quote.words))
        lines.append(f"* **{finding.verdict}**, {escape_markdown(finding.quote.place)}: “{quoted}”")
        lines += [f"  * {escape_markdown(line)}" for line in _details(finding)]
    for figure in check.figures:
        lines.append(f"* {escape_markdown(figure_line(figure))}")
    return "\n".join([*lines, "", *map(escape_markdown, totals(check)), ""])


def check_json(check: DraftCheck) -> dict[str, Any]:
    """Return the findings as a JSON object (docs/json.md)."""
    return {
        "schema": SCHEMA_VERSION,
        "quotations": [_quote_json(finding) for finding in check.quotes],
        "figures": [_figure_json(finding) for finding in check.figures],
        "skipped": check.skipped,
        "wrong": check.is_wrong,
        "warnings": list(check.warnings),
    }


def totals(check: DraftCheck) -> list[str]:
    """Return how many quotations and figures have each verdict, as lines."""
    verdicts = sorted((finding.verdict for finding in check.quotes), key=list(Verdict).index)
    lines = [f"{count(len(verdicts), 'quotation')}: {status_counts(verdicts) or 'none'}"]
    if check.skipped:
        lines.append(f"{count(check.skipped, 'quotation')} of fewer than four words, or titles of works: not looked up")
    if check.figures:
        about_figures = sorted((finding.verdict for finding in check.figures), key=list(FigureVerdict).index)
        lines.append(f"{count(len(about_figures), 'figure')} with a citation: {status_counts(about_figures)}")
    lines += [one_line(warning) for warning in check.warnings]
    return lines


def _details(finding: QuoteFinding) -> list[str]:
    """Return what else is known about a quotation, a line for each thing."""
    lines = []
    if finding.quote.cited:
        lines.append(f"cited: {_shortened(finding.quote.cited.text)}")
    if finding.citation:
        lines.append(f"found: {one_line(finding.citation.text)}")
        lines += [one_line(notice_text(notice)) for notice in finding.citation.reference.notices]
    if finding.verdict is Verdict.ALTERED:
        lines += _alterations(finding)
    return lines + _remarks(finding)


def _alterations(finding: QuoteFinding) -> list[str]:
    """Return the words that differ, a line for each place, and the original."""
    lines = []
    for difference in finding.differences:
        quoted = one_line(difference.quoted) or NOTHING
        original = one_line(difference.original) or NOTHING
        lines.append(f"draft: {quoted}  original: {original}")
    return [*lines, f"original: “{_shortened(finding.original)}”"]


def _remarks(finding: QuoteFinding) -> list[str]:
    lines = []
    if finding.allowances:
        lines.append(f"with {' and '.join(finding.allowances)}")
    if finding.cites:
        lines.append(f"secondary: the source cites {one_line('; '.join(finding.cites))}")
    if finding.also:
        places = "; ".join(place.text for place in finding.also)
        lines.append(f"also in: {one_line(places)}")
    if finding.reason:
        lines.append(one_line(finding.reason))
    return lines


def quote_comment(finding: QuoteFinding) -> str:
    """Return what a comment on a quotation says: the verdict, then a line for each thing that is known."""
    return "\n".join([f"{finding.verdict}", *_details(finding)])


def figure_comment(finding: FigureFinding) -> str:
    """Return what a comment on a figure says: the verdict, then what is cited and where it was looked for."""
    figure = finding.figure
    lines = [f"figure {one_line(figure.figure)}: {finding.verdict}", f"cited: {_shortened(figure.cited.text)}"]
    if finding.searched:
        lines.append(f"looked for in: {one_line(finding.searched)}")
    return "\n".join(lines)


def figure_line(finding: FigureFinding) -> str:
    """Return what the library says about a figure, on one line."""
    figure = finding.figure
    searched = f" ({one_line(finding.searched)})" if finding.searched else ""
    cited = _shortened(figure.cited.text)
    return f"{one_line(figure.place)}  figure {figure.figure} {finding.verdict}: {cited}{searched}"


def _shortened(text: str) -> str:
    """Return a text on one line, with its end left out if it is long."""
    line = one_line(text)
    if len(line) <= MAX_QUOTED_CHARACTERS:
        return line
    return f"{line[:MAX_QUOTED_CHARACTERS].rpartition(' ')[0]} …"


def _quote_json(finding: QuoteFinding) -> dict[str, Any]:
    quote = finding.quote
    differences = [{"draft": each.quoted, "original": each.original} for each in finding.differences]
    return {
        "place": quote.place,
        "quote": quote.words,
        "cited": quote.cited and quote.cited.text,
        "verdict": finding.verdict,
        "found": finding.citation and citation_json(finding.citation),
        "original": finding.original,
        "differences": differences,
        "allowances": list(finding.allowances),
        "cites": list(finding.cites),
        "also": [citation_json(place) for place in finding.also],
        "reason": finding.reason,
    }


def _figure_json(finding: FigureFinding) -> dict[str, Any]:
    figure = finding.figure
    return {
        "place": figure.place,
        "figure": figure.figure,
        "cited": figure.cited.text,
        "verdict": finding.verdict,
        "searched": finding.searched,
    }
