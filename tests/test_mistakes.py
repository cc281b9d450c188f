"""Mistakes that people make, typed on purpose. No answer is silence, a traceback, or a finding that is not one."""

import json
import re
import shutil

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from corpus.errors import InputError

ENGLISH = "Outreach workers of the town met the young men every week and spoke with them about the shootings.\n" * 8
SPANISH = "Los trabajadores de la ciudad se reunían cada semana con los jóvenes y hablaban de los homicidios.\n" * 8
REFERENCES = """
@misc{openwork, title = {Gangs of the harbour}, author = {Ruiz, Ana}, year = 2015, url = {https://example.org/a.pdf}}
@book{closedwork, title = {Quiet nights}, author = {Okafor, Ada}, year = 2016}
"""


@pytest.fixture(scope="module")
def held(evidence, starter_library, tmp_path_factory):
    """The starter library with a text in English, a text in Spanish, and two references without text."""
    folder = tmp_path_factory.mktemp("mistakes")
    library = folder / "library"
    shutil.copytree(starter_library, library)
    (folder / "town-outreach-2014.txt").write_text(ENGLISH, "utf-8")
    (folder / "jovenes-2018.txt").write_text(SPANISH, "utf-8")
    (folder / "works.bib").write_text(REFERENCES, "utf-8")
    texts = [folder / "town-outreach-2014.txt", folder / "jovenes-2018.txt"]
    for job in (["add", *texts], ["import", folder / "works.bib"]):
        done = evidence(*job, "--library", library)
        assert done.returncode == 0, done.stderr
    return library


ASK = ["ask", "What did the outreach workers do?"]

NOTHING_SELECTED = [
    # keys
    ([*ASK, "--key", "nnsc-gvi"], "did you mean nnsc-gvi-guide-2013?"),
    ([*ASK, "--key", "gvi-guide"], "did you mean nnsc-gvi-guide-2013?"),
    ([*ASK, "--key", "braga-2018"], "did you mean braga-2017?"),
    ([*ASK, "--key", "nothing-like-it"], "`evidence list` shows all keys"),
    ([*ASK, "--key", "braga-2017,abt-winshp-2016"], "did you mean abt-winship-2016?"),
    ([*ASK, "--key", ""], "the key is empty"),
    (["show", "nnsc-gvi"], "did you mean nnsc-gvi-guide-2013?"),
    (["cite", "braga-2017", "abt-2016"], "did you mean abt-winship-2016"),
    (["remove", "kleiman-2012"], "did you mean kleiman-2011?"),
    (["edit", "kleiman", "year=2011"], "did you mean kleiman-2011?"),
    (["restore", "kleiman-2012"], "did you mean kleiman-2011?"),
    (["fetch", "mugah-2016"], "did you mean muggah-2016?"),
    (["lookup", "mugah-2016"], "did you mean muggah-2016?"),
    (["verify", "mugah-2016"], "did you mean muggah-2016?"),
    (["list", "--key", "mugah-2016"], "did you mean muggah-2016?"),
    # kinds and designs
    ([*ASK, "--kind", "reprot"], "Did you mean report? The kinds in it are: article, "),
    ([*ASK, "--kind", "guide,articel"], "Did you mean article?"),
    (["search", "outreach", "--kind", "thesis"], "no work in this library has the kind 'thesis'"),
    (["list", "--kind", "reports"], "Did you mean report?"),
    ([*ASK, "--design", "randomized"], "Did you mean randomised?"),
    (["list", "--design", "anecdote"], "Choose from: systematic review"),
    # years
    ([*ASK, "--since", "2030"], "the newest is of 2018"),
    ([*ASK, "--until", "1950"], "the oldest is of 2000"),
    ([*ASK, "--since", "2018", "--until", "2010"], "exchange the two years"),
    # names and files
    ([*ASK, "--author", "Smith"], "whose name contains 'Smith'"),
    ([*ASK, "--author", "Bragga"], "Did you mean Braga?"),
    ([*ASK, "--author", "Winshp, Christopher"], "Did you mean Winship?"),
    ([*ASK, "--file", "town-outreach"], "Did you mean town-outreach-2014.txt?"),
    ([*ASK, "--file", "town_outreach_2014.pdf"], "Did you mean town-outreach-2014.txt?"),
    # languages and parts
    ([*ASK, "--language", "fr"], "Choose from: en (English), es (Spanish), pt (Portuguese)"),
    ([*ASK, "--language", "pt"], "The languages there are: English (en), Spanish (es)"),
    ([*ASK, "--include", "reference"], "Did you mean references?"),
    # what exists, and selects nothing together
    ([*ASK, "--kind", "guide", "--since", "2016"], "has the kind guide and a year of 2016 or later"),
    (["list", "--author", "Braga", "--until", "2010"], "1 work has the author Braga"),
    ([*ASK, "--key", "nnsc-gvi-guide-2013", "--language", "es"], "the one work (nnsc-gvi-guide-2013) is in Spanish"),
    # works without text
    ([*ASK, "--key", "openwork"], "To bring the text: evidence fetch openwork"),
    ([*ASK, "--author", "Okafor"], "evidence add FILE --key closedwork"),
]


@pytest.mark.parametrize(("typed", "said"), NOTHING_SELECTED, ids=lambda value: " ".join(value)[-40:])
def test_what_selects_nothing_is_an_error(held, typed, said):
    """An error says what was asked and what there is, and nothing looks like an answer."""
    run = CliRunner().invoke(app, [*typed, "--library", str(held)])
    assert isinstance(run.exception, InputError)
    assert said in str(run.exception)
    assert run.output == ""


ERRORS = [
    [*ASK, "--key", "nnsc-gvi"],
    [*ASK, "--kind", "reprot"],
    [*ASK, "--author", "Okafor"],
    ["list", "--since", "2030"],
]


@pytest.mark.parametrize("typed", ERRORS, ids=lambda value: " ".join(value)[-40:])
def test_such_an_error_is_one_line(evidence, held, typed):
    """The status is 2, and stdout is empty."""
    run = evidence(*typed, library=held)
    assert (run.returncode, run.stdout, len(run.stderr.splitlines())) == (2, "", 1)
    assert "good evidence" not in run.stderr


OTHER_COMMANDS = [
    (["serach", "violence"], 2, "Did you mean 'search'?"),
    ([*ASK, "--autor", "Abt"], 2, "--author"),
    ([*ASK, "--langauge", "en"], 2, "--language"),
    (["add"], 2, "Missing argument 'FILE'"),
    (["config", "set", "libary", "x"], 2, "did you mean library?"),
    (["config", "set", "k", "many"], 2, "not 'many'"),
    (["completion", "tcsh"], 2, "'bash'"),
    (["undo"], 1, "nothing to take back"),
    (["restore", "muggah-2016"], 2, "muggah-2016"),
    (["sync"], 2, "Example: evidence sync"),
    (["sync", "/no/such/folder"], 2, "is not a folder that exists"),
    (["sync", ""], 2, "the name of a folder is empty"),
    (["sync", "--forget", "/no/such/folder"], 2, "is not one of the synced folders"),
    (["show", "nnsc-gvi-guide-2013", "-p", "9"], 2, "It has only section 1"),
    (["show", "0000000000000000"], 2, "`evidence search` shows the ids"),
    (["cite", "muggah-2016", "--style", "appa"], 2, "Did you mean apa?"),
    (["cite", "muggah-2016", "--format", "bibtx"], 2, "Did you mean bibtex?"),
    (["edit", "muggah-2016", "kind=giude"], 2, "Did you mean guide?"),
    (["list", "--doubtful", "--key", "muggah-2016"], 1, "none of these works is doubtful"),
]


@pytest.mark.parametrize(("typed", "status", "said"), OTHER_COMMANDS, ids=lambda value: str(value)[-40:])
def test_mistakes_in_other_commands(evidence, starter_library, typed, status, said):
    """Each says what is wrong and what there is."""
    run = evidence(*typed, library=starter_library)
    assert said in run.stderr
    assert (run.returncode, run.stdout) == (status, "")
    assert "Traceback" not in run.stderr
    assert "all words are one question" not in run.stderr


SELECTED = [
    ([*ASK, "--kind", "guide,article"], ["guide", "article"]),
    (["search", "violence", "--kind", "Guide", "--kind", "chapter"], ["guide", "chapter"]),
]


@pytest.mark.parametrize(("typed", "kinds"), SELECTED, ids=lambda value: str(value)[-30:])
def test_several_kinds_are_selected(evidence, held, typed, kinds):
    """Commas and repeated options name alternatives."""
    found = json.loads(evidence(*typed, "--json", library=held).stdout)
    by_key = {each["key"]: each["kind"] for each in json.loads(evidence("list", "--json", library=held).stdout)}
    shown = [*found.get("evidence", []), *found.get("closest", []), *found.get("hits", [])]
    assert shown
    assert {by_key[each["key"]] for each in shown} <= set(kinds)


FOREIGN = [
    "Combien d'homicides y a-t-il eu ?",
    "Was ist GVI?",
    "Quanti omicidi ci sono stati nel 2015?",
    "Сколько убийств было в городе?",
]


@pytest.mark.parametrize("question", FOREIGN)
def test_a_language_that_is_not_read_is_said(evidence, held, question):
    """`ask` refuses and shows what is closest; `search` shows what it finds. Both say which languages are read."""
    asked = evidence("ask", question, library=held)
    assert asked.returncode == 1
    assert "ask in English, Spanish or Portuguese" in asked.stdout
    searched = evidence("search", question, library=held)
    assert searched.returncode == 0
    assert "Ask in English, Spanish or Portuguese" in searched.stdout


def test_a_name_is_not_taken_for_another_language(evidence, held):
    """No document is about it, and no reason is made of a language."""
    found = json.loads(evidence("ask", "Y Combinator", "--json", library=held).stdout)
    assert (found["answered"], found["language"]) == (False, "und")
    assert "language" not in found["reason"]


GUIDE = ["--key", "nnsc-gvi-guide-2013", "--fast"]
LABELLED = [
    ["ask", "What is a call-in?", *GUIDE],
    ["ask", "What is a call-in?", "--by-work", *GUIDE],
    ["ask", "What is a call-in?", "--markdown", *GUIDE],
    ["ask", "What is a call-in?", "--json", *GUIDE],
    ["search", "call-in", *GUIDE],
    ["search", "call-in", "--markdown", "--by-work", *GUIDE],
    ["search", "call-in", "--json", *GUIDE],
    ["show", "nnsc-gvi-guide-2013"],
]


@pytest.mark.parametrize("typed", LABELLED, ids=" ".join)
def test_a_note_is_labelled_and_never_a_quotation(evidence, held, typed):
    """It is a summary by this library, not set as a quotation; and the way to the document is named."""
    shown = evidence(*typed, library=held).stdout
    assert "summary by this library" in shown
    assert not re.search(r"[“>] ?A call-in is", shown)
    if "--json" not in typed:
        assert "# Group Violence" not in shown  # the title is shown above the text
    if "--markdown" not in typed:  # Markdown is for a brief
        assert "evidence fetch nnsc-gvi-guide-2013" in shown


def test_a_refusal_says_that_few_works_were_searched(evidence, held):
    """The answer may be in the other works, so it is not said of the library alone."""
    asked = ["ask", "What is the Group Violence Intervention?"]
    few = evidence(*asked, "--author", "Kleiman", library=held)
    assert few.returncode == 1
    assert few.stdout.startswith("Only works with the author Kleiman were searched.\n")
    assert "were searched" not in evidence(*asked, library=held).stdout


def test_a_document_that_is_not_open_needs_a_person(evidence, held):
    """The way to it is where to look, and the command that adds the file."""
    shown = evidence("ask", "What does Kleiman say?", "--key", "kleiman-2011", "--fast", library=held).stdout
    assert re.search(r"get it from https://\S+ \(paywalled\), then: evidence add FILE --key kleiman-2011", shown)


def test_a_document_is_not_a_summary(evidence, held):
    """A text that a person added is quoted as it is."""
    shown = evidence("search", "outreach workers", "--file", "town-outreach-2014.txt", library=held).stdout
    assert "town-outreach-2014.txt" in shown
    assert "summary" not in shown
