"""Names in BibTeX: `von Last, Jr, First`. The name of a body is in braces, and so is any part that BibTeX would split.

{Violence Reduction Unit, Scotland}      CSL's `literal`
{Szabó de Carvalho}, Ilona               a family name that contains a lower-case word
van Dijk, Teun                           CSL's `non-dropping-particle`
"""

import re
from collections.abc import Mapping, Sequence

from corpus.csl import filled
from corpus.exchange.bibtex.tex import decode, encode
from corpus.exchange.csl_names import (
    PARTICLES,
    end_of_given_names,
    single_name,
    split_elision,
    split_particles,
    without_others,
)
from corpus.text.words import with_particle

_AND = re.compile(r"\\.|[{}]|\s(?:and|AND|And)(?=\s)")
_SEMICOLON = re.compile(r"\\.|[{};]")
_COMMA = re.compile(r'\\.|[{}]|"[^"{}]*"|,')
_EXTENDED = re.compile(r'(?i)"?\s*(?:family|given|prefix|suffix|useprefix)(?:-i)?\s*=')


def encode_names(names: Sequence[dict[str, str]]) -> str:
    """Return CSL names as BibTeX. Names that are known to be incomplete end in "and others"."""
    encoded = [encode_name(name) for name in without_others(names)]
    if len(encoded) < len(names):
        encoded.append("others")
    return " and ".join(encoded)


def encode_name(name: Mapping[str, str]) -> str:
    """Return a CSL name as BibTeX."""
    body = single_name(name)
    if body:
        return _encode_single(body, is_family="family" in name)
    family_words = name["family"].split()
    looks_like_particle = any(not _begins_with_capital(word) for word in family_words[:-1])
    ends_in_particle = name["given"].split()[-1] in PARTICLES
    family = _encode_part(name["family"], in_braces=looks_like_particle)
    given = _encode_part(name["given"], in_braces=ends_in_particle)
    if "non-dropping-particle" in name:
        family = with_particle(encode(name["non-dropping-particle"]), family)
    if "dropping-particle" in name:
        given = f"{given} {encode(name['dropping-particle'])}"
    if "suffix" in name:
        return ", ".join([family, encode(name["suffix"]), given])
    return ", ".join([family, given])


def _encode_single(name: str, is_family: bool) -> str:
    """Return the name of a body in braces. A family name alone needs braces only if BibTeX would split it."""
    is_one_word = " " not in name and "," not in name
    if is_family and is_one_word and name != "others":
        return encode(name)
    return f"{{{encode(name)}}}"


def decode_names(raw: str, prefix_is_dropping: bool = False) -> list[dict[str, str]]:
    """Return the CSL names of a field that joins several names with `and`.

    Args:
        raw: the value of the field.
        prefix_is_dropping: whether the entry has the option `useprefix=false`.
    """
    return [_decode_name(name, prefix_is_dropping) for name in _split_names(" ".join(raw.split()))]


def _split_names(raw: str) -> list[str]:
    """Split names at `and` outside braces, or at `;` if there is no `and`, as some databases write it."""
    names = _split(raw, _AND)
    if len(names) == 1:
        names = _split(raw, _SEMICOLON)
    return [name.strip() for name in names if name.strip()]


def _split(raw: str, separator: re.Pattern[str]) -> list[str]:
    """Split a text at a separator that is outside braces."""
    pieces = []
    start = depth = 0
    for mark in separator.finditer(raw):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            depth = max(depth - 1, 0)
        elif depth == 0 and not mark[0].startswith("\\"):
            pieces.append(raw[start : mark.start()])
            start = mark.end()
    pieces.append(raw[start:])
    return pieces


def _decode_name(raw: str, prefix_is_dropping: bool) -> dict[str, str]:
    if _in_one_pair_of_braces(raw) or raw == "others":
        return {"literal": decode(raw)}
    if _EXTENDED.match(raw):
        return _decode_extended(raw, prefix_is_dropping)
    if "," not in raw and raw == raw.lower():
        return _decode_lower_case(decode(raw))
    return _decode_parts(raw)


def _decode_parts(raw: str) -> dict[str, str]:
    """Return the parts of a name as BibTeX tells them apart: "van der Beek, Jr, Anna", "Anna van der Beek"."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    name = parse_single_name_into_parts(raw, strict=False)
    particles = name.von
    family = name.last
    if particles and not _first_letter(decode(particles[0])).islower():  # "Szabó de Carvalho" has no particle
        family = particles + family
        particles = []
    particles, family = split_elision(particles, family)
    end = end_of_given_names(name.first)
    parts = {
        "family": family,
        "given": name.first[:end],
        "suffix": name.jr,
        "dropping-particle": name.first[end:],
        "non-dropping-particle": particles,
    }
    return {part: decode(" ".join(words)) for part, words in parts.items()}


def _decode_extended(raw: str, prefix_is_dropping: bool) -> dict[str, str]:
    """Return the name in biblatex's form `family=Beek, given=Anna, prefix=van der, useprefix=true`."""
    found = {}
    for piece in _split(raw, _COMMA):
        name, _, value = piece.strip().strip('"').partition("=")
        found[name.strip().lower()] = decode(value.strip().strip('"'))
    is_dropping = found.get("useprefix", str(not prefix_is_dropping)).lower() == "false"
    particle = "dropping-particle" if is_dropping else "non-dropping-particle"
    parts = {
        "family": found.get("family", ""),
        "given": found.get("given", ""),
        "suffix": found.get("suffix", ""),
        particle: found.get("prefix", ""),
    }
    known = filled(parts)
    return {"literal": known["family"]} if known.keys() == {"family"} else known


def _decode_lower_case(text: str) -> dict[str, str]:
    """Return the parts of a name without capitals: "bell hooks", "ludwig van beethoven"."""
    words = text.split()
    first = len(words) - 1
    while first > 1 and words[first - 1] in PARTICLES:
        first -= 1
    family, given = " ".join(words[first:]), " ".join(words[:first])
    return split_particles(family, given) if given else {"family": family}


def _encode_part(text: str, in_braces: bool) -> str:
    """Return a part of a name, in braces if `in_braces` or if BibTeX would split it: at a comma or at "and"."""
    if in_braces or "," in text or "and" in text.lower().split():
        return f"{{{encode(text)}}}"
    return encode(text)


def _begins_with_capital(word: str) -> bool:
    """Return whether BibTeX takes a word for a name and not for a particle. A word without letters is a name."""
    letter = _first_letter(word)
    return letter.isupper() or not letter


def _first_letter(word: str) -> str:
    for character in word:
        if character.isalpha():
            return character
    return ""


def _in_one_pair_of_braces(raw: str) -> bool:
    """Return whether a name is in one pair of braces from its beginning to its end."""
    if not (raw.startswith("{") and raw.endswith("}")):
        return False
    depth = 0
    without_escapes = re.sub(r"\\.|[^{}]", " ", raw)
    for character in without_escapes[:-1]:
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        if depth == 0:
            return False
    return True
