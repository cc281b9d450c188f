"""Detecting the language of a text."""

import json

import pytest

from corpus.text.language import FUNCTION_WORDS, detect, detect_in_document, fold

ENGLISH = [
    "What is said at a call-in?",
    "what picture was put on the back of the quarter for the 1976 bicentennial?",
    "Does focused deterrence reduce gun violence?",
    "Outside experts' count of Moscow's deployed nuclear warheads?\nIt is in the report of the agency.",
    "Professional teams in Los Angeles, San Diego and Los Alamos.",
    "In São Paulo and in Peñarol the police were not trusted.",
    "The strategy was tested in Belo Horizonte and in Medellín, and the effects were small.",
    "Are homicides down?",
    "HOW MANY PEOPLE WERE SHOT IN THE CITY?",
]
SPANISH = [
    "¿Cuántos secuestros se registraron en Michoacán en 2009?",
    "cuantos secuestros hubo en michoacan",
    "¿Qué es una notificación?",
    "que dicen los jovenes de la policia",
    "La violencia armada se concentra en muy pocas personas y en muy pocos lugares.",
    "¿A cuántos militares expulsaron por la política de «no preguntes, no digas» y normas parecidas?",
    "Reducción de homicidios con enfoque de disuasión focalizada",
    "por que bajaron los homicidios en tamaulipas",
    "Evaluacion del programa en Cali",
    "Los Panthers cedieron solo 308 puntos en defensa.",
]
PORTUGUESE = [
    "Quantos homicídios foram registrados em Minas Gerais?",
    "quantos homicidios foram registrados em minas gerais",
    "A violência armada concentra-se em poucas pessoas e em poucos lugares.",
    "O programa Fica Vivo não reduziu os homicídios em todas as favelas.",
    "o que e uma notificacao?",
    "Quais são as evidências sobre a dissuasão focalizada?",
    "Os jovens da comunidade foram chamados para uma conversa com a polícia.",
    "Redução da letalidade policial no Rio de Janeiro",
    "O que funciona para prevenir a violência?",
    "Quem participa das reuniões?",
]
UNDETERMINED = [
    "",
    "2009 2010 2011 1,204 3.5 % 17",
    "HEERF II amount",
    "GAO-21-470",
    "10.1177/0022427819",
    '"CLOSE Act" S. 3760 / H.R. 7306 unemployment',
    "Appendix E",
    "Michoacán",
    "Peña Nieto",
    "SSA Wyoming FY2010",
    "Total 1,204 Aguascalientes 17 Baja California 204 Chiapas 12 Durango 9 Guerrero 55 Jalisco 8",
    "La police et les jeunes ne se parlent pas dans cette ville, et c'est un problème pour l'Etat.",
    "Die Polizei und die Jugendlichen sind nicht im Gespräch, und das ist ein Problem für die Stadt.",
    "Il programma non è stato valutato, ma gli autori della ricerca sono convinti che funzioni nella città.",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, "en") for text in ENGLISH),
        *((text, "es") for text in SPANISH),
        *((text, "pt") for text in PORTUGUESE),
        *((text, "und") for text in UNDETERMINED),
    ],
)
def test_detect(text, expected):
    """The language of passages and queries is detected, with accents and without."""
    assert detect(text) == expected


@pytest.mark.parametrize("language", ["en", "es"])
def test_is_right_on_real_paragraphs_and_questions(shared_data, language):
    """At least 99 of 100 XQuAD paragraphs and questions are detected correctly."""
    for name in ("corpus", "queries"):
        lines = (shared_data / "ir" / f"xquad-{language}" / f"{name}.jsonl").read_text("utf-8").splitlines()
        detected = [detect(json.loads(line)["text"]) for line in lines]
        assert detected.count(language) >= 0.99 * len(detected)


def test_unaccented_spanish_is_never_english(shared_data):
    """Spanish queries typed without accents or ¿ are Spanish, or at worst undetermined."""
    lines = (shared_data / "ir/xquad-es/queries.jsonl").read_text("utf-8").splitlines()
    detected = [detect(fold(json.loads(line)["text"]).replace("¿", "")) for line in lines]
    assert detected.count("es") >= 0.95 * len(detected)
    assert detected.count("en") == 0


def test_is_right_on_queries_about_reports(shared_data):
    """Queries about reports are detected correctly; keywords may be undetermined."""
    lines = (shared_data / "reports/questions.jsonl").read_text("utf-8").splitlines()
    for question in map(json.loads, lines):
        allowed = {question["language"], "und"} if question["kind"] == "keyword" else {question["language"]}
        assert detect(question["question"]) in allowed, question["question"]


def test_a_long_table_is_undetermined_whatever_its_title():
    """A title in English does not make a page of names and numbers English."""
    table = "Number of homicides in each of the states\n" + "Aguascalientes 12 Coahuila 9 Durango 17 Sonora 4\n" * 30
    assert detect(table) == "und"


COUNTS = "Municipio Casos 2018 Arecibo 13 Ponce 72 Mayagüez 28 Total 113"
PLACES = "Aguadilla Arecibo Caguas Ponce Cayey Dorado Jayuya"
OUTPUT = f"# A tibble: 70 x 4 región año asignadas {PLACES} # ... with 60 more rows"
ABSTRACT = "We asked the young people of the city what they think of the police, and most of them trust it."
FRENCH = "La police est dans la ville avec les jeunes, et elle leur parle pour qu'ils ne se battent pas dans la rue."


@pytest.mark.parametrize(
    ("text", "document", "expected"),
    [
        (COUNTS, "und", "und"),
        (COUNTS, "es", "es"),
        (COUNTS, "pt", "pt"),
        (OUTPUT, "es", "es"),
        ("12 13 14", "en", "en"),
        (ABSTRACT, "pt", "en"),
        (SPANISH[4], "en", "es"),
        (FRENCH, "en", "und"),
    ],
)
def test_a_passage_with_few_function_words_has_the_language_of_its_document(text, document, expected):
    """A table, and the output of a program with a few English words. Running text has its own language."""
    assert detect(text, document) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Los casos de la policía, según el municipio y por año.\n{COUNTS * 40}", "es"),
        (f"The cases of the police, by year and by city.\n{COUNTS * 40}", "en"),
        (COUNTS, "und"),
        ("", "und"),
    ],
)
def test_a_few_sentences_tell_the_language_of_a_document(text, expected):
    """The share of function words does not matter for a document."""
    assert detect_in_document(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Según", "segun"), ("AÇÃO", "acao"), ("año", "ano"), ("GAO-21", "gao-21"), ("", "")]
)
def test_fold(text, expected):
    """Folding removes case and accents and nothing else."""
    assert fold(text) == expected


def test_function_words_are_folded():
    """Function words are listed in folded form."""
    for words in FUNCTION_WORDS.values():
        assert all(word == fold(word) for word in words)
