"""Sentences and lines that only name a work: entries of a list of references, and footnotes.

    "BMC Public Health 2010;10:380."                                      a piece of a reference
    "12 DOE, “Grants,” April 11, 2025, https://example.org."              a footnote
    "He wrote that “the law is the law” (pp. 239-240)."                   neither

Such a unit is judged by its own words. `corpus/passages/reference_lists.py` finds whole lists.
"""

import re

from corpus.text.capitals import small_words_share
from corpus.text.raised import RAISED_DIGITS

MAX_PIECE_WORDS = 40
"""A longer unit is not a piece of a reference, even if it has a volume and pages; chosen."""

_SURNAME = r"[A-ZÀ-Þ][\w’'-]{1,30}(?:\s[A-ZÀ-Þ][\w’'-]{1,30})?"
_AUTHOR = rf"{_SURNAME}\s[A-ZÀ-Þ]{{1,3}}"
_VANCOUVER_AUTHORS = re.compile(
    rf"\W*\d{{0,3}}\W*{_AUTHOR}(?:(?:,|;|\sand|\s&|\se|\sy)\s+{_AUTHOR})+"
    rf"(?:\.(?:\s|$)|,? et al\b|(?:,\s+{_AUTHOR}){{2}})"
)
_JOURNAL_PLACE = re.compile(r"\b(?:19|20)\d\d(?:\s\w{3,9})?(?:\s\d{1,2})?\s?;\s?\d+\s?(?:\([^)]{1,12}\))?\s?:\s?\w?\d+")
_VOLUME_ISSUE_PAGES = re.compile(
    r"\b\d{1,4}\s?\(\d{1,3}(?:[–-]\d{1,3})?\)\s?[,:]\s?(?:pp?\.\s?)?\d+(?:\s?[–-]\s?\d+)?\.?$"
)
_REFERENCE_FORMS = re.compile(
    rf"\(Eds?\.\),\s|\(No\.\s?[A-Z]{{0,5}}\s?\d{{3,}}\)|^.{{0,80}}?{_AUTHOR},? et al\.\s+[A-ZÀ-Þ¿“]"
    r"|^\W*[A-ZÀ-Þ][\w\s.,()-]{2,40}:\s[A-ZÀ-Þ][\w\s&.’-]{1,60};\s(?:19|20)\d\d\.?$"
)
_AUTHORS_AND_YEAR = re.compile(r",.{0,200}\((?:19|20)\d\d[a-z]?(?:,\s\w{3,9}\.?\s\d{1,2})?\)\.?$")
_QUOTED_TITLE = re.compile(r"[“\"][^”\"]{1,400},[”\"]")
_LAST_QUOTED_TITLE = re.compile(r"(?<=, )[“\"][^”\"]{1,400}\.[”\"]$")
NOTE_NUMBER = re.compile(rf"\W*[\d{RAISED_DIGITS}]{{1,3}}\s+(?=[^\W\d_])")
"""The number of a note before its text, raised or not."""
_PAGES = re.compile(r"\bpp?\.\s?\d+(?:[–-]\d+)?")
_LINK = re.compile(r"https?://\S+")
_PLACE_IN_WORK = re.compile(r"\bpp?\.\s?\d|\bvol\.\s?\d|\bno\.\s?\d|(?:19|20)\d\d\b", re.I)
_SEE = re.compile(r"^\W*\d{0,3}\W*(?:see,?\s|for (?:more|example),?\s|e\.g\.,?\s)*", re.I)
_APA_AUTHOR = rf"{_SURNAME},\s(?:[A-ZÀ-Þ]\.[\s-]?){{1,3}}"
_APA_AUTHORS = re.compile(rf"\W*{_APA_AUTHOR}(?:,?\s?(?:&|and|y|e)?\s?{_APA_AUTHOR}|,?\s?\(?(?:19|20)\d\d[a-z]?\b)")


def is_reference(text: str) -> bool:
    """Return whether a unit is a reference or a piece of one."""
    if _VANCOUVER_AUTHORS.match(text) or _REFERENCE_FORMS.search(text) or _APA_AUTHORS.match(text):
        return True
    if _AUTHORS_AND_YEAR.search(text) and small_words_share(text) == 0:
        return True
    has_place = _JOURNAL_PLACE.search(text) or _VOLUME_ISSUE_PAGES.search(text)
    return has_place is not None and len(text.split()) <= MAX_PIECE_WORDS


def is_citation(text: str) -> bool:
    """Return whether a unit is a footnote that only names a work: "12 DOE, “Grants,” April 11, 2025, https://..."."""
    without_title = _QUOTED_TITLE.sub("", text)
    is_footnote = NOTE_NUMBER.match(text) is not None
    if is_footnote:
        without_title = _LAST_QUOTED_TITLE.sub("", without_title)
    without_link = _LINK.sub("", without_title)
    rest = _PAGES.sub("", without_link)
    names_work = without_link != text or (is_footnote and rest != text)
    has_place = is_footnote or _PLACE_IN_WORK.search(without_link) is not None
    if not names_work or not has_place:
        return False
    return small_words_share(_SEE.sub("", rest, count=1)) == 0
