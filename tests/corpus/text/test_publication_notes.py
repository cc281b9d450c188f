"""Which units are about a publication or its authors. The texts are invented, in the forms that journals print."""

import time

import pytest

from corpus.text.publication_notes import ends_in_date, has_affiliation_and_address, is_note
from corpus.text.statements import statements

NOTES = {
    "keywords": [
        "Palabras clave (DeCS): muelles; cuerdas.",
        "Descritores: cais; cordas.",
        "Unitermos: cais.",
        "Termos de indexação: cais; cordas.",
        "Mots-clés : quais; cordes.",
        "Keywords moles, piers and ropes, the depth of quays",
    ],
    "dates": [
        "Received 12 March 2019; received in revised form 4 May 2020; accepted 5 May 2020",
        "Received on 12 March 2019.",
        "Article history: Received 12 March 2019",
        "Available online 3 May 2019",
        "Submitted: March 12th, 2019; accepted 4.5.2020",
        "Recebido em 12/03/2019.",
        "Aprovado em 4/5/2020",
        "Artigo recebido em 20 de março de 2018 e aceito em 3 de maio de 2019.",
        "Recibido el 12 de marzo de 2019, aceptado el 4 de mayo de 2020.",
        "Fecha de recepción: 12 de marzo de 2019. Fecha de aceptación: 4 de mayo de 2020.",
    ],
    "contacts": [
        "Correspondencia a: Ana Mora, Calle 4, Lima.",
        "Endereço para correspondência: Ana Mora, Rua das Flores 10, Porto Sul.",
        "Dirección para correspondencia: Ana Mora, Calle 4, Lima.",
        "Autora correspondiente: Ana Mora.",
        "Correo electrónico: ana@example.org",
    ],
    "citations": ["Para citar este artículo: Mora, A. (2019). Los muelles.", "Cita sugerida: Mora A. Los muelles."],
    "biographies": ["Doctora en Economía por la Universidad del Sur.", "Mestre em Direito pela Universidade do Sul."],
}


@pytest.mark.parametrize("text", [text for texts in NOTES.values() for text in texts])
def test_notes(text):
    """Keywords, the dates of a manuscript, contacts and biographies, in three languages."""
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "Keywords included moles, piers, and ropes.",
        "Keywords of the search were few in 2019.",
        "Received wisdom of 2019 says that ropes hold.",
        "Approved in 2015, the law closed 12 quays.",
        "Accepted bids rose by 12 percent in 2019.",
        "Published in 2019, the report names 12 harbours.",
        "Published 2019 data show that 12 harbours closed.",
        "Recibido el informe de 2019, la ciudad cerró el muelle.",
        "Publicado o relatório de 2019, a cidade fechou o cais.",
        "Términos de búsqueda: muelles y cuerdas.",
        "Citar la ley no basta.",
        "Correspondencia entre las ciudades: 12 cartas.",
        "Doctores en los puertos curaron a 40 guardianes.",
    ],
)
def test_sentences(text):
    """Sentences that begin with the word of a note are sentences."""
    assert not is_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "Updated April 15, 2026",
        "FEBRUARY 2018",
        "San Juan, 3 de marzo de 2020",
        "Lisboa, março de 2019",
        "Document date: 06/30/2023",
        "2024-01-23",
        "Sept. 2012",
    ],
)
def test_dates_of_documents(text):
    assert ends_in_date(text)


@pytest.mark.parametrize(
    "text", ["Fiscal year 2014", "2019", "The market 2015", "Homicides 2019 1,204", "March 2019 to May"]
)
def test_what_is_not_a_date(text):
    """A year alone may be the head of a column."""
    assert not ends_in_date(text)


def test_affiliations_with_an_address():
    """A shelter with an address is not a place of research."""
    assert has_affiliation_and_address("Ana Mora\nUniversity of the South\nE-mail: ana@example.org")
    assert not has_affiliation_and_address("Harbour Shelter\nE-mail: help@example.org")
    assert not has_affiliation_and_address("Ana Mora\nUniversity of the South")


def test_keywords_between_stops():
    """Some journals end each keyword with a stop. The paragraph after the keywords is text."""
    keywords = "Palavras-chave: Cais. Anos de vida perdidos por guardas. Violência contra os navios."
    sentence = "Os guardas fecharam o cais."
    text = f"{keywords}\n\n{sentence}"
    assert [text[start:end] for start, end in statements(text)] == [sentence]


@pytest.mark.parametrize(
    "part", ["Received ", "12 ", "de ", "marzo de ", "Keywords a, b, ", "a@", "(a", "Recibido 1 de "]
)
def test_long_units_take_little_time(part):
    """A unit is untrusted and may be long: a document without white space is one unit."""
    begin = time.perf_counter()
    is_note(part * 50_000)
    is_note("Received " + part * 50_000)
    is_note("Keywords " + part * 50_000)
    assert time.perf_counter() - begin < 2
