"""Questions about a work itself, or about the works of a library: their records answer, not their texts.

    Who wrote Pulling Levers?             authors of "pulling levers"
    ¿En qué año se publicó Braga (2017)?  year of "braga (2017)"
    What do you have by Braga?            works by "braga"
    Which guides since 2015 are held?     works of the kind guide since 2015
    How many works are in the library?    works, counted

A question is of this kind only if all its words say so. "Who wrote the letters?" has this form too: whether its subject
is a work of the library is not known here (`index.asked_records`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from corpus.text.language import ALL_FUNCTION_WORDS, fold

RecordField = Literal["authors", "year", "pages", "publisher", "DOI", "ISBN", "citation", "kind"]


@dataclass(frozen=True, slots=True)
class WorkQuestion:
    """A question about a field of the record of a work. `subject` names the work; it is folded."""

    field: RecordField
    subject: str


@dataclass(frozen=True, slots=True)
class WorksQuestion:
    """A question about which works there are, or how many if it `counts`. Empty fields restrict nothing.

    `authors` are folded names; a work must have all of them.
    """

    counts: bool
    authors: tuple[str, ...] = ()
    kind: str = ""
    design: str = ""
    since: int | None = None
    until: int | None = None


RecordQuestion = WorkQuestion | WorksQuestion


def record_question(text: str) -> RecordQuestion | None:
    """Return what a question asks of the records, or None for a question about what the texts say."""
    folded = " ".join(re.sub(r"[¿?¡!,;\"“”„]", " ", fold(text)).split()).strip(" .:")
    folded = re.sub(_POLITE, "", re.sub(r"\b(who|what|when)['’]s\b", r"\1 is", folded))
    return _work_question(folded) or _works_question(folded)


_POLITE = r"^(?:please |por favor |can you tell me |tell me |dime )|(?: please| por favor)$"

# --- one work ----------------------------------------------------------------------------------------------------

# A pattern a line, in English, Spanish and Portuguese.
_WORK_PATTERNS: dict[RecordField, str] = {
    "authors": """
        (?:who|which authors?) (?:wrote|authored|edited) WORK
        (?:who (?:is|are|was|were)|what (?:is|are)) the (?:names? of the )?(?:authors?|editors?) of WORK
        (?:the )?(?:authors?|editors?) of WORK
        who was WORK written by
        by whom was WORK written
        quien(?:es)? (?:escribio|escribieron|edito|es el autor de|es la autora de|son los autores de) WORK
        quem (?:escreveu|escreveram|editou|e o autor d[eoa]|e a autora d[eoa]|sao os autores d[eoa]) WORK
        (?:el |los |la |o |os |a )?autor(?:es|as?)? (?:de|del|do|da) WORK
        """,
    "year": """
        when (?:was|were) WORK (?:published|written|released|issued|printed)
        (?:when|(?:in )?(?:what|which) year) did WORK (?:come out|appear)
        (?:in )?(?:what|which) year (?:was|were|is) WORK(?: (?:published|written|released|issued|printed|from))?
        (?:what is )?the (?:publication )?(?:year|date)(?: of publication)? of WORK
        (?:cuando|en que ano) (?:fue publicad[oa]|se publico|se escribio|salio|aparecio) WORK
        de que ano (?:es|e) WORK
        (?:quando|em que ano) (?:foi publicad[oa]|foi escrit[oa]|saiu|apareceu) WORK
        (?:(?:cual es el|qual e o) )?ano de (?:publicacion|publicacao) (?:de|del|do|da) WORK
        """,
    "pages": """
        how many pages (?:does|do|has|have|are in|are there in|is) WORK(?: have| has| long)?
        (?:what is )?the number of pages (?:of|in) WORK
        how long is WORK
        cuantas paginas (?:tiene|hay en) WORK
        quantas paginas (?:tem|ha em) WORK
        """,
    "publisher": """
        who published WORK
        (?:(?:who|what) is )?the publisher of WORK
        (?:what|which) (?:journal|publisher) (?:published|printed) WORK
        (?:in )?(?:what|which) journal was WORK published(?: in)?
        (?:in )?(?:what|which) journal did WORK appear(?: in)?
        where was WORK published
        (?:en que revista|donde) (?:fue publicad[oa]|se publico|salio|aparecio) WORK
        (?:em que revista|onde) (?:foi publicad[oa]|saiu|apareceu) WORK
        quien publico WORK
        quem publicou WORK
        """,
    "DOI": """
        (?:(?:what is|cual es|qual|qual e) )?(?:the |el |o )?doi (?:of|for|de|del|do|da) WORK
        WORK doi
        """,
    "ISBN": """
        (?:(?:what is|cual es|qual|qual e) )?(?:the |el |o )?isbn (?:of|for|de|del|do|da) WORK
        WORK isbn
        """,
    "citation": """
        how (?:do|should|can|would|could|must) (?:i|we|you|one) cite WORK
        how to cite WORK
        how (?:is|are) WORK cited
        cite WORK
        (?:the )?(?:citation|reference) (?:of|for) WORK
        como (?:se cita|citar|cito|(?:puedo|debo|devo|posso) citar) WORK
        """,
    "kind": """
        what (?:kind|type|sort) of (?:study|work|document|publication|paper|article|report|text|source) (?:is|are) WORK
        is WORK an? (?:systematic review|randomi[sz]ed (?:controlled )?trial|review|guide|report|article|book|thesis)
        what (?:is the )?(?:study )?design (?:of|does|did) WORK(?: have| use)?
        que (?:tipo|clase) de (?:estudio|trabajo|documento|publicacion|articulo|informe|texto) es WORK
        que tipo de (?:estudo|trabalho|documento|publicacao|artigo|relatorio|texto) e WORK
        que diseno tiene WORK
        que desenho tem WORK
        """,
}
_WORK_CUES = frozenset(
    """wrote written by author authors authored editor editors edited published publisher released issued printed come
    appear pages long review trial guide report article book thesis doi isbn cite cited citation reference kind type
    sort design year date journal
    escribio escribieron edito autor autora autores publico publicado publicada publicacion salio aparecio paginas citar
    cito cita ano tipo clase diseno revista
    escreveu escreveram editou publicou saiu apareceu escrito escrita publicacao desenho""".split()
)
"""Each pattern has one of these words, so most questions are not compared with any pattern."""

_CALLED = (
    r"(?:(?:the|el|la|los|o|a|os) )?(?:(?:article|paper|report|book|study|guide|chapter|work|articulo|informe|libro"
    r"|estudio|guia|capitulo|trabajo|artigo|relatorio|livro|estudo|trabalho) )?"
    r"(?:(?:called|titled|entitled|llamad[oa]|titulad[oa]|chamad[oa]|intitulad[oa]) )?"
)


def _work_question(folded: str) -> WorkQuestion | None:
    if _WORK_CUES.isdisjoint(folded.split()):
        return None
    for field, pattern in _work_patterns():
        match = pattern.fullmatch(folded)
        if match is not None:
            called = re.match(_CALLED, match["work"])
            start = called.end() if called is not None else 0
            subject = re.sub(r" (?:article|paper|report|study)$", "", match["work"][start:])
            return WorkQuestion(field, subject or match["work"])
    return None


@lru_cache
def _work_patterns() -> Sequence[tuple[RecordField, re.Pattern[str]]]:
    patterns = []
    for field, lines in _WORK_PATTERNS.items():
        for line in lines.strip().splitlines():
            patterns.append((field, re.compile(line.strip().replace("WORK", "(?P<work>.+?)"))))
    return patterns


# --- the works of the library --------------------------------------------------------------------------------------

_HELD = (
    r"\b(?:(?:in|of) (?:the|this|my|your|our) (?:library|collection)|(?:do|have|did) (?:you|we|i) (?:have|hold|got)"
    r"|held|(?:en|de) (?:la|esta|mi|tu|su) (?:biblioteca|coleccion)|tienes|tiene|tienen|tenemos"
    r"|(?:na|nesta|da|desta) (?:minha )?(?:biblioteca|colecao)|no (?:acervo|catalogo)|(?:voces? )?(?:tem|temos))\b"
)
_YEAR = r"((?:19|20)\d\d)"
_PERIODS = (
    (rf"\b(?:between|entre) {_YEAR} (?:and|y|e) {_YEAR}", 0, 0),
    (rf"\b(?:from|desde|de) {_YEAR} (?:to|until|hasta|a|ate) {_YEAR}", 0, 0),
    (rf"\b(?:since|desde) {_YEAR}", 0, None),
    (rf"\b(?:after|despues de|depois de|apos) {_YEAR}", 1, None),
    (rf"\b(?:before|antes de) {_YEAR}", None, -1),
    (rf"\b(?:until|hasta|ate) {_YEAR}", None, 0),
    (rf"\b(?:from|in|of|de|en|em|del? ano) {_YEAR}", 0, 0),
)
"""Patterns of periods, with what is added to the year for the first and the last year; None for no such limit."""

_COUNTS = r"(?:how many|cuant[oa]s|quant[oa]s)\b"
_LISTS = r"(?:list|show|lista|muestra|liste|mostre)\b"
_BY = frozenset(("by", "de", "del", "do", "da", "por"))
_FILLER = frozenset(
    """how many which what list show me all any some the are is there do does you we have works published written
    cuantos cuantas que cuales lista muestra me todos todas los las hay son estan hay alguno algunos alguna algunas algo
    publicados publicadas escritos escritas
    quantos quantas quais liste mostre todos todas os as ha sao estao algum alguns alguma algumas o existem
    from anything something""".split()
)
_ALL_WORKS = frozenset(
    """work works document documents paper papers study studies publication publications text texts title titles
    reference references source sources file files
    obra obras documento documentos trabajo trabajos estudio estudios publicacion publicaciones referencia referencias
    archivo archivos texto textos titulo titulos
    trabalho trabalhos estudo estudos publicacao publicacoes arquivo arquivos""".split()
)
_KINDS = {
    "article": "article articles articulo articulos artigo artigos",
    "book": "book books libro libros livro livros",
    "chapter": "chapter chapters capitulo capitulos",
    "guide": "guide guides guia guias",
    "news": "news noticia noticias",
    "report": "report reports informe informes relatorio relatorios",
    "slides": "slides presentation presentations presentaciones apresentacoes",
    "thesis": "thesis theses tesis tese teses",
    "video": "video videos",
}
_KIND_OF_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_DESIGNS = {
    "systematic review": "systematic reviews?|revision(?:es)? sistematicas?|revis(?:ao|oes) sistematicas?",
    "randomised": r"randomi[sz]ed (?:controlled )?(?:trials?|studies|experiments)|ensa[yi]os aleatorizados",
    "quasi-experimental": r"quasi-?experimental (?:studies|evaluations)|estud(?:i)?os cuasi-?experimentales",
    "commentary": r"commentar(?:y|ies)|comentarios?",
}
"""Plain names of designs in three languages, as patterns."""

_WORKS_CUES = (
    _ALL_WORKS
    | _KIND_OF_WORD.keys()
    | frozenset(
        """reviews review trials studies experiments commentaries revisiones revision revisoes ensayos ensaios
    comentarios library collection have hold held got biblioteca coleccion tienes tiene tienen tenemos colecao acervo
    catalogo tem temos""".split()
    )
)
"""Each question about the works of a library has one of these words."""


_IN_NAMES = frozenset("and y e de del da do das dos la las los".split())
_BEFORE_NAMES = _FILLER | _ALL_WORKS | _KIND_OF_WORD.keys()
_AFTER_NAMES = (_BEFORE_NAMES | ALL_FUNCTION_WORDS) - _IN_NAMES


def _works_question(folded: str) -> WorksQuestion | None:
    """Return the question about the works of the library that these words ask, if no other word is among them."""
    if _WORKS_CUES.isdisjoint(folded.split()):
        return None
    rest, is_held = re.subn(_HELD, " ", folded)
    rest, since, until = _period(rest)
    rest, design = _design(rest)
    words, authors = _authors(rest.split())
    kinds = {_KIND_OF_WORD[word] for word in words if word in _KIND_OF_WORD}
    others = set(words) - _KIND_OF_WORD.keys()
    if len(kinds) > 1 or not others <= _FILLER | _ALL_WORKS:
        return None
    question = WorksQuestion(
        counts=re.match(_COUNTS, folded) is not None,
        authors=authors,
        kind="".join(kinds),
        design=design,
        since=since,
        until=until,
    )
    if is_held:
        return question
    names_works = bool(kinds or design) or not others.isdisjoint(_ALL_WORKS)
    return question if names_works and _must_mean_the_library(question, folded) else None


def _must_mean_the_library(question: WorksQuestion, folded: str) -> bool:
    """Return whether a question that does not mention the library can only be about its works.

    "How many studies since 2015?" may be about the studies that a text counts.
    """
    if question.authors:
        return True
    if question.since is not None or question.until is not None:
        return False
    return question.counts or re.match(_LISTS, folded) is not None


def _period(text: str) -> tuple[str, int | None, int | None]:
    """Return a text without its period, and the first and the last year of the period."""
    for pattern, to_first, to_last in _PERIODS:
        match = re.search(pattern, text)
        if match is not None:
            first, last = int(match[1]), int(match[match.lastindex or 1])
            since = None if to_first is None else first + to_first
            until = None if to_last is None else last + to_last
            return text[: match.start()] + " " + text[match.end() :], since, until
    return text, None, None


def _design(text: str) -> tuple[str, str]:
    """Return a text without the first design that it names, and that design."""
    for design, pattern in _DESIGNS.items():
        without, count = re.subn(rf"\b(?:{pattern})\b", " ", text)
        if count:
            return without, design
    return text, ""


def _authors(words: Iterable[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return words without the names that follow "by", and the names."""
    rest: list[str] = []
    name: list[str] = []
    is_name = False
    for word in words:
        if word in _BY and not name:
            is_name = True
        elif is_name and word not in (_AFTER_NAMES if name else _BEFORE_NAMES):
            name.append(word)
        else:
            rest.append(word)
            is_name = is_name and not name
    names = re.split(r" (?:and|y|e|&) ", " ".join(name))
    return rest, tuple(filter(None, names))
