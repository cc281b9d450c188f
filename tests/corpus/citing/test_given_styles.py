"""Styles that a person gives are carried out in a child process, which is limited and not trusted."""

import os
import time
from pathlib import Path

import pytest

from corpus.citing import styles
from corpus.citing.styles import STYLES, Mention, format_citations
from corpus.citing.styles.messages import mentions_from_json, mentions_to_json
from corpus.citing.styles.processor import open_style
from corpus.errors import InputError
from corpus.model import Locator, Notice, Reference

WORK = Reference(
    "abt-2016-what",
    {
        "type": "article-journal",
        "title": "What Works in Reducing Community Violence",
        "author": [{"family": "Abt", "given": "Thomas"}, {"literal": "others"}],
        "container-title": "Journal of Streets",
        "issued": {"date-parts": [[2016, 2]]},
    },
    "article",
    "unknown",
    notices=(Notice("retraction", "2019-07", "10.1000/x"),),
)
OTHER = Reference("who-2020-x", {"type": "report", "title": "A “Quoted” Title: <b>", "author": []}, "report", "unknown")
MENTIONS = [
    Mention(WORK, Locator("page", 18, "12"), Locator("page", 19, "13")),
    Mention(OTHER, Locator("section", 3, "Methods")),
    Mention(WORK),
]

STYLE = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>t</title><id>t</id>'
    "<updated>2020-01-01T00:00:00+00:00</updated></info>{macros}<citation><layout>{call}</layout></citation>"
    "<bibliography><layout>{call}</layout></bibliography></style>"
)


def nested(levels: int, calls: int) -> str:
    """Return a style in which each macro calls the next one several times."""
    macros = ""
    for level in range(levels):
        macros += f'<macro name="m{level}">' + f'<text macro="m{level + 1}"/>' * calls + "</macro>"
    macros += f'<macro name="m{levels}"><text value="x"/></macro>'
    return STYLE.format(macros=macros, call='<text macro="m0"/>')


CIRCLE = STYLE.format(
    macros='<macro name="a"><text macro="b"/></macro><macro name="b"><group><text macro="a"/></group></macro>',
    call='<text macro="a"/>',
)
ENTITIES = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + STYLE.format(macros="", call="&a;")


@pytest.mark.parametrize("name", STYLES)
def test_the_same_citations(tmp_path, name):
    """A style that a person gives prints what it prints in this process, with fonts, notices and the layout."""
    content = Path(styles.__file__).with_name(f"{name}.csl").read_bytes()
    path = tmp_path / f"{name}.csl"
    path.write_bytes(
        content.replace(b"<style ", b'<style default-locale="en-GB" ', 1) if name == "harvard" else content
    )
    texts = {WORK.key: "What works in reducing community violence. " * 9, OTHER.key: ""}
    asked: list[str] = []

    def text_of(key: str) -> str:
        asked.append(key)
        return texts[key]

    given = format_citations(MENTIONS, str(path), text_of)
    assert given == format_citations(MENTIONS, name, texts.__getitem__)
    assert set(asked) <= texts.keys()


def test_mentions_as_json():
    """All of a mention that is printed passes through the pipe."""
    again = mentions_from_json(mentions_to_json(MENTIONS))
    for mention, other in zip(MENTIONS, again, strict=True):
        assert (other.first, other.last) == (mention.first, mention.last)
        for field in ("key", "csl", "kind", "notices"):
            assert getattr(other.reference, field) == getattr(mention.reference, field)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (nested(9, 10), "its macros make it longer than 20,000,000 elements"),
        (CIRCLE, "calls itself"),
        (STYLE.format(macros="<x/>" * 2_000_000, call=""), "it is larger than 2 MB"),
        (ENTITIES, "it defines entities, which no style does"),
        ("<a>" * 100_000, "cannot be read: "),
        ("", "cannot be read: "),
    ],
    ids=["macros that multiply", "a circle", "2 million elements", "entities", "nesting", "empty"],
)
def test_hostile_styles(tmp_path, content, reason):
    """A style that would never end, or reads other files, is refused on one line."""
    path = tmp_path / "a.csl"
    path.write_text(content, "utf-8")
    begun = time.monotonic()
    with pytest.raises(InputError) as error:
        format_citations(MENTIONS, str(path))
    assert str(error.value).startswith(f"the style {str(path)!r} cannot be read: ")
    assert reason in str(error.value)
    assert "<string>" not in str(error.value)
    assert "\n" not in str(error.value)
    assert time.monotonic() - begun < 15  # a second on a machine that does nothing else


def test_a_style_that_takes_too_long(tmp_path, monkeypatch):
    """A style below the limit on macros, which works too long, is ended."""
    path = tmp_path / "a.csl"
    path.write_text(nested(6, 10), "utf-8")
    monkeypatch.setattr(styles, "SECONDS", 2.0)
    monkeypatch.setattr(styles, "SECONDS_PER_MENTION", 0.0)
    with pytest.raises(InputError, match=r"cannot be used: (took longer than 2 s|used all the processor time)"):
        format_citations(MENTIONS, str(path))


def test_the_received_style(shared_data):
    """The style whose macros make 10^9 elements is refused."""
    with pytest.raises(InputError, match="its macros make it longer than"):
        format_citations(MENTIONS, str(shared_data / "received" / "expo.csl"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes a pipe")
def test_a_pipe_is_not_waited_for(tmp_path):
    """A pipe under the name of a style is refused at once; a missing file and a folder too."""
    os.mkfifo(tmp_path / "a.csl")
    (tmp_path / "b.csl").mkdir()
    for name, reason in (("a", "is not a file"), ("b", "is not a file"), ("c", "cannot be read: no such file")):
        with pytest.raises(InputError, match=reason):
            format_citations(MENTIONS, str(tmp_path / f"{name}.csl"))


def test_the_styles_here_are_within_the_limits():
    """The check of macros refuses none of the six styles."""
    for name in STYLES:
        open_style(Path(styles.__file__).with_name(f"{name}.csl"), None)


LIES = [
    "return {'references': [], 'in_text': [], 'layout': [True, 1, 1]}",
    "return {'references': [], 'in_text': [[['x', []]]] * 3, 'layout': [True, 1, 10**9]}",
    "return {'references': [], 'in_text': [[[1, []]]] * 3, 'layout': [True, 1, 1]}",
    "return []",
    "link.say({'question': 'another-work'}); return link.receive()",
    "link.say({'question': []}); return link.receive()",
]


@pytest.mark.parametrize("deed", LIES)
def test_a_child_that_lies(tmp_path, monkeypatch, deed):
    """Whatever the child answers, the style is refused; and it gets the text of no work that is not cited."""
    code = f"from corpus.citing.styles import task\ndef run(request, file, link):\n    {deed}\ntask.run = run\n"
    (tmp_path / "sitecustomize.py").write_text(code, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    path = tmp_path / "a.csl"
    path.write_text(nested(1, 1), "utf-8")
    with pytest.raises(InputError, match="made the reader give an invalid answer"):
        format_citations(MENTIONS, str(path), lambda key: pytest.fail(f"the text of {key} was given"))
