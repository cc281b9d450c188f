"""The part of a sentence or line that can be quoted as evidence, as offsets; nothing if it states nothing.

    "## 3 Arecibo 2020 14"                                 ->  "3 Arecibo 2020 14"         without a mark
    "Resignations Resignations consist of all exits."      ->  "Resignations consist of all exits."
    "Effects On Adults Although the evidence is thin, ..." ->  "Although the evidence is thin, ..."
    "Keywords: homicide; policing"                         ->  None                        a keyword line
    "School of Public Health, Imperial College, London"    ->  None                        an affiliation
    "BMC Public Health 2010;10:380."                       ->  None                        a piece of a reference
    "Notes: CI = confidence interval."                     ->  None                        a legend of a table
    "1 = Yes, 2 = No"                                      ->  None                        an entry of a codebook
    "For more information, see Report 12."                 ->  None                        a pointer

A unit is what `corpus.text.sentences` returns. It is judged by its own words, in English, Spanish and Portuguese. In
doubt it can be quoted: the rows of a table and the items of a list are evidence.
"""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from corpus.text.abbreviations import begins_sentence
from corpus.text.capitals import WORD, is_small_word, small_words_share
from corpus.text.codebook import is_codebook_entry
from corpus.text.fragments import fragments
from corpus.text.publication_notes import is_affiliation, is_biography, is_keyword_line, is_publication_note
from corpus.text.raised import RAISED
from corpus.text.references import NOTE_NUMBER, is_citation, is_reference
from corpus.text.rows import is_row
from corpus.text.sentences import Span, sentences

MIN_STATEMENT_CHARACTERS = 25
"""A shorter piece (a heading, a table cell) is quoted only if its passage has no longer one. A row may be shorter."""

MIN_AXIS_LABELS = 4
"""Numbers, years and months along an axis: fewer are cells; chosen."""

MIN_TITLE_CASE_WORDS = 3
"""A run of capitalised words before a sentence is a heading if it has this many: "Effects On Adults Although ..."."""

MAX_HEADING_WORDS = 12
"""Words of the heading of a section that has a number, at most; chosen."""

MIN_REPEATED_WORDS, MAX_WORDS_AFTER_HEADING = 5, 4
"""Words of a head of a table, at least, and words of the label after it, at most, in a unit that repeats it; chosen."""

# --- marks, running heads and glued headings ------------------------------------------------------------------------

_MARKS = re.compile(r"(?:(?:#+|[•■▪●◦‣►▶✓*|>]|[–—-](?=\s))\s*)+")
_DECIMAL = re.compile(r"\d[.,·]\d")
_RAISED_MARK = re.compile(rf"[{RAISED}]{{1,3}}\s*")
_ITEM_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*|[IVX]{2,5})\.\s+(?=[^\d\s])")
"""The number of an item, a section or a note before its text: "3.2. Results"."""
_END_MARKS = " \n■▪●□◊"
_REPEATED = re.compile(r"([A-ZÀ-Þ][^.!?\n]{2,80}?)\s+(?=\1\s+[a-zà-ÿ])")
# Words that begin a sentence. "From", "For" and "During" may continue a heading instead ("Theft From a Vehicle").
_OPENERS = (
    r"The|This|These|That|Those|In|On|At|We|Our|It|If|When|While|Although|Because|Since|As|However|There|Both|Most|Many"
    r"|Some|Each|One|Two|To|El|La|Los|Las|En|Este|Esta|Estos|Estas|Según|Se|Aunque|Cuando|O|Os|No|Na|Nos|Nas|Embora"
    r"|Quando|Segundo|Contrary|Despite|Overall|Additionally|Moreover|Furthermore|Similarly|Finally|Indeed|Thus|Therefore"
    r"|Además|Asimismo|Finalmente|Além"
)
_GLUED_HEADING = re.compile(rf"((?:\S+\s+){{{MIN_TITLE_CASE_WORDS},12}}?)(?=(?:{_OPENERS})\s+[a-zà-ÿ])")
# A heading of one or two words is taken off only before words that are never part of a name.
_SURE_OPENERS = (
    r"The|This|These|There|We|Our|Although|Because|However|Despite|Most|Many|Some|Additionally|Moreover|Furthermore"
    r"|Similarly|Finally|El|La|Los|Las|Este|Esta|Estos|Estas|Según|Aunque|Os|Embora|Segundo|Além"
)
_SHORT_HEADING = re.compile(rf"((?:[A-ZÀ-Þ][\w’'&/-]+\s+){{1,2}})(?=(?:{_SURE_OPENERS})\s+[a-zà-ÿ])")
_ABSTRACT_LABEL = re.compile(
    r"(?:Background|Introduction|Objectives?|Aims?|Purpose|Design|Setting|Methods|Results|Findings|Interpretation"
    r"|Conclusions?|Introducción|Objetivos?|Métodos?|Resultados|Conclusi[óo]n(?:es)?|Introdução|Conclus(?:ão|ões))"
    r"(?::|\.|—)?\s+"
)
"""The label of a part of an abstract, in front of its first sentence: "Methods We asked ..."."""
_GLUED_SOURCE = re.compile(r"\s(?:Sources?|Notes?|Fuentes?|Notas?|Fontes?):\s")
_VOLUME_AND_PAGES = re.compile(r"\b(?:19|20)\d\d\b.{0,20}?\d+\s?[:(]\s?\d+")

_SECTION_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){2,4}\.?\s+[^\W\d_][^\d]*$|\d{1,2}\.\d{1,2}\.?\s+[A-ZÀ-Þ][^\d]*$")
"""The number of a section before a text without figures. A decimal before a capital is not a quantity."""
_HEADING_NUMBER = re.compile(r"(?:\d{1,2}\.)*\d{1,2}[.:)]?\s+(?=[^\W\d])")

# --- what states nothing --------------------------------------------------------------------------------------------

_CAPTION = re.compile(
    r"(?i:figure|fig\.|table|exhibit|chart|graph|map|box|panel|figura|tabla|cuadro|gráfic[oa]|mapa|tabela|quadro)"
    r"\s+[A-Z]{0,2}[.-]?\d[\d.A-Za-z-]{0,4}(?:\s*[.:|–—-]|\s+[A-ZÀ-Þ(]|\s*$)"
)
_SOURCE_LINE = re.compile(r"(?:sources?|fuentes?|fontes?)\s*:|elaboraci[óo]n propia|elaboração própria", re.I)
_CONTENTS_LINE = re.compile(r"(?:(?<!\.)\.{4,}|(?<!\. )(?:\. ){4,}|(?<!…)…{2,})\s*(?:\d{1,3}|[ivxlc]+)\s*$", re.I)
_LEGEND = re.compile(
    r"(?i:notes?|notas?)\s*[:.]\s+[A-ZÀ-Þ][\w&/.-]*\s?=\s?[^\W\d]"
    r"|(?:[A-ZÀ-Þ][\w&/-]{0,8}\s?=\s?[a-zà-ÿ][^=.;,]{2,60}(?:[.;,]\s*|$))+$"
)
_PROGRAM_MESSAGE = re.compile(
    r"\W*(?:with \d+ more (?:rows|columns|variables)|warning(?: messages?)?:\s|error in \w{1,40}\("
    r"|loading required package"
    r"|(?:i )?please use `|use `\w+`|call `|lm\(|glm\(|library\(|signif\. codes:|\w{3,8}>(?:\s*<\w{3,8}>)+$)",
    re.I,
)
_POINTER = re.compile(
    r"\W*\d{0,3}\W*(?:for (?:more|further|additional|other) "
    r"(?:details?|information|background|discussion|examples?|reading)\b"
    r".{0,200}?[,;]? (?:please )?(?:see|visit|refer|consult|contact|go to)\b|see,? (?:also,? )?https?://\S+$"
    r"|para (?:más|mayor|mayores|mais) (?:detalles?|información|informaciones|informações|detalhes)\b"
    r".{0,200}?[,;]? (?:véase|vea|ver|veja|consulte|visite|visita))",
    re.I,
)
# Months, years and numbers along the axes of a chart, and years without a space between them.
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec ene abr ago set dic fev mai out dez".split())
_AXIS_NUMBER = re.compile(r"[-–−]?(\d+(?:,\d{3})*(?:\.\d+)?)%?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GLUED_LABELS = re.compile(r"(?<=(?:19|20)\d\d)(?=(?:19|20)\d\d|[A-Z][a-z]{2}\b)")


def quotable(text: str, headings: Sequence[str] = ()) -> Span | None:
    """Return the (start, end) of the part of a unit that can be quoted as evidence, or None if no part can.

    Args:
        text: a sentence or line, as `corpus.text.sentences` cuts it.
        headings: texts that are not statements if a unit repeats them: the headings above it, the title of its work.
    """
    start = _after(_MARKS, text, 0)
    if _is_numbered_heading(text[start:]):
        return None
    if not is_row(text):
        start = _after(_ITEM_NUMBER, text, start)
    start = _after_running_head(text, start)
    start = _after_glued_heading(text, start)
    end = _end_of_statement(text, start)
    statement = text[start:end]
    if not WORD.search(statement) or _repeats_heading(statement, headings):
        return None
    if any(states_nothing(statement) for states_nothing in _STATES_NOTHING):
        return None
    return _after_note_number(text, start), end


def quotable_parts(text: str, headings: Sequence[str] = ()) -> list[Span]:
    """Return the parts of a passage to quote from: its statements, or what it has if it states nothing.

    Then that is its headings and lists of names or, if it has none, all its sentences. The result is empty only for a
    blank text.
    """
    return statements(text, headings) or _longer(_parts(text, headings)) or longer_sentences(text)


def statements(text: str, headings: Sequence[str] = ()) -> list[Span]:
    """Return the parts of a passage that are evidence, as offsets, in order; an empty list if it states nothing.

    A unit in capitals only is a heading, even if it ends like a sentence.
    """
    found = []
    for start, end in _parts(text, headings):
        unit = text[start:end]
        is_heading = is_label(unit) or unit.isupper()
        if is_row(unit) or (len(unit) >= MIN_STATEMENT_CHARACTERS and not is_heading):
            found.append((start, end))
    return found


def _parts(text: str, headings: Sequence[str]) -> list[Span]:
    """Return the quotable part of each sentence of a passage that has one."""
    spans = sentences(text)
    parts_of_sentences = fragments(text, spans)
    references = [is_reference(text[start:end]) for start, end in spans]
    parts = []
    for number, (start, end) in enumerate(spans):
        is_between_references = 0 < number < len(spans) - 1 and references[number - 1] and references[number + 1]
        line_start = text.rfind("\n", 0, start) + 1
        if _is_head(text, spans[number : number + 3]) or is_keyword_line(text[line_start:end]):
            continue
        part = quotable(text[start:end], headings)
        if part is not None and not is_between_references and number not in parts_of_sentences:
            parts.append((start + part[0], start + part[1]))
    return parts


def _is_head(text: str, spans: Sequence[Span]) -> bool:
    """Return whether the first of these units is the head of a table: a line without a stop, above a row.

    The output of a program may have a line of types between them: "<chr> <dbl>".
    """
    start, end = spans[0]
    line = text[text.rfind("\n", 0, start) + 1 : start]
    if WORD.search(line) or text[end - 1] in ".!?:;" or is_row(text[start:end]) or _DECIMAL.search(text, start, end):
        return False
    above = end
    for start, end in spans[1:]:
        if text.count("\n", above, start) != 1:
            return False
        if is_row(text[start:end]):
            return True
        if not _is_program_message(text[start:end]):
            return False
        above = end
    return False


def longer_sentences(text: str) -> list[Span]:
    """Return the sentences of a passage without short pieces, or all if it has only short pieces."""
    spans = sentences(text)
    return _longer(spans) or spans


def _longer(spans: Sequence[Span]) -> list[Span]:
    return [(start, end) for start, end in spans if end - start >= MIN_STATEMENT_CHARACTERS]


def is_label(text: str) -> bool:
    """Return whether a unit is a heading or names: every word that matters is capitalised, and it has no figure."""
    text = _HEADING_NUMBER.sub("", text)
    is_sentence = text.endswith((".", "!", "?")) and len(text.split()) > MIN_TITLE_CASE_WORDS
    has_figure = any(map(str.isdigit, text))
    return small_words_share(text) == 0 and not is_sentence and not has_figure


# --- trimming -------------------------------------------------------------------------------------------------------


def _after(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Return the offset after a mark: of a list item, a heading or the output of a program, or a number."""
    match = pattern.match(text, start)
    return match.end() if match else start


def _after_note_number(text: str, start: int) -> int:
    """Return the offset after the number of a note before its text. A number before another word may be a quantity."""
    start = _after(_RAISED_MARK, text, start)
    number = NOTE_NUMBER.match(text, start)
    return number.end() if number and begins_sentence(text[number.end() :]) else start


def _after_running_head(text: str, start: int) -> int:
    """Return the offset after a running head, caption or foot that a page break put into a sentence."""
    end = text.find("\n", start)
    if end < 0:
        return start
    line = text[start:end]
    is_running_head = _VOLUME_AND_PAGES.search(line) is not None and small_words_share(line) == 0
    is_furniture = is_running_head or _is_caption(line) or is_publication_note(line) or _is_source_line(line)
    return end + 1 if is_furniture else start


def _after_glued_heading(text: str, start: int) -> int:
    """Return the offset after a heading that the reader glued to the sentence below it."""
    repeated = _REPEATED.match(text, start)
    if repeated:
        return repeated.end()
    label = _ABSTRACT_LABEL.match(text, start)
    if label and begins_sentence(text[label.end() :]):
        return label.end()
    glued = _GLUED_HEADING.match(text, start)
    if glued and _is_title_case(glued[1]):
        return glued.end()
    short = _SHORT_HEADING.match(text, start)
    if short and text.endswith(".") and _is_short_heading(short[1]):
        return short.end()
    return start


def _end_of_statement(text: str, start: int) -> int:
    """Return the offset before the mark at the end of an article, or a line on sources glued to the row of a table."""
    source = _GLUED_SOURCE.search(text, start)
    if source is None:
        return len(text.rstrip(_END_MARKS))
    row = text[start : source.start()].rstrip()
    return start + len(row) if is_row(row) else len(text)


def _is_short_heading(text: str) -> bool:
    """Return whether one or two capitalised words are a heading: "Financial Protection", but not "Only In" or "USA"."""
    words = text.split()
    return not text.isupper() and not is_small_word(words[0]) and not is_small_word(words[-1])


def _is_title_case(text: str) -> bool:
    """Return whether all words are capitalised, except small ones, and no punctuation joins them to what follows."""
    return small_words_share(text) == 0 and not re.search(r"[.,;:!?\d()]|[–—~-]\s*$", text)


# --- units that state nothing ---------------------------------------------------------------------------------------


def _repeats_heading(text: str, headings: Sequence[str]) -> bool:
    folded = _folded(text)
    for heading in headings:
        for part in heading.split(" | "):
            if _is_repeated(folded, _folded(part)):
                return True
    return False


def _is_repeated(text: str, heading: str) -> bool:
    """Return whether a text is a heading, or a long heading with the next label after it."""
    if text == heading:
        return True
    words_after = len(text.split()) - len(heading.split())
    is_long = len(heading.split()) >= MIN_REPEATED_WORDS
    return is_long and text.startswith(f"{heading} ") and words_after <= MAX_WORDS_AFTER_HEADING


def _folded(text: str) -> str:
    return " ".join(WORD.findall(text)).casefold()


def _is_caption(text: str) -> bool:
    return _CAPTION.match(text) is not None


def _is_source_line(text: str) -> bool:
    return _SOURCE_LINE.match(text) is not None


def _is_legend(text: str) -> bool:
    """Return whether a unit spells out the abbreviations of a table or figure: "Notes: CI = confidence interval."."""
    return _LEGEND.match(text) is not None


def _is_contents_line(text: str) -> bool:
    return _CONTENTS_LINE.search(text) is not None


def _is_numbered_heading(text: str) -> bool:
    """Return whether a unit is the heading of a section whose number has parts: "2.2.3 The copyright file"."""
    if _SECTION_NUMBER.match(text) is None or is_row(text):
        return False
    return len(text.split()) <= MAX_HEADING_WORDS and not text.endswith((".", "!", "?", ";", ":"))


def _is_pointer(text: str) -> bool:
    """Return whether a unit only says where to read more: "For more information, see CRS Report R00000."."""
    return _POINTER.match(text) is not None


def _is_axis(text: str) -> bool:
    """Return whether a unit is the labels along the axes of a chart: years and months, then figures at equal steps."""
    labels = _GLUED_LABELS.sub(" ", text).split()
    numbers = []
    for label in labels:
        if label.casefold()[:3] in _MONTHS:
            continue
        number = _AXIS_NUMBER.fullmatch(label)
        if number is None:
            return False
        if not _YEAR.fullmatch(label):
            numbers.append(float(number[1].replace(",", "")))
    steps = {round(after - before, 6) for before, after in pairwise(numbers)}
    return len(labels) >= MIN_AXIS_LABELS and len(steps) <= 1 and 0 not in steps


def _is_program_message(text: str) -> bool:
    return _PROGRAM_MESSAGE.match(text) is not None


_STATES_NOTHING: Sequence[Callable[[str], bool]] = (
    _is_caption,
    is_keyword_line,
    _is_source_line,
    _is_legend,
    _is_contents_line,
    is_publication_note,
    is_biography,
    is_affiliation,
    is_reference,
    is_citation,
    _is_pointer,
    _is_axis,
    _is_program_message,
    is_codebook_entry,
)
