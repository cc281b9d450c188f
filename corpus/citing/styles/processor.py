"""citeproc-py, with what it lacks of CSL 1.0.2 where the styles here need it.

citeproc-py (0.11) builds a style as a tree of lxml elements and takes, for each XML element, the last direct subclass
of its `CitationStylesElement` that has the element's name. So a class below replaces the one it extends, for styles
opened after this module is imported, and nothing in the package itself is changed. What each mends is said in its
docstring; the specification is https://docs.citationstyles.org/en/v1.0.2/specification.html.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from citeproc import CitationStylesStyle, model, source
from citeproc.model import CitationStylesElement as Element
from citeproc.source import VariableError
from citeproc.string import String

from corpus.text.language import fold

_OPENING_OR_LAST = re.compile(r"""(?<=["“‘(\[])[^\W\d_][\w'’]*|[^\W\d_][\w'’]*(?=\W*$)""")


class _Ranges:
    """What gives a range of pages."""

    def _format_last_page(self, first: str, last: str) -> str:
        """Gives the last page whole where it is longer than the first: `1–20`, not `1–0`."""
        return last if len(first) != len(last) else super()._format_last_page(first, last)  # type: ignore[misc]


class _Cased:
    """What is no text of a record: labels, numbers, dates, names."""

    def case(self, text: Any, language: str | None = None) -> Any:
        """Changes the case of plain text too, and to title case (`Eds.`) where no language is said."""
        return super().case(String(str(text)), language or "en")  # type: ignore[misc]


class Text(_Ranges, model.Text, Element):
    """`cs:text`."""

    def calls_variable(self) -> bool:
        """As of citeproc-py, which finds out anew at each mention of a macro: three quarters of the time of a list."""
        macro = self.get("macro")
        if macro is None:
            return bool(super().calls_variable())
        known = self.get_root().calls
        if macro not in known:
            known[macro] = bool(super().calls_variable())
        return bool(known[macro])

    def _variable(self, item: Any, context: Any) -> Any:
        if self.get("variable") == "locator":
            return String(item.locator.identifier)  # no hyphen in it is a dash
        render = super()._variable
        return _once(context, self.get("variable"), lambda: render(item, context))

    def case(self, text: Any, language: str | None = None) -> Any:
        """In title case, the last word and the first of a quotation have capitals too."""
        cased = super().case(String(str(text)), language)
        if self.get("text-case") != "title" or language != "en":
            return cased
        return String(_OPENING_OR_LAST.sub(lambda w: w[0].capitalize() if w[0].islower() else w[0], str(cased)))

    def quote(self, string: Any) -> Any:
        """Quotation marks within quotation marks are of the other kind."""
        if self.get("quotes") == "true":
            inner = "‘’" if self.get_single_term("open-quote") == "“" else "“”"
            string = str(string).translate(str.maketrans("“”", inner))
            string = String(re.sub('"([^"]*)"', rf"{inner[0]}\1{inner[1]}", string))
        return super().quote(string)


class Number(_Cased, _Ranges, model.Number, Element):
    """`cs:number`."""

    def process(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """Leaves out what stood in for a name."""
        place, render = self if context is None else context, super().process
        return _once(place, self.get("variable"), lambda: render(item, context, **kwargs))


class Date(model.Date, Element):
    """`cs:date`."""

    def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
        """Joins the parts of a date whose form a locale gives by the delimiter that the locale gives."""
        parts = self.parts(date, show_parts, context)
        return self.join(parts) if parts else None


class Date_Part(_Cased, model.Date_Part, Element):  # noqa: N801  # its name is the element's
    """`cs:date-part`."""


class Label(_Cased, model.Label, Element):
    """`cs:label`."""

    RE_MULTIPLE_NUMBERS = re.compile(r"\d+[^\d.]+\d+|^[ivxlc]+\W+[ivxlc]+$", re.I)
    """Of several pages; roman ones too."""

    def process(self, item: Any, variable: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Labels only what there is."""
        labelled = (variable or self.get("variable")).replace("-", "_")
        if labelled not in ("locator", "editortranslator") and labelled not in item.reference:
            return None
        return super().process(item, variable, *args, **kwargs)


class Names(model.Names, Element):
    """`cs:names`."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:
        """Leaves out what stood in for another name; a substitute, however deep, has the form of what it replaces."""
        if self.name is None:
            names_context = next(self.iterancestors(self.tag), None)
        place, render = self if context is None else context, super().process
        return _once(place, self.get("variable"), lambda: render(item, names_context, context, **kwargs))


class Name(model.Name, Element):
    """`cs:name`."""

    def get_option(self, name: str, context: Any = None, sort_options: Any = None) -> Any:
        """Honours `initialize="false"`: given names stay whole."""
        if name == "initialize-with" and self.get("initialize", self.get_root().get("initialize")) == "false":
            return None
        return super().get_option(name, context, sort_options)


class Name_Part(_Cased, model.Name_Part, Element):  # noqa: N801  # its name is the element's
    """`cs:name-part`."""

    def format_part(self, given: Any, family: Any) -> tuple[Any, ...]:
        """Leaves a part as it is where there is none."""
        part = given if self.get("name") == "given" else family
        parts = super().format_part(given, family) if part else (given, family)
        return tuple(text and str(text) for text in parts)


class Substitute(model.Substitute, Element):
    """`cs:substitute`."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """What is rendered in the place of a name is left out of the rest of the entry, through macros too."""
        said = context.get_layout().repressed
        for child in self.getchildren():
            said["shown"] = set()
            try:
                text = child.render(item, context=context, **kwargs)
            except VariableError:
                continue
            if text:
                said["gone"] = said.get("gone", set()) | said["shown"]
                return text
        return None


class If(model.If, Element):
    """`cs:if`."""

    def render(self, item: Any, context: Any = None, delimiter: str = "", **kwargs: Any) -> Any:
        """Fails on `disambiguate`, which citeproc-py takes to hold: two cites are told apart by letters alone."""
        if "disambiguate" in self.attrib:
            raise model.ConditionFailed
        return super().render(item, context, delimiter, **kwargs)


class Else_If(If, Element):  # noqa: N801  # its name is the element's
    """`cs:else-if`."""


class Key(model.Key, Element):
    """`cs:key`."""

    def sort_keys(self, items: Any, context: Any) -> list[Any]:
        """Sorts letters with accents among those without."""
        return [key if key is None else fold(str(key)) for key in super().sort_keys(items, context)]


def _once(context: Any, variables: str, render: Callable[[], Any]) -> Any:
    """Renders variables of an entry, unless one of them stood in for a name before; notes which were shown."""
    said, names = context.get_layout().repressed, set(variables.split())
    if names & said.get("gone", set()):
        return None
    text = render()
    if text:
        said.setdefault("shown", set()).update(names)
    return text


def open_style(path: Path, locale: str | None) -> CitationStylesStyle:
    """Opens a CSL file with the elements above; `locale` None is the style's own.

    Raises:
        OSError, XMLSyntaxError, ValueError: it cannot be read, is no XML, or no style.
    """
    csl = CitationStylesStyle(str(path.resolve(strict=True)), locale=locale, validate=False)
    csl.root.calls = {}
    return csl


# --- records -------------------------------------------------------------------------------------------------------


NAMES = frozenset(
    """author chair collection-editor compiler composer container-author contributor curator director editor
    editor-translator editorial-director executive-producer guest host illustrator interviewer narrator organizer
    original-author performer producer recipient reviewed-author script-writer series-creator translator""".split()
)
DATES = frozenset("accessed available-date event-date issued original-date submitted".split())
_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix")


class Work(source.Reference):
    """A record as `sound` gives it, in the form that citeproc-py asks: with hyphens in `number`, without elsewhere."""

    def __init__(self, key: str, record: Mapping[str, Any]) -> None:
        self.key = key
        self.type = record["type"]
        for variable, value in record.items():
            if variable != "type":
                self[variable] = self[variable.replace("-", "_")] = value


def sound(csl: Mapping[str, Any]) -> dict[str, Any]:
    """Gives a CSL-JSON item taken literally: no markup means anything, and what is empty or no CSL is left out."""
    record: dict[str, Any] = {"type": "document"}
    for variable, value in csl.items():
        if variable in NAMES:
            known: Any = [source.Name(**name) for name in map(_name, value if isinstance(value, list) else ()) if name]
        elif variable in DATES:
            known = _date(value) if isinstance(value, Mapping) else None
        else:
            known = String(" ".join(str(value).split())) if isinstance(value, str | int | float) else None
        if known and variable not in ("id", "key", "year-suffix"):
            record[variable] = known
    return record


def _name(person: Any) -> dict[str, str]:
    """A body's name, or the parts of a person's; who has no family name goes by what there is."""
    if not isinstance(person, Mapping):
        return {}
    if person.get("literal"):
        return {"literal": str(person["literal"])}
    parts = {part: str(person[part]) for part in _PARTS if person.get(part)}
    return parts if "family" in parts or not parts else {"literal": " ".join(parts.values())}


def _date(date: Mapping[str, Any]) -> Any:
    """A date or a range; parts that no calendar has are left out."""
    ends = []
    for parts in date.get("date-parts") or ():
        with suppress(TypeError, ValueError):  # an end that is open, or no number
            year, month, day = [*map(int, parts), 0, 0][:3]
            month, day = (month, day) if 1 <= month <= 12 else (0, 0)
            known = {"year": year, "month": month, "day": day if 1 <= day <= 31 else 0}
            ends.append(source.Date(**{name: number for name, number in known.items() if number}))
    if len(ends) > 1:
        return source.DateRange(begin=ends[0], end=ends[1])
    if ends:
        return ends[0]
    return source.LiteralDate(str(date["literal"])) if date.get("literal") else None
