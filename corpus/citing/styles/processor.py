"""citeproc-py with the parts of CSL 1.0.2 that it lacks and the styles here need.

citeproc-py (0.11) builds a style as a tree of lxml elements. For each XML element it takes the last direct subclass of
its `CitationStylesElement` that has the element's name. So a class below replaces the class that it extends, in styles
that are opened after this module is imported, and nothing in the package itself is changed. The docstring of each
class says what it corrects. The specification is https://docs.citationstyles.org/en/v1.0.2/specification.html.
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

_FIRST_IN_QUOTES_OR_LAST = re.compile(r"""(?<=["“‘(\[])[^\W\d_][\w'’]*|[^\W\d_][\w'’]*(?=\W*$)""")


class _Ranges:
    """Elements that print a range of pages."""

    def _format_last_page(self, first: str, last: str) -> str:
        """Return the whole last page if it has more digits than the first: `1–20`, not `1–0`."""
        if len(first) != len(last):
            return last
        return str(super()._format_last_page(first, last))  # type: ignore[misc]


class _Cased:
    """Elements whose text is not a field of the record: labels, numbers, dates, names."""

    def case(self, text: Any, language: str | None = None) -> Any:
        """Change the case of plain text too, and to title case (`Eds.`) if no language is given."""
        return super().case(String(str(text)), language or "en")  # type: ignore[misc]


class Text(_Ranges, model.Text, Element):
    """`cs:text`."""

    def calls_variable(self) -> bool:
        """Return whether this calls a variable; remembered per macro.

        citeproc-py works it out at each mention of a macro, which took three quarters of the time of a list.
        """
        macro = self.get("macro")
        if macro is None:
            return bool(super().calls_variable())
        known = self.get_root().calls
        if macro not in known:
            known[macro] = bool(super().calls_variable())
        return bool(known[macro])

    def _variable(self, item: Any, context: Any) -> Any:
        variable = self.get("variable")
        if variable == "locator":
            return String(item.locator.identifier)  # citeproc-py would turn hyphens into dashes
        render = super()._variable
        return _render_once(context, variable, lambda: render(item, context))

    def case(self, text: Any, language: str | None = None) -> Any:
        """Change the case. Title case also capitalises the last word and the first word of a quotation."""
        cased = super().case(String(str(text)), language)
        if self.get("text-case") != "title" or language != "en":
            return cased
        return String(_FIRST_IN_QUOTES_OR_LAST.sub(_capitalised, str(cased)))

    def quote(self, string: Any) -> Any:
        """Put a text in quotation marks, and change the quotation marks in it to the other kind."""
        if self.get("quotes") == "true":
            inner = "‘’" if self.get_single_term("open-quote") == "“" else "“”"
            string = str(string).translate(str.maketrans("“”", inner))
            string = String(re.sub('"([^"]*)"', rf"{inner[0]}\1{inner[1]}", string))
        return super().quote(string)


class Number(_Cased, _Ranges, model.Number, Element):
    """`cs:number`."""

    def process(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """Return the number, or nothing if it was printed in place of a name."""
        render = super().process
        return _render_once(_context(self, context), self.get("variable"), lambda: render(item, context, **kwargs))


class Date(model.Date, Element):
    """`cs:date`."""

    def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
        """Join the parts of a date by the delimiter of the locale, if the locale gives the form."""
        parts = self.parts(date, show_parts, context)
        if not parts:
            return None
        return self.join(parts)


class Date_Part(_Cased, model.Date_Part, Element):  # noqa: N801  # its name is the element's
    """`cs:date-part`."""


class Label(_Cased, model.Label, Element):
    """`cs:label`."""

    RE_MULTIPLE_NUMBERS = re.compile(r"\d+[^\d.]+\d+|^[ivxlc]+\W+[ivxlc]+$", re.I)
    """Several pages, also with roman numbers."""

    def process(self, item: Any, variable: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Return a label for a field that the record has, or nothing."""
        labelled = (variable or self.get("variable")).replace("-", "_")
        if labelled not in ("locator", "editortranslator") and labelled not in item.reference:
            return None
        return super().process(item, variable, *args, **kwargs)


class Names(model.Names, Element):
    """`cs:names`."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:
        """Return the names, or nothing if they were printed in place of others.

        A substitute, however deeply nested, has the form of the names that it replaces.
        """
        if self.name is None:
            names_context = next(self.iterancestors(self.tag), None)
        render = super().process
        return _render_once(
            _context(self, context), self.get("variable"), lambda: render(item, names_context, context, **kwargs)
        )


class Name(model.Name, Element):
    """`cs:name`."""

    def get_option(self, name: str, context: Any = None, sort_options: Any = None) -> Any:
        """Return an option. `initialize="false"` is obeyed: given names stay whole."""
        if name == "initialize-with" and self.get("initialize", self.get_root().get("initialize")) == "false":
            return None
        return super().get_option(name, context, sort_options)


class Name_Part(_Cased, model.Name_Part, Element):  # noqa: N801  # its name is the element's
    """`cs:name-part`."""

    def format_part(self, given: Any, family: Any) -> tuple[Any, ...]:
        """Return given and family name; a missing part stays as it is."""
        part = given if self.get("name") == "given" else family
        parts = (given, family)
        if part:
            parts = super().format_part(given, family)
        return tuple(text and str(text) for text in parts)


class Substitute(model.Substitute, Element):
    """`cs:substitute`."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """Return what is printed in place of a name. The rest of the entry leaves it out, through macros too."""
        state = context.get_layout().repressed
        for child in self.getchildren():
            state[_SHOWN] = set()
            try:
                text = child.render(item, context=context, **kwargs)
            except VariableError:
                continue
            if text:
                state[_SUBSTITUTED] = state.get(_SUBSTITUTED, set()) | state[_SHOWN]
                return text
        return None


class If(model.If, Element):
    """`cs:if`."""

    def render(self, item: Any, context: Any = None, delimiter: str = "", **kwargs: Any) -> Any:
        """Fail on `disambiguate`, which citeproc-py takes as true: only letters distinguish works here."""
        if "disambiguate" in self.attrib:
            raise model.ConditionFailed
        return super().render(item, context, delimiter, **kwargs)


class Else_If(If, Element):  # noqa: N801  # its name is the element's
    """`cs:else-if`."""


class Key(model.Key, Element):
    """`cs:key`."""

    def sort_keys(self, items: Any, context: Any) -> list[Any]:
        """Return the sort keys; letters with accents are sorted among letters without."""
        keys = super().sort_keys(items, context)
        return [key if key is None else fold(str(key)) for key in keys]


_SHOWN = "shown"
"""Key of the state of an entry: variables that were printed since the substitution began."""

_SUBSTITUTED = "gone"
"""Key of the state of an entry: variables that were printed in place of a name."""


def _render_once(context: Any, variables: str, render: Callable[[], Any]) -> Any:
    """Return rendered variables of an entry, or None if one of them was printed in place of a name before."""
    state = context.get_layout().repressed
    names = set(variables.split())
    if names & state.get(_SUBSTITUTED, set()):
        return None
    text = render()
    if text:
        state.setdefault(_SHOWN, set()).update(names)
    return text


def _context(element: Any, context: Any) -> Any:
    return element if context is None else context


def _capitalised(match: re.Match[str]) -> str:
    word = match[0]
    if not word[0].islower():
        return word
    return word.capitalize()


def open_style(path: Path, locale: str | None) -> CitationStylesStyle:
    """Open a CSL file with the elements above. A `locale` of None is the style's own.

    Raises:
        OSError, XMLSyntaxError, ValueError: the file cannot be read, is not XML, or is not a style.
    """
    csl = CitationStylesStyle(str(path.resolve(strict=True)), locale=locale, validate=False)
    csl.root.calls = {}
    return csl


# --- records -------------------------------------------------------------------------------------------------------


NAME_VARIABLES = frozenset(
    """author chair collection-editor compiler composer container-author contributor curator director editor
    editor-translator editorial-director executive-producer guest host illustrator interviewer narrator organizer
    original-author performer producer recipient reviewed-author script-writer series-creator translator""".split()
)
DATE_VARIABLES = frozenset("accessed available-date event-date issued original-date submitted".split())
_NOT_PRINTED = frozenset(("id", "key", "year-suffix"))
_NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix")


class Work(source.Reference):
    """A record from `literal_record`. citeproc-py reads it with hyphens for `cs:number`, with underscores elsewhere."""

    def __init__(self, key: str, record: Mapping[str, Any]) -> None:
        self.key = key
        self.type = record["type"]
        for variable, value in record.items():
            if variable != "type":
                self[variable] = value
                self[variable.replace("-", "_")] = value


def literal_record(csl: Mapping[str, Any]) -> dict[str, Any]:
    """Return a CSL-JSON item taken literally: markup has no meaning, and empty or invalid fields are left out."""
    record: dict[str, Any] = {"type": "document"}
    for variable, value in csl.items():
        literal = _literal_value(variable, value)
        if literal and variable not in _NOT_PRINTED:
            record[variable] = literal
    return record


def _literal_value(variable: str, value: Any) -> Any:
    """Return the value of a CSL variable for citeproc-py, or None if it has a wrong type."""
    if variable in NAME_VARIABLES:
        return _names(value)
    if variable in DATE_VARIABLES:
        return _date(value)
    if isinstance(value, str | int | float):
        return String(" ".join(str(value).split()))
    return None


def _names(people: Any) -> list[Any]:
    """Return the names of people and bodies for citeproc-py."""
    if not isinstance(people, list):
        return []
    names = []
    for person in people:
        fields = _name_fields(person)
        if fields:
            names.append(source.Name(**fields))
    return names


def _name_fields(person: Any) -> dict[str, str]:
    """Return the literal name of a body, or the parts of a person's name.

    A person without a family name gets the other parts as a literal name.
    """
    if not isinstance(person, Mapping):
        return {}
    if person.get("literal"):
        return {"literal": str(person["literal"])}
    parts = {part: str(person[part]) for part in _NAME_PARTS if person.get(part)}
    if not parts or "family" in parts:
        return parts
    return {"literal": " ".join(parts.values())}


def _date(date: Any) -> Any:
    """Return a date or a range of dates for citeproc-py, or None."""
    if not isinstance(date, Mapping):
        return None
    ends = []
    for parts in date.get("date-parts") or ():
        with suppress(TypeError, ValueError):  # an open end of a range, or not a number
            ends.append(source.Date(**_date_fields(parts)))
    if len(ends) > 1:
        return source.DateRange(begin=ends[0], end=ends[1])
    if ends:
        return ends[0]
    if date.get("literal"):
        return source.LiteralDate(str(date["literal"]))
    return None


def _date_fields(parts: Any) -> dict[str, int]:
    """Return year, month and day, without parts that no calendar has.

    Raises:
        TypeError, ValueError: a part is not a number, or there is no part.
    """
    year, month, day = [*map(int, parts), 0, 0][:3]
    if not 1 <= month <= 12:
        month = day = 0
    if not 1 <= day <= 31:
        day = 0
    fields = {"year": year, "month": month, "day": day}
    return {name: number for name, number in fields.items() if number}
