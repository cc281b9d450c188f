"""citeproc-py with the parts of CSL 1.0.2 that it lacks and the styles here need.

citeproc-py (0.11) builds a style as a tree of lxml elements. For each XML element it takes the last direct subclass of
its `CitationStylesElement` that has the element's name. So a class below replaces the class that it extends, in styles
that are opened after this module is imported, and nothing in the package itself is changed. The docstring of each
class says what it corrects. The specification is https://docs.citationstyles.org/en/v1.0.2/specification.html.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any

from citeproc import CitationStylesStyle, model, source
from citeproc.model import CitationStylesElement as Element
from citeproc.source import VariableError
from citeproc.string import String
from lxml import etree

from corpus.citing.styles.records import OTHERS, Record, for_sorting
from corpus.citing.styles.styled_text import change_text, without_marks
from corpus.csl import DATE_FIELDS, NAME_FIELDS, filled
from corpus.exchange.csl_names import PARTICLES
from corpus.sandbox.held_file import InputFile
from corpus.text.language import fold
from corpus.text.words import with_particle

_FIRST_IN_QUOTES_OR_LAST = re.compile(r"""(?<=["“‘])[^\W\d_][\w'’]*|[^\W\d_][\w'’]*(?=\W*$)""")
_INNER_WORD = re.compile(r"(?<=[^\s:.?!–—] )[^\W\d_]{2,}(?= )")
_FIRST_IN_BRACKETS = re.compile(r"(?<=[(\[])[^\W\d_][\w'’]*")


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
        change = super().case  # type: ignore[misc]
        return String(change_text(str(text), lambda part: change(String(part), language or "en")))


class Text(_Ranges, model.Text, Element):
    """`cs:text`."""

    def _variable(self, item: Any, context: Any) -> Any:
        variable = self.get("variable")
        render = super()._variable
        if variable == "locator":  # citeproc-py would turn hyphens into dashes
            return _render_once(context, variable, lambda: String(item.locator.identifier))
        return _render_once(context, variable, lambda: render(item, context))

    def case(self, text: Any, language: str | None = None) -> Any:
        """Change the case. Title case also capitalises the last word, and the first of a quotation or in brackets.

        It is for titles: the type of a report is written as the record has it.
        """
        if self.get("text-case") is None:
            return text
        if self.get("variable") == "genre" and self.get("text-case") == "title":  # "Technical report No. 7"
            return String(re.sub(r"^\w", lambda letter: letter[0].upper(), str(text)))
        change = super().case
        cased = String(change_text(str(text), lambda part: change(String(part), language)))
        if self.get("text-case") != "title" or language != "en":
            return cased
        cased = _INNER_WORD.sub(self._small_if_stop_word, cased)
        cased = _FIRST_IN_BRACKETS.sub(self._capitalised_but_stop_words, cased)
        return String(_FIRST_IN_QUOTES_OR_LAST.sub(_capitalised, cased))

    def _small_if_stop_word(self, match: re.Match[str]) -> str:
        """Return a stop word in small letters, as CSL asks: a journal may print `Primary Care In Brazil`."""
        word = match[0].lower()
        return word if word in self._stop_words and not match[0].isupper() else match[0]

    def _capitalised_but_stop_words(self, match: re.Match[str]) -> str:
        if match[0] in self._stop_words:
            return match[0]
        return _capitalised(match)

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


class Group(model.Group, Element):
    """`cs:group`."""

    def process(self, item: Any, context: Any = None, **kwargs: Any) -> Any:
        """Return the parts. Fail if they called variables and none of the variables had a value.

        citeproc-py also counts variables in branches that are not taken, so it printed labels of missing numbers.
        """
        state = _state(_context(self, context))
        called = state.get(_CALLED, 0)
        printed = state.get(_PRINTED, 0)
        parts = self._parts(item, _context(self, context), kwargs)
        calls_variables = state.get(_CALLED, 0) > called
        prints_one = state.get(_PRINTED, 0) > printed
        if not parts or (calls_variables and not prints_one):
            raise VariableError
        state[_PRINTED] = state.get(_PRINTED, 0) + 1  # for the group around this one
        return self.join(parts)

    def _parts(self, item: Any, context: Any, options: Mapping[str, Any]) -> list[Any]:
        """Return the parts that are not empty."""
        parts = []
        for child in self.iterchildren():
            delimiter = {}
            if isinstance(child, model.Choose):
                delimiter = {"delimiter": self.get("delimiter", "")}
            with suppress(VariableError):
                part = child.render(item, context=context, **delimiter, **options)
                if part is not None:
                    parts.append(part)
        return parts


class Date(model.Date, Element):
    """`cs:date`."""

    def process(self, item: Any, variable: Any = None, show_parts: Any = None, context: Any = None, **_: Any) -> Any:
        """Return the date of a variable, or nothing if it was printed in place of a name."""
        render = super().process
        if self.is_locale_date():  # it is called by a date of the style
            return render(item, variable, show_parts, context)
        named = variable or self.get("variable")
        return _render_once(_context(self, context), named, lambda: render(item, variable, show_parts, context))

    def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
        """Join the parts of a date by the delimiter of the locale, if the locale gives the form."""
        return self._joined(self._shown(show_parts), date, context)

    def render_date_range(self, date_range: Any, show_parts: Any = None, context: Any = None) -> Any:
        """Return a range of dates; what both dates share is printed once: `September 5–8, 2011`.

        citeproc-py fails if only the days differ, and prints no year if the months differ.
        """
        begin, end = date_range["begin"], date_range.get("end")
        shown = self._shown(show_parts)
        differing = _differing_parts(begin, end) if end is not None else set()
        places = [place for place, part in enumerate(shown) if part.get("name") in differing]
        if not places:
            return self._joined(shown, begin, context)
        first, after = places[0], places[-1] + 1
        before = self._joined(shown[:first], begin, context)
        both = self._printed_twice(shown[first:after], begin, end, context)
        behind = self._joined(shown[after:], begin, context)
        return self.join([piece for piece in (before, both, behind) if piece])

    def _printed_twice(self, parts: list[Any], begin: Any, end: Any, context: Any) -> Any:
        """Return these parts of two dates with a dash between: `September 5–October 8`."""
        from_ = str(self._joined(parts, begin, context) or "").removesuffix(parts[-1].get("suffix", ""))
        until = str(self._joined(parts, end, context) or "").removeprefix(parts[0].get("prefix", ""))
        if not from_ or not until:
            return String(from_ or until)
        delimiter = parts[0].get("range-delimiter", self.unicode_character("EN DASH"))
        return String(f"{from_.rstrip()}{delimiter}{until}")

    def _shown(self, names: Any) -> list[Any]:
        """Return the parts of this date that have one of these names; all parts if `names` is None."""
        parts = list(self.iterchildren())
        return [part for part in parts if names is None or part.get("name") in names]

    def _joined(self, parts: list[Any], date: Any, context: Any) -> Any:
        """Return these parts of a date, or None if it has none of them."""
        texts = []
        for part in parts:
            with suppress(VariableError):
                text = part.render(date, context)
                if text is not None:
                    texts.append(text)
        return self.join(texts) if texts else None


def _differing_parts(begin: Any, end: Any) -> set[str]:
    """Return the names of the parts that a range prints for both of its dates."""
    if begin.get("year") != end.get("year"):
        return {"year", "month", "day"}
    if begin.get("month") != end.get("month") or begin.get("season") != end.get("season"):
        return {"month", "day"}
    if begin.get("day") != end.get("day"):
        return {"day"}
    return set()


class Date_Part(_Cased, model.Date_Part, Element):  # noqa: N801  # its name is the element's
    """`cs:date-part`."""

    def render(self, date: Any, context: Any = None) -> Any:
        """Return a part of a date. The options of the style are valid for this date only.

        citeproc-py leaves them in the locale, where the next date finds them.
        """
        options = dict(self.attrib)
        try:
            return super().render(date, context)
        finally:
            self.attrib.clear()
            self.attrib.update(options)

    def process(self, date: Any, context: Any = None) -> Any:
        """Return the part. A season is printed in place of a month, unless the month is a number."""
        is_number = self.get("form", "long").startswith("numeric")
        if is_number and self.get("name") == "month" and "month" not in date:
            raise VariableError
        return super().process(date, context)


class Label(_Cased, model.Label, Element):
    """`cs:label`."""

    RE_MULTIPLE_NUMBERS = re.compile(r"\d+[^\d.]+\d+|^[ivxlc]+\W+[ivxlc]+$", re.I)
    """Several pages, also with roman numbers."""

    def _is_plural(self, item: Any) -> bool:
        """Return whether a label is for several pages. A page with a hyphen in its number is one page: `2-1`."""
        if self.get("variable") == "locator":
            return "–" in item.locator.identifier
        return bool(super()._is_plural(item))

    def process(self, item: Any, variable: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Return a label for a field that the record has, or nothing."""
        labelled = (variable or self.get("variable")).replace("-", "_")
        if labelled not in ("locator", "editortranslator") and labelled not in item.reference:
            return None
        return super().process(item, variable, *args, **kwargs)

    def get_term(self, name: str, form: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Return a term. A form that the locale lacks falls back on a longer form."""
        term = super().get_term(name, form, *args, **kwargs)
        while term is None and form is not None:
            form = _LONGER_FORMS.get(form)
            term = super().get_term(name, form, *args, **kwargs)
        return term


class Names(model.Names, Element):
    """`cs:names`."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:
        """Return the names, or nothing if they were printed in place of others.

        A substitute, however deeply nested, has the form of the names that it replaces.
        """
        if self.name is None:
            names_context = next(self.iterancestors(self.tag), None)
        shape = self if names_context is None else names_context
        if shape.name is None:  # citeproc-py would insert its own `cs:name`
            shape.insert(0, shape.makeelement(shape.tag.replace("names", "name")))
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

    def process(self, item: Any, variable: str, context: Any = None, sort_options: Any = None, **kwargs: Any) -> Any:
        """Return the names. A particle that ends in an apostrophe touches its family name: `d'Alembert`."""
        names = item.reference.get(variable, [])
        if names and names[-1] == OTHERS:
            sort_options = {**(sort_options or {}), **self._cut(len(names) - 1, context, sort_options)}
        text = super().process(item, variable, context, sort_options, **kwargs)
        for name in names:
            text = _join_particles(text, name)
        return text

    def _cut(self, known: int, context: Any, sort_options: Any) -> dict[str, Any]:
        """Return the options by which `et al.` follows the last known name of a list that ends in `OTHERS`."""
        shortest = self.get_option("et-al-min", context, sort_options)
        shown = known
        if shortest and known + 1 >= shortest:
            shown = min(known, self.get_option("et-al-use-first", context, sort_options))
        return {"et-al-min": known + 1, "et-al-use-first": shown, "et-al-use-last": "false"}

    def initialize(self, given: str, mark: str, context: Any) -> str:
        """Return the initials of given names. Letters keep their case (`hooks, b.`), and particles stay whole."""
        hyphenated = [given.replace("-", " ")]
        if self.get_option("initialize-with-hyphen", context):
            hyphenated = given.split("-")
        initials = [_initials(part.replace(".", " ").split(), mark) for part in hyphenated]
        return "-".join(initials)


def _initials(words: Sequence[str], mark: str) -> str:
    text = ""
    for number, word in enumerate(words):
        is_particle = number > 0 and len(word) > 1 and word in PARTICLES
        if is_particle or not (word[0].isupper() or word[0].islower()):  # some scripts have no capitals
            text = f"{text.rstrip()} {word} "
        else:
            text += word[0] + mark
    return " ".join(text.split())


def _join_particles(text: Any, name: Mapping[str, str]) -> Any:
    """Return names in which the particles of this name touch its family name if they end in an apostrophe."""
    family = name.get("family", "")
    for part in ("non-dropping-particle", "dropping-particle"):
        particle = name.get(part, "")
        if particle and with_particle(particle, family) == particle + family:
            text = String(str(text).replace(f"{particle} {family}", particle + family))
    return text


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
        state = _state(context)
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
        """Return the sort keys. Accents, quotation marks and articles at the beginning of a title do not count."""
        bibliography = items[0].bibliography
        works = bibliography.source
        bibliography.source = {}
        for item in items:
            bibliography.source[item.key] = Work(item.key, for_sorting(works[item.key].record))
        try:
            keys = super().sort_keys(items, context)
        finally:
            bibliography.source = works
        return [_sort_key(key) for key in keys]


def _sort_key(key: Any) -> str | None:
    return None if key is None else _sort_text(without_marks(str(key)))


def _sort_text(text: str) -> str:
    """Return a text in lower case, without accents, quotation marks and the stops that it begins with."""
    return fold(re.sub(r"^[^\w]+|[‘’“”]", "", text))


_LONGER_FORMS = {"verb-short": "verb", "symbol": "short"}
"""The form of a term that is used where a locale lacks a form, if it is not the long form."""

_CALLED = "called"
"""Key of the state of an entry: how many variables were called."""

_PRINTED = "printed"
"""Key of the state of an entry: how many of the called variables, and of the groups, were not empty."""

_SHOWN = "shown"
"""Key of the state of an entry: variables that were printed since the substitution began."""

_SUBSTITUTED = "gone"
"""Key of the state of an entry: variables that were printed in place of a name."""


def _render_once(context: Any, variables: str, render: Callable[[], Any]) -> Any:
    """Return rendered variables of an entry, or None if one of them was printed in place of a name before."""
    state = _state(context)
    names = set(variables.split())
    if variables != "year-suffix":  # it is part of a date, and its absence does not empty a group
        state[_CALLED] = state.get(_CALLED, 0) + 1
    if names & state.get(_SUBSTITUTED, set()):
        return None
    text = render()
    if text:
        state[_PRINTED] = state.get(_PRINTED, 0) + 1
        state.setdefault(_SHOWN, set()).update(names)
    return text


def _state(context: Any) -> dict[str, Any]:
    """Return the state of the entry that is being written."""
    state: dict[str, Any] = context.get_layout().repressed
    return state


def _context(element: Any, context: Any) -> Any:
    return element if context is None else context


def _capitalised(match: re.Match[str]) -> str:
    word = match[0]
    if not word[0].islower():
        return word
    return word.capitalize()


MAX_STYLE_BYTES = 2_000_000
"""Size of a style. The largest that the CSL project publishes has 0.25 MB."""

MAX_ELEMENTS = 20_000_000
"""Elements of a style after each call of a macro is replaced by the macro. The largest that we know has 1.4 million."""


def open_style(file: InputFile, locale: str | None) -> CitationStylesStyle:
    """Open a CSL file with the elements above. A `locale` of None is the style's own.

    Raises:
        OSError, XMLSyntaxError, ValueError: the file cannot be read, is not XML, is not a style, or is too large.
    """
    if file.stat().st_size > MAX_STYLE_BYTES:
        raise ValueError(f"it is larger than {MAX_STYLE_BYTES // 10**6} MB")
    content = file.read_bytes()
    _check_style(content)
    return CitationStylesStyle(BytesIO(content), locale=locale, validate=False)


def _check_style(content: bytes) -> None:
    """Check that a style is XML without entities, and that its macros end and do not make it too long.

    Raises:
        XMLSyntaxError, ValueError: it is not.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    tree = etree.fromstring(content, parser).getroottree()
    if tree.docinfo.doctype:
        raise ValueError("it defines entities, which no style does")
    macros: dict[str, Any] = {}
    for macro in tree.iter("{*}macro"):
        macros.setdefault(macro.get("name"), macro)  # citeproc-py calls the first of a name
    sizes: dict[str, int] = {}
    for part in tree.getroot():
        _expanded_size(part, macros, sizes)


def _expanded_size(element: Any, macros: Mapping[str, Any], sizes: dict[str, int]) -> int:
    """Return the number of elements in an element after each call of a macro is replaced by the macro.

    `sizes` are those of macros that are known by now; 0 for a macro that is being counted.
    """
    size = 0
    for each in element.iter(etree.Element):
        size += 1
        name = each.get("macro")
        if name in macros:
            if name not in sizes:
                sizes[name] = 0
                sizes[name] = _expanded_size(macros[name], macros, sizes)
            if not sizes[name]:
                raise ValueError(f"its macro {name[:40]!r} calls itself")
            size += sizes[name]
    if size > MAX_ELEMENTS:
        raise ValueError(f"its macros make it longer than {MAX_ELEMENTS:,} elements")
    return size


# --- records -------------------------------------------------------------------------------------------------------

SEASONS = (1, 2, 3, 4, "1", "2", "3", "4")
"""The seasons of CSL: spring, summer, autumn, winter."""


class Work(source.Reference):
    """A record for citeproc-py, which reads it with hyphens for `cs:number`, and with underscores elsewhere."""

    def __init__(self, key: str, record: Record) -> None:
        self.key = key
        self.type = record["type"]
        self.record = record
        for variable, value in record.items():
            converted = _converted(variable, value)
            if converted and variable != "type":
                self[variable] = converted
                self[variable.replace("-", "_")] = converted


def _converted(variable: str, value: Any) -> Any:
    """Return the value of a variable in the types of citeproc-py. Return None if it is a date that is not one."""
    if variable in NAME_FIELDS:
        return [source.Name(**name) for name in value]
    if variable in DATE_FIELDS:
        return _date(value)
    return String(value)


def _date(date: Mapping[str, Any]) -> Any:
    """Return a date or a range of dates for citeproc-py, or None."""
    circa = bool(date.get("circa"))
    ends = []
    for parts in date.get("date-parts") or ():
        with suppress(TypeError, ValueError):  # an open end of a range, or not a number
            ends.append(source.Date(**_date_fields(parts, date.get("season")), circa=circa))
    if len(ends) > 1:
        return source.DateRange(begin=ends[0], end=ends[1], circa=circa)
    if ends:
        return ends[0]
    if date.get("literal"):
        return source.LiteralDate(without_marks(str(date["literal"])))
    return None


def _date_fields(parts: Any, season: Any) -> dict[str, int]:
    """Return year, month and day, or year and season (1 to 4), without parts that no calendar has.

    Raises:
        TypeError, ValueError: a part is not a number, or there is no part.
    """
    year, month, day = [*map(int, parts), 0, 0][:3]
    if not 1 <= month <= 12:
        month = day = 0
    if not 1 <= day <= 31:
        day = 0
    if not month and season in SEASONS:
        return {"year": year, "season": int(season)}
    return filled({"year": year, "month": month, "day": day})
