"""Whether the stop after a word ends a sentence, or belongs to an abbreviation, an initial or a number.

    "No. | 5"      no       a number follows            "He said no. | They"    yes
    "Dr. | Ruiz"   no       a name follows              "Acme Inc. | The"       yes: a word that begins sentences
    "cf. | The"    no       it joins two things         "deaths. | Police"      yes: not an abbreviation

The words are those of reports in English, Spanish and Portuguese. They are short lists, not a model, because a cold
process must answer a query with them.
"""

import re

# In lower case, without the last stop.
_NAME_FOLLOWS = frozenset(
    """
    mr mrs ms messrs dr drs prof profs gen gov govs sen sens rep reps hon rev sgt lt col capt pres supt st ste mt ft
    sr sra srs sres srta srtas dra dras lic ing arq mtro mtra pbro exmo exma ilmo ilma ud uds
    jr inc ltd ltda lda corp co cía cia bros assn dept div univ inst ave blvd ed eds ibid cit loc ee uu vda
    nr nro núm núms n.º n.o fig figs figura secs sect ch chs chap vol vols pp p pág págs pag pags párr párrs par paras
    para eq eqs ref refs supp stat cir approx aprox ca tel obs séc
    """.split()
)
"""Titles, and what is part of a name or of a place in a work. The sentence ends only before a word of `_OPENERS`."""

_NUMBER_FOLLOWS = frozenset(
    """
    no nos num art arts cap caps tab tabs sec app est max máx min mín etc
    jan feb mar apr jun jul aug sept sep oct nov dec ene abr ago dic fev set out dez
    """.split()
)
"""Abbreviations before a number that are also words, and months: without the number, the sentence ends."""

_LETTER_FOLLOWS = frozenset("art arts cap caps tab tabs sec app".split())
"""Those of them whose number may be a single letter: "App. A shows". After the others, "A" is an article."""

_NEVER_LAST = frozenset("v vs cf viz e.g eg i.e ie ej op al".split())
"""Words that join what is before them with what is after them."""

ABBREVIATIONS = _NAME_FOLLOWS | _NUMBER_FOLLOWS | _NEVER_LAST

_OPENERS = frozenset(
    """
    the this that these those in on at by for from with without it he she they we you as if when while since although
    because however after before during under over one two three some many most all each both such there its their his
    her our note please see here let now but and nor a an or so what where why how who which not then also
    several more only even yet thus therefore
    el la los las un una en de del por para con sin según se es esta este estos estas lo al su sus como si cuando aunque
    sobre así entre desde pero
    os um uma em na nos nas seu sua ele ela eles isso isto esse essa ao com sem segundo mas
    """.split()
)
_LABELS = frozenset(
    """
    exhibit appendix annex schedule section part figure table panel group class type plan item vitamin hepatitis war
    apéndice anexo sección parte grupo tipo seção apêndice vitamina
    """.split()
)
"""Words before a letter that is not an initial: "Exhibit E. In"."""
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,4}")
"""An abbreviation with a stop inside: "U.S", "Ph.D", "p.m", "H.Rept"."""
_NUMBER = re.compile(r"[(\[#]?\d|[§(]|[IVXLC]+\b|[A-Z]{1,6}[.–-]?\d|[A-Z]\b")
_ARTICLE = re.compile(r"[AEO]\s[a-zà-ÿ]")
"""A word of one letter that begins a sentence: "etc. A interface", "etc. O objectivo"."""
_LAST_WORDS = re.compile(r"(?:([\w.’'-]+)\s)?([\w.º]+)$")


def may_end_sentence(before: str, following: str) -> bool:
    """Return whether a stop may end a sentence.

    Args:
        before: the end of the text before the stop: two words, if it has them.
        following: the text after the stop and its closing quotes and brackets, from its first word or number.
    """
    words = _LAST_WORDS.search(before)
    if words is None:
        return True
    previous, word = words[1] or "", words[2].lower()
    if word in _NEVER_LAST:
        return False
    if word in _NUMBER_FOLLOWS:
        has_article = word not in _LETTER_FOLLOWS and _ARTICLE.match(following) is not None
        return has_article or _NUMBER.match(following) is None
    is_initial = len(word) == 1 and word.isalpha()
    is_after_name = previous[:1].isupper() and previous.lower() not in _LABELS
    if is_initial and is_after_name:  # "Palmer N. The impact" in a reference
        return False
    if word in _NAME_FOLLOWS or is_initial or _DOTTED.fullmatch(word):
        return begins_sentence(following)
    return True


def begins_sentence(text: str) -> bool:
    """Return whether a text begins with a word that begins sentences, and not with an initial or in capitals."""
    opener = re.match(r"(\w++)(?!\.)", text)
    if opener is None or opener[1][0].islower() or (len(opener[1]) > 1 and opener[1].isupper()):
        return False
    return opener[1].lower() in _OPENERS
