"""Query syntax of other search engines: it is taken out of a question, and a note says what to write here instead.

    gangs OR drugs           gangs drugs        OR is not an operator here ...
    author:Braga gangs       Braga gangs        “author:” is not a field here ...
    deterren* theory         deterren theory    “*” is not a wildcard here ...
    "focused deterrence      the same           a quotation mark is not closed ...

Only what is certainly meant as syntax is taken out. These are ordinary questions:

    Is it safe to do A or B?    What is R&D*?    What was the OR for homicide?    Portland, OR
    Group Violence Intervention: An Implementation Guide (GVI)    Why does it NOT work?    people per mile^2
"""

import re
from collections.abc import Callable, Sequence

from corpus.text.language import ALL_FUNCTION_WORDS, fold
from index import intent

QUOTATION_MARKS = '"“”„'
"""The marks around a phrase, straight and curly. Any two of them are a pair."""

MIN_BOOSTED_LETTERS = 5
"""Letters of a word that may have a boost: homicide^2. Shorter words are units, as in km^2. Chosen."""

_MAY_BE_SYNTAX = rf"[*~^+:&|<>={QUOTATION_MARKS}]|\?(?!\s*$)|\b(?:OR|AND|NOT|NEAR|ADJ)"
"""All syntax has one of these characters or words. Other patterns are compiled when a question has one."""

_QUOTED = f"[{QUOTATION_MARKS}][^{QUOTATION_MARKS}]*[{QUOTATION_MARKS}]"
_TOKEN = rf"[-+(]*{_QUOTED}\S*|\S+"
_LETTER, _LOWER = r"[^\W\d_]", "[a-zß-öø-ÿ]"
_WORD_BEGINS, _WORD_ENDS = r"(?<![^\s(])", r"(?![^\s,;.)])"

_OPERATOR = r"OR|AND|NOT|NEAR(?:/\d+)?|ADJ\d*|&&|\|\|"
_ODDS_RATIO = frozenset("adjusted unadjusted crude pooled combined summary multivariate univariate odds".split())
"""Words before OR that make it an odds ratio."""

_WILDCARD = rf"{_WORD_BEGINS}{_LETTER}{_LOWER}+(?:(?:[*?]{_LOWER}+)+|(?<={_LOWER}{{2}})\*){_WORD_ENDS}"
_FIELD = (
    r"(?<![^\s(+-])(?P<name>author|au|autor|title|ti|t[ií]tulo|year|date|a[nñ]o|fecha|kind|type|tipo|language|lang|idioma|file|filename"
    r"|journal|publisher|abstract|keywords?|subject|source|site|filetype|intitle|inurl)"
    rf"(?P<colon>:|: |[<>]=?)(?=[^\s:/])(?P<value>{_QUOTED}|\[[^]]*\]|[^\s)]+)"
)
_FUZZY = rf"(?:(?<={_LETTER}{{3}})|(?<=[{QUOTATION_MARKS}]))~\d*{_WORD_ENDS}"
_BOOST = rf"(?:(?<={_LETTER}{{{MIN_BOOSTED_LETTERS}}})|(?<=[{QUOTATION_MARKS}]))\^\d[\d.]*{_WORD_ENDS}"
_UNIT = r"(?i)\b(?:per|square|cubic|por)\b"
_REQUIRED = rf"(?<!\S)\+(?={_LETTER})"
_YEAR = r"(?:19|20)\d\d"

_OPTIONS = {
    "author": "--author",
    "au": "--author",
    "autor": "--author",
    "kind": "--kind",
    "type": "--kind",
    "tipo": "--kind",
    "language": "--language",
    "lang": "--language",
    "idioma": "--language",
    "file": "--file",
    "filename": "--file",
}
"""The option that does what a field of another search engine does."""


def take_out_syntax(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a question without the syntax that is not supported, and notes on it. Most questions stay as they are."""
    if re.search(_MAY_BE_SYNTAX, text) is None:
        return text, ()
    is_question = intent.is_question(fold(re.sub(r"(?<=\w)\?(?=\w)", "", text)))
    notes: list[str] = []
    for read in (_fields, _operators, _wildcards, _marks):
        text = read(text, is_question, notes)
    if _has_open_quote(text):
        notes.append(
            "A quotation mark is not closed, so the words after it need not be side by side. "
            "Close it to find only passages with these words side by side."
        )
    if notes:
        text = " ".join(text.split())
    return text, tuple(dict.fromkeys(notes))


# --- fields ------------------------------------------------------------------------------------------------------


def _fields(text: str, is_question: bool, notes: list[str]) -> str:
    """Take out the names of fields: `author:Braga` becomes `Braga`, and so does `author:"Braga"`."""

    def taken_out(match: re.Match[str]) -> str:
        is_loose = match["colon"] == ": "
        if is_loose and is_question:
            return match[0]
        value = match["value"].strip(f"{QUOTATION_MARKS}[]")
        notes.append(_note_on_field(match["name"], match["colon"].strip(), value))
        return value

    return re.sub(_FIELD, taken_out, text)


def _note_on_field(name: str, colon: str, value: str) -> str:
    start = f"“{name}{colon}” is not a field here"
    quoted = f'"{value}"' if " " in value else value
    if name in _OPTIONS:
        return f"{start}: use the option {_OPTIONS[name]} {quoted}."
    if name in ("title", "ti", "titulo", "título", "intitle"):
        return f"{start}: ask with the title alone, and its work comes first."
    if name in ("year", "date", "año", "ano", "fecha"):
        return f"{start}: use {_options_of_years(colon, re.findall(_YEAR, value))}."
    return f"{start}: its words are searched in all texts. `evidence ask --help` lists the filters."


def _options_of_years(colon: str, years: Sequence[str]) -> str:
    """Return the options for the years of a field: `--since 2010` for `year>=2010`."""
    first, last = (years[0], years[-1]) if years else ("YEAR", "YEAR")
    if colon.startswith(">"):
        return f"the option --since {first}"
    if colon.startswith("<"):
        return f"the option --until {last}"
    return f"the options --since {first} --until {last}"


# --- operators -----------------------------------------------------------------------------------------------------


def _operators(text: str, is_question: bool, notes: list[str]) -> str:
    """Take out OR, AND, NOT and NEAR in capitals between two words."""
    if text.isupper():
        return text
    tokens = re.findall(_TOKEN, text)
    operators = [position for position in range(len(tokens)) if _is_operator(position, tokens, is_question)]
    if not operators:
        return text
    for position in operators:
        notes.append(_note_on_operator(tokens[position], tokens[position + 1]))
    kept = " ".join(token for position, token in enumerate(tokens) if position not in operators)
    if any(_is_or_of_phrases(position, tokens) for position in operators):
        notes.append("All words in quotes must occur, so the quotation marks were left out.")
        kept = re.sub(f"[{QUOTATION_MARKS}]", "", kept)
    if "(" in kept:
        notes.append("Parentheses do not group words here.")
    return kept


def _is_or_of_phrases(position: int, tokens: Sequence[str]) -> bool:
    """Return whether an operator is OR beside a phrase in quotes."""
    beside = tokens[position - 1] + tokens[position + 1]
    return tokens[position] in ("OR", "||") and re.search(_QUOTED, beside) is not None


def _is_operator(position: int, tokens: Sequence[str], is_question: bool) -> bool:
    """Return whether a token is an operator between two words. In a question, only OR and AND can be one."""
    operator = tokens[position]
    if not re.fullmatch(_OPERATOR, operator) or not 0 < position < len(tokens) - 1:
        return False
    before, after = tokens[position - 1], tokens[position + 1]
    if not _is_operand(before) or not _is_operand(after):
        return False
    is_oregon = before.istitle() and not after[:1].isupper()  # Portland OR homicides
    if operator == "OR" and (is_oregon or fold(before) in _ODDS_RATIO):
        return False
    return operator in ("OR", "AND", "&&", "||") or not is_question


def _is_operand(token: str) -> bool:
    """Return whether a token is a word with a meaning, a phrase in quotes, or another operator."""
    if re.fullmatch(_OPERATOR, token):
        return True
    if token[-1] in ",;:.":
        return False
    word = token.strip(f"()+-*~?{QUOTATION_MARKS}")
    return any(character.isalpha() for character in word) and fold(word) not in ALL_FUNCTION_WORDS


def _note_on_operator(operator: str, operand: str) -> str:
    start = f"{operator} is not an operator here"
    word = operand.strip("()")
    if operator in ("OR", "||"):
        return f"{start}: passages with any of the words are found, and those with more of them come first."
    if operator == "NOT":
        return f"{start}: to leave out passages with a word, put a minus before it, as in -{word}."
    if operator in ("AND", "&&"):
        return f'{start}: passages with more of the words come first. A word in quotes ("gang") must occur.'
    return f'{start}: words in quotes ("gang violence") must be side by side.'


# --- wildcards and other marks -----------------------------------------------------------------------------------


def _wildcards(text: str, is_question: bool, notes: list[str]) -> str:
    """Take out `*` and `?` in words: `deterren*`, `organi?ation`. In a question, `?` may only lack a space after it."""

    def taken_out(match: re.Match[str]) -> str:
        word = match[0]
        if "?" in word and is_question:
            return word
        mark = "*" if "*" in word else "?"
        notes.append(f"“{mark}” is not a wildcard here: type a whole word, and its other forms are found too.")
        return re.sub("[*?]", "", word)

    return _outside_quotes(text, lambda part: re.sub(_WILDCARD, taken_out, part))


def _marks(text: str, is_question: bool, notes: list[str]) -> str:
    """Take out `word~`, `word^2` and `+word`."""
    text = _take_out(_FUZZY, text, "“~” is not an operator here: near words are searched for unknown words.", notes)
    if is_question or re.search(_UNIT, text):
        return text
    text = _take_out(_BOOST, text, "“^” is not an operator here: all words have the same weight.", notes)
    return _take_out(_REQUIRED, text, 'A “+” is not an operator here: a word in quotes ("gang") must occur.', notes)


def _take_out(pattern: str, text: str, note: str, notes: list[str]) -> str:
    without, count = re.subn(pattern, "", text)
    if count:
        notes.append(note)
    return without


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """Return a text with its parts outside quotation marks changed."""
    parts = []
    for part in re.split(f"({_QUOTED})", text):
        parts.append(part if re.fullmatch(_QUOTED, part) else change(part))
    return "".join(parts)


def _has_open_quote(text: str) -> bool:
    """Return whether a quotation mark has no partner. A mark after a digit is of inches, as in 5"."""
    rest = re.sub(_QUOTED, "", text)
    return re.search(rf"(?<!\d)[{QUOTATION_MARKS}]", rest) is not None
