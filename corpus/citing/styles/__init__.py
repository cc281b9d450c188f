"""References and citations in the styles of the manuals: APA, Chicago, MLA, Harvard, Vancouver.

    >>> formatted = format_citations([Mention(reference, Locator("page", 18, "12"))], "apa")
    >>> formatted.in_text[0].plain
    '(Abt & Winship, 2016, p. 12)'

A style is a file in the Citation Style Language (https://citationstyles.org). Six styles are in this folder, as the CSL
project publishes them; any other can be given by its path. The manuals have rules that CSL cannot express. Those rules
are applied to the record before it is formatted; docs/citing.md lists them.

This module makes lists of references. The short citations in an answer come from `corpus.citing.short_citation`, which
does not load citeproc-py.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import Locator as CslLocator
from lxml.etree import XMLSyntaxError

from corpus.citing.notices import notices_text, serious_notices
from corpus.citing.short_citation import distinct_ends, format_time
from corpus.citing.styles.manuals import apply_manual
from corpus.citing.styles.messages import formatted_from_json, mentions_to_json
from corpus.citing.styles.model import FormattedCitations, ListLayout, Mention
from corpus.citing.styles.processor import Work, open_style
from corpus.citing.styles.records import literal_record
from corpus.citing.styles.styled_text import MARKS, MarkFormatter, Run, StyledText, close_seams, to_styled_text
from corpus.csl import filled
from corpus.errors import InputError, UnreadableFile, error_reason
from corpus.model import Locator, Reference
from corpus.sandbox.held_file import InputFile
from corpus.sandbox.model import INVALID_ANSWER
from corpus.sandbox.process import ask
from corpus.text.near import choose_from

__all__ = ["STYLES", "FormattedCitations", "ListLayout", "Mention", "format_citations", "format_in_style"]

STYLES: Mapping[str, str] = {
    "apa": "en-US",
    "chicago-author-date": "en-US",
    "chicago-notes": "en-US",
    "mla": "en-US",
    "harvard": "en-GB",
    "vancouver": "en-US",
}
"""The styles that come with this program, with the language of their manuals."""


SECONDS, SECONDS_PER_MENTION = 30.0, 1.0
"""Time for a list in a style that a person gave. A work takes less than 0.1 s in the six styles here."""


def format_citations(
    mentions: Sequence[Mention], style: str, text_of: Callable[[str], str] = lambda key: ""
) -> FormattedCitations:
    """Return the list of the works mentioned, each once, and the citation in the text (or note) for each mention.

    A style that a person gave is read and carried out in a child process, with limits.

    Args:
        mentions: works and places. Works that would look alike in the text are distinguished if the style has a way.
        style: one of `STYLES`, or the path of a CSL file.
        text_of: returns the text of a work by its key, or "". A style that asks for titles in sentence case reads it.

    Raises:
        InputError: there is no such style, or its file cannot be used.
    """
    if style in STYLES:
        csl = open_style(Path(__file__).with_name(f"{style}.csl"), STYLES[style])
        return _format(mentions, csl, text_of)
    path = Path(style)
    if path.suffix != ".csl":
        raise InputError(f"{style!r} is not a style. {choose_from(style, STYLES)}, or name a file that ends in .csl")
    _check_file(path)
    keys = {mention.reference.key for mention in mentions}
    request = {"task": "citations", "mentions": mentions_to_json(mentions)}
    seconds = SECONDS + SECONDS_PER_MENTION * len(mentions)
    try:
        answer = ask(request, path, seconds, reply=lambda asked: _text_message(asked["question"], keys, text_of))
        if "not usable" in answer:
            raise InputError(str(answer["not usable"]))
        return formatted_from_json(answer, len(mentions))
    except UnreadableFile as error:
        raise InputError(f"the style {style!r} cannot be used: {error}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"the style {style!r} cannot be used: {INVALID_ANSWER}") from error


def _check_file(path: Path) -> None:
    """Check that a style is a file that can be read.

    Raises:
        InputError: it is not.
    """
    try:
        is_file = path.is_file()
        path.stat()
    except OSError as error:
        raise InputError(f"the style {str(path)!r} cannot be read: {error_reason(error)}") from error
    if not is_file:
        raise InputError(f"the style {str(path)!r} is not a file")


def _text_message(key: str, keys: Set[str], text_of: Callable[[str], str]) -> dict[str, Any]:
    """Return the reply to a child that asks for the text of a work.

    Raises:
        KeyError: the work is not among `keys`, so the child must not have its text.
    """
    if key not in keys:
        raise KeyError(key)
    return {"text": text_of(key)}


def format_in_style(
    mentions: Sequence[Mention], name: str, file: InputFile, text_of: Callable[[str], str]
) -> FormattedCitations:
    """Do what `format_citations` does for a style that a person gave, in this process.

    Raises:
        InputError: the style cannot be used.
    """
    try:
        csl = open_style(file, None)
    except XMLSyntaxError as error:
        raise InputError(f"the style {name!r} cannot be read: {error.msg}") from error
    except (OSError, ValueError, AttributeError) as error:
        raise InputError(f"the style {name!r} cannot be read: {error_reason(error)}") from error
    if csl.root.citation is None:
        raise InputError(f"the style {name!r} only refers to another style: give the file of that style")
    try:
        return _format(mentions, csl, text_of)
    except MemoryError:
        raise
    except Exception as error:  # a style is a program, and citeproc-py does not check the program
        raise InputError(f"the style {name!r} cannot be used: {error!r}") from error


def _format(mentions: Sequence[Mention], csl: CitationStylesStyle, text_of: Callable[[str], str]) -> FormattedCitations:
    works: dict[str, Work] = {}
    for mention in mentions:
        if mention.reference.key.lower() not in works:  # a text is read for its words once
            work = _work(mention.reference, csl, text_of)
            works[work.key] = work
    return _Formatter(works, csl).format(mentions)


class _Formatter:
    """The works of one list, formatted in one style. `works` are by key, in the order of their first mention.

    `notices` are put after the entries of works that were retracted.
    """

    def __init__(self, works: Mapping[str, Work], csl: CitationStylesStyle) -> None:
        self.works = works
        self.csl = csl
        self.bibliography = CitationStylesBibliography(csl, works, MarkFormatter)
        self.notices: dict[str, Run] = {}

    def format(self, mentions: Sequence[Mention]) -> FormattedCitations:
        """Return the list of references and the citation of each mention."""
        self._register_works()
        if self.csl.root.citation.get("disambiguate-add-year-suffix") == "true":
            self._add_year_suffixes()
        in_text = []
        for mention in mentions:
            place = _csl_locator(mention.first, mention.last)
            in_text.append(self._cite(mention.reference.key.lower(), place))
            notices = notices_text(serious_notices(mention.reference))
            if notices:
                self.notices[mention.reference.key.lower()] = Run(f" [{notices}]")
        return FormattedCitations(tuple(self._references()), tuple(in_text), _layout(self.csl))

    def _register_works(self) -> None:
        """Put all works in the list, in the order of the style."""
        for key in self.works:
            self.bibliography.register(Citation([CitationItem(key)]))
        if self.works and self.csl.has_bibliography():
            self.bibliography.sort()

    def _add_year_suffixes(self) -> None:
        """Add letters to the years of works that look alike in the text: `2013a`, `2013b`."""
        keys_by_citation = defaultdict(list)
        for key in self.bibliography.keys:
            keys_by_citation[self._cite(key)].append(key)
        for keys in keys_by_citation.values():
            if len(keys) > 1:
                for number, key in enumerate(keys):
                    self.works[key]["year_suffix"] = _letters(number)

    def _cite(self, key: str, place: CslLocator | None = None) -> StyledText:
        """Return the citation of a work in the text."""
        citation = Citation([CitationItem(key, **_place_fields(place, self.csl))])
        self.bibliography.register(citation)
        return _tidy(self.csl.render_citation(citation, [], None), self.csl)

    def _references(self) -> list[StyledText]:
        """Return the lines of the list. A work that the style leaves out of its lists is cited as in the text."""
        entries = [self._entry(item) for item in self.bibliography.items]
        lines = []
        for item, entry in zip(self.bibliography.items, entries, strict=True):
            line = _tidy(entry[0], self.csl) if entry else self._cite(item.key)
            notice = self.notices.get(item.key)
            lines.append(StyledText((*line.runs, notice)) if notice else line)
        return lines

    def _entry(self, item: Any) -> Sequence[Any]:
        """Return the entry of a work as a list of one element; empty if the style has no entry for it."""
        if not self.csl.has_bibliography():
            return []
        entries: Sequence[Any] = self.csl.render_bibliography([item])
        return entries


def _layout(csl: CitationStylesStyle) -> ListLayout:
    """Return the layout that a style asks for. The defaults are CSL's."""
    bibliography = csl.root.bibliography
    options = {} if bibliography is None else bibliography.attrib
    return ListLayout(
        options.get("hanging-indent") == "true",
        _lines(options.get("line-spacing"), 1),
        _lines(options.get("entry-spacing"), 1),
    )


def _lines(number: str | None, default: int) -> int:
    """Return a number of lines; the default if there is none, or if it is not a number that fits on a page."""
    if number is None or not re.fullmatch("[0-9]", number):
        return default
    return int(number)


# --- records ---------------------------------------------------------------------------------------------------


def _work(reference: Reference, csl: CitationStylesStyle, text_of: Callable[[str], str]) -> Work:
    """Return a reference as a record for citeproc-py, with the rules of the style's manual applied."""
    record = {"title": reference.key, **literal_record(reference.csl)}
    style = str(csl.root.findtext(".//{*}id") or "").rpartition("/")[2]
    apply_manual(record, style, reference.kind, lambda: text_of(reference.key))
    return Work(reference.key.lower(), filled(record))


# --- places ----------------------------------------------------------------------------------------------------


def _csl_locator(first: Locator | None, last: Locator | None) -> CslLocator | None:
    """Return a place as a CSL locator: printed page numbers if both ends have one, or else the file's numbers.

    A heading is put in quotation marks, under a label for which no style has a word.
    """
    if first is None:
        return None
    ends = distinct_ends(first, last)
    if first.kind == "seconds":
        times = [format_time(end.index) for end in ends]
        return CslLocator("timestamp", "–".join(times))
    labels = [end.label for end in ends if end.label]
    if first.kind == "section" and labels:
        headings = [f"“{label}”" for label in dict.fromkeys(labels)]
        return CslLocator("heading", "–".join(headings))
    numbers = labels
    if len(labels) < len(ends):
        numbers = [str(end.index) for end in ends]
    return CslLocator(first.kind, "–".join(dict.fromkeys(numbers)))


def _place_fields(place: CslLocator | None, csl: CitationStylesStyle) -> dict[str, Any]:
    """Return the fields of a citation item for a place: a locator, or a suffix in a style that prints no locator."""
    if place is None:
        return {}
    if csl.root.xpath_search('//cs:text[@variable="locator"] | //cs:number[@variable="locator"]'):
        return {"locator": place}
    label = ""
    if place.label == "page":
        label = "pp. " if "–" in place.identifier else "p. "
    elif place.label == "section":
        label = "section "
    return {"suffix": f", {label}{place.identifier}"}


# --- text ------------------------------------------------------------------------------------------------------


def _tidy(text: Any, csl: CitationStylesStyle) -> StyledText:
    """Return a text on one line, with the punctuation that CSL asks for where citeproc-py joins two parts."""
    line = close_seams(" ".join(str(text or "").split()))
    if csl.root.get_locale_option("punctuation-in-quote") == "true":
        line = re.sub(f"(’?”)({MARKS}*)([.,])", r"\3\1\2", line)
    line = line.replace(" Retrieved http", " http")  # apa.csl assumes that a work without a date has an access date
    line = re.sub(f"([.?!])({MARKS}*)[.,](?=[’”])", r"\1\2", line)
    line = re.sub(f"([?!])({MARKS}*)\\.(?={MARKS}*(?:\\s|$))", r"\1\2", line)
    return to_styled_text(re.sub(r"^(\d+\.)(?=\S)", r"\1 ", line))


def _letters(number: int) -> str:
    """Return `a` to `z` for 0 to 25, then `aa`, `ab` and so on."""
    higher, letter = divmod(number, 26)
    last = chr(ord("a") + letter)
    if higher == 0:
        return last
    return _letters(higher - 1) + last
