"""The design of a work, which says how strong its evidence may be, guessed for a work that no person has described.

A title that names a design is believed ("... A Systematic Review", "Implementation Guide"). In the first pages only
sentences about the work itself are believed, because reports describe other people's trials too:

    "We randomly assigned 1,200 households"              randomised
    "Of the studies reviewed, two were randomised"       says nothing about this work
"""

import re
from collections.abc import Mapping
from re import Pattern

from corpus.text.language import fold
from corpus.text.sentences import sentences

# All patterns are for folded text (lower case, no accents) in English, Spanish and Portuguese.
_STUDY_WORDS = {
    "systematic review": r"systematic(?:ally)? review|meta-? ?(?:analys[ie]s|review|analisis|analise)|scoping review"
    r"|(?:revision|revisao) sistematica|review of (?:systematic )?reviews",
    "randomised": r"randomi[sz]ed|randomly assigned|random assignment|\brcts?\b|field experiment"
    r"|aleatorizad[oa]s?|asignacion aleatoria|asignados al azar|randomizad[oa]s?|atribuicao aleatoria",
    "quasi-experimental": r"(?:quasi|cuasi)-? ?experiment\w*|difference-? ?in-? ?differences?|propensity score"
    r"|interrupted time[- ]series|synthetic control|regression discontinuity|matched comparison"
    r"|diferenc(?:ias|as) (?:en|em) diferenc(?:ias|as)|control(?:e)? sintetico"
    r"|series? (?:de tiempo|temporal(?:es|is)?) interrumpidas?",
}
_TITLE_WORDS = _STUDY_WORDS | {
    "guide": r"\bguides?\b(?! to federal law)|guidelines?|guidebook|handbook|\bmanual\b|tool ?kit|\bhow to\b|playbook"
    r"|step-by-step|\bguias?\b|\bmanual(?:es)?\b|caja de herramientas|lineamientos|caderno de orientac\w+|diretrizes",
    "commentary": r"\bop-?ed\b|commentary|opinion|editorial|\bessay\b|\bviewpoint\b|comentario|ensayo|ensaio",
}
_TITLE_PATTERNS = {design: re.compile(words) for design, words in _TITLE_WORDS.items()}
_STUDY_PATTERNS = {design: re.compile(words) for design, words in _STUDY_WORDS.items()}
_THIS_WORK = re.compile(
    r"\b(?:we|our|this (?:study|report|paper|article|review|evaluation|trial|meta-analysis)|the (?:present|current) \w+"
    r"|est[ea] (?:estudio|estudo|informe|relatorio|articulo|artigo|revision|revisao|evaluacion|avaliacao)"
    r"|nuestr[oa]s?|noss[oa]s?)\b"
)
_DESIGN_OF_TYPE = {"article-newspaper": "news"}


def guess_design(title: str, opening: str = "", csl_type: str = "report") -> str:
    """Return the design that a work seems to have, one of `corpus.model.DESIGNS`; `descriptive` if nothing tells.

    Args:
        title: the title with its subtitle.
        opening: the text of the first pages, or the abstract.
        csl_type: the CSL type of the work. A newspaper article is news unless its title says more.
    """
    design = _first_design(_TITLE_PATTERNS, fold(title))
    if design:
        return design
    own_sentences = _sentences_about_this_work(opening)
    design = _first_design(_STUDY_PATTERNS, "\n".join(own_sentences))
    if design:
        return design
    return _DESIGN_OF_TYPE.get(csl_type, "descriptive")


def _first_design(patterns: Mapping[str, Pattern[str]], text: str) -> str | None:
    """Return the first design whose words are in a folded text."""
    for design, pattern in patterns.items():
        if pattern.search(text):
            return design
    return None


def _sentences_about_this_work(text: str) -> list[str]:
    """Return the sentences, folded and on one line each, that speak of "we", "this study" and the like."""
    found = []
    for start, end in sentences(text):
        sentence = fold(" ".join(text[start:end].split()))
        if _THIS_WORK.search(sentence):
            found.append(sentence)
    return found
