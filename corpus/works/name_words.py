"""The shape of a name, and words that no person is called: words of bodies, roles, degrees and places."""

import re
from collections.abc import Sequence

from corpus.text.language import fold
from corpus.text.words import MONTHS, STOP_WORDS

Name = dict[str, str]
"""A CSL name: `family`, `given` and `suffix` of a person, or the `literal` name of a body."""

MAX_NAME_WORDS = 5
"""Words of a name without its particles: "José Dias Porto Lima Filho" has 5."""

MAX_INITIALS = 3
"""Capitals that may be initials: "JPR Dias". A longer word in capitals is a name."""

# Particles that belong to what follows: "Ana Lima de Souza", "van der Berg".
PARTICLES = frozenset(
    "de da do das dos del della di du la las los van von der den ter ten zu bin ibn al el e y".split()
)
SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
INITIALS = re.compile(r"(?:[^\W\d_a-zß-ÿ]\.?-?){1,4}")
_NAME_WORD = re.compile(r"(?:[dDlL]['’])?[^\W\d_a-zß-ÿ][^\W\d_]*(?:['’.-]+[^\W\d_]+)*\.?")
_DEGREE = (
    r"(?:Ph\.? ?D\.?|D\.? ?Phil\.?|M\.? ?D\.?|M\.? ?P\.? ?H\.?|Dr\.? ?P\.? ?H\.?|Sc\.? ?D\.?|D\.? ?Sc\.?|M\.? ?Sc\.?"
    r"|B\.? ?Sc\.?|M\.? ?A\.?|B\.? ?A\.?|M\.? ?S\.?|B\.? ?S\.?|M\.? ?Phil\.?|J\.? ?D\.?|L\.? ?L\.? ?[BM]\.?"
    r"|M\.? ?B\.? ?A\.?|M\.?B\.?,? ?B\.?S\.?|M\.?B\.?,? ?Ch\.?B\.?|M\.?P\.?[AP]\.?|M\.?S\.?W\.?|M\.?H\.?S\.?|M\.?Ed\.?"
    r"|Ed\.? ?D\.?|Psy\.? ?D\.?|D\.?D\.?S\.?|D\.?V\.?M\.?|R\.?N\.?|B\.?S\.?N\.?|M\.?S\.?N\.?|LCSW|CPA|CPH|MStat|MRes"
    r"|FRCP\w*|FACP|FRS|FFPH|MRCP|PharmD|DNP|MPhil|MBChB|MBBS|DrPH|SM|SB|AB|ABD)(?: ?\((?:c|cand\.?)\))?"
)
ONLY_DEGREES = re.compile(rf"(?:{_DEGREE})(?:[ /]+(?:{_DEGREE}))*", re.I)
DEGREES_AT_END = re.compile(rf"(?:[ ,]+{_DEGREE})+$")
_ROLE = (
    r"(?:(?:post-?doctoral|Ph\.?D\.?|doctoral|associate|assistant|adjunct|senior|junior|principal|full|visiting|emeritus"
    r"|clinical|research|graduate|chief|executive|lead|staff|deputy|acting|project|policy|guest|opinion"
    r"|contributing) )*"
    r"(?:researcher|professor|student|fellow|lecturer|reader|director|candidate|epidemiologist|statistician|scientist"
    r"|associate|economist|analyst|physician|specialist|investigator|manager|officer|consultant|coordinator|editor|chair"
    r"|attorney|author|columnist|journalist|reporter|writer|contributor"
    r"|professora?|profesora?|investigadora?|pesquisadora?|doctorand[oa]|economista|analista)"
)
ROLE_AT_END = re.compile(rf",? (?:{_ROLE})(?:,? (?:{_ROLE}))*$", re.I)
_ONLY_ROLE = re.compile(rf"(?:{_ROLE})(?: (?:of|in|de|em|en) .*)?", re.I)
_MONTH = "|".join(MONTHS.split())
# What may come after a name: letters of a degree or of a body, a role with its office, a date.
AFTER_NAME = re.compile(
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


def is_group(text: str) -> bool:
    """Return whether a text is the name of a group that signs as one author."""
    return _GROUP.fullmatch(text) is not None


def is_role(text: str) -> bool:
    """Return whether a text says what a person does: "Associate Professor of Ports"."""
    return _ONLY_ROLE.fullmatch(text) is not None


def is_person(name: str) -> bool:
    """Return whether a text has the shape of one name: given names or initials, then a family name."""
    words = name.split()
    full_words = [word for word in words if word not in PARTICLES]
    if not 2 <= len(full_words) <= MAX_NAME_WORDS:
        return False
    if words[0] in PARTICLES or fold(words[0]) in _BEGIN_PLACES or SUFFIX.fullmatch(words[0]):
        return False
    if not all(is_name_word(word) for word in words):
        return False
    family = [word for word in words if not SUFFIX.fullmatch(word)][-1]
    return len(family) > 1 and family not in PARTICLES and not is_initials(family, words)


def is_name_word(word: str) -> bool:
    """Return whether a word may be part of a name: it has the shape of a name and no other meaning."""
    if word in PARTICLES:
        return True
    if not _NAME_WORD.fullmatch(word) and not INITIALS.fullmatch(word):
        return False
    plain = fold(word).strip(".")
    if len(plain) == 1:
        return True
    if plain in _NOT_WORDS or _BEGINS_LIKE_A_BODY.match(plain):
        return False
    return plain in PARTICLES or plain not in STOP_WORDS


def is_initials(word: str, words: Sequence[str]) -> bool:
    """Return whether a word is initials: dotted, or short capitals in a name that is not in capitals."""
    if not INITIALS.fullmatch(word):
        return False
    return "." in word or (len(word) <= MAX_INITIALS and not all(other.isupper() for other in words))
