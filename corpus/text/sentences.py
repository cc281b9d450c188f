"""Sentence boundaries, as offsets into text that is never changed.

    "Violence fell. It rose (Fig. 2)."  ->  (0, 14), (15, 32)

Written for cleaned report text in English, Spanish and Portuguese: a blank line always ends a sentence; a single line
break does too (a table row, a list item, a page break) unless the sentence plainly runs on in lower case after it.
Abbreviations and initials before a full stop are a short list, not a model: a cold process answers a question with it.
"""

import re

# Words before a full stop that do not end a sentence, in lower case without the stop. Titles, citations and
# quantities as they occur in reports of the three languages.
ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof gen gov sen rep reps sens hon rev sgt lt col capt st jr sr fr
    sra srta sres dra lic ing arq exmo
    no nos nr núm num n.º art arts cap caps fig figs tab sec secs ch vol vols ed eds pp p pág págs para paras
    vs v cf e.g i.e al etc viz approx ca est inc ltd corp co dept div assn bros u.s u.n u.k d.c a.m p.m ee uu ss
    jan feb mar apr jun jul aug sept sep oct nov dec ene abr ago dic fev set out dez
    """.split()
)
# Abbreviations with a stop inside often do end a sentence: they do where a word follows that opens sentences.
OPENERS = frozenset(
    """
    the a an this that these those in on at by for from it he she they we as if when while since although however
    after before during under over one some many most all each both no such there its their his her but and or so
    el la los las un una en de por para según se es esta este estos estas lo al su sus como si cuando aunque
    o os as um uma em na nos nas seu sua ele ela eles isso isto esse essa
    """.split()
)
_END = re.compile(r"""[.!?…]+["'”’»)\]]*(?:\s?\d{1,3}(?:,\s?\d{1,3})*)?(?=\s+["'“‘«(\[¿¡—–-]*[^\Wa-zà-ÿ_])""")
_BREAK = re.compile(r"\s*\n\s*\n\s*|[^\S\n]*\n[^\S\n]*")
_LAST_WORD = re.compile(r"[\w.º]+$")
_NEXT_WORD = re.compile(r"\s+[\"'“‘«(\[¿¡—–-]*(\w+)")


def sentences(text: str) -> list[tuple[int, int]]:
    """Gives (start, end) of each sentence, in order, without the white space around it; nothing for blank text."""
    spans = []
    for start, end in _blocks(text):
        begin = start
        for match in _END.finditer(text, start, end):
            if _ends_sentence(text, match, begin):
                spans.append((begin, match.end()))
                begin = match.end()
        spans.append((begin, end))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))]


def _blocks(text: str) -> list[tuple[int, int]]:
    """Cuts at blank lines, and at line breaks where the sentence does not run on."""
    blocks, begin = [], 0
    for match in _BREAK.finditer(text):
        if match.group().count("\n") > 1 or not _runs_on(text, match.start(), match.end()):
            blocks.append((begin, match.start()))
            begin = match.end()
    return [*blocks, (begin, len(text))]


def _runs_on(text: str, before: int, after: int) -> bool:
    """Whether words on both sides of a line break belong to one sentence: no end mark, then a small letter."""
    return before > 0 and after < len(text) and text[before - 1] not in ".!?…:|" and text[after].islower()


def _ends_sentence(text: str, match: re.Match[str], begin: int) -> bool:
    if text[match.start()] != "." or match.group().startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(begin, match.start() - 24), match.start())
    if word is None:
        return True
    last = word.group().lower().rstrip(".")
    if last not in ABBREVIATIONS and not (len(last) == 1 and last.isalpha()):
        return True
    following = _NEXT_WORD.match(text, match.end())
    # "D.C. The police" ends; "U.S. Department" and "J. Smith" do not.
    return "." in last and following is not None and following[1].lower() in OPENERS


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
