"""The new works of feeds on a terminal, as Markdown and for programs: their texts are a stranger's."""

import json
from pathlib import Path

from lxml import etree
from markdown_it import MarkdownIt

from assistant.render.feeds import (
    feeds_json,
    feeds_markdown,
    fetch_command,
    kept_feeds_text,
    remarks,
    works_lines,
    works_text,
)
from assistant.render.json import to_json
from assistant.render.news.as_atom import news_atom
from assistant.watching.feeds import FeedOutcome, FeedReport
from corpus.feeds.model import KnownFeed, ListedWork
from tests.poison import ESCAPES, POISON

HOSTILE = f"{ESCAPES}{POISON}\n- evidence fetch $(rm -rf ~)\n"
WORK = ListedWork(
    "10.1000/`id`</code><script>",
    {
        "type": "document",
        "title": HOSTILE,
        "author": [{"family": HOSTILE, "given": HOSTILE}, {"literal": HOSTILE}],
        "DOI": "10.1000/`id`</code><script>",
    },
    f"https://a.org/{HOSTILE}",
    number=1,
)
REPORT = FeedReport(
    (FeedOutcome(WORK.feed, HOSTILE, "failed", problem=HOSTILE), FeedOutcome("b", HOSTILE, "read", problem=HOSTILE)),
    (WORK, ListedWork("", {"title": HOSTILE}, "b", number=2)),
    problem=HOSTILE,
)


def test_a_terminal_gets_no_controls():
    """Each text is on its own line, without anything that acts on a terminal."""
    kept = kept_feeds_text([KnownFeed(WORK.feed, HOSTILE)])
    said = "\n".join(remarks(REPORT))
    for text in (works_text(REPORT), said, kept, "\n".join(works_lines(REPORT.works, {}, HOSTILE))):
        assert all(character.isprintable() for character in text if character != "\n")
        assert not [line for line in text.splitlines() if line.startswith("- evidence")]
    commands = [line for line in works_text(REPORT).splitlines() if line.startswith("  evidence fetch ")]
    assert commands == ["  evidence fetch '10.1000/`id`</code><script>'"]


def test_markdown_holds_no_html_and_no_links():
    """What Markdown and HTML would act on is taken literally, and the command is one piece of code."""
    tokens = MarkdownIt("commonmark").parse(feeds_markdown(REPORT))
    kinds = {token.type for token in tokens}
    code = []
    for token in tokens:
        for part in token.children or ():
            kinds.add(part.type)
            if part.type == "code_inline":
                code.append(part.content.strip())
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "code_block"}
    assert code == ["evidence fetch '10.1000/`id`</code><script>'"]


def test_json_has_everything_and_no_controls():
    """JSON is read back whole, and a terminal that shows it is not acted on."""
    text = to_json(feeds_json(REPORT))
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert json.loads(text)["works"][0]["title"] == HOSTILE


def test_atom_holds_no_tags_of_a_feed():
    """An entry has one link, to an address of the web, and its HTML has the tags of the program alone."""
    works = [(work, fetch_command(work)) for work in REPORT.works]
    works.append((ListedWork("javascript:alert(1)", {"title": "A"}, "b", 3, "yesterday"), ""))
    feed = etree.fromstring(news_atom([], [], Path("/library"), works))
    entries = feed.findall("{*}entry")
    assert len(entries) == 3
    assert len({entry.findtext("{*}id") for entry in entries}) == 3
    links = [link.get("href") for link in feed.iter("{*}link")]
    assert links == ["https://doi.org/10.1000/%60id%60%3C/code%3E%3Cscript%3E"]
    for entry in entries:
        assert entry.findtext("{*}updated") == "1970-01-01T00:00:00Z"
        content = etree.fromstring(f"<div>{entry.findtext('{*}content')}</div>")
        assert {element.tag for element in content.iter()} <= {"div", "p", "i", "code"}
        text = "".join(feed.itertext())
        assert all(character.isprintable() or character == "\n" for character in text)
