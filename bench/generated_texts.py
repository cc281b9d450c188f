"""Reports that nobody wrote: sentences made of templates and words, recombined, for libraries of any size.

A work has a topic. Its sentences are drawn from the templates of that topic, with a name or a number that no other
sentence has, so that no two passages are copies. Words are as unevenly frequent as in a language (Zipf), and the
number of different words grows with the library: the rare ones are made of syllables. One work in ten is in Spanish.

Pages and passages are as large as those of real reports: 3 passages of about 820 characters on a page, a heading on
every third page, and each passage begins with the last sentence of the one before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from corpus.model import PAGE_BREAK, Document, Heading, Language, Locator, Page, PageMethod, Passage, passage_id

PASSAGES_PER_PAGE = 3
CHARACTERS_PER_PASSAGE = 820
PAGES_PER_HEADING = 3
SENTENCES_PER_TOPIC = 60
WORKS_PER_SPANISH_WORK = 10

_NOUNS = """
    road bridge school hospital budget permit tax pension water harbour railway library police court prison farm forest
    fishery clinic teacher nurse driver engineer inspector auditor contract grant loan debt housing rent shelter meal
    vaccine insurance claim wage strike factory mine pipeline dam reservoir sewer landfill recycling emission licence
    fine fee subsidy tariff export import border visa census survey ballot election council mayor agency ministry
    programme project report recommendation complaint appeal hearing audit deadline delay shortage backlog vacancy
    apprenticeship scholarship laboratory satellite network server database record archive museum theatre stadium park
    playground crossing junction tunnel airport ferry bus tram cyclist pedestrian collision injury overdose robbery
    burglary firearm patrol probation parole victim witness jury lawyer mediator counsellor volunteer mentor
    """.split()
_VERBS = """
    increased reduced delayed replaced inspected approved rejected measured recorded reviewed extended closed opened
    financed repaired rebuilt surveyed audited licensed monitored evaluated postponed cancelled expanded merged
    """.split()
_ADJECTIVES = """
    annual regional rural urban federal local public private temporary permanent national independent coastal northern
    southern average total final preliminary external internal
    """.split()
_SPANISH_NOUNS = """
    carretera puente escuela hospital presupuesto permiso impuesto agua puerto biblioteca tribunal granja bosque clínica
    contrato préstamo vivienda alquiler vacuna seguro salario fábrica mina embalse licencia multa frontera encuesta
    elección ministerio programa informe denuncia audiencia demora escasez archivo museo túnel aeropuerto lesión robo
    patrulla víctima testigo abogado voluntario
    """.split()
_SPANISH_VERBS = (
    "aumentó redujo aplazó reparó aprobó rechazó midió registró revisó amplió cerró financió evaluó".split()
)

_TEMPLATES = (
    "The {adjective} {noun} {verb} the {noun2} in {place} by {number} per cent.",
    "In {year}, {place} {verb} its {noun} after a {adjective} {noun2} of {number} cases.",
    "Officials in {place} said that each {noun} had {number} fewer {noun2} reports than in {year}.",
    "The {noun} of {place} {verb} {number} {adjective} {noun2} contracts between {year} and the end of the period.",
    "We found that the {noun2} was {verb} in {number} of the areas, and that {place} had no {adjective} {noun}.",
    "According to the {adjective} survey, {number} people in {place} could not use the {noun} when the {noun2} was"
    " {verb}.",
    "A {noun} which {verb} the {noun2} costs about {number} dollars a year in {place}.",
)
_SPANISH_TEMPLATES = (
    "En {year}, la administración de {place} {verb} el presupuesto de {noun} en un {number} por ciento.",
    "Según el informe, en {place} se {verb} cada {noun} con {number} casos de {noun2} más que en {year}.",
    "Los datos de {place} indican que hubo {number} trámites de {noun} y de {noun2} durante el año {year}.",
)
_SYLLABLES = """
    ba be bi bo bra cal car ce chi co cor da del di do dor el en er fa fen fi for ga gen gi go gra ha hel i in ka ken la
    lan le lin lo lu ma mar me mi mon na nel ni no or pa pen pi por que ra ren ri ro sa san se si son ta tel ti tor tra
    u va ven vi vol wa wen ya zo
    """.split()
COMMON_NAMES = 2000
"""Names that occur everywhere. Three of four names are drawn from them, the rest are rarer the longer the list is."""


@dataclass(frozen=True, slots=True)
class GeneratedWork:
    """A work before it is stored: `document` is its text, `passages` cut it, `original` are its bytes."""

    number: int
    title: str
    authors: tuple[tuple[str, str], ...]
    year: int
    publisher: str
    language: Language
    document: Document
    sha256: str
    passages: tuple[Passage, ...]


def language_of(work: int) -> Language:
    """Return the language of the work with a number."""
    return "es" if work % WORKS_PER_SPANISH_WORK == WORKS_PER_SPANISH_WORK - 1 else "en"


class Texts:
    """The words and sentences of a library with a number of works. Equal arguments make equal texts."""

    def __init__(self, works: int, passages_per_work: int, works_per_topic: int = 12) -> None:
        self.works = works
        self._passages_per_work = passages_per_work
        self._topics = max(1, works // works_per_topic)

    def work(self, number: int, sha256: str) -> GeneratedWork:
        """Return the text of a work, of `passages_per_work` passages.

        Args:
            number: from 0.
            sha256: of its original.
        """
        random = Random(f"work {number}")
        language = language_of(number)
        topic = self._topic(random.randrange(self._topics), language)
        writer = _Writer(random, self.works * self._passages_per_work, topic)
        pages = _pages(writer, self._passages_per_work)
        document = _document(writer, pages)
        return GeneratedWork(
            number=number,
            title=f"{writer.name()} {random.choice(_NOUNS)} and {random.choice(_NOUNS)}: {writer.name()}",
            authors=tuple((writer.name(), writer.name()) for _ in range(random.randint(1, 4))),
            year=random.randint(1985, 2025),
            publisher=f"{random.choice(_ADJECTIVES).title()} {random.choice(_NOUNS).title()} Office",
            language=language,
            document=document,
            sha256=sha256,
            passages=tuple(_passages(document, pages, sha256, language)),
        )

    def question(self, number: int) -> str:
        """Return a question that a sentence of a passage answers. Any number is allowed."""
        random = Random(f"question {number}")
        work = random.randrange(self.works)
        while language_of(work) != "en":
            work = random.randrange(self.works)
        passage = random.choice(self.work(work, "").passages)
        sentence = random.choice(passage.text.split(". ")[1:-1])
        return f"Is it true that {sentence[0].lower()}{sentence[1:]}?"

    def _topic(self, number: int, language: Language) -> Sequence[str]:
        """Return the sentences of a topic, in which names, years and numbers are left out."""
        random = Random(f"topic {number} {language}")
        spanish = language == "es"
        nouns = random.sample(_SPANISH_NOUNS if spanish else _NOUNS, 12)
        verbs = random.sample(_SPANISH_VERBS if spanish else _VERBS, 6)
        templates = _SPANISH_TEMPLATES if spanish else _TEMPLATES
        sentences = []
        for _ in range(SENTENCES_PER_TOPIC):
            template = random.choice(templates)
            noun, noun2 = random.sample(nouns, 2)
            words = {
                "noun": noun,
                "noun2": noun2,
                "verb": random.choice(verbs),
                "adjective": random.choice(_ADJECTIVES),
            }
            for name, word in words.items():
                template = template.replace("{" + name + "}", word)
            sentences.append(template)
        return sentences


class _Writer:
    """Writes sentences of a topic with the random numbers of one work."""

    def __init__(self, random: Random, passages: int, topic: Sequence[str]) -> None:
        self._random = random
        self._names = max(COMMON_NAMES, passages // 2)
        self._topic = topic

    def sentence(self) -> str:
        """Return a sentence of the topic with new names and numbers."""
        random = self._random
        template = random.choice(self._topic)
        number = f"{random.randint(2, 99999):,}"
        return template.format(place=self.name(), year=random.randint(1985, 2025), number=number)

    def name(self) -> str:
        """Return a name made of syllables: mostly a common one."""
        random = self._random
        is_common = random.random() < 0.75
        number = int(COMMON_NAMES * random.random() ** 2) if is_common else random.randrange(self._names)
        return name_of(number)


def name_of(number: int) -> str:
    """Return the name with a number: two syllables, then three. Few numbers share a name ("La no" and "Lan o")."""
    syllables = []
    number += len(_SYLLABLES)
    while number:
        number, syllable = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return "".join(syllables).title()


def _pages(writer: _Writer, passages: int) -> list[list[list[str]]]:
    """Return the new sentences of each passage of each page."""
    pages: list[list[list[str]]] = []
    new_characters = CHARACTERS_PER_PASSAGE
    for number in range(passages):
        if number % PASSAGES_PER_PAGE == 0:
            pages.append([])
        sentences = [writer.sentence()]
        while sum(map(len, sentences)) < new_characters:
            sentences.append(writer.sentence())
        pages[-1].append(sentences)
        new_characters = CHARACTERS_PER_PASSAGE - len(sentences[-1])  # the next passage begins with the last sentence
    return pages


def _document(writer: _Writer, pages: Sequence[Sequence[Sequence[str]]]) -> Document:
    """Return the pages as a document, with a heading at the top of some of them."""
    made = []
    headings = []
    offset = 0
    for number, passages in enumerate(pages, start=1):
        text = " ".join(sentence for sentences in passages for sentence in sentences)
        if number % PAGES_PER_HEADING == 1:
            heading = f"{writer.name()} and {writer.name()}"
            headings.append(Heading(offset, heading, 1))
            text = f"{heading}\n{text}"
        made.append(Page(Locator("page", number, str(number)), text, PageMethod.PDFIUM.value))
        offset += len(text) + len(PAGE_BREAK)
    return Document(tuple(made), tuple(headings), {}, ())


def _passages(
    document: Document, pages: Sequence[Sequence[Sequence[str]]], sha256: str, language: Language
) -> Iterator[Passage]:
    """Yield the passages of a document whose pages were made of these sentences."""
    heading = ""
    headings = {each.start: each.text for each in document.headings}
    for number, (page, start, passages) in enumerate(zip(document.pages, document.starts, pages, strict=True)):
        heading = headings.get(start, heading)
        begin = start
        end = start + (len(heading) if start in headings else -1)
        for sentences in passages:
            end += 1 + len(" ".join(sentences))
            yield Passage(
                id=passage_id(sha256, begin, end),
                source=sha256,
                start=begin,
                end=end,
                text=page.text[begin - start : end - start],
                first=page.locator,
                last=page.locator,
                headings=(heading,),
                zone="body" if number else "front matter",
                language=language,
            )
            begin = end - len(sentences[-1])
