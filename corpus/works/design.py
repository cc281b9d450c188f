"""The design of a work, which says how strong its evidence may be, guessed for a work that no person has described.

A title that names a design is believed ("... A Systematic Review", "Implementation Guide"), and so is the label of a
section of a journal above it ("COMMENTARY", "Book Reviews"). In the first pages only sentences about the work itself
are believed, because reports describe other people's trials too:

    "We randomly assigned 1,200 households"              randomised
    "Methods: a survey experiment with 500 officers"     randomised
    "Of the studies reviewed, two were randomised"       says nothing about this work
"""

import re
from collections.abc import Mapping, Sequence
from re import Pattern

from corpus.text.language import fold
from corpus.text.sentences import sentences

MAX_LINES_ABOVE_TITLE = 12
"""The label above a title is in one of the first lines. Further down it is a heading of the text. Chosen."""

_NOT_QUASI = r"(?<!quasi-)(?<!quasi )(?<!cuasi-)(?<!cuasi )(?<!non-)(?<!non)"
_PIECES = (
    "opinion|editorial|essay|viewpoint|point of view|perspectives?|comment|reply|rejoinder|comentario|ensayo|ensaio"
    "|opiniao|punto de vista|ponto de vista|resena|resenha"
)

# All patterns are for folded text (lower case, no accents) in English, Spanish and Portuguese.
_STUDY_WORDS = {
    "systematic review": r"systematic(?:ally)? review|meta-? ?(?:analys[ie]s|review|analisis|analise)|scoping review"
    r"|(?:revision|revisao) sistematica|review of (?:systematic )?reviews",
    "randomised": r"randomi[sz]ed|randomly assigned|random assignment|\brcts?\b"
    r"|\b(?:field|survey|vignette|conjoint|factorial|choice|list|online|laboratory|lab|controlled) experiments?"
    r"|\b(?:conjoint|factorial) (?:analysis|design|survey|vignettes?)|experimental vignettes?"
    rf"|{_NOT_QUASI}experimental (?:design|conditions?|manipulations?)|experimentally (?:manipulat|var)"
    r"|aleatorizad[oa]s?|asignacion aleatoria|asignados al azar|randomizad[oa]s?|atribuicao aleatoria"
    r"|experimentos? (?:de (?:campo|encuesta|levantamento|survey)|con vinetas|com vinhetas|aleatori[oa]s?)",
    "quasi-experimental": r"(?:quasi|cuasi)-? ?experiment\w*|natural experiments?|experimentos? natura(?:l|les|is)"
    r"|difference-? ?in-? ?differences?|propensity score"
    r"|interrupted time[- ]series|synthetic control|regression discontinuity|matched comparison"
    r"|diferenc(?:ias|as) (?:en|em) diferenc(?:ias|as)|control(?:e)? sintetico"
    r"|series? (?:de tiempo|temporal(?:es|is)?) interrumpidas?",
}
_TITLE_WORDS = _STUDY_WORDS | {
    "randomised": _STUDY_WORDS["randomised"]
    + rf"|{_NOT_QUASI}experimental (?:look|test|study|analysis|evaluation|investigation|examination|evidence)"
    r"|evidence from (?:(?:an?|two|three|four|online|national) )*experiments?|[:.—–] an? experiment$"
    r"|evidencia experimental|estud(?:i)?o experimental",
    "guide": r"\bguides?\b(?! to federal law)|guidelines?|guidebook|handbook|\bmanual\b|tool ?kit|\bhow to\b|playbook"
    r"|step-by-step|\bguias?\b|\bmanual(?:es)?\b|caja de herramientas|lineamientos|caderno de orientac\w+|diretrizes",
    "commentary": rf"\bop-?ed\b|\bcommentar(?:y|ies)\b|^(?:{_PIECES})\s*[:.—–-]"
    rf"|[:.—–-]\s*(?:an? |un[ao]? )?(?:{_PIECES})$"
    r"|\b(?:comments?|reply|rejoinder|respuesta|resposta) (?:on|to|a|al|ao)\b|\bcomentarios? (?:a|al|ao|sobre)\b"
    r"|\bletters? to the editor|\bcartas? (?:al|a la|ao) editora?|\bbook reviews?\b",
}
_TITLE_PATTERNS = {design: re.compile(words) for design, words in _TITLE_WORDS.items()}
_STUDY_PATTERNS = {design: re.compile(words) for design, words in _STUDY_WORDS.items()}
# What stands alone on a line above a title; letters may be set apart ("COMM EN TARY").
_LABEL = re.compile(
    r"(?:invited|guest|special)?(?:commentar(?:y|ies)|editorials?|perspectives?|viewpoints?|opinions?|op-?eds?|essays?"
    r"|pointofview|bookreviews?|reviewessay|letters?totheeditors?|comments?|reply|rejoinder)"
    r"|comentarios?|editoriais|editoriales|opiniao|ensayos?|ensaios?|puntodevista|pontodevista"
    r"|cartas?(?:al|ala|ao)editora?|resenas?(?:bibliograficas?|delibros?)?|resenhas?|artigodeopiniao"
    r"|articulodeopinion"
)
_THIS_WORK = re.compile(
    r"^(?:methods?|design|metodos?|diseno|desenho)\b"
    r"|\b(?:we|our|this (?:study|report|paper|article|review|evaluation|trial|meta-analysis)"
    r"|the (?:present|current) \w+"
    r"|est[ea] (?:estudio|estudo|informe|relatorio|articulo|artigo|revision|revisao|evaluacion|avaliacao)"
    r"|nuestr[oa]s?|noss[oa]s?)\b"
)
_DESIGN_OF_TYPE = {"article-newspaper": "news", "review-book": "commentary"}


def guess_design(title: str, opening: str = "", csl_type: str = "report", first_lines: Sequence[str] = ()) -> str:
    """Return the design that a work seems to have, one of `corpus.model.DESIGNS`; `descriptive` if nothing tells.

    Args:
        title: the title with its subtitle.
        opening: the text of the first pages, or the abstract.
        csl_type: the CSL type of the work. A newspaper article is news unless its title says more.
        first_lines: the lines of the first page, in order.
    """
    design = _first_design(_TITLE_PATTERNS, fold(title))
    if design:
        return design
    if any(_is_label(line) for line in first_lines[:MAX_LINES_ABOVE_TITLE]):
        return "commentary"
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


def _is_label(line: str) -> bool:
    """Return whether a line, or a part of it beside a gap, is a label of opinions, letters or book reviews."""
    for part in re.split(r"\t| {3,}|[|•·]", fold(line)):
        if _LABEL.fullmatch(re.sub(r"[\s.:]+", "", part)):
            return True
    return False


def _sentences_about_this_work(text: str) -> list[str]:
    """Return the sentences, folded and on one line each, that speak of "we", "this study" and the like."""
    found = []
    for start, end in sentences(text):
        sentence = fold(" ".join(text[start:end].split()))
        if _THIS_WORK.search(sentence):
            found.append(sentence)
    return found
