"""Titles: finding the title on a page, whether a text can be a title, whether it is distinctive, and comparing two.

On most title pages the title is set in the largest type. Manuscripts and pre-prints set it like the text, in bold or
as the first lines. The lines around it say other things:

    RESEARCH ARTICLE                              what kind of text follows
    Journal of Quays                              in the type of the title, but without a word of its own
    Moles and Quays: Evidence from Two Ports*     the title, with a note mark
    Forthcoming in Journal of Quays               where it appears
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from corpus.model import RAISED_END, RAISED_START, FrontLine
from corpus.text.language import detect
from corpus.text.words import STOP_WORDS, folded_words
from corpus.works.editions import EDITION_WORDS

MAX_PRINTED_TITLE_WORDS = 40
"""A longer text is a paragraph that is set in one type."""

MAX_SUBTITLE_WORDS = 8
"""Words that the first page may add to the title in the metadata, which may stop before the subtitle."""

MIN_TITLE_WORDS = 4
"""A shorter line in the type of the title may be the name of a journal or of a series, or a word above the title."""

MAX_SIZE_DIFFERENCE = 0.07
"""Relative difference between two sizes that readers see as one: sizes are rounded, and OCR measures them."""

MIN_DISPLAY_SIZE = 1.15
"""From this size on, relative to the body, type is display type. A title in smaller type is found by its place."""

MAX_LINES_ABOVE = 10
"""A title that is set like the text has at most this many lines above it: a head, what kind of text it is, a date."""

MIN_SAME_TITLE = 0.85
"""Share of words that two readings of one title have in common: one may be an older wording or lack a letter."""

# What word processors and templates leave in the title field, and file names.
_NOT_A_TITLE = re.compile(
    r"^(?:microsoft \w+ ?-.*|untitled.*|document\d*|title|.*\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|rtf|pub|key)|slide \d+"
    r"|presentation\d*|powerpoint presentation|layout \d+|print|.*(?:\.\.\.|…).*|.*\d\.\.\d.*|[\d\W]*"
    r"|(?:doi:? ?)?10\.\d{4,9}/\S+)$",
    re.I,
)
# Lines of a title page that are not its title: what kind of text it is, where and when it appeared, who wrote it.
_KIND_OF_TEXT = re.compile(
    r"""(?:(?:original|open|brief|short|special|regular|full|peer|review|research|feature|invited|free|case)[ -]*)*
    (?:articles?|papers?|access|reports?|communications?|contributions?|investigations?|research(?:\ and\ practice)?
    |notes?|letters?|editorials?|commentar(?:y|ies)|perspectives?|reviews?|reviewed|viewpoints?|opinions?|series|essays?
    |study|studies|issue|topics?|policy\ forum|methods?|data|title|highlights|ensayos?|ensaios?|rese[ñn]as?|resenhas?
    |(?:artigos?|art[ií]culos?)(?:\ original(?:is|es)?|\ de\ \w+)?)[\W\d]*$""",
    re.I | re.X,
)
_NOT_TITLE_LINE = re.compile(
    r"""(?:\d+\.?\ )?(?:abstract|summary|resumen|resumo|keywords?|key\ words|palabras\ clave|palavras[ -]chave|contents?
      |introduction)\W*(?:$|(?<=[:.|\u2014])\s)
    |(?:forthcoming|in\ press|accepted|received|available\ online|published|publicado|manuscript|pre-?print|post-?print
      |downloaded|article\ (?:in|forthcoming)|chapter\ in|vol(?:ume)?\b\.?\ \d|see\ discussions|contents\ lists
      |journal\ homepage|reproduced\ with|this\ (?:article|content|is\ the)|please\ cite|cite\ this|to\ cite|to\ link
      |how\ to\ cite|issn|isbn|doi|copyright|all\ use\ subject|reads?$|citations?$)\b
    |(?:running\ head|by|por|authors?|autor(?:a|es|as)?|source|stable\ url|accessed|correspond\w+)\b.{0,3}:
    |.*(?:https?://|www\.|@|©|\bdoi:|\b10\.\d{4,9}/)""",
    re.I | re.X,
)
_BODY = re.compile(
    r"(?<![\w-])(?:university|institute|department|ministry|commission|bureau|office|agency|school|college|center|centre|council"
    r"|universidade?|instituto|departamento|minist[ée]rio|comisi[óo]n|comiss[ãa]o|secretar[ií]a|oficina|agencia|ag[êe]ncia"
    r"|facultad|faculdade|escuela|escola|centro|consejo|conselho)\b",
    re.I,
)
_AROUND_LINE = " |·•*"
_RAISED = re.compile(f"{RAISED_START}([^{RAISED_END}]*){RAISED_END}")
_ORDINAL = re.compile("st|nd|rd|th|º|ª|er")
_NOTE_SIGN = re.compile(r"(?<=[\w?!.”\"])[*†‡§✩☆∗]+(?=$|:|\s)|\s[*†‡§✩☆∗]+$")
# Words that any report may have on its cover.
_GENERIC = """annual quarterly monthly report reports summary executive contents table index cover page title document
    form statement brief policy working paper presentation letter memorandum appendix annex introduction foreword
    informe reporte anual relatorio resumen resumo indice sumario contenido conteudo documento
    united states washington dc"""
_GENERIC_WORDS = STOP_WORDS | EDITION_WORDS | frozenset(_GENERIC.split())


def find_title(lines: Sequence[FrontLine]) -> str:
    """Return the title that is set as one on a page, or "".

    It is in the largest type of the page, if that is larger than the body. Else it is a run of bold lines at the top.
    """
    kept = _without_other_lines(lines)
    sizes = [line.size for line in kept if len(line.text.split()) > 1]
    largest = max(sizes, default=0.0)
    if largest < MIN_DISPLAY_SIZE:
        bold_runs = [run for run in _top_runs(lines) if run[0].bold]
        return _best_title(bold_runs)
    displayed = [line for line in kept if line.size >= (1 - MAX_SIZE_DIFFERENCE) * largest]
    return _best_title(_in_one_language(displayed))


def find_plain_title(lines: Sequence[FrontLine]) -> str:
    """Return what is the title if nothing on a page is set as one: the first lines that can be a title, or ""."""
    return _best_title(_top_runs(lines))


def _best_title(runs: Iterable[Sequence[FrontLine]]) -> str:
    """Return the first title with `MIN_TITLE_WORDS` words, else the longest, or "" if no run can be a title."""
    titles = [title for run in runs if is_title(title := _joined(run))]
    for title in titles:
        if len(title.split()) >= MIN_TITLE_WORDS:
            return title
    return max(titles, key=len, default="")


def _without_other_lines(lines: Sequence[FrontLine]) -> list[FrontLine]:
    """Return the lines that may belong to a title, by what they say."""
    kept: list[FrontLine] = []
    for line in lines:
        text = line.text.strip(_AROUND_LINE)
        follows = bool(kept) and _is_same_size(kept[-1], line)
        if _NOT_TITLE_LINE.match(text):
            continue
        if follows or not (_KIND_OF_TEXT.match(text) or _is_journal_name(text, lines)):
            kept.append(line)
    return kept


def _is_journal_name(text: str, lines: Iterable[FrontLine]) -> bool:
    """Return whether another line goes on from a text with a volume or year: "Journal of Quays 4 (2014) 12-25"."""
    head = re.compile(rf"{re.escape(text)}[,.]? (?:\d|[Vv]ol)")
    return any(head.match(line.text) for line in lines)


def _in_one_language(lines: Sequence[FrontLine]) -> list[list[FrontLine]]:
    """Split lines where the language changes: a title may be followed by its translations."""
    runs: list[list[FrontLine]] = []
    for line in lines:
        if not runs or len({detect(_joined(runs[-1])), detect(line.text)} - {"und"}) > 1:
            runs.append([])
        runs[-1].append(line)
    return runs


def _top_runs(lines: Sequence[FrontLine]) -> list[list[FrontLine]]:
    """Return the runs of neighbouring lines that are set alike at the top of a page; names of bodies come last."""
    kept = set(_without_other_lines(lines))
    runs: list[list[FrontLine]] = []
    is_new = True
    for line in lines:
        above = sum(other.baseline > line.baseline for other in lines)
        if line not in kept or above > MAX_LINES_ABOVE:
            is_new = True
            continue
        if is_new or not _is_alike(runs[-1][-1], line):
            runs.append([])
        runs[-1].append(line)
        is_new = False
    parts = [part for run in runs for part in _in_one_language(run)]
    return sorted(parts, key=lambda part: bool(_BODY.search(_joined(part))))


def _is_alike(line: FrontLine, other: FrontLine) -> bool:
    """Return whether two lines are set in one type."""
    return line.bold == other.bold and _is_same_size(line, other)


def _is_same_size(line: FrontLine, other: FrontLine) -> bool:
    return abs(line.size - other.size) <= MAX_SIZE_DIFFERENCE * line.size


def _joined(run: Iterable[FrontLine]) -> str:
    """Return the text of lines on one line, without note marks."""
    text = " ".join(without_note_marks(line.text) for line in run)
    return tidy_title(text.replace("\N{SOFT HYPHEN} ", ""))


def without_note_marks(text: str) -> str:
    """Return a text without raised parts, apart from the endings of ordinals, and without asterisks after words."""
    return _NOTE_SIGN.sub("", _RAISED.sub(_kept_ordinal, text))


def _kept_ordinal(raised: re.Match[str]) -> str:
    if _ORDINAL.fullmatch(raised[1]):
        return raised[1]
    return ""


def is_same_title(title: str, other: str) -> bool:
    """Return whether two texts are readings of one title: `MIN_SAME_TITLE` of their words are the same, in order."""
    matcher = SequenceMatcher(None, folded_words(title), folded_words(other), autojunk=False)
    return matcher.ratio() >= MIN_SAME_TITLE


def tidy_title(title: str) -> str:
    """Return a title on one line without full stops at its end."""
    return " ".join(title.split()).rstrip(".")


def is_title(text: str) -> bool:
    """Return whether a text can be a title: 2 to `MAX_PRINTED_TITLE_WORDS` words, not left by a program or template."""
    return 2 <= len(text.split()) <= MAX_PRINTED_TITLE_WORDS and not _NOT_A_TITLE.match(text)


def is_generic(title: str) -> bool:
    """Return whether any report may have this title: it has only numbers and generic words ("Annual Report 2019")."""
    words = [word for word in folded_words(title) if not word.isdigit()]
    return set(words) <= _GENERIC_WORDS


def has_all_words(text: str, words: str) -> bool:
    """Return whether `text` has all words of another text, in any order."""
    return set(folded_words(words)) <= set(folded_words(text))


def adds_subtitle(longer: str, title: str) -> bool:
    """Return whether `longer` begins with a title and adds 1 to `MAX_SUBTITLE_WORDS` words."""
    words = folded_words(title)
    longer_words = folded_words(longer)
    added = len(longer_words) - len(words)
    return longer_words[: len(words)] == words and 1 <= added <= MAX_SUBTITLE_WORDS
