"""News of standing questions in each output format. Every text of an item may be hostile."""

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from assistant.render.json import to_json
from assistant.render.news.as_atom import MAX_ENTRIES, news_atom
from assistant.render.news.as_json import item_json, questions_json, watch_json
from assistant.render.news.as_markdown import news_markdown
from assistant.render.news.as_text import news_text, questions_text, remarks
from assistant.watching.model import NotAsked, WatchReport
from corpus.watched import NewsItem, StandingQuestion, WhatIsNew
from tests.assistant.render.samples import POISON, terminal, words

UID = "0123456789abcdef" * 2
NOT_XML = "\x00\x0b\ufffe\uffff\ud800"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066\ud800-\udfff]")


def question(text="What did it cost?", number=3, **fields):
    return StandingQuestion(number, UID, text, fields.pop("filters", {"since": 2010}), 5, **fields)


def item(number=7, **fields):
    texts = {
        "why": "It is new.",
        "key": "able-2019",
        "title": "A Work",
        "citation": "Able (2019), p. 7",
        "design": "guide",
        "quote": "It cost 31 francs.",
        "before": "It cost 13 francs. (Able (2018), p. 6)",
        "passage": "00ff00ff00ff00ff",
        "time": "2026-05-01T03:00:00Z",
        "uid": f"{number:032x}",
    }
    return NewsItem(WhatIsNew.FIGURE, **{**texts, **fields}, number=number, question=3)


def poisoned():
    hostile = dict.fromkeys("why key title citation design quote before passage time uid".split(), POISON + NOT_XML)
    return question(POISON, filters={"author": [POISON]}), item(**hostile)


def test_a_terminal():
    """An item has its number, the change and its reason, the work, the quotations, and how to see the passage."""
    assert terminal(news_text([question(), question(number=4)], [item()])).splitlines() == [
        "Question 3  What did it cost?  ·  --since 2010",
        "",
        "7  other figure  It is new.",
        "   A Work  ·  guide",
        "   Able (2019), p. 7",
        "   It cost 31 francs.",
        "   before: It cost 13 francs. (Able (2018), p. 6)",
        "   evidence show 00ff00ff",
        "",
    ]


def test_the_list_of_questions():
    asked = question(number=4, asked="2026-05-01T03:00:00Z", answered=True, filters={})
    assert terminal(questions_text([question(), asked], {4: 2})).splitlines() == [
        "3  What did it cost?  ·  --since 2010  ·  not asked yet",
        "4  What did it cost?  ·  asked 2026-05-01, answered, 2 unread items",
    ]
    assert questions_json([asked], {4: 2})[0]["unread"] == 2


def test_what_else_is_said():
    """A run says what was asked for the first time, what was rebuilt and left out, and what could not be asked."""
    asked = question()
    report = WatchReport((asked,), first=(1, 2), rebuilt=(3,), copies=1, not_asked=(NotAsked(asked, "no\nkey"),))
    first, rebuilt, copies, not_asked = remarks(report)
    assert first == "2 questions were asked for the first time: what is found from now on is news."
    assert "1 question was compared only with works that were added since" in rebuilt
    assert copies.startswith("1 passage left out")
    assert not_asked == "question 3 was not asked: no key"
    assert watch_json(report)["not_asked"] == [{"question": 3, "reason": "no\nkey"}]


def test_poison_on_a_terminal():
    asked, hostile = poisoned()
    for shown in (terminal(news_text([asked], [hostile])), terminal(questions_text([asked], {}))):
        assert not CONTROLS.search(shown.replace("\n", ""))
        assert "[bold]rich[/bold]" in " ".join(shown.split())
    assert "evidence show" in words(news_text([asked], [hostile]))


def test_poison_in_markdown():
    """No mark and no tag of a document counts."""
    asked, hostile = poisoned()
    text = news_markdown([asked], [hostile])
    assert not CONTROLS.search(text.replace("\n", ""))
    bare = re.sub(r"\\[^\w\s]", "", text.replace("**other figure**", ""))
    assert not re.search(r"[<`\[]|\*star", bare)


def test_poison_in_json():
    asked, hostile = poisoned()
    written = to_json(item_json(hostile, [asked]))
    assert not CONTROLS.search(written.replace("\n", ""))
    assert "<script>" in json.loads(written)["quote"]


@pytest.fixture
def feedparser():
    return pytest.importorskip("feedparser", reason="needs feedparser, which is not a dependency of the program")


def test_a_feed_reader_reads_the_feed(feedparser):
    """Each item is an entry with an id of its own, its date, its reason and its quotation. The newest comes first."""
    feed = feedparser.parse(news_atom([question()], [item(7), item(8, time="2026-06-01T03:00:00Z")], Path("/x/lib")))
    assert not feed.bozo
    assert (feed.version, feed.feed.updated) == ("atom10", "2026-06-01T03:00:00Z")
    assert feed.feed.id.startswith("urn:uuid:")
    first, second = feed.entries
    assert first.id == "urn:uuid:00000000-0000-0000-0000-000000000008"
    assert (second.title, second.updated, second.summary) == (
        "other figure: A Work",
        "2026-05-01T03:00:00Z",
        "It is new.",
    )
    assert "<blockquote>It cost 31 francs.</blockquote>" in first.content[0].value


def test_the_same_items_are_the_same_feed():
    """A feed does not change without news. It has the newest items, and it is a feed without any."""
    items = [item(number) for number in range(1, MAX_ENTRIES + 11)]
    written = news_atom([question()], items, Path("/x/lib"))
    assert written == news_atom([question()], items, Path("/x/lib"))
    entries = etree.fromstring(written).findall("{*}entry")
    assert len(entries) == MAX_ENTRIES
    assert entries[0].find("{*}id").text.endswith(f"{MAX_ENTRIES + 10:x}")
    empty = etree.fromstring(news_atom([], [], Path("/x/lib")))
    assert empty.find("{*}updated").text == "1970-01-01T00:00:00Z"


def test_poison_in_a_feed(feedparser):
    """The XML is well-formed, and neither the XML nor the HTML of an entry has a tag of a document."""
    asked, hostile = poisoned()
    written = news_atom([asked], [hostile], Path(f"/x/{POISON}"))
    root = etree.fromstring(written)
    content = root.find("{*}entry/{*}content").text
    assert {each.tag.split("}")[1] for each in root.iter()} <= set(
        "feed id title updated generator author name entry summary content category".split()
    )
    assert set(re.findall(r"</?(\w+)", content)) == {"p", "blockquote", "i"}
    assert not CONTROLS.search(written.decode().replace("\n", ""))
    (entry,) = feedparser.parse(written).entries
    assert entry.updated == "1970-01-01T00:00:00Z"
