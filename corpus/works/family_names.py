"""One name: where the family name begins, and how a name in capitals is written."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from corpus.model import Language
from corpus.text.language import fold
from corpus.works.name_words import INITIALS, MAX_INITIALS, PARTICLES, SUFFIX, Name, is_group

MAX_CHARACTERS_BEFORE = 6
"""Characters before a family name that say whether it begins an entry."""

MIN_WORDS_OF_DOUBLE_NAME = 4
"""In Spanish, a name of this many words has two given names and two family names. Of three words, it has one given
name and two family names, unless the second word is often a second given name."""

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
# What comes before a family name in a list of references, a running head or a list of authors.
_BEFORE_FAMILY = re.compile(r"(?:^|[;,&/(\]\n]\s*|\b(?:and|y|e)\s+|\d\.?\s+)\Z")


@dataclass(frozen=True)
class NameEvidence:
    """Facts of a document about its names, beside the list of them.

    `common` are the words that the document writes in lower case. `text` is all of its text that may name its authors
    again: a running head, a line on how to cite it, its references. `language` decides how names are divided if
    nothing else does.
    """

    common: Collection[str] = field(default_factory=frozenset)
    text: str = ""
    language: Language = "und"


def divide_name(name: str, evidence: NameEvidence) -> Name:
    """Return the family name, the given names and the suffix of "Given Family" or "Family, Given"; a group whole."""
    if is_group(name):
        return {"literal": name.removeprefix("the ")}
    family, comma, given = name.partition(", ")
    if comma:
        return {"family": restore_capitals(family, evidence.text), "given": restore_capitals(given, evidence.text)}
    words = restore_capitals(name, evidence.text).split()
    suffix = ""
    if len(words) > 2 and SUFFIX.fullmatch(words[-1]) and not _is_portuguese(words):
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
    long_words = [word for word in words if len(word) > MAX_INITIALS and not SUFFIX.fullmatch(word)]
    if not any(word.isupper() for word in long_words):
        return name
    are_all = all(word.isupper() for word in long_words)
    restored = []
    for word in words:
        is_in_capitals = word.isupper() and (are_all or len(word) > MAX_INITIALS)
        restored.append(_restore_word(word, text) if is_in_capitals else word)
    return " ".join(restored)


def _is_portuguese(words: Sequence[str]) -> bool:
    return any(word in ("da", "do", "das", "dos") for word in words)


def _family_start(words: Sequence[str], evidence: NameEvidence) -> int:
    """Return where the family name begins in the words of a name."""
    start = len(words) - 1
    last = fold(words[-1]).strip(".")
    if start > 1 and (last in _DESCENDANTS or SUFFIX.fullmatch(words[-1])):
        start -= 1
    elif _has_double_family(words, evidence):
        start -= 1
        while start > 1 and words[start] in PARTICLES:
            start -= 1
    while start > 1 and _belongs_to_family(words[start - 1], words[start - 2], evidence.language):
        start -= 1
    return start


def _belongs_to_family(particle: str, before: str, language: Language) -> bool:
    """Return whether a particle is part of the family name: "van de Berg", but not "Lima de Souza" in Portuguese."""
    if particle in _CAPITAL_PARTICLES:
        return True
    if particle not in PARTICLES:
        return False
    return particle not in _DROPPING or before.lower() in _DUTCH_PARTICLES or (language == "es" and particle == "de")


def _has_double_family(words: Sequence[str], evidence: NameEvidence) -> bool:
    """Return whether the last two names of a person are both family names, by the document or by rule."""
    before = len(words) - 2
    while before > 0 and words[before] in PARTICLES:
        before -= 1
    if before < 1 or len(words[before].strip(".")) == 1:
        return False
    given = [word[0] for word in words[:before] if word not in PARTICLES]
    if _prints_as_family(words[-1], [*given, words[before][0]], evidence.text):
        return False
    if _prints_as_family(" ".join(words[before:]), given[:1], evidence.text):
        return True
    if evidence.language != "es" or _prints_as_family(words[-1], given[:1], evidence.text):
        return False
    return _has_double_family_in_spanish(words, before)


def _has_double_family_in_spanish(words: Sequence[str], before: int) -> bool:
    """Return whether a Spanish name has two family names by rule. `before` is the place of the second last name."""
    full_words = [word for word in words if word not in PARTICLES]
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
    if word.lower() in PARTICLES:
        return word.lower()
    parts = [part.capitalize() for part in re.split(r"(['’-])", word)]
    restored = "".join(parts)
    return re.sub(r"\bMc([a-z])", lambda match: f"Mc{match[1].upper()}", restored)


def _is_in_capitals_anyway(word: str) -> bool:
    """Return whether a word in capitals is initials or a suffix, and not a name."""
    if len(word) == 1 or ("." in word and INITIALS.fullmatch(word)) or SUFFIX.fullmatch(word):
        return True
    return len(word) <= MAX_INITIALS and not re.search("[AEIOUYÀ-Þ]", word)


def _is_mixed(word: str) -> bool:
    return word[0].isupper() and not word.isupper()
