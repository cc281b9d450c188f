"""Names in BibTeX: `von Last, Jr, First`. The name of a body is in braces, and so is any part that BibTeX would split.

{Violence Reduction Unit, Scotland}      CSL's `literal`
{Szabó de Carvalho}, Ilona               a family name that contains a lower-case word
van Dijk, Teun                           CSL's `non-dropping-particle`
"""

import re
from collections.abc import Mapping

from corpus.exchange.csl_names import PARTICLES, end_of_given_names, single_name
from corpus.exchange.tex import decode, encode


def encode_name(name: Mapping[str, str]) -> str:
    """Return a CSL name as BibTeX."""
    body = single_name(name)
    if body:
        needs_no_braces = "family" in name and " " not in body and "," not in body and body != "others"
        return encode(body) if needs_no_braces else f"{{{encode(body)}}}"
    family_words = name["family"].split()
    looks_like_particle = any(not _begins_with_capital(word) for word in family_words[:-1])
    ends_in_particle = name["given"].split()[-1] in PARTICLES
    family = _encode_part(name["family"], in_braces=looks_like_particle)
    given = _encode_part(name["given"], in_braces=ends_in_particle)
    if "non-dropping-particle" in name:
        family = f"{encode(name['non-dropping-particle'])} {family}"
    if "dropping-particle" in name:
        given = f"{given} {encode(name['dropping-particle'])}"
    parts = [family, given]
    if "suffix" in name:
        parts.insert(1, encode(name["suffix"]))
    return ", ".join(parts)


def decode_names(raw: str) -> list[dict[str, str]]:
    """Return the CSL names of a field that joins several names with `and`."""
    from bibtexparser.middlewares.names import split_multiple_persons_names

    names = split_multiple_persons_names(" ".join(raw.split()))
    return [_decode_name(name) for name in names]


def _decode_name(raw: str) -> dict[str, str]:
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if _in_one_pair_of_braces(raw) or raw == "others":
        return {"literal": decode(raw)}
    name = parse_single_name_into_parts(raw, strict=False)
    particles = name.von
    family = name.last
    if particles and not _first_letter(decode(particles[0])).islower():  # "Szabó de Carvalho" has no particle
        family = particles + family
        particles = []
    end = end_of_given_names(name.first)
    parts = {
        "family": family,
        "given": name.first[:end],
        "suffix": name.jr,
        "dropping-particle": name.first[end:],
        "non-dropping-particle": particles,
    }
    return {part: decode(" ".join(words)) for part, words in parts.items()}


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
