"""What an answer changes for a person who has seen the answer before it, with answers that are written by hand."""

from dataclasses import replace

import pytest

from assistant.answer import cite_page
from assistant.model import Also, Evidence
from assistant.watching.changes import find_changes
from assistant.watching.sentences import are_alike, compared, have_same_words, other_figures
from corpus.model import Notice
from corpus.passages.chunk import passages
from corpus.watched import WhatIsNew
from tests.assistant.pieces import answer, hit
from tests.corpus.documents import add_document, document, source

FELL = "Homicides in the districts with call-ins fell by 31 percent within two years."
NEAR = "The other districts of the city were not studied at all."
"""A sentence beside the quotation."""

REPORT = {"title": "Annual Report 2014", "author": [{"literal": "City Police"}], "issued": {"date-parts": [[2014]]}}
NEXT_REPORT = {**REPORT, "title": "Annual Report 2015", "issued": {"date-parts": [[2015]]}}


def quoted(corpus, sha256, quote, also=()):
    """Return the evidence that quotes a sentence of a source."""
    (passage,) = [each for each in corpus.passages_of(sha256) if quote in each.text]
    start = passage.text.index(quote)
    (source,) = [each for each in corpus.sources().values() if each.sha256 == sha256]
    citation = cite_page(corpus, corpus.reference(source.key), source, passage.first)
    return Evidence(hit(passage), citation, ((start, start + len(quote)),), tuple(also))


def ask(corpus, *pieces, reason=None, fingerprint="one"):
    """Return what the answer with this evidence changes."""
    number = corpus.standing.add("What fell?", {}, 5)[0].number
    with corpus.standing.remembering(number) as memory:
        return find_changes(answer(*pieces, reason=reason), fingerprint, memory, corpus)


def whats(changes):
    return [item.what for item in changes.items]


@pytest.fixture
def baseline(corpus):
    """A library in which the sentence was shown. The SHA-256 of its source."""
    sha256 = add_document(corpus, "able-2014", f"{FELL} {NEAR}", **REPORT)
    assert ask(corpus, quoted(corpus, sha256, FELL)).is_first
    return sha256


def test_what_was_shown_is_not_news(corpus, baseline):
    """Neither the quotation nor another sentence of the passage that was shown is news."""
    for quote in (FELL, NEAR, f"{FELL} {NEAR}", "districts with call-ins fell by 31 percent within two years."):
        assert ask(corpus, quoted(corpus, baseline, quote)).items == ()


def test_a_work_that_is_not_shown_any_more_is_not_news(corpus, baseline):
    other = add_document(corpus, "baker-2020", "Burglaries rose by 12 percent in the same years.", title="Burglaries")
    assert whats(ask(corpus, quoted(corpus, other, "Burglaries rose by 12 percent in the same years."))) == [
        WhatIsNew.NEW_WORK
    ]
    assert ask(corpus, quoted(corpus, baseline, FELL)).items == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (FELL.upper(), None),
        (FELL.replace("within two", "with-\nin two"), None),
        (FELL.replace("districts", "distrlcts"), None),
        (FELL.replace("Homicides", "Hornicides"), None),
        (FELL.replace("31", "26"), WhatIsNew.FIGURE),
        (FELL.replace("fell", "did not fall"), WhatIsNew.NEW_PASSAGE),
        (FELL.replace("fell", "rose"), WhatIsNew.NEW_PASSAGE),
    ],
    ids=["capitals", "divided", "misread", "m-as-rn", "figure", "negation", "word"],
)
def test_another_file_of_the_same_work(corpus, baseline, text, what):
    """Another file with the same sentence is not news, even if OCR read a letter wrong. Another statement is."""
    other = add_document(corpus, "able-2014", f"{text} {NEAR}", **REPORT)
    assert whats(ask(corpus, quoted(corpus, other, text))) == ([what] if what else [])


def test_both_figures_are_shown(corpus, baseline):
    other = add_document(corpus, "able-2014", FELL.replace("31", "26"), **REPORT)
    (item,) = ask(corpus, quoted(corpus, other, FELL.replace("31", "26"))).items
    assert item.why == "It says 26 where the sentence that was shown before said 31."
    assert item.before == f"{FELL} (City Police (2014), PDF p. 1)"


@pytest.mark.parametrize("misread", [FELL.replace("31", "37"), FELL.replace("districts", "clistricts")])
def test_another_reading_of_the_same_file_is_not_news(corpus, baseline, misread):
    """The same bytes were read again, and nothing in the world has changed."""
    document = corpus.document(baseline)
    page = replace(document.pages[0], text=f"{misread} {NEAR}", method="ocr")
    corpus.replace(baseline, replace(document, pages=(page,)))
    assert ask(corpus, quoted(corpus, baseline, misread)).items == ()


def test_two_rows_of_one_table_are_two_sentences(corpus):
    """A sentence with other figures is another sentence if the text still has the sentence that was shown."""
    rows = [f"The cost of the programme in Boston was {cost} dollars." for cost in (120, 340)]
    text = f"{rows[0]} {'Nothing else was said. ' * 400} {rows[1]}"
    sha256 = add_document(corpus, "able-2014", text, **REPORT)
    ask(corpus, quoted(corpus, sha256, rows[0]))
    assert whats(ask(corpus, quoted(corpus, sha256, rows[1]))) == [WhatIsNew.NEW_PASSAGE]


def test_a_copy_in_another_work_is_left_out_and_counted_once(corpus, baseline):
    """A copy may be shown in the place of the known sentence, or be named beside it."""
    other = add_document(corpus, "baker-2020", f"As is known: {FELL}", title="Burglaries")
    shown = ask(corpus, quoted(corpus, other, FELL))
    assert (shown.items, shown.copies) == ((), 1)
    third = add_document(corpus, "cole-2021", FELL, title="Robberies")
    also = Also(quoted(corpus, third, FELL).citation, verbatim=True)
    named = ask(corpus, quoted(corpus, baseline, FELL, [also]))
    assert (named.items, named.copies) == ((), 1)
    assert ask(corpus, quoted(corpus, baseline, FELL, [also])).copies == 0


def test_other_figures_in_another_work(corpus, baseline):
    """Another edition of the work corrects it; an unrelated work with like words says something else."""
    edition = add_document(corpus, "able-2015", FELL.replace("31", "26"), **NEXT_REPORT)
    assert whats(ask(corpus, quoted(corpus, edition, FELL.replace("31", "26")))) == [WhatIsNew.FIGURE]
    other = add_document(corpus, "baker-2020", FELL.replace("31", "12"), title="Burglaries")
    assert whats(ask(corpus, quoted(corpus, other, FELL.replace("31", "12")))) == [WhatIsNew.NEW_WORK]


def test_a_verdict_that_turns(corpus, baseline):
    lost = ask(corpus, reason="the passages are too far from the question")
    assert [(item.what, item.why) for item in lost.items] == [
        (
            WhatIsNew.UNANSWERED,
            "There is no good evidence any more: the passages are too far from the question.",
        )
    ]
    won = ask(corpus, quoted(corpus, baseline, FELL))
    assert [(item.what, item.why) for item in won.items] == [
        (WhatIsNew.ANSWERED, "Until now there was no good evidence: the passages are too far from the question.")
    ]


@pytest.mark.parametrize(
    ("design", "name"), [("systematic review", "systematic review"), ("randomised", "randomised trial")]
)
def test_the_first_of_a_design(corpus, baseline, design, name):
    """The first review, and the first trial, are news as such. The second one is a new work."""
    quotes = ["Three trials were pooled in the review.", "Ten trials were pooled in another review."]
    for number, quote in enumerate(quotes):
        key = f"work-{number}"
        sha256 = add_document(corpus, key, quote, title=f"Work {number}")
        corpus.put([replace(corpus.reference(key), design=design)])
        (item,) = ask(corpus, quoted(corpus, sha256, quote)).items
        assert item.what is (WhatIsNew.NEW_WORK if number else WhatIsNew.FIRST_DESIGN)
        assert number or item.why == f"It is the first {name} among the works that were shown for this question."


def test_another_index(corpus, baseline):
    """Under another index, what the library had before is a new baseline. A work that was added since is news."""
    with corpus.database.transaction() as cursor:
        cursor.execute("UPDATE standing SET asked = '2020-01-01T00:00:00Z'")
        cursor.execute("UPDATE work SET added = '2019-01-01T00:00:00Z'")
    old = add_document(corpus, "old-2001", "Old words about other homicides were found by the index.", title="Old")
    with corpus.database.transaction() as cursor:
        cursor.execute("UPDATE work SET added = '2019-01-01T00:00:00Z'")
    new = add_document(corpus, "new-2021", "New words about other homicides were written by Ana.", title="New")
    pieces = [
        quoted(corpus, old, "Old words about other homicides were found by the index."),
        quoted(corpus, new, "New words about other homicides were written by Ana."),
    ]
    changes = ask(corpus, *pieces, fingerprint="two")
    assert changes.is_rebuilt
    assert [(item.what, item.key) for item in changes.items] == [(WhatIsNew.NEW_WORK, "new-2021")]
    assert ask(corpus, *pieces, fingerprint="two").items == ()


def test_a_work_under_another_key(corpus, baseline):
    """A work that a person gave another key, or made one with another, is the same work."""
    other = add_document(corpus, "able-report", f"{NEAR} It was written by the police.", **REPORT)
    ask(corpus, quoted(corpus, baseline, FELL), quoted(corpus, other, "It was written by the police."))
    work = corpus.reference("able-2014")
    corpus.merge(replace(work, former_keys=("able-report",)), "able-report")
    renamed = replace(corpus.reference("able-2014"), key="able", former_keys=("able-report", "able-2014"))
    corpus.put([replace(renamed, csl={**renamed.csl, "id": "able"})])
    changes = ask(corpus, quoted(corpus, baseline, FELL), quoted(corpus, other, "It was written by the police."))
    assert changes.items == ()


def test_a_work_that_is_removed_and_comes_back(corpus, baseline):
    """Both are news once. `undo` brings the same text back, and then none of its sentences is news."""
    reason = "the library is empty"
    with corpus.job("remove"):
        corpus.remove("able-2014", keep_note=False)
    assert whats(ask(corpus, reason=reason)) == [WhatIsNew.UNANSWERED, WhatIsNew.REMOVED]
    assert whats(ask(corpus, reason=reason)) == []
    corpus.undo(corpus.jobs()[0])
    assert whats(ask(corpus, quoted(corpus, baseline, FELL))) == [WhatIsNew.ANSWERED, WhatIsNew.BACK]
    assert whats(ask(corpus, quoted(corpus, baseline, FELL))) == []


def test_a_notice_is_reported_once(corpus, baseline):
    """A date that becomes known later is not another notice."""
    for date in ("", "2024-05-01"):
        notices = (Notice("retraction", date, "10.1000/n"),)
        corpus.put([replace(corpus.reference("able-2014"), notices=notices)])
        changes = ask(corpus, quoted(corpus, baseline, FELL))
        assert whats(changes) == ([] if date else [WhatIsNew.NOTICE])
        assert date or changes.items[0].why.startswith(
            "It was announced about the work: RETRACTED, see https://doi.org/"
        )


@pytest.mark.parametrize(
    ("one", "other", "alike", "same"),
    [
        ("Shootings fell by 31 percent in Boston.", "Shootings fell by 26 percent in Boston.", True, True),
        ("Shootings fell by 31 percent in Boston.", "Shootings feil by 31 percent in Bostom.", True, True),
        ("Shootings increased in all of the districts.", "Shootings decreased in all of the districts.", True, False),
        ("Shootings fell in all of the districts.", "Shootings did not fall in all of the districts.", True, False),
        ("Shootings fell by 31 percent in Boston.", "The cost was 31 percent of that in Oakland.", False, False),
        ("North 23.0 35.2", "South 23.0 35.2", False, False),
        ("Fell by 31 percent", "Fell by 26 percent", True, True),
    ],
)
def test_likeness(one, other, alike, same):
    first, second = compared(one), compared(other)
    assert are_alike(first, second) == are_alike(second, first) == alike
    if alike:
        assert have_same_words(first, second) == same


@pytest.mark.parametrize(
    ("before", "now", "differ"),
    [
        ("It fell by 31 percent in 2014.", "It fell by 26 percent in 2014.", ("31", "26")),
        ("It fell by 1,200 to 31.5.", "It fell by 1,300 to 32.5.", ("1,200, 31.5", "1,300, 32.5")),
        ("It fell by 31 percent.", "It fell by 31 percent. 12", ("", "")),
    ],
)
def test_figures(before, now, differ):
    assert other_figures(compared(before), compared(now)) == differ


@pytest.mark.parametrize(
    ("text", "whats_new", "why"),
    [
        (f"{FELL} {NEAR} It is final.", ["text replaced"], "new.pdf, which has all that was quoted before."),
        (
            f"{FELL.replace('31', '26')} {NEAR}",
            ["other figure", "text replaced"],
            "new.pdf: of 1 sentence quoted before, it has 1 with other figures.",
        ),
        ("It is empty.", ["text replaced"], "new.pdf: of 1 sentence quoted before, it has 0 word for word."),
    ],
    ids=["same", "corrected", "gone"],
)
def test_a_text_that_is_replaced(corpus, baseline, text, whats_new, why):
    """The reason says what the new text has of what was quoted, whether the answer shows the work or not."""
    added = document(text)
    sha256 = corpus.keep(b"%PDF-1 new", "application/pdf")
    new = source(sha256, "able-2014", name="/reports/new.pdf")
    corpus.supersede(baseline, new, corpus.reference("able-2014"), added, passages(added, sha256))
    changes = ask(corpus, reason="it is another question")
    assert whats(changes)[1:] == whats_new
    assert changes.items[-1].why == f"Its text was replaced by {why}"
    assert whats(ask(corpus, reason="it is another question")) == []
