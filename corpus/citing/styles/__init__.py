"""References and citations in the styles that people are asked for: APA, Chicago, MLA, Harvard, Vancouver.

    >>> cited = cite([Cite(reference, Locator("page", 18, "12"))], "apa")
    >>> cited.in_text[0]
    '(Abt & Winship, 2016, p. 12)'

A style is a file in the Citation Style Language (https://citationstyles.org). Six stand beside this one, as the CSL
project publishes them; any other can be given by its path. What the manuals ask and CSL cannot say is done to the
record on its way in, and said in docs/citing.md. This is for lists of references: an answer is cited by
`corpus.citing.short_citation`, which loads none of this.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import Locator as Place
from citeproc.formatter import plain
from citeproc.string import String
from lxml.etree import XMLSyntaxError

from corpus.citing.short_citation import clock
from corpus.citing.styles.processor import Work, open_style, sound
from corpus.errors import InputError
from corpus.model import Locator, Reference
from corpus.works.starter import sentence_case

STYLES: Mapping[str, str] = {
    "apa": "en-US",
    "chicago-author-date": "en-US",
    "chicago-notes": "en-US",
    "mla": "en-US",
    "harvard": "en-GB",
    "vancouver": "en-US",
}
"""The styles that come with this program, and the language that their manuals are written in."""


SENTENCE_CASE = ("apa", "harvard-cite-them-right", "nlm", "elsevier-vancouver", "vancouver")
"""How the names of styles begin whose manuals ask for titles in sentence case, which CSL leaves to the record."""

TITLES = {"title", "container-title"}


@dataclass(frozen=True, slots=True)
class Cite:
    """A work to be cited, at a place or, without `first`, as a whole."""

    reference: Reference
    first: Locator | None = None
    last: Locator | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """The list of `references`, in the order of the style, and what stands in the text for each cite, in order."""

    references: tuple[str, ...]
    in_text: tuple[str, ...]


def cite(cites: Sequence[Cite], style: str) -> Cited:
    """Gives the list of the works cited, each once, and the citations in the text (or notes) that lead to it.

    Args:
        cites: works and places. Two that would look alike in the text are told apart where the style has a way.
        style: one of `STYLES`, or the path of a CSL file.

    Raises:
        InputError: there is no such style, or its file cannot be used.
    """
    csl = _open(style)
    works = {cite.reference.key.lower(): _work(cite.reference, csl) for cite in cites}
    try:
        return _rendered(cites, works, csl)
    except Exception as error:  # a style is a program, and citeproc-py does not check what it runs
        if style in STYLES:
            raise
        raise InputError(f"the style {style!r} cannot be used: {error!r}") from error


def _rendered(cites: Sequence[Cite], works: Mapping[str, Work], csl: CitationStylesStyle) -> Cited:
    listed = CitationStylesBibliography(csl, works, plain)
    for key in works:
        listed.register(Citation([CitationItem(key)]))
    if csl.has_bibliography():
        listed.sort()

    def in_text(key: str, place: Place | None = None) -> str:
        citation = Citation([CitationItem(key, **_located(place, csl))])
        listed.register(citation)
        return _tidy(csl.render_citation(citation, [], None), csl)

    if csl.root.citation.get("disambiguate-add-year-suffix") == "true":
        alike = defaultdict(list)
        for key in listed.keys:
            alike[in_text(key)].append(key)
        for keys in alike.values():
            for number, key in enumerate(keys if len(keys) > 1 else ()):
                works[key]["year_suffix"] = _letters(number)
    told = tuple(in_text(cite.reference.key.lower(), _place(cite.first, cite.last)) for cite in cites)
    entries = [csl.render_bibliography([item]) if csl.has_bibliography() else [] for item in listed.items]
    lines = (
        _tidy(entry[0], csl) if entry else in_text(item.key)  # what a style leaves out of its lists, as in the text
        for item, entry in zip(listed.items, entries, strict=True)
    )
    return Cited(tuple(lines), told)


def _open(style: str) -> CitationStylesStyle:
    path = Path(__file__).with_name(f"{style}.csl") if style in STYLES else Path(style)
    if style not in STYLES and path.suffix != ".csl":
        raise InputError(f"no style {style!r}: there are {', '.join(STYLES)}, or a file that ends in .csl")
    try:
        csl = open_style(path, STYLES.get(style))
    except (OSError, XMLSyntaxError, ValueError, AttributeError) as error:
        raise InputError(f"the style {style!r} cannot be read: {error}") from error
    if csl.root.citation is None:
        raise InputError(f"the style {style!r} says nothing itself: it stands for another, whose file is needed")
    return csl


# --- records ---------------------------------------------------------------------------------------------------


def _work(reference: Reference, csl: CitationStylesStyle) -> Work:
    record = {"title": String(reference.key), **sound(reference.csl)}
    return Work(reference.key.lower(), _prepared(record, csl.root))


def _prepared(record: dict[str, Any], style: Any) -> dict[str, Any]:
    """A record as a style needs it, where its manual asks what CSL cannot say.

    * Titles are in sentence case, where that is known, for a style that does not write them in headline case.
    * APA capitalises the first word after a colon (6.17), numbers a series with `No.` (10.4), and leaves out a
      publisher who is the author (9.29).
    * MLA leaves out an author who is the publisher, and shortens `University Press`.
    * Chicago leaves the article out of a newspaper's name.
    """
    manual = str(style.findtext(".//{*}id") or "").rpartition("/")[2]
    if manual.startswith(SENTENCE_CASE):
        record |= {name: sentence_case(record[name]) for name in TITLES & set(record)}
    author = record["author"][0].get("literal", "") if len(record.get("author", ())) == 1 else ""
    publisher = str(record.get("publisher", ""))
    if manual.startswith("apa"):
        record |= {name: re.sub(r"(?<=: )\w", lambda c: c[0].upper(), record[name]) for name in TITLES & set(record)}
        if record["type"] == "report" and str(record.get("collection-number", "")).isdigit():
            record["collection-number"] = f"No. {record['collection-number']}"
        if author and f"{publisher}, ".startswith(f"{author}, "):
            record["publisher"] = publisher[len(author) :].removeprefix(", ")
    elif manual.startswith("modern-language-association"):
        record["publisher"] = publisher.replace("University Press", "UP")
        if author and author == publisher:
            del record["author"]
    elif manual.startswith("chicago") and record["type"] == "article-newspaper":
        record["container-title"] = str(record.get("container-title", "")).removeprefix("The ")
    return {name: String(value) if isinstance(value, str) else value for name, value in record.items() if value}


def _place(first: Locator | None, last: Locator | None) -> Place | None:
    """A locator as CSL has it: the printed number of a page where both ends have one, else that of the file.

    A heading stands in quotation marks, under a label for which no style has a word.
    """
    if first is None:
        return None
    ends = [first] if last is None or last == first else [first, last]
    if first.kind == "seconds":
        return Place("timestamp", "–".join(clock(end.index) for end in ends))
    printed = [end.label for end in ends if end.label]
    if first.kind == "section" and printed:
        return Place("heading", "–".join(f"“{label}”" for label in dict.fromkeys(printed)))
    numbers = printed if len(printed) == len(ends) else [str(end.index) for end in ends]
    return Place(first.kind, "–".join(dict.fromkeys(numbers)))


def _located(place: Place | None, csl: CitationStylesStyle) -> dict[str, Any]:
    """What a citation takes of a place: the locator or, in a style that has no room for one, a suffix."""
    if place is None:
        return {}
    if csl.root.xpath_search('//cs:text[@variable="locator"] | //cs:number[@variable="locator"]'):
        return {"locator": place}
    label = {"page": "pp. " if "–" in place.identifier else "p. ", "section": "section "}.get(place.label, "")
    return {"suffix": f", {label}{place.identifier}"}


# --- text ------------------------------------------------------------------------------------------------------


def _tidy(text: Any, csl: CitationStylesStyle) -> str:
    """Text on one line, with the punctuation at a seam that CSL asks for and citeproc-py does not see to."""
    line = " ".join(str(text or "").split())
    if csl.root.get_locale_option("punctuation-in-quote") == "true":
        line = re.sub("(’?”)([.,])", r"\2\1", line)
    line = line.replace(" Retrieved http", " http")  # apa.csl takes it that what has no date has an access date
    line = re.sub(r"([.?!])[.,](?=[’”])", r"\1", line)
    line = re.sub(r"([?!])\.(?=\s|$)", r"\1", line)
    return re.sub(r"^(\d+\.)(?=\S)", r"\1 ", line)


def _letters(number: int) -> str:
    """`a` to `z`, then `aa`."""
    more, letter = divmod(number, 26)
    return (_letters(more - 1) if more else "") + chr(ord("a") + letter)
