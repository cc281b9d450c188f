"""Messages between the parent and the child that formats works in a style that a person gave."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple
from typing import Any

from corpus.citing.styles.model import FormattedCitations, ListLayout, Mention
from corpus.citing.styles.styled_text import FONTS, Font, Run, StyledText
from corpus.exchange.lines import CONTROLS
from corpus.model import Locator, Notice, Reference


def mentions_to_json(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    """Return mentions as JSON, with the parts of each reference that are printed."""
    messages = []
    for mention in mentions:
        work = mention.reference
        message: dict[str, Any] = {"key": work.key, "csl": work.csl, "kind": work.kind}
        message["notices"] = [asdict(notice) for notice in work.notices]
        message["ends"] = [end and astuple(end) for end in (mention.first, mention.last)]
        messages.append(message)
    return messages


def mentions_from_json(messages: Sequence[Mapping[str, Any]]) -> list[Mention]:
    """Return what `mentions_to_json` was given, without the parts of references that it left out."""
    mentions = []
    for message in messages:
        notices = tuple(Notice(**notice) for notice in message["notices"])
        reference = Reference(message["key"], message["csl"], message["kind"], design="", notices=notices)
        first, last = (end and Locator(*end) for end in message["ends"])
        mentions.append(Mention(reference, first, last))
    return mentions


def formatted_to_json(formatted: FormattedCitations) -> dict[str, Any]:
    """Return a formatted list as JSON."""
    return {
        "references": _texts_to_json(formatted.references),
        "in_text": _texts_to_json(formatted.in_text),
        "layout": astuple(formatted.layout),
    }


def formatted_from_json(message: Mapping[str, Any], mentions: int) -> FormattedCitations:
    """Return what `formatted_to_json` was given, for a number of mentions. The child is not trusted.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the message is not such JSON.
    """
    references = tuple(_text_from_json(text) for text in message["references"])
    in_text = tuple(_text_from_json(text) for text in message["in_text"])
    if len(in_text) != mentions or len(references) > mentions:
        raise ValueError(f"{len(references)} and {len(in_text)} texts for {mentions} mentions")
    hanging_indent, line_spacing, entry_spacing = message["layout"]
    layout = ListLayout(bool(hanging_indent), int(line_spacing), int(entry_spacing))
    if not (0 <= layout.line_spacing < 10 and 0 <= layout.entry_spacing < 10):  # as the style's are
        raise ValueError(f"{layout} does not fit on a page")
    return FormattedCitations(references, in_text, layout)


def _texts_to_json(texts: Sequence[StyledText]) -> list[list[tuple[str, list[Font]]]]:
    written = []
    for text in texts:
        runs = [(run.text, sorted(run.fonts)) for run in text.runs]
        written.append(runs)
    return written


def _text_from_json(runs: Sequence[Any]) -> StyledText:
    """Return a line of text without control characters, in fonts that there are."""
    checked = []
    for text, fonts in runs:
        known = frozenset(font for font in FONTS if font in fonts)
        checked.append(Run(CONTROLS.sub(" ", text), known))
    return StyledText(tuple(checked))
