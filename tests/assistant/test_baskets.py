"""A basket of evidence: what is kept, what it says when its works and texts have changed, and how it is cited."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from assistant.assistant import Assistant
from corpus.errors import InputError, LibraryBusy, UnknownKey
from corpus.model import Locator, Page
from corpus.store.corpus import Corpus
from tests.conftest import ROOT
from tests.corpus.documents import add_document, document
from tests.corpus.store.test_migrations import OLDER
from tests.reports import weeks, write_paper
from tests.test_sharing import unprivileged

ABLE = {"author": [{"family": "Able", "given": "Ann"}], "issued": {"date-parts": [[2019]]}, "title": "Ports"}
BAKER = {"author": [{"family": "Baker", "given": "Bo"}], "issued": {"date-parts": [[2020]]}, "title": "Harbours"}
PAGES = "Thefts fell by a third in the port.\nThe patrols cost little.", "Assaults did not fall at all in the harbour."
WORDS = "Thefts fell by a third in the port."
ON_TWO_PAGES = "The patrols cost little.\nAssaults did not fall"

pytestmark = pytest.mark.usefixtures("word_encoder")


@pytest.fixture
def desk(tmp_path):
    """A library with the text of one work, on the printed pages 7 and 8, and the reference of another work."""
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as corpus:
        add_document(corpus, "able-2019", *PAGES, labels=["7", "8"], **ABLE)
        add_document(corpus, "baker-2020", "Nothing was counted in the other harbour.", **BAKER)
    desk = Assistant(tmp_path / "library")
    desk.reindex()
    return desk


def passage_with(desk, words):
    """Return the id of the passage that holds these words, and where they are in the text of its document."""
    with Corpus.open(desk.folder) as corpus:
        for passage in corpus.passages(corpus.passage_ids()).values():
            start = passage.text.find(words)
            if start >= 0:
                return passage.handle, passage.start + start, passage.start + start + len(words)
    raise LookupError(words)


def keep(desk, words=WORDS, **how):
    """Add words to a basket. Return whether they were new."""
    return desk.add_to_basket(*passage_with(desk, words), **how).is_new


def only_item(desk, name="evidence"):
    (item,) = desk.basket(name).items
    return item


def test_a_quotation_of_an_answer_is_cited_as_in_the_answer(library_of_reports, tmp_path):
    """What an answer quotes can be kept, and its citation is the same in the basket. An answer may show more of a text
    than the passage whose id it gives. Spaces around a quotation are left out.
    """
    desk = Assistant(shutil.copytree(library_of_reports, tmp_path / "library"))
    answer = desk.ask("How often were call-ins in Boston counted?", 4, fast=True)
    pieces = answer.evidence or answer.closest
    assert pieces
    for piece in pieces:
        handle, (start, end) = piece.hit.passage.handle, piece.quote_span
        added = desk.add_to_basket(handle, start, end)
        item = desk.basket().items[-1]
        assert (added.handle, added.is_new) == (item.handle, True)
        assert (item.state, item.citation, item.quote) == ("here", piece.citation, piece.quote)
        assert (item.start, item.end) == (start, end)
        with Corpus.open(desk.folder) as corpus:
            assert (
                corpus.find_passage(item.passage.handle).text[start - item.passage.start :].startswith(piece.quote[:9])
            )
            is_space = corpus.text(item.passage.source, start - 1, start).isspace()
        assert is_space
        assert desk.add_to_basket(handle, start - 1, end) == replace(added, is_new=False)
    assert len(desk.basket().items) == len(pieces)
    assert [fault for _, fault in desk.verify() if fault] == []


def test_what_is_kept(desk):
    """An item has its words as they were, its place, its work, its note and its day."""
    assert keep(desk, ON_TWO_PAGES, note="for chapter 2")
    assert not keep(desk, ON_TWO_PAGES, note="another note")
    item = only_item(desk)
    assert item.kept.words == ON_TWO_PAGES
    assert item.quote == "The patrols cost little. Assaults did not fall"
    assert (item.kept.note, item.kept.key, item.kept.title) == ("for chapter 2", "able-2019", "Ports")
    assert item.place == item.kept.citation == "Able (2019), p. 7 (PDF p. 1)"
    assert desk.baskets() == {"evidence": 1}


@pytest.mark.parametrize(
    ("start", "end"), [(-1, 5), (0, 0), (5, 4), (0, 10_001), (35, 36), (900, 950), (99_000, 99_001)]
)
def test_a_part_that_is_not_there_is_refused(desk, start, end):
    """A part outside of the document, an empty part, a part of spaces and a part far away are refused."""
    passage, first, _ = passage_with(desk, WORDS)
    assert first == 0
    with pytest.raises(InputError, match=rf"{start}-{end} is not|no words from {start} to {end}"):
        desk.add_to_basket(passage, start, end)
    assert desk.basket().items == ()


def test_an_unknown_passage_is_refused(desk):
    """There must be such a passage."""
    with pytest.raises(UnknownKey):
        desk.add_to_basket("ffff", 0, 1)
    with pytest.raises(InputError, match="is not a name for a basket"):
        desk.basket("../x")


def test_items_are_arranged(desk):
    """Items are moved, noted and removed by their handles; baskets are renamed and cleared."""
    for words in ("Thefts", "patrols", "Assaults"):
        keep(desk, words, name="Draft")
    first, second, third = [item.handle for item in desk.basket("Draft").items]
    desk.move_in_basket("Draft", third, 1)
    desk.note_in_basket("Draft", first, "a note")
    desk.remove_from_basket("Draft", second)
    desk.rename_basket("Draft", "Chapter 1")
    assert [(item.quote, item.kept.note) for item in desk.basket("Chapter 1").items] == [
        ("Assaults", ""),
        ("Thefts", "a note"),
    ]
    assert desk.clear_basket("Chapter 1") == 2
    assert desk.baskets() == {"evidence": 0}


# --- what becomes of works and texts -------------------------------------------------------------------------------


def test_a_removed_work_is_said_to_be_gone(desk):
    """An item of a removed work keeps its words and its citation. When the removal is taken back, it is as before."""
    keep(desk, note="mine")
    before = only_item(desk)
    desk.remove(["able-2019"])
    item = only_item(desk)
    assert (item.state, item.reference, item.citation, item.passage) == ("no work", None, None, None)
    assert (item.quote, item.place, item.kept) == (WORDS, "Able (2019), p. 7 (PDF p. 1)", before.kept)
    desk.undo(desk.past_jobs()[0])
    assert only_item(desk) == before
    desk.remove(["able-2019"])
    desk.forget_history()
    assert only_item(desk).state == "no work"


def test_another_work_with_the_key_is_not_taken_for_it(desk):
    """When a removed work's key goes to another work, the item is not cited as that work."""
    keep(desk)
    desk.remove(["able-2019"])
    with Corpus.open(desk.folder, write=True) as corpus:
        add_document(corpus, "able-2019", "Other words.", **{**ABLE, "title": "Another Work"})
    assert only_item(desk).state == "no work"
    with Corpus.open(desk.folder, write=True) as corpus:
        add_document(corpus, "able-2019-again", "Words of another edition.", **ABLE)
        corpus.remove("able-2019", keep_note=False)
        corpus.put([replace(corpus.reference("able-2019-again"), key="able-2019", former_keys=("able-2019-again",))])
    item = only_item(desk)
    assert (item.state, item.reference.key, item.place) == ("no text", "able-2019", "Able (2019), p. 7 (PDF p. 1)")


def test_a_replaced_text(tmp_path):
    """The text of a work is replaced, and the title corrected: the item is still of that work, and is there again when
    the text is restored."""
    desk = Assistant(tmp_path / "library")
    desk.create()
    write_paper(tmp_path / "docs" / "harbour.pdf", "Harbour Patrols and Thefts", "Anna Rossi", weeks("harbour"))
    key = desk.add(tmp_path / "docs").outcomes[0].key
    (piece, *_) = desk.search("thefts in week 3 of the harbour", 1, fast=True)
    desk.add_to_basket(piece.hit.passage.handle, *piece.quote_span)
    before = only_item(desk)
    changed = weeks("harbour", changed=range(30))
    write_paper(tmp_path / "docs" / "harbour.pdf", "Harbour Patrols and Thefts", "Anna Rossi", changed)
    assert desk.add(tmp_path / "docs", replace="yes").outcomes[0].status == "replaced"
    desk.edit(key, ["title=Thefts in the Harbour", "key=rossi"])
    item = only_item(desk)
    assert (item.state, item.reference.key, item.quote) == ("no text", "rossi", before.quote)
    desk.restore("rossi")
    assert (only_item(desk).state, only_item(desk).start) == ("here", before.start)
    assert only_item(desk).reference.key == "rossi"


def test_works_that_are_renamed_and_merged(desk):
    """An item follows its text: the work gets another key and record, and becomes a part of another work."""
    keep(desk)
    desk.edit("able-2019", ["key=ports", "author=Zed, Zoe"])
    assert only_item(desk).place == "Zed (2019), p. 7 (PDF p. 1)"
    desk.merge("baker-2020", "ports")
    assert (only_item(desk).place, only_item(desk).reference.key) == ("Baker (2020), p. 7 (PDF p. 1)", "baker-2020")
    desk.undo(desk.past_jobs()[0])
    assert only_item(desk).reference.key == "ports"


def test_passages_that_are_cut_again(desk):
    """An item is found in the passages that there are now, whatever their ids, or in none; it is cited in any case."""
    keep(desk, ON_TWO_PAGES)
    keep(desk, "did not fall at all")
    with Corpus.open(desk.folder, write=True) as corpus, corpus.database.transaction() as cursor:
        cursor.execute("UPDATE passage SET id = id + 1")
        cursor.execute('UPDATE passage SET "end" = start + 40')
    across, beyond = desk.basket().items
    assert (across.state, across.passage.text[-3:], across.place) == ("here", "he ", "Able (2019), p. 7 (PDF p. 1)")
    assert (beyond.state, beyond.passage, beyond.place) == ("here", None, "Able (2019), p. 8 (PDF p. 2)")
    with Corpus.open(desk.folder, write=True) as corpus, corpus.database.transaction() as cursor:
        cursor.execute("UPDATE source SET chunker = 0")
    desk.reindex(rebuild=True)
    assert [item.passage.handle for item in desk.basket().items] == [passage_with(desk, ON_TWO_PAGES)[0]] * 2


@pytest.mark.parametrize(
    ("pages", "place", "quote_there"),
    [
        (["A head line.\n" + PAGES[0], PAGES[1]], "p. 7 (PDF p. 1)", WORDS),
        (["Cover", "Thefts fell by a\nthird in  the port.\nThe patrols cost little."], "p. 8 (PDF p. 2)", None),
        ([PAGES[0] + " " + WORDS, WORDS], "p. 7 (PDF p. 1)", WORDS),
    ],
)
def test_a_text_that_is_read_again(desk, pages, place, quote_there):
    """Words that are at another place after their file was read again are found there, whatever the spaces."""
    keep(desk)
    with Corpus.open(desk.folder, write=True) as corpus:
        corpus.replace(only_item(desk).kept.source, document(*pages, labels=["7", "8"]))
    item = only_item(desk)
    assert (item.state, item.citation.place, item.quote) == ("here", place, WORDS)
    with Corpus.open(desk.folder) as corpus:
        text = corpus.document(item.passage.source).text[item.start : item.end]
    assert text.split() == WORDS.split()
    assert quote_there is None or text == quote_there


def test_words_that_are_not_in_the_text_any_more(desk):
    """Words that a better reading does not have are kept, with the work and the citation of then."""
    keep(desk)
    with Corpus.open(desk.folder, write=True) as corpus:
        corpus.replace(only_item(desk).kept.source, document("Thefts fell by two thirds.", labels=["9"]))
    item = only_item(desk)
    assert (item.state, item.reference.key, item.citation) == ("changed", "able-2019", None)
    assert (item.quote, item.place) == (WORDS, "Able (2019), p. 7 (PDF p. 1)")


def test_a_summary_is_not_a_quotation(desk):
    """A sentence of a note of this library is kept as what it is."""
    with Corpus.open(desk.folder, write=True) as corpus:
        add_document(corpus, "cole-2021", "A summary of what Cole found.", kind="note", title="Cole's Work")
    keep(desk, "what Cole found.")
    item = only_item(desk)
    assert item.is_note
    assert item.place == "“Cole's Work” (n.d.), summary by this library, full text not held"


# --- other processes -----------------------------------------------------------------------------------------------


def test_a_basket_is_changed_beside_a_writer(desk):
    """While a job adds files, evidence is kept. What the job has not committed is not seen."""
    with Corpus.open(desk.folder, write=True) as corpus, corpus.job("add"):
        keep(desk)
        add_document(corpus, "dow-2022", "A new document.", title="An Interview")
        keep(desk, "A new document.")
        desk.note_in_basket("evidence", desk.basket().items[0].handle, "noted")
    assert [item.kept.note for item in desk.basket().items] == ["noted", ""]
    assert [fault for _, fault in desk.verify() if fault and fault.startswith("a quotation")] == []


def test_an_older_library_is_not_changed_beside_a_writer(desk):
    """The baskets of a library of an earlier version wait until its writer has ended."""
    passage = passage_with(desk, WORDS)
    with Corpus.open(desk.folder, write=True) as corpus:
        corpus.database.connection.create_function("text_of", 1, lambda _: "a text that nobody reads")
        corpus.database.connection.executescript(f"{OLDER[9]} PRAGMA user_version = 9;")
        assert desk.basket().items == ()
        with pytest.raises(LibraryBusy, match="writing"):
            desk.add_to_basket(*passage)
    assert desk.add_to_basket(*passage).is_new


def test_two_processes_lose_nothing(desk):
    """Two processes that add to one basket at once keep what both have added."""
    passage, _, end = passage_with(desk, WORDS)
    code = (
        "import sys; from assistant.assistant import Assistant\n"
        "desk = Assistant(sys.argv[1])\n"
        f"for start in range(int(sys.argv[2]), 20, 2): desk.add_to_basket({passage!r}, start, {end})\n"
    )
    commands = [[sys.executable, "-c", code, str(desk.folder), first] for first in ("0", "1")]
    processes = [subprocess.Popen(command, cwd=ROOT) for command in commands]
    assert [process.wait(60) for process in processes] == [0, 0]
    spaces = WORDS[:20].count(" ")
    assert len(desk.basket().items) == 20 - spaces


def test_a_read_only_library(desk):
    """The baskets of a library that cannot be written are read, and adding to them is refused in one sentence."""
    keep(desk)
    passage, start, end = passage_with(desk, "patrols")
    code = (
        "import sys; from assistant.assistant import Assistant; from corpus.errors import StorageFull\n"
        "desk = Assistant(sys.argv[1]); print(desk.basket().items[0].quote)\n"
        f"try: desk.add_to_basket({passage!r}, {start}, {end})\n"
        "except StorageFull as error: print(error)\n"
    )
    paths = [desk.folder, *desk.folder.rglob("*")]
    command = [*unprivileged(), sys.executable, "-c", code, str(desk.folder)]
    try:
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    quote, refusal = run.stdout.splitlines()
    assert quote == WORDS
    assert "cannot be written" in refusal
    assert len(desk.basket().items) == 1


def test_a_kill_loses_nothing(desk):
    """What was added before a process was killed is there, and a next process adds to it."""
    passage, _, end = passage_with(desk, WORDS)
    code = (
        "import sys; from assistant.assistant import Assistant\n"
        "desk = Assistant(sys.argv[1])\n"
        f"for start in range({end - 2}): desk.add_to_basket({passage!r}, start, {end}); print(start, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(desk.folder)], stdout=subprocess.PIPE, cwd=ROOT) as process:
        said = [process.stdout.readline() for _ in range(3)]
        os.kill(process.pid, signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
        said += process.stdout.readlines()
    kept = len(desk.basket().items)
    assert kept >= 3
    assert len([line for line in said if line.endswith(b"\n")]) <= kept + 5  # a start at a space is the same quotation
    assert keep(desk, "Assaults")
    assert len(desk.basket().items) == kept + 1
    assert [fault for _, fault in desk.verify() if fault] == []


# --- citations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "in_text", "reference"),
    [
        ("apa", "(Able, 2019, pp. 7–8)", "Able, A. (2019). Ports."),
        ("mla", "(Able 7–8)", "Able, Ann. Ports. 2019."),
        ("harvard", "(Able, 2019, pp. 7–8)", "Able, A. (2019) Ports."),
        ("vancouver", "(1, pp. 7–8)", "1. Able A. Ports. 2019."),
        ("chicago-notes", "Ann Able, Ports (2019), 7–8.", "Able, Ann. Ports. 2019."),
    ],
)
def test_a_quotation_in_a_style(desk, style, in_text, reference):
    """A quotation on two pages is cited with both in the text; the short citation names the first, as in an answer."""
    passage, *span = passage_with(desk, ON_TWO_PAGES)
    cited = desk.cite_quote(passage, tuple(span), style)
    assert (str(cited.in_text), str(cited.reference)) == (in_text, reference)
    assert cited.quote == "The patrols cost little. Assaults did not fall"
    assert cited.citation.text == "Able (2019), p. 7 (PDF p. 1)"


def test_a_whole_passage_in_a_style(desk):
    """Without offsets the whole passage is quoted."""
    passage, _, _ = passage_with(desk, WORDS)
    cited = desk.cite_quote(passage)
    assert cited.quote == " ".join("\n".join(PAGES).split())
    assert str(cited.in_text) == "(Able, 2019, pp. 7–8)"
    with pytest.raises(InputError, match="'turabian' is not a style"):
        desk.cite_quote(passage, style="turabian")


def test_a_quotation_of_a_recording(desk):
    """A place in a recording is a time."""
    with Corpus.open(desk.folder, write=True) as corpus:
        sha256 = add_document(corpus, "dow-2022", "A placeholder.", title="An Interview")
        page = Page(Locator("seconds", 845, "Ana Souza"), "We counted them twice.", "vtt")
        corpus.replace(sha256, replace(document("x"), pages=(page,)))
    cited = desk.cite_quote(passage_with(desk, "counted them twice")[0])
    assert cited.citation.place == "00:14:05 (Ana Souza)"
    assert str(cited.in_text) == "(An Interview, n.d., 00:14:05)"
