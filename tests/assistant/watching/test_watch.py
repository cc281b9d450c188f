"""Standing questions over real files with the real models: what is news, and what is not."""

import json
import shutil
from dataclasses import replace
from unittest.mock import patch

import pytest

from assistant.assistant import Assistant
from corpus.errors import InputError, UnknownKey
from corpus.model import Filter
from corpus.store.corpus import Corpus
from corpus.watched import WhatIsNew
from tests.reports import weeks, write_paper, write_pdf

HERON = "How many times was the grey heron counted in week 7?"
MUSEUM = "What did a ticket for the zeppelin museum cost in 1931?"


@pytest.fixture(scope="module")
def story(starter_library, tmp_path_factory):
    """What each run over a growing folder found, by the name of what had happened before it."""
    folder = tmp_path_factory.mktemp("watch")
    desk = Assistant.open(shutil.copytree(starter_library, folder / "library"))
    files = folder / "files"
    reports = {}

    def run(name, *folders):
        reports[name] = desk.watch(*folders)
        desk.mark_reported(reports[name].items)

    write_paper(files / "heron.pdf", "The Herons of Ypres", "Ana Able", weeks("grey heron"))
    desk.add_standing(HERON)
    desk.add_standing(MUSEUM, Filter(since=2020))
    run("first", files)
    run("again", files)
    seen_again = [sentence.replace("its own", "a second") for sentence in weeks("grey heron")]
    write_paper(files / "second.pdf", "A Second Count of Herons", "Ben Baker", seen_again)
    ticket = ["In 1931 a ticket for the zeppelin museum cost 3 francs, as the register of the museum says."]
    write_paper(files / "museum.pdf", "The Zeppelin Museum", "Cid Cole", [*ticket, *weeks("zeppelin")])
    run("new works", files)
    write_paper(files / "heron.pdf", "The Herons of Ypres", "Ana Able", weeks("grey heron", changed=[7]))
    run("corrected", files)
    write_paper(files / "collected.pdf", "Collected Papers", "Dora Dean", [*weeks("grey heron", changed=[7]), *ticket])
    run("copied", files)
    with patch.object(Assistant, "_fingerprint", lambda _: "another model"):
        run("other model")
        run("other model again")
    return desk, reports


def found(report, what=None):
    """Return the changes of a report, each with the number of its question; of one kind, if it is named."""
    items = [item for item in report.items if what is None or item.what is what]
    return [(item.question, item.what, item.title) for item in items]


def test_the_first_run_is_a_silent_baseline(story):
    report = story[1]["first"]
    assert (report.items, report.first, report.copies) == ((), (1, 2), 0)
    assert [outcome.status for outcome in report.added.outcomes] == ["added"]


def test_a_second_run_is_silent(story):
    report = story[1]["again"]
    assert (report.items, report.first, report.rebuilt, report.copies) == ((), (), (), 0)
    assert [outcome.status for outcome in report.added.outcomes] == ["already held"]


def test_new_works_are_news(story):
    """A work that says the same in other words is news. A question that had no answer is answered now."""
    report = story[1]["new works"]
    assert (1, WhatIsNew.NEW_WORK, "A Second Count of Herons") in found(report)
    assert found(report, WhatIsNew.ANSWERED) == [(2, WhatIsNew.ANSWERED, "")]
    (museum,) = [item for item in report.items if "3 francs" in item.quote]
    assert museum.why == "The work was added since the question was asked last, and this passage would be shown."
    assert museum.citation.startswith("Cole (2024)")


def test_a_corrected_figure_is_news(story):
    """The sentence is shown with the figure that it had before, and that its text was replaced is said too."""
    report = story[1]["corrected"]
    (figure,) = [item for item in report.items if item.what is WhatIsNew.FIGURE and item.question == 1]
    assert "counted 1170 times" in figure.quote
    assert figure.before.startswith("In week 7 the grey heron was counted 170 times by its own team. (Able (2024)")
    assert figure.why == "It says 1170 where the sentence that was shown before said 170."
    (replaced,) = [item for item in report.items if item.what is WhatIsNew.REPLACED and item.question == 1]
    assert replaced.why == (
        "Its text was replaced by heron.pdf: of 2 sentences quoted before, it has 1 word for word and 1 with other"
        " figures."
    )
    assert not found(report, WhatIsNew.NEW_PASSAGE)


def test_a_copy_in_another_work_is_not_news(story):
    """A work that repeats what was shown before is left out and counted."""
    report = story[1]["copied"]
    assert (report.items, report.copies > 0) == ((), True)


def test_another_model_is_not_news(story):
    """Other models make a new baseline, and the report says so. The next run compares with it."""
    reports = story[1]
    assert (reports["other model"].items, reports["other model"].rebuilt) == ((), (1, 2))
    assert (reports["other model again"].items, reports["other model again"].rebuilt) == ((), ())


def test_nothing_is_reported_twice(story):
    """No item of all runs has the question, the change and the words of another one."""
    items = [item for report in story[1].values() for item in report.items]
    named = {(item.question, item.what, item.key, item.quote, item.why) for item in items}
    assert len(named) == len(items) == len(story[0].news())


def test_a_run_that_is_stopped_loses_and_repeats_nothing(story, tmp_path):
    """The news of the questions before the stop is in the next report, with the news of the others, each once."""
    desk = Assistant.open(shutil.copytree(story[0].folder, tmp_path / "library"))
    desk.watch()
    copies = [sentence.replace("its own", "a third") for sentence in weeks("grey heron", changed=[7])]
    ticket = ["Its register says that a ticket for the zeppelin museum cost 4 francs in 1931, not 3."]
    desk.add(write_paper(tmp_path / "third.pdf", "A Third Count", "Eva Ende", [*copies, *ticket]))
    ask = desk.ask

    def stop_at_the_second(text, *arguments):
        if text == MUSEUM:
            raise KeyboardInterrupt
        return ask(text, *arguments)

    with patch.object(desk, "ask", stop_at_the_second), pytest.raises(KeyboardInterrupt):
        desk.watch()
    first = desk.news(1)[-1]
    assert not first.is_reported
    report = desk.watch()
    assert first.number in [item.number for item in report.items]
    assert {item.question for item in report.items} == {1, 2}
    desk.mark_reported(report.items)
    assert desk.watch().items == ()


def test_a_page_that_is_read_again_is_not_news(story, tmp_path):
    """Another reading of the same bytes, with a wrong letter and a wrong figure, is not news."""
    desk = Assistant.open(shutil.copytree(story[0].folder, tmp_path / "library"))
    desk.watch()
    with Corpus.open(desk.folder, write=True) as corpus:
        (source,) = [each for each in corpus.sources().values() if each.name == "second.pdf"]
        document = corpus.document(source.sha256)
        pages = []
        for page in document.pages:
            text = page.text.replace("week 7 the grey heron was counted 170", "week 7 the grey hcron was counted 110")
            pages.append(replace(page, text=text))
        assert tuple(pages) != document.pages
        corpus.replace(source.sha256, replace(document, pages=tuple(pages)))
    desk.reindex()
    assert found(desk.watch()) == []


def test_questions_that_cannot_be_asked(library_of_reports, tmp_path):
    """A filter that selects nothing yet is not an error. A key that is gone is, and the other questions are asked."""
    desk = Assistant.open(shutil.copytree(library_of_reports, tmp_path / "library"))
    with pytest.raises(InputError, match="there is no standing question"):
        desk.watch()
    with pytest.raises(UnknownKey):
        desk.add_standing("What is a call-in?", Filter(keys=("nobody-1999",)))
    key = desk.holdings()[-1].reference.key
    desk.add_standing("What is a call-in?", Filter(keys=(key,)))
    desk.add_standing("What is a call-in?", Filter(since=2999))
    desk.remove([key])
    report = desk.watch()
    assert [each.question.number for each in report.not_asked] == [1]
    assert report.first == (2,)
    assert report.failed
    assert desk.watch().items == ()


def test_the_commands(evidence, starter_library, tmp_path):
    """The exit status is 0 without news and 3 with it. News is shown once, is unread, and is marked as read."""
    library = shutil.copytree(starter_library, tmp_path / "library")
    files = tmp_path / "files"
    files.mkdir()
    write_pdf(files / "cat.pdf", ["The cat of the town hall was seen 12 times in May by the clerk."])
    added = evidence("watch", "add", "How often was the cat of the town hall seen?", library=library)
    assert (added.returncode, added.stdout) == (0, "")
    baseline = evidence("watch", "run", files, library=library)
    assert (baseline.returncode, baseline.stdout) == (0, "")
    assert "asked for the first time" in baseline.stderr
    write_pdf(files / "two.pdf", ["A count of 2024. The cat of the town hall was seen 31 times in June by the mayor."])
    atom = tmp_path / "news.atom"
    news = evidence("watch", "run", files, "--atom", atom, "--json", library=library)
    assert news.returncode == 3
    report = json.loads(news.stdout)
    assert [item["what"] for item in report["items"]] == ["new work"]
    assert report["items"][0]["id"][:8] in atom.read_text("utf-8")
    silent = evidence("watch", "run", files, "--quiet", library=library)
    assert (silent.returncode, silent.stdout, silent.stderr) == (0, "", "")
    unread = evidence("watch", "news", library=library)
    assert (unread.returncode, "31 times" in unread.stdout) == (0, True)
    assert evidence("watch", "read", "--all", library=library).stderr == "marked 1 item as read\n"
    assert evidence("watch", "news", library=library).returncode == 1
    listed = json.loads(evidence("watch", "list", "--json", library=library).stdout)
    assert [(each["question"], each["answered"], each["unread"]) for each in listed] == [(1, True, 0)]
    assert evidence("watch", "remove", 1, library=library).returncode == 0
    refused = evidence("watch", "run", library=library)
    assert (refused.returncode, refused.stderr.split(".")[0]) == (2, "evidence: there is no standing question")
