"""The new works of feeds on a terminal, as Markdown and for programs: their texts are a stranger's."""

import json

from markdown_it import MarkdownIt

from assistant.render.feeds import feeds_json, feeds_markdown, feeds_text, kept_feeds_text, works_lines
from assistant.render.json import to_json
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
)
REPORT = FeedReport(
    (FeedOutcome(WORK.feed, HOSTILE, "failed", problem=HOSTILE), FeedOutcome("b", HOSTILE, "read", problem=HOSTILE)),
    (WORK, ListedWork("", {"title": HOSTILE}, "b")),
    problem=HOSTILE,
)


def test_a_terminal_gets_no_controls():
    """Each text is on its own line, without anything that acts on a terminal."""
    kept = kept_feeds_text([KnownFeed(WORK.feed, HOSTILE)])
    for text in (feeds_text(REPORT), kept, "\n".join(works_lines(REPORT.works, {}, HOSTILE))):
        assert all(character.isprintable() for character in text if character != "\n")
        assert not [line for line in text.splitlines() if line.startswith("- evidence")]
    commands = [line for line in feeds_text(REPORT).splitlines() if line.startswith("  evidence fetch ")]
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
