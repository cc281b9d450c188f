import pytest

from corpus.text.language import fold
from index.intent import asks_for_aim, asks_for_quantity, asks_for_time, compares, is_question, numbers_in

COMPARING = [
    ("en", "How does Boston compare with Cincinnati?"),
    ("en", "Hot spots versus street outreach: which reduced shootings?"),
    ("en", "What is the difference between a call-in and a custom notification?"),
    ("en", "Do the two evaluations differ?"),
    ("en", "Is outreach cheaper than enforcement?"),
    ("en", "Which services are offered in both Glasgow and Malmö?"),
    ("en", "How did homicide change between 2010 and 2015?"),
    ("en", "How much do results vary across the three cities?"),
    ("es", "Compara las tasas de homicidio de Cali y Bogotá"),
    ("es", "¿Qué diferencia hay entre mediadores y policías?"),
    ("es", "¿Qué se logró en Recife frente a Lima?"),
    ("es", "¿Cómo cambió la violencia entre 2010 y 2015?"),
    ("pt", "Qual a diferença entre mediação e policiamento?"),
    ("pt", "O programa é mais eficaz em Recife do que em Cali?"),
    ("und", "Boston vs Cincinnati"),
]

PLAIN = [
    ("en", "What is a custom notification?"),
    ("en", "Which cities had more than 40 homicides?"),
    ("en", "Which partners other than the police attend?"),
    ("en", "What is the relationship between gangs and homicide?"),
    ("en", "What different services are offered?"),
    ("en", "How did the programme change its approach?"),
    ("es", "¿Qué relación hay entre las maras y la extorsión?"),
    ("es", "¿Quién debe comparecer ante el juez?"),
    ("es", "¿Qué es lo que se dice en la reunión?"),
    ("pt", "Do que se fala na reunião?"),
    ("und", "GVRS 2019"),
]


@pytest.mark.parametrize(
    ("language", "question", "expected"), [(*each, True) for each in COMPARING] + [(*each, False) for each in PLAIN]
)
def test_queries_that_compare(language, question, expected):
    """Queries that compare are recognised in three languages, with or without accents."""
    assert compares(fold(question), language) is expected


@pytest.mark.parametrize(
    ("question", "time", "quantity"),
    [
        ("When did it begin?", True, False),
        ("In what year did it begin?", True, False),
        ("How many cities use it?", False, True),
        ("What share of the cities use it?", False, True),
        ("¿Cuándo empezó?", True, False),
        ("¿Qué porcentaje bajó?", False, True),
        ("Em que ano começou?", True, False),
        ("Quantas cidades?", False, True),
        ("Who began it?", False, False),
        ("", False, False),
    ],
)
def test_what_a_query_asks_for(question, time, quantity):
    """Times and numbers are asked for in three languages."""
    assert asks_for_time(fold(question)) is time
    assert asks_for_quantity(fold(question)) is quantity


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the aim of the study?", True),
        ("What do the authors set out to show?", True),
        ("What does the report examine?", True),
        ("¿Cuál es el objetivo del informe?", True),
        ("Qual era a finalidade do programa?", True),
        ("What does the report find?", False),
        ("How many cities use it?", False),
    ],
)
def test_an_aim_is_asked_for(question, expected):
    """Aims are asked for in three languages."""
    assert asks_for_aim(fold(question)) is expected


def test_numbers_are_in_digits_and_words():
    """A number may have commas and points inside, and may be a word."""
    assert list(numbers_in("seven of 1,234.5 cities, dois, 3.")) == ["seven", "1,234.5", "dois", "3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Does focused deterrence reduce violence?", True),
        ("how many cities use it", True),
        ("In which city was it tried first", True),
        ("¿Reduce la violencia?", True),
        ("Focused deterrence reduces gun violence", False),
        ("GAO-21-470", False),
        ("", False),
    ],
)
def test_queries_phrased_as_questions(text, expected):
    """A question mark or the first words of an English question make a question; claims and keywords do not."""
    assert is_question(fold(text)) is expected
