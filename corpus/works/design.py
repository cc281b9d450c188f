"""How strong a work's evidence may be: its design, guessed for a work that no person has described yet.

What a title says is believed ("... A Systematic Review", "Implementation Guide"). The first pages are believed where
they say it of the work itself, since reports speak of other people's trials too:

    "We randomly assigned 1,200 households"              randomised
    "Of the studies reviewed, two were randomised"       says nothing of this work
"""

import re

from corpus.text.language import fold
from corpus.text.sentences import sentences

# In small letters without accents, in English, Spanish and Portuguese.
_STUDIES = {
    "systematic review": r"systematic(?:ally)? review|meta-? ?(?:analys[ie]s|review|analisis|analise)|scoping review"
    r"|(?:revision|revisao) sistematica|review of (?:systematic )?reviews",
    "randomised": r"randomi[sz]ed|randomly assigned|random assignment|\brcts?\b|field experiment"
    r"|aleatorizad[oa]s?|asignacion aleatoria|asignados al azar|randomizad[oa]s?|atribuicao aleatoria",
    "quasi-experimental": r"(?:quasi|cuasi)-? ?experiment\w*|difference-? ?in-? ?differences?|propensity score"
    r"|interrupted time[- ]series|synthetic control|regression discontinuity|matched comparison"
    r"|diferenc(?:ias|as) (?:en|em) diferenc(?:ias|as)|control(?:e)? sintetico"
    r"|series? (?:de tiempo|temporal(?:es|is)?) interrumpidas?",
}
_TITLES = _STUDIES | {
    "guide": r"\bguides?\b(?! to federal law)|guidelines?|guidebook|handbook|\bmanual\b|tool ?kit|\bhow to\b|playbook"
    r"|step-by-step|\bguias?\b|\bmanual(?:es)?\b|caja de herramientas|lineamientos|caderno de orientac\w+|diretrizes",
    "commentary": r"\bop-?ed\b|commentary|opinion|editorial|\bessay\b|\bviewpoint\b|comentario|ensayo|ensaio",
}
_TITLE = {design: re.compile(words) for design, words in _TITLES.items()}
_STUDY = {design: re.compile(words) for design, words in _STUDIES.items()}
_OURS = re.compile(
    r"\b(?:we|our|this (?:study|report|paper|article|review|evaluation|trial|meta-analysis)|the (?:present|current) \w+"
    r"|est[ea] (?:estudio|estudo|informe|relatorio|articulo|artigo|revision|revisao|evaluacion|avaliacao)"
    r"|nuestr[oa]s?|noss[oa]s?)\b"
)
_OF_TYPE = {"article-newspaper": "news"}


def guess_design(title: str, opening: str = "", csl_type: str = "report") -> str:
    """Gives the design that a work seems to have, one of `corpus.model.DESIGNS`; `descriptive` where nothing tells.

    Args:
        title: with its subtitle.
        opening: the text of its first pages, or its abstract.
        csl_type: what it is in CSL's terms: a newspaper's article is news unless its title says more.
    """
    name = fold(title)
    for design, pattern in _TITLE.items():
        if pattern.search(name):
            return design
    own = [sentence for sentence in _folded_sentences(opening) if _OURS.search(sentence)]
    for design, pattern in _STUDY.items():
        if any(pattern.search(sentence) for sentence in own):
            return design
    return _OF_TYPE.get(csl_type, "descriptive")


def _folded_sentences(text: str) -> list[str]:
    return [fold(" ".join(text[start:end].split())) for start, end in sentences(text)]
