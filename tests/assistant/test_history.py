"""What was replaced, removed, edited or imported is brought back: the real `Assistant` and real processes."""

import json
from dataclasses import replace

import pytest

from assistant.assistant import Assistant
from corpus.errors import InputError, UnknownKey
from corpus.store.corpus import Corpus
from tests.crossref import serve
from tests.reports import weeks, write_paper
from tests.web import FakeWeb

pytestmark = pytest.mark.usefixtures("word_encoder")

KEY = "rossi-2024-harbour-patrols-thefts"
BIBTEX = """
@report{rossi, title={Harbour Patrols and Thefts}, author={Rossi, Anna}, year={2024}, publisher={Port of Genoa}}
@book{new, title={Another Book about Ports}, author={Sala, Bruno}, year={2011}, file={market.pdf}}
"""


def harbour(path, changed=()):
    return write_paper(path, "Harbour Patrols and Thefts", "Anna Rossi", weeks("harbour", 30, changed))


@pytest.fixture
def desk(tmp_path):
    """A library that holds a paper of harbours."""
    desk = Assistant(tmp_path / "library")
    desk.create()
    assert desk.add(harbour(tmp_path / "docs" / "harbour.pdf")).outcomes[0].key == KEY
    return desk


def state(desk):
    """Return what a library says, and what its index has."""
    with Corpus.open(desk.folder) as corpus:
        passages = corpus.passage_ids()
        texts = {sha256: (source, corpus.document(sha256)) for sha256, source in corpus.sources().items()}
        assert desk.index.vectors.ids().tolist() == passages
        assert not [fault for fault in desk.verify() if fault[1]]
        return corpus.references(), texts, passages


def replace_text(desk, tmp_path):
    harbour(tmp_path / "docs" / "harbour.pdf", changed=[3])
    assert desk.add(tmp_path / "docs", replace="yes").outcomes[0].status == "replaced"


def import_export(desk, tmp_path):
    write_paper(tmp_path / "market.pdf", "Another Book about Ports", "Bruno Sala", weeks("market"))
    (tmp_path / "refs.bib").write_text(BIBTEX)
    assert [each.status for each in desk.import_(tmp_path / "refs.bib").references] == ["updated", "new"]


def look_up(desk, tmp_path):
    with FakeWeb() as fake:
        doi = "10.1000/ports.1"
        desk.edit(KEY, [f"DOI={doi}"])
        serve(fake, {"DOI": doi, "type": "report", "title": ["Harbour Patrols and Thefts"], "publisher": "A Port"})
        report = desk.look_up(KEY, web=fake.web(desk.folder))
        assert desk.apply(report) == [KEY]


JOBS = {
    "remove": lambda desk, _: desk.remove([KEY]),
    "edit": lambda desk, _: desk.edit(KEY, ["title=Thefts", "key=thefts"]),
    "add": replace_text,
    "import": import_export,
    "lookup": look_up,
}


@pytest.mark.parametrize("command", JOBS)
def test_the_last_job_is_taken_back(desk, tmp_path, command):
    """`undo` says what it will take back; afterwards the library and its index are as before, and no job is left."""
    before = state(desk)
    JOBS[command](desk, tmp_path)
    job, *others = desk.past_jobs()
    assert (job.command, [work.key for work in job.works][:1]) == (command, [KEY])
    assert [other.command for other in others] == (["edit"] if command == "lookup" else [])
    assert state(desk) != before
    while desk.past_jobs():
        desk.undo(desk.past_jobs()[0])
    assert state(desk) == before
    found = desk.search("How often was the harbour counted in week 3?", 3)
    assert {each.citation.reference.key for each in found} >= {KEY}


def test_a_reidentification_is_taken_back(desk):
    """What the file of a work says is put in the place of what it was taken to say, and back."""
    with Corpus.open(desk.folder, write=True) as corpus:
        reference = corpus.reference(KEY)
        corpus.put([replace(reference, csl={**reference.csl, "title": "Misread"})])
    before = state(desk)
    assert desk.apply_identities(desk.reidentify(KEY)) == [KEY]
    (job,) = desk.past_jobs()
    assert job.works[0].fields == (("title", "Misread", "Harbour Patrols and Thefts"),)
    desk.undo(job)
    assert state(desk) == before


def test_what_an_undo_will_take_back(desk, tmp_path):
    """A job is described by the fields and the texts that it changed."""
    desk.edit(KEY, ["year=2023", "publisher=Port of Genoa"])
    replace_text(desk, tmp_path)
    replaced, edited = desk.past_jobs()
    (work,) = edited.works
    assert work.fields == (("issued", "2024", "2023"), ("publisher", "", "Port of Genoa"))
    (work,) = replaced.works
    assert (work.added, work.removed) == (("harbour.pdf",), ("harbour.pdf",))


def test_an_undo_of_a_job_that_is_not_the_last_any_more(desk):
    """What a person agreed to is taken back, or nothing."""
    desk.edit(KEY, ["year=2023"])
    (job,) = desk.past_jobs()
    desk.edit(KEY, ["year=2022"])
    before = state(desk)
    with pytest.raises(InputError, match="changed meanwhile"):
        desk.undo(job)
    assert state(desk) == before


def test_a_retraction_is_not_taken_back(desk):
    """What was announced about a work stays if the work has the same DOI."""
    doi = "10.1000/ports.1"
    desk.edit(KEY, [f"DOI={doi}"])
    desk.edit(KEY, ["year=2023"])
    record = {"DOI": doi, "type": "report", "title": ["Harbour Patrols and Thefts"]}
    notice = {"DOI": "10.1000/notice", "type": "retraction", "updated": {"date-parts": [[2025, 3]]}}
    with FakeWeb() as fake:
        serve(fake, {**record, "updated-by": [notice]})
        desk.look_up(KEY, web=fake.web(desk.folder))
    desk.undo(desk.past_jobs()[0])
    reference, _ = desk.edit(KEY, [])
    assert (reference.year, [each.kind for each in reference.notices]) == (2024, ["retraction"])


def test_an_earlier_text_is_restored(desk, tmp_path):
    """The earlier text answers again, with what a person said since then; the other one is kept aside, and back."""
    first = state(desk)
    replace_text(desk, tmp_path)
    desk.edit(KEY, ["publisher=Port of Genoa"])
    second = state(desk)
    assert "harbour.pdf was replaced on" in desk.view(KEY).text
    version = desk.restore(KEY)
    assert (version.key, version.name) == (KEY, "harbour.pdf")
    references, texts, passages = state(desk)
    assert (texts, passages) == first[1:]
    assert references[KEY].csl["publisher"] == "Port of Genoa"
    desk.restore(KEY)
    assert state(desk) == second
    with pytest.raises(InputError, match="has 1 earlier text"):
        desk.restore(KEY, 2)
    with pytest.raises(InputError, match="no earlier text"):
        desk.restore("nnsc-gvi-guide-2013")
    with pytest.raises(UnknownKey):
        desk.restore("rosi-2024")


def test_on_the_command_line(evidence, library, tmp_path):
    """The whole way in processes: a changed file, what `show` says, `restore`, `undo` twice, and forgetting."""
    harbour(tmp_path / "docs" / "harbour.pdf")
    assert evidence("undo", library=library).returncode == 1
    assert evidence("add", tmp_path / "docs", library=library).returncode == 0
    harbour(tmp_path / "docs" / "harbour.pdf", changed=[3])
    left_out = evidence("add", tmp_path / "docs", library=library)
    assert left_out.returncode == 1
    assert "changed " in left_out.stdout
    assert "--replace yes" in left_out.stderr
    assert evidence("add", tmp_path / "docs", "--replace", "no", library=library).returncode == 0
    replaced = evidence("add", tmp_path / "docs", "--replace", "yes", "--json", library=library)
    assert [each["status"] for each in json.loads(replaced.stdout)] == ["replaced"]
    assert f"evidence restore {KEY}" in evidence("show", KEY, library=library).stdout
    assert evidence("restore", KEY, library=library).returncode == 0
    refused = evidence("restore", KEY, "-n", "3", library=library)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    listed = evidence("undo", "--list", library=library).stdout
    jobs = [line.split(",")[0] for line in listed.splitlines() if not line.startswith(" ")]
    assert jobs == ["evidence restore", "evidence add"]
    for command in ("restore", "add"):
        undone = evidence("undo", library=library)
        assert undone.returncode == 0
        assert f"evidence {command}" in undone.stderr
    assert evidence("undo", library=library).returncode == 1
    assert evidence("verify", library=library).returncode == 0
    assert evidence("remove", KEY, library=library).stderr.endswith("evidence undo\n")
    assert "deleted 1 text" in evidence("undo", "--forget", library=library).stderr
    assert evidence("undo", library=library).returncode == 1
    assert not list((library / "originals").rglob("*.pdf"))
