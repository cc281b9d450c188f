"""Fifty works looked up in a new library: by identifier, by a title typed plainly, and by an author's surname.

The questions and the right works are made from `../shared/reading-list/sources.json`, not from the catalogue of the
program.
"""

import json
import unicodedata

import pytest

from assistant import Assistant


def plain(text):
    """Return a text as it is typed in a hurry: in lower case, without accents and curly apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def lookups(sources):
    """Return questions, each with the keys of the works that may come first."""
    found = {}
    for source in sources:
        people = [*source.get("author", ()), *source.get("editor", ())]
        questions = [source.get("DOI"), source.get("ISBN"), plain(source["title"].split(": ")[0])]
        questions += [plain(person["family"]) for person in people[:1] if "family" in person]
        for question in filter(None, questions):
            found.setdefault(question, set()).add(source["key"])
    found["IDB-MG-354"] = {"jaitman-2015"}
    found["What did Szabo de Carvalho say about cities?"] = {"muggah-2016"}
    found["what did abt and winship find"] = {"abt-winship-2016"}
    found["¿Qué dice Felbab-Brown sobre México?"] = {"felbab-brown-2013-pinata", "felbab-brown-2013-idpc"}
    return found


def test_fifty_lookups(shared_data, starter_library):
    """Each question is answered, and a work that it names comes first."""
    sources = json.loads((shared_data.parent / "reading-list" / "sources.json").read_text("utf-8"))
    asked = lookups(sources)
    assert len(asked) >= 50
    desk = Assistant.open(starter_library)
    wrong = {}
    for question, keys in asked.items():
        evidence = desk.ask(question, fast=True).evidence
        first = evidence[0].citation.reference.key if evidence else None
        if first not in keys:
            wrong[question] = first
    assert wrong == {}


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("When was Making Cities Safer published?", "muggah-2016"),
        ("Who wrote Mafia of the Poor?", "icg-2017"),
        ("How many pages has the El Salvador Feasibility Study?", "nnsc-el-salvador-2018"),
        ("Do you have anything by Kleiman?", "kleiman-2011"),
        ("pulling levrs on gang violence in londn", "densley-jones-2016"),
        ("What did Braga find on gangs?", "braga-2017"),
    ],
)
def test_questions_about_a_work(starter_library, question, key):
    """The work that a question is about comes first, with reranking too."""
    answer = Assistant.open(starter_library).ask(question)
    shown = answer.evidence or answer.closest
    assert shown[0].citation.reference.key == key
