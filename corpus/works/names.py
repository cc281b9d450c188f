"""Names of people: parse a list of names as a by-line, a cover sheet or a citation prints it.

    Ana Báez⸢a⸣, PhD, and João da Lima Filho, MD    Ana | Báez     João da | Lima Filho
    DIAS, J., O'BRIEN, K.                           J. | Dias      K. | O'Brien
    Dias JA, Lima N                                 J A | Dias     N | Lima
    Harbour Program, Peru                           (not names)

A list is a list of names as a whole or not at all, so a line of places or of subjects has no names. A name is told by
its shape, and by words that no person is called: words of bodies, and words that the document writes in lower case.
Nothing here knows which names exist.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from corpus.model import RAISED_END, RAISED_START, Language
from corpus.text.language import fold
from corpus.text.words import MONTHS, STOP_WORDS

Name = dict[str, str]
"""A CSL name: `family`, `given` and `suffix` of a person, or the `literal` name of a body."""

MAX_NAME_WORDS = 5
"""Words of a name without its particles: "José Dias Porto Lima Filho" has 5."""

MAX_CHARACTERS_BEFORE = 6
"""Characters before a family name that say whether it begins an entry."""

MAX_INITIALS = 3
"""Capitals that may be initials: "JPR Dias". A longer word in capitals is a name."""

MAX_COMMON_SHARE = 0.5
"""Share of the words of a list of names that the document also writes in lower case ("Ana Quay"). Chosen."""

MIN_WORDS_OF_DOUBLE_NAME = 4
"""In Spanish, a name of this many words has two given names and two family names. Of three words, it has one given
name and two family names, unless the second word is often a second given name."""

# A single name that begins so is a phrase ("A Survey"). In a list these are initials ("A Smith, B Jones").
_ARTICLES = ("A ", "O ", "E ", "Y ")
# Particles that belong to what follows: "Ana Lima de Souza", "van der Berg".
_PARTICLES = frozenset(
    "de da do das dos del della di du la las los van von der den ter ten zu bin ibn al el e y".split()
)
# Portuguese particles stay with the given name, as in Brazilian references: SOUZA, Ana Lima de.
_DROPPING = frozenset("de da do das dos e".split())
_DUTCH_PARTICLES = frozenset("van von".split())
# Particles that are written with a capital belong to the family name: "Ana De Lima", "Sara Van Horn".
_CAPITAL_PARTICLES = frozenset(
    "De Da Do Dos Del Della Di Du La Le Van Von Der Den Mac St. Ter Ten El Al Bin Ben".split()
)
# Second given names in Spanish, the most common ones, without accents: "Ana María Lima".
_SECOND_GIVEN_NAMES = frozenset(
    """maria jose luis carlos antonio manuel francisco alberto eduardo fernando miguel angel jesus javier enrique andres
    pablo ignacio felipe alejandro gabriel daniel ricardo roberto alfonso armando arturo ernesto isabel elena cecilia
    carolina cristina fernanda alejandra patricia soledad teresa eugenia beatriz luisa laura pilar carmen guadalupe
    gabriela veronica andrea paola victoria paz belen""".split()
)
# Portuguese words for a son, a grandson or a nephew are the second word of a family name: "Lima Filho".
_DESCENDANTS = frozenset("filho filha neto neta netto junior sobrinho sobrinha bisneto".split())
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_INITIALS = re.compile(r"(?:[^\W\d_a-zß-ÿ]\.?-?){1,4}")
_NAME_WORD = re.compile(r"(?:[dDlL]['’])?[^\W\d_a-zß-ÿ][^\W\d_]*(?:['’.-]+[^\W\d_]+)*\.?")

_DEGREE = (
    r"(?:Ph\.? ?D\.?|D\.? ?Phil\.?|M\.? ?D\.?|M\.? ?P\.? ?H\.?|Dr\.? ?P\.? ?H\.?|Sc\.? ?D\.?|D\.? ?Sc\.?|M\.? ?Sc\.?"
    r"|B\.? ?Sc\.?|M\.? ?A\.?|B\.? ?A\.?|M\.? ?S\.?|B\.? ?S\.?|M\.? ?Phil\.?|J\.? ?D\.?|L\.? ?L\.? ?[BM]\.?"
    r"|M\.? ?B\.? ?A\.?|M\.?B\.?,? ?B\.?S\.?|M\.?B\.?,? ?Ch\.?B\.?|M\.?P\.?[AP]\.?|M\.?S\.?W\.?|M\.?H\.?S\.?|M\.?Ed\.?"
    r"|Ed\.? ?D\.?|Psy\.? ?D\.?|D\.?D\.?S\.?|D\.?V\.?M\.?|R\.?N\.?|B\.?S\.?N\.?|M\.?S\.?N\.?|LCSW|CPA|CPH|MStat|MRes"
    r"|FRCP\w*|FACP|FRS|FFPH|MRCP|PharmD|DNP|MPhil|MBChB|MBBS|DrPH|SM|SB|AB|ABD)(?: ?\((?:c|cand\.?)\))?"
)
_ONLY_DEGREES = re.compile(rf"(?:{_DEGREE})(?:[ /]+(?:{_DEGREE}))*", re.I)
_DEGREES_AT_END = re.compile(rf"(?:[ ,]+{_DEGREE})+$")
_HONORIFIC = re.compile(
    r"^(?:(?:Drs?|Dras?|Profs?|Mrs?|Ms|Lics?|Ings?|Mtr[oa]|Mag|Sra?|Rev|Hon)\.|(?:Drs?|Dra|Profs?|Professors?|Mr|Mrs|Ms"
    r"|Mtr[oa]|Profesora?|Professora?|Ph\.?D\.?|Doctora?|Doutora?)(?=\s))\s*",
)
_ROLE = (
    r"(?:(?:post-?doctoral|Ph\.?D\.?|doctoral|associate|assistant|adjunct|senior|junior|principal|full|visiting|emeritus"
    r"|clinical"
    r"|research|graduate|chief|executive|lead|staff|deputy|acting|project|policy|guest|opinion|contributing) )*"
    r"(?:researcher|professor|student|fellow|lecturer|reader|director|candidate|epidemiologist|statistician|scientist"
    r"|associate|economist|analyst|physician|specialist|investigator|manager|officer|consultant|coordinator|editor|chair"
    r"|attorney|author|columnist|journalist|reporter|writer|contributor"
    r"|professora?|profesora?|investigadora?|pesquisadora?|doctorand[oa]|economista|analista)"
)
_ROLE_AT_END = re.compile(rf",? (?:{_ROLE})(?:,? (?:{_ROLE}))*$", re.I)
_ONLY_ROLE = re.compile(rf"(?:{_ROLE})(?: (?:of|in|de|em|en) .*)?", re.I)

_MONTH = "|".join(MONTHS.split())
# What may come after a name: letters of a degree or of a body, a role with its office, a date.
_AFTER_NAME = re.compile(
    rf"(?-i:[A-Z]{{2,7}})|(?:[A-Z]{{2,6}} )?(?:{_ROLE})s?|(?:{_MONTH})|(?:(?:{_MONTH}) )?(?:19|20)\d\d", re.I
)
# Words of bodies, titles and places that no name has, by how they begin, in lower case without accents.
_BEGINNINGS = """universi institut departament facult faculdad hospital clinic laborator minist secretari govern gobiern
    agencia agency bureau council consejo conselho committee comite commission comision comissao program
    foundation fundacion fundacao associat asociaci associac society sociedad sociedade academ organiza organisa
    network project proyecto projeto servic compan corporat incorporat librar bibliotec museum congress senat
    parliament parlament assembl journal revista review research articl report informe relatorio abstract
    resumen resumo summary introduc background conclu method result discussion reference keyword palabras
    palavras content appendix chapter volume avenue avenida boulevard editorial commentar working polic analysis
    analyses public health criminal studies national nacional federal internacional international publish
    edition copyright downloa availab correspon forthcoming manuscript presented meeting conference prepared
    submitted received accepted updated statistic economist analyst professor director specialist investigador
    scientist epidemiolog coordinat attorney section seccion secao unidad collaborat consorti columnist
    journalist contribut municip subcommittee"""
_BEGINS_LIKE_A_BODY = re.compile("|".join(_BEGINNINGS.split()))
_NOT_WORDS = frozenset(
    """school schools faculty escuela escola college colegio center centre centro office oficina division street
    road drive suite building campus special issue original paper papers justice crime science sciences united
    states state american global world press rights open access contact author authors email phone version draft
    slide slides group groups team member members staff department county city bank banco fund funds table
    figure estado estados provincia monday tuesday wednesday thursday friday saturday sunday inc ltd llc plc
    corp gmbh pharma usa uk u.k u.s u.s.a editor editors editado edited translated vol no pp fig part the url doi issn
    isbn stable source""".split()
)
# Words with which places begin and given names do not: "San Juan", "New York". In a family name they may come later.
_BEGIN_PLACES = frozenset("san santa sao santo new north south east west rio puerto los las saint el la".split())
# A group that signs as one author: "World Quay Survey 2016 Collaborators*".
_GROUP = re.compile(
    r"(?:the )?(?:[A-ZÀ-Þ\d][\w’'.-]* (?:(?:of|for|on|and|the|de|del|da|do|para|em|en) )*){1,9}"
    r"(?:Collaborat(?:ors|ion|ive)|Group|Investigators|Consortium|Network|Team|Committee|Commission|Initiative|Taskforce)"
)
BODY = re.compile(
    r"\b(?:univers|institut|department|departament|school|facult|college|colegio|cent(?:er|re|ro)|hospital|ministr"
    r"|minist[eé]r|secretar|agenc|council|consejo|program|academ|laborator|bank|banco|foundation|funda|office|oficina"
    r"|e-?mail)|@",
    re.I,
)
"""Words by which a line or a part of it names a body or gives an address."""

_LABEL = re.compile(r"^(?:(?:written )?by\b|por\b(?=\s+[A-ZÀ-Þ]))[:\s]*", re.I)
_BEHALF = re.compile(
    r",?\s*(?:and )?(?:on behalf of|for the|en nombre de|em nome d[eoa]|in collaboration with|en colaboraci[oó]n con)"
    r"\b.*$",
    re.I | re.S,
)
_RAISED = re.compile(f"{RAISED_START}[^{RAISED_END}]*{RAISED_END}")
_BRACKETS = re.compile(r"(?<!\.)\s*(?:\((?!c\)|cand)[^()]*\)|\[[^\[\]]*\])")
_ADDRESS = re.compile(r"(?<!\S)[^\s@]*@\S+|\b(?:https?:|www\.)\S+|\bORCID\b\S*(?:\s+[\d-]{10,}X?)?", re.I)
_MARKS = re.compile(r"[*∗†‡§¶#✉✩☆★⁎•⊥∥‖®©¹²³⁰⁴-⁹ªº^~]+")
_GLUED_DIGITS = re.compile(r"(?<=[^\W\d_.])(?:\s?|[,;]\s?)\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*(?![\d/])")
# What typesetting leaves in a name: "Ana D.Lima -Dias".
_GLUED_INITIAL = re.compile(r"\b([^\W\d_a-zß-ÿ]\.)(?=[^\W\d_a-zß-ÿ][a-zß-ÿ])")
_LOOSE_HYPHEN = re.compile(r"(?<=[a-zß-ÿ])(?: -|- )(?=[^\W\d_a-zß-ÿ])")
_BETWEEN = re.compile(
    r"\s*[;,|·•/&\t]\s*|\s+[–—-]\s+|\s+(?:and|AND|with|con|com|und|et)\s+(?=[^\W\d_a-z])"
    r"|\s+[ye]\s+(?=[^\W\d_a-z][\w.'’-]*\s+\w)"
)
_BETWEEN_PARTS = re.compile(r"\s*,\s*(?:and |& |y |e )?|\s+(?:and|&|y|e)\s+")
_ENDS_WITH_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]|Jr|Sr)\.$")
# What comes before a family name in a list of references, a running head or a list of authors.
_BEFORE_FAMILY = re.compile(r"(?:^|[;,&/(\]\n]\s*|\b(?:and|y|e)\s+|\d\.?\s+)\Z")
_BEFORE_PLACE = ("in", "em", "en", "near", "across")
_LEADING_AND = re.compile(r"^(?:and|AND|&|y|e|with)\s+")


@dataclass(frozen=True)
class NameEvidence:
    """What the document says about its names, beside the list of them.

    `common` are the words that the document writes in lower case. `text` is all of its text that may name its authors
    again: a running head, a line on how to cite it, its references. `language` decides how names are divided if
    nothing else does.
    """

    common: Collection[str] = field(default_factory=frozenset)
    text: str = ""
    language: Language = "und"


def parse_names(text: str, evidence: NameEvidence) -> list[Name]:
    """Return the people in a list of names, or nothing if any part of it is not a name.

    Degrees, titles, roles, marks and affiliations in brackets are left out.
    """
    return divide_names(split_names(text), evidence)


def split_names(text: str) -> list[str]:
    """Return the names in a list as "Given Family" or "Family, Given", or nothing if a part is not a name.

    The body of the last person is left out: "Ana Báez, Bo Dias, Institute of Ports".
    """
    tidy = _tidy_list(text)
    family_first = _split_family_first(tidy)
    if family_first:
        return family_first
    names: list[str] = []
    for group in tidy.split(";"):
        people = _people_of_group(_BETWEEN.split(group))
        if not people and group.strip():
            return []
        names += people
    if len(names) == 1 and names[0].startswith(_ARTICLES):
        return []
    return names


def _people_of_group(parts: Sequence[str]) -> list[str]:
    """Return the names in a list without the bodies, places and roles after them; nothing if anything else is in it.

    After the body of a person comes another person only after "and", or before another body.
    """
    names: list[str] = []
    is_after_body = False
    for part, following in pairwise([*parts, ""]):
        name = _tidy_name(part)
        if not name:
            continue
        may_be_person = not is_after_body or bool(_LEADING_AND.match(part) or BODY.search(following))
        kind = _kind_in_list(name, may_be_person, is_first=not names)
        if kind == "suffix":
            names[-1] = f"{names[-1]} {name}"
        elif kind in ("person", "group"):
            names.append(name)
        elif kind == "other" and not is_after_body:
            return []
        if kind in ("person", "body"):
            is_after_body = kind == "body"
    return names


def _kind_in_list(
    name: str, may_be_person: bool, is_first: bool
) -> Literal["person", "group", "suffix", "body", "remark", "other"]:
    """Return what a part of a list of names is. A list begins with a person."""
    is_a_person = may_be_person and is_person(name)
    if is_first:
        return "person" if is_a_person else "other"
    if _AFTER_NAME.fullmatch(name):
        return "remark"
    if _SUFFIX.fullmatch(name):
        return "suffix"
    if is_a_person:
        return "person"
    if is_group(name):
        return "group"
    return "body" if BODY.search(name) else "other"


def divide_names(names: Sequence[str], evidence: NameEvidence) -> list[Name]:
    """Return names as family name and given names, or nothing if the document uses them as words or as places."""
    if _is_common(names, evidence.common) or any(_is_place(name, evidence.text) for name in names):
        return []
    return [divide_name(name, evidence) for name in names]


def begins_with_names(text: str) -> bool:
    """Return whether a list has names only, but for its end, which may be within a name. Quick, before parsing."""
    parts = _BETWEEN.split(_tidy_list(text))
    names = [_tidy_name(part) for part in parts[:-1]] or [_tidy_name(parts[0])]
    return any(names) and all(not name or is_person(name) or _may_be_half(name) for name in names)


def is_group(text: str) -> bool:
    """Return whether a text is the name of a group that signs as one author."""
    return _GROUP.fullmatch(text) is not None


def is_role(text: str) -> bool:
    """Return whether a text says what a person does: "Associate Professor of Ports"."""
    return _ONLY_ROLE.fullmatch(text) is not None


def _may_be_half(name: str) -> bool:
    """Return whether a text may be the family name or the given names of a person."""
    return all(_is_name_word(word) for word in name.split())


def is_person(name: str) -> bool:
    """Return whether a text has the shape of one name: given names or initials, then a family name."""
    words = name.split()
    full_words = [word for word in words if word not in _PARTICLES]
    if not 2 <= len(full_words) <= MAX_NAME_WORDS:
        return False
    if words[0] in _PARTICLES or fold(words[0]) in _BEGIN_PLACES or _SUFFIX.fullmatch(words[0]):
        return False
    if not all(_is_name_word(word) for word in words):
        return False
    family = [word for word in words if not _SUFFIX.fullmatch(word)][-1]
    return len(family) > 1 and family not in _PARTICLES and not _is_initials(family, words)


def divide_name(name: str, evidence: NameEvidence) -> Name:
    """Return the family name, the given names and the suffix of "Given Family" or "Family, Given"; a group whole."""
    if is_group(name):
        return {"literal": name.removeprefix("the ")}
    family, comma, given = name.partition(", ")
    if comma:
        return {"family": restore_capitals(family, evidence.text), "given": restore_capitals(given, evidence.text)}
    words = restore_capitals(name, evidence.text).split()
    suffix = ""
    if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) and not _is_portuguese(words):
        suffix = words.pop()
    start = _family_start(words, evidence)
    divided = {"family": " ".join(words[start:]), "given": " ".join(words[:start])}
    if suffix:
        divided["suffix"] = suffix
    return divided


def restore_capitals(name: str, text: str) -> str:
    """Return a name in capitals as the document writes it elsewhere, or else by rule: "BO MCQUAY".

    The family name alone may be in capitals: "Ana BÁEZ".
    """
    words = name.split()
    long_words = [word for word in words if len(word) > MAX_INITIALS and not _SUFFIX.fullmatch(word)]
    if not any(word.isupper() for word in long_words):
        return name
    are_all = all(word.isupper() for word in long_words)
    restored = []
    for word in words:
        is_in_capitals = word.isupper() and (are_all or len(word) > MAX_INITIALS)
        restored.append(_restore_word(word, text) if is_in_capitals else word)
    return " ".join(restored)


# --- the list ------------------------------------------------------------------------------------------------------


def _tidy_list(text: str) -> str:
    """Return a list of names without marks, addresses, brackets and labels."""
    tidy = _RAISED.sub(",", unicodedata.normalize("NFC", text))
    tidy = tidy.replace(RAISED_START, ",").replace(RAISED_END, ",")
    tidy = _ADDRESS.sub(",", tidy)
    tidy = _BRACKETS.sub(",", tidy)
    tidy = _BEHALF.sub("", tidy)
    tidy = _MARKS.sub(",", tidy)
    tidy = _GLUED_DIGITS.sub(",", tidy)
    tidy = _LABEL.sub("", tidy.strip())
    tidy = _GLUED_INITIAL.sub(r"\1 ", tidy)
    tidy = _LOOSE_HYPHEN.sub("-", tidy)
    return " ".join(re.sub(r"[ \n]+", " ", tidy).split(" ")).strip(" ,;:")


def _tidy_name(part: str) -> str:
    """Return one part of a list without titles, degrees and roles; nothing is left of a degree or a role."""
    name = _LEADING_AND.sub("", part.strip(" ,:;-–'’`\"“”"))
    if not _ENDS_WITH_ABBREVIATION.search(name):
        name = name.strip(".")
    if _ONLY_DEGREES.fullmatch(name) or _ONLY_ROLE.fullmatch(name):
        return ""
    name = _HONORIFIC.sub("", _HONORIFIC.sub("", name))
    name = _ROLE_AT_END.sub("", name)
    name = _DEGREES_AT_END.sub("", name)
    return name.strip(" ,")


def _split_family_first(text: str) -> list[str]:
    """Return the names of `Family, Given; Family, Given`, `FAMILY, A., FAMILY, B.` or `Family AB, Family C`.

    Or of `Family, Given, Given Family, and Given Family`, as some styles write a list.
    """
    if ";" in text:
        parts = [part for part in re.split(r"\s*(?:;|&| and )\s*", text) if part]
        return _join_pairs([re.split(r"\s*,\s*", part, maxsplit=1) for part in parts])
    parts = [part for part in _BETWEEN_PARTS.split(text) if part]
    pairs = _pairs_with_initials(parts) or _pairs_of_vancouver(parts)
    if pairs:
        return _join_pairs(pairs)
    return _names_after_reversed(parts)


def _pairs_with_initials(parts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of `FAMILY, A., FAMILY, B.`, or nothing if not every second part is initials."""
    families, givens = parts[::2], parts[1::2]
    if len(families) != len(givens):
        return []
    are_initials = all(_INITIALS.fullmatch(given.replace(" ", "")) for given in givens)
    have_points = any("." in given for given in givens)
    return list(zip(families, givens, strict=True)) if are_initials and have_points else []


def _pairs_of_vancouver(parts: Sequence[str]) -> list[list[str]]:
    """Return the pairs of `Family AB, Family C`, or nothing. One part with three capitals may be a body: `Quay USA`."""
    pairs = [part.rsplit(" ", 1) for part in parts]
    if not all(len(pair) == 2 and _is_vancouver(*pair) for pair in pairs):
        return []
    is_acronym = len(pairs) == 1 and len(pairs[0][1]) == MAX_INITIALS
    return [] if is_acronym else pairs


def _names_after_reversed(parts: Sequence[str]) -> list[str]:
    """Return the names of `Family, Given, Given Family, and Given Family`, or nothing."""
    others = parts[2:]
    if not others or " " in parts[0] or not all(is_person(name) for name in others):
        return []
    first = _join_pairs([parts[:2]])
    return [*first, *others] if first else []


def _is_vancouver(family: str, initials: str) -> bool:
    return initials.isupper() and initials.isalpha() and len(initials) <= MAX_INITIALS and not family.isupper()


def _join_pairs(pairs: Sequence[Sequence[str]]) -> list[str]:
    """Return "Family, Given" for each pair, or nothing if one is not a pair of names."""
    names = []
    for pair in pairs:
        name = _join_pair(*pair) if len(pair) == 2 else ""
        if not name:
            return []
        names.append(name)
    return names


def _join_pair(family: str, given: str) -> str:
    """Return "Family, Given", or "" if these are not a family name and given names."""
    family = _LEADING_AND.sub("", family.strip())
    given = given.strip()
    if is_person(family) and _ONLY_DEGREES.fullmatch(given):
        return ""
    if not _INITIALS.fullmatch(given.replace(" ", "")):
        given = _tidy_name(given)
    if not given or not family:
        return ""
    if not all(_is_name_word(word) for word in (*given.split(), *family.split())):
        return ""
    are_glued = given.isupper() and given.isalpha() and len(given) <= MAX_INITIALS
    return f"{family}, {' '.join(given) if are_glued else given}"


def _is_place(name: str, text: str) -> bool:
    """Return whether the document says that something is in a place with this name."""
    if not any(f" {preposition} {name}" in text for preposition in _BEFORE_PLACE):
        return False
    prepositions = "|".join(_BEFORE_PLACE)
    return re.search(rf"\b(?:{prepositions}) {re.escape(name)}(?!['’]s| \(| and colleagues| et al)", text) is not None


def _is_common(names: Sequence[str], common: Collection[str]) -> bool:
    """Return whether the document writes too many words of these names in lower case, or all words of one of them."""
    total = found = 0
    for name in names:
        words = [word for word in re.split(r"[\s.,]+", fold(name)) if len(word) > 1 and word not in _PARTICLES]
        written = [word for word in words if word in common]
        if words and len(written) == len(words):
            return True
        total += len(words)
        found += len(written)
    return found > MAX_COMMON_SHARE * total


# --- one name ------------------------------------------------------------------------------------------------------


def _is_name_word(word: str) -> bool:
    if word in _PARTICLES:
        return True
    if not _NAME_WORD.fullmatch(word) and not _INITIALS.fullmatch(word):
        return False
    plain = fold(word).strip(".")
    if len(plain) == 1:
        return True
    if plain in _NOT_WORDS or _BEGINS_LIKE_A_BODY.match(plain):
        return False
    return plain in _PARTICLES or plain not in STOP_WORDS


def _is_initials(word: str, words: Sequence[str]) -> bool:
    """Return whether a word is initials: dotted, or short capitals in a name that is not in capitals."""
    if not _INITIALS.fullmatch(word):
        return False
    return "." in word or (len(word) <= MAX_INITIALS and not all(other.isupper() for other in words))


def _is_portuguese(words: Sequence[str]) -> bool:
    return any(word in ("da", "do", "das", "dos") for word in words)


def _family_start(words: Sequence[str], evidence: NameEvidence) -> int:
    """Return where the family name begins in the words of a name."""
    start = len(words) - 1
    last = fold(words[-1]).strip(".")
    if start > 1 and (last in _DESCENDANTS or _SUFFIX.fullmatch(words[-1])):
        start -= 1
    elif _has_double_family(words, evidence):
        start -= 1
        while start > 1 and words[start] in _PARTICLES:
            start -= 1
    while start > 1 and _belongs_to_family(words[start - 1], words[start - 2], evidence.language):
        start -= 1
    return start


def _belongs_to_family(particle: str, before: str, language: Language) -> bool:
    """Return whether a particle is part of the family name: "van de Berg", but not "Lima de Souza" in Portuguese."""
    if particle in _CAPITAL_PARTICLES:
        return True
    if particle not in _PARTICLES:
        return False
    return particle not in _DROPPING or before.lower() in _DUTCH_PARTICLES or (language == "es" and particle == "de")


def _has_double_family(words: Sequence[str], evidence: NameEvidence) -> bool:
    """Return whether the last two names of a person are both family names, by the document or by rule."""
    before = len(words) - 2
    while before > 0 and words[before] in _PARTICLES:
        before -= 1
    if before < 1 or len(words[before].strip(".")) == 1:
        return False
    given = [word[0] for word in words[:before] if word not in _PARTICLES]
    if _prints_as_family(words[-1], [*given, words[before][0]], evidence.text):
        return False
    if _prints_as_family(" ".join(words[before:]), given[:1], evidence.text):
        return True
    if evidence.language != "es" or _prints_as_family(words[-1], given[:1], evidence.text):
        return False
    return _has_double_family_in_spanish(words, before)


def _has_double_family_in_spanish(words: Sequence[str], before: int) -> bool:
    """Return whether a Spanish name has two family names by rule. `before` is the place of the second last name."""
    full_words = [word for word in words if word not in _PARTICLES]
    has_initial = len(words[before - 1].strip(".")) == 1
    if has_initial or len(full_words) >= MIN_WORDS_OF_DOUBLE_NAME:
        return True
    return fold(words[before]) not in _SECOND_GIVEN_NAMES


def _prints_as_family(family: str, initials: Sequence[str], text: str) -> bool:
    """Return whether the document writes a family name before initials or "et al.": "Lima de Quay, A. B."."""
    forms = [re.escape(form).replace(r"\ ", "[ -]") for form in (family, family.upper())]
    letters = r"\.?[ -]?".join(map(re.escape, initials))
    after = re.compile(rf",?\s+(?:{letters}(?![a-zß-ÿ])|et al)")
    for match in re.finditer("|".join(forms), text):
        before = text[max(0, match.start() - MAX_CHARACTERS_BEFORE) : match.start()]
        if _BEFORE_FAMILY.search(before) and after.match(text, match.end()):
            return True
    return False


def _restore_word(word: str, text: str) -> str:
    """Return a word in capitals in the form in which the document writes it most often, or else by rule."""
    if _is_in_capitals_anyway(word):
        return word
    forms: Counter[str] = Counter()
    for match in re.finditer(rf"\b{re.escape(word)}\b", text, re.I):
        if _is_mixed(match[0]):
            forms[match[0]] += 1
    if forms:
        return max(forms, key=lambda form: forms[form])
    if word.lower() in _PARTICLES:
        return word.lower()
    parts = [part.capitalize() for part in re.split(r"(['’-])", word)]
    restored = "".join(parts)
    return re.sub(r"\bMc([a-z])", lambda match: f"Mc{match[1].upper()}", restored)


def _is_in_capitals_anyway(word: str) -> bool:
    """Return whether a word in capitals is initials or a suffix, and not a name."""
    if len(word) == 1 or ("." in word and _INITIALS.fullmatch(word)) or _SUFFIX.fullmatch(word):
        return True
    return len(word) <= MAX_INITIALS and not re.search("[AEIOUYÀ-Þ]", word)


def _is_mixed(word: str) -> bool:
    return word[0].isupper() and not word.isupper()
