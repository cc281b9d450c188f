"""The language of short questions."""

import json

import pytest

from index.question_language import detect_language

QUESTIONS = [
    ("o que dizem os jovens", "pt"),
    ("que dicen los jovenes", "es"),
    ("homicidios en Mexico 2020", "es"),
    ("quem matou", "pt"),
    ("policía Brasil", "es"),
    ("polícia Brasil", "pt"),
    ("homicídios no Brasil", "pt"),
    ("taxa de homicídios", "pt"),
    ("tasa de homicidios", "es"),
    ("como reduzir a violencia", "pt"),
    ("como reducir la violencia", "es"),
    ("jovens e gangues", "pt"),
    ("jovenes y pandillas", "es"),
    ("por que matam", "pt"),
    ("por que matan", "es"),
    ("dissuasão focada", "pt"),
    ("disuasion focalizada", "es"),
    ("Los Angeles gangs", "und"),
    ("El Salvador feasibility study", "und"),
    ("crime in São Paulo", "en"),
    ("What did Los Angeles do", "en"),
    ("Did San Pedro Sula change?", "en"),
    ("gun violence", "und"),
    ("police homicide", "und"),
    ("U.S. police legitimacy", "und"),
    ("E.U. drug policy", "und"),
    ("A.I. in policing", "en"),
    ("policía de EE.UU. y homicidios", "es"),
    ("Inhibiting focal adhesion formation", "und"),
    ("homicidio GVI", "und"),
    ("Y Combinator", "und"),
    ("Y Combinator startups", "und"),
    ("Y chromosome", "und"),
    ("Y qué dicen los jóvenes", "es"),
    ("¿Y qué?", "es"),
    ("A trial of the breast cancer drug", "en"),
    ("Los Angeles", "und"),
    ("El Salvador", "und"),
    ("Las Vegas", "und"),
    ("São Paulo", "und"),
    ("São Paulo homicides", "und"),
    ("São Paulo homicídios", "pt"),
    ("Sin City", "und"),
    ("Le Monde", "und"),
    ("Policía Nacional", "es"),
    ("Disuasión Focalizada", "es"),
    ("homicídio", "pt"),
    ("QUÉ ES GVI", "es"),
    ("HOMICÍDIOS NO BRASIL", "pt"),
    ("GAO-21-470", "und"),
    ("", "und"),
]


@pytest.mark.parametrize(("text", "expected"), QUESTIONS)
def test_short_questions(text, expected):
    """Words of the topic tell Spanish from Portuguese; names and English keywords do not count."""
    assert detect_language(text) == expected


@pytest.mark.parametrize("words", [3, 4, 6])
@pytest.mark.parametrize(("language", "share"), [("es", 0.98), ("en", 0.80)])
def test_the_beginnings_of_real_questions(shared_data, language, share, words):
    """The first words of XQuAD questions are detected, and hardly ever taken for another language."""
    lines = (shared_data / "ir" / f"xquad-{language}" / "queries.jsonl").read_text("utf-8").splitlines()
    found = [detect_language(" ".join(json.loads(line)["text"].split()[:words])) for line in lines]
    assert found.count(language) >= share * len(found)
    assert found.count(language) + found.count("und") >= 0.999 * len(found)
