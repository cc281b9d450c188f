"""Units about a publication or its authors: they state nothing about the subject, and cannot be quoted as evidence.

    "Keywords: homicide; policing"                        a keyword line
    "School of Public Health, Imperial College, London"   an affiliation
    "Recebido em 12/03/2019. Aprovado em 4/5/2020."       the history of a manuscript
    "Corresponding author: Ana Mora."                     a contact
    "Ana Mora is an associate professor of law."          a biography

A unit is what `corpus.text.sentences` returns. It is judged by its own words, in English, Spanish and Portuguese.
"""

import re

from corpus.text.capitals import small_words_share
from corpus.text.rows import is_row
from corpus.text.words import MONTHS

MAX_NOTE_WORDS = 40
"""A longer unit is not a note about the publication or a contact, even if it begins or ends like one; chosen."""

MAX_SMALL_WORDS_SHARE = 0.1
"""Share of the words of a contact that are in lower case, without articles and prepositions; chosen."""

# --- keywords -------------------------------------------------------------------------------------------------------

_LIST = r"\s+(?:[^,;.\n]{2,60}[,;]\s){2}[^.\n]{2,200}$"
_KEYWORDS = re.compile(
    r"(?:key\s?words?(?: and phrases)?|palabras\s?claves?|palavras[\s-]?chave|mots[\s-]cl[ée]s|descrip?tor(?:e?s)"
    r"|unitermos|index(?:ing)? terms|t[ée]rm(?:in)?os de inde[xz]a[cç](?:i[óo]n|ão)|jel\b.{0,20}|mesh terms)"
    rf"(?:\s*(?:\([^()\n]{{1,30}}\))?\s*[:.—–-]|{_LIST})",
    re.I,
)
"""A keyword line has a sign after its label, or a list of three without a stop: "Keywords moles, piers, ropes"."""

# --- names ----------------------------------------------------------------------------------------------------------

_INSTITUTION = re.compile(
    r"Universi(?:ty|dad)|\bCollege\b|Institut|\bSchool of|\bEscola\b|\bEscuela\b|\bFacultad\b|\bFaculdade\b|Faculty of"
    r"|Cent(?:er|re) for|\bFundação\b|\bFundación\b|\bHospital\b"
)
_OFFICE = re.compile(r"Department|Departamento|Ministry|Minist[eé]rio|Secretar[ií]a")
_NOTE_MARK = re.compile(r"(?:[IVX]{1,4}|\d{1,3}|[*†‡§¶a-z])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_DEGREE = re.compile(r"\b(?:Ph\.?D|M\.?Sc|MSPH|Dr\.?PH|D\.?Phil|M\.?Phil|M\.?P\.?H|M\.?D|B\.?Sc|Sc\.?D|Prof)\b")
_BIOGRAPHY = re.compile(
    r"\b(?:is|was) an? (?:[\w-]+ ){0,3}(?:professor|lecturer|doctoral (?:student|candidate)|PhD (?:student|candidate)"
    r"|research (?:fellow|associate|scientist))\b"
    r"|\b(?:is|was) an? (?:associate |senior )?researcher (?:at|in|with)\b"
    r"|\b(?:his|her|their) (?:\w+ )?research (?:interests|focus)"
    r"|^\W*(?:doctora?|doutora?|mag[íi]ster|m[áa]ster|mestr[ea]|doctorand[oa]|doutorand[oa]|licenciad[oa]) e[nm]\s",
    re.I,
)

# --- the publication ------------------------------------------------------------------------------------------------

_MONTH = r"(?:jan|feb|fev|mar|apr|abr|may|mai|jun|jul|aug|ago|sep|set|oct|out|nov|dec|dic|dez|ene)[^\W\d_]{0,7}"
_DATE = rf"(?:(?:\d{{1,2}}(?:º|st|nd|rd|th)?|de|{_MONTH})[\s.,-]{{1,2}}|\d{{1,2}}[/.-]){{0,6}}(?:19|20)\d\d\b"
_EVENT = (
    r"(?:received(?: in revised form)?|revised|accepted|approved|submitted|(?:available |published )online|published"
    r"|rec[ei]bido|aceptado|aceito|aprobado|aprovado|submetido|publicado|fecha de \w{4,12}|data d[ao] \w{4,12})"
    r"(?::| on| el| em)?"
)
_HISTORY = re.compile(
    rf"(?:article history:?\s|art[ií](?:culo|go) )?{_EVENT}\s{_DATE}"
    rf"(?:\W*$|\W{{1,3}}(?:[yeé]\s|and\s)?{_EVENT}\s)",
    re.I,
)
"""What happened to a manuscript: "Received 12 March 2019", "Recebido em 12/03/2019, aprovado em 4/5/2020"."""
_PUBLICATION = re.compile(
    r"\W*(?:forthcoming (?:in|at)\b|forthcoming\W*$|in press\W*$|doi:?\s?10\.|https?://\S+$|©|copyright\W+(?:©|ª|c\)|\d)"
    r"|issn\b|isbn\b|e-?mail\s?:|correi?o(?: electrónico| eletrônico)?\s?:|downloaded from\b"
    r"|this article (?:was|is) published|reproduced with permission of the copyright owner"
    r"|contents lists available at\b|journal homepage\b"
    r"|(?:to cite|cite as|how to cite|como citar|cómo citar|para citar|citar como)\b"
    r"|(?:suggested|recommended|please) cit(?:e|ation)\b|(?:citación|cita|citação) sugerida\b"
    r"|received:?\s.{0,30}\baccepted\b|reci?bido:? .{0,10}\d"
    r"|corresponding authors?\b|correspond(?:ence|encia|ência)(?:\s?:| to\b| should\b| concerning\b| (?:a|para)\s?:)"
    r"|(?:please )?(?:direct|address) (?:all )?correspondence\b|autora? (?:(?:de|para) )?correspond"
    r"|(?:direcci[óo]n|endereço) (?:de|para) (?:la )?correspond)",
    re.I,
)
_IN_PRINT = re.compile(
    r"\bforthcoming (?:in|at) [A-ZÀ-Þ]|\bProQuest pg\b|\bpost-?print\b|\baccepted (?:author )?manuscript\b"
)
_MONTH_NAMES = "|".join(MONTHS.split())
_ENDS_IN_DATE = re.compile(
    rf"(?:\b(?:{_MONTH_NAMES}|março|(?:jan|feb|aug|sept?|oct|nov|dec)\.?)\s(?:de\s)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-])(?:19|20)\d\d\W*$|\b(?:19|20)\d\d-\d\d-\d\d\W*$",
    re.I,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,64}\.\w+")


def is_note(text: str) -> bool:
    """Return whether a unit is about the publication or its authors: affiliations, contacts, keywords."""
    return is_affiliation(text) or is_publication_note(text) or is_biography(text) or is_keyword_line(text)


def is_keyword_line(text: str) -> bool:
    """Return whether a text begins as a line of keywords."""
    return _KEYWORDS.match(text) is not None


def is_publication_note(text: str) -> bool:
    """Return whether a unit is about the publication itself: "Forthcoming in ...", a DOI, whom to write to."""
    if len(text.split()) > MAX_NOTE_WORDS:
        return False
    if any(finds(text) for finds in (_PUBLICATION.match, _HISTORY.match, _IN_PRINT.search)):
        return True
    without_address = _ADDRESS.sub("", text)
    return without_address != text and small_words_share(without_address) <= MAX_SMALL_WORDS_SHARE


def is_biography(text: str) -> bool:
    """Return whether a unit says who an author is."""
    return _BIOGRAPHY.search(text) is not None and " said" not in text


def is_affiliation(text: str) -> bool:
    """Return whether a unit is a list of names, degrees and institutions without a statement. A row is not."""
    is_marked_office = _NOTE_MARK.match(text) is not None and _OFFICE.search(text) is not None
    if not is_marked_office and not _INSTITUTION.search(text) and not _DEGREE.search(text):
        return False
    return small_words_share(text) == 0 and re.search(r"[,;]\s", text) is not None and not is_row(text)


def ends_in_date(text: str) -> bool:
    """Return whether a unit ends in a month or a day: "Updated April 15, 2026". A year alone is not enough."""
    return _ENDS_IN_DATE.search(text) is not None


def has_affiliation_and_address(text: str) -> bool:
    """Return whether a text has an institution of research and an e-mail address."""
    if "@" not in text:  # most texts: this saves time
        return False
    return _INSTITUTION.search(text) is not None and _ADDRESS.search(text) is not None
