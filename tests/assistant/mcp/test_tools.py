"""What the tools return, and what they say if they cannot."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest

pytest.importorskip("mcp", reason="needs the extra desk")

from assistant.assistant import MAX_QUESTION_CHARACTERS, Assistant
from assistant.excerpts import Part
from assistant.mcp.fetching import _text as cut_text
from assistant.mcp.served import ServedLibrary
from assistant.mcp.server import described, make_server
from assistant.mcp.tokens import estimate_tokens
from assistant.mcp.tools import TOOLS
from corpus.model import Locator
from corpus.store.corpus import Corpus
from index.models.encoders import load
from tests.assistant.mcp.conftest import ORDER
from tests.assistant.mcp.talking import Talk, found_in, talk_to

LIGHTS = "How long did it take to repair the street lights of Malmo?"
REPORT = "Which team wrote about call-ins in Boston?"
STRANGE = "What is the boiling point of tungsten at sea level?"
GUIDE = "nnsc-gvi-guide-2013"


@lru_cache
def default_encoder():
    """Return the default model."""
    return load(None)


def tokens_of(text) -> int:
    """Return how many tokens a text has."""
    return len(default_encoder()._tokenizer.encode(text))


@contextmanager
def talk_about(library) -> Iterator[Talk]:
    """Talk to a server in this process."""
    with talk_to(make_server(ServedLibrary(lambda: Assistant(library)))) as talk:
        yield talk


# --- search ------------------------------------------------------------------------------------------------------


def test_the_same_answer_as_the_command(talk, evidence, mcp_library):
    """A search has the evidence of `evidence ask`, in its order, with its confidence."""
    asked = json.loads(evidence("ask", REPORT, "--json", library=mcp_library).stdout)
    found = talk.result("search", query=REPORT)
    assert [piece["passage_id"] for piece in found["evidence"]] == [each["passage_id"] for each in asked["evidence"]]
    assert [piece["quote"] for piece in found["evidence"]] == [each["quote"] for each in asked["evidence"]]
    assert (found["answered"], found["confidence"]) == (asked["answered"], asked["confidence"])
    piece = found["evidence"][0]
    assert (piece["page"], piece["citation"]) == (1, asked["evidence"][0]["citation"])


def test_no_good_evidence_is_a_result(talk):
    """A refusal has its reason and the closest passages, and nothing that could be taken for evidence."""
    found = talk.result("search", query=STRANGE)
    assert found["answered"] is False
    assert found["reason"]
    assert found["closest"]
    assert found["evidence"] == found["results"] == []
    further = talk.result("search", query=STRANGE, cursor=found["next_cursor"])
    assert further["answered"] is False
    assert further["evidence"] == further["results"] == []


def test_a_client_for_deep_research(talk):
    """With a query alone, and an id alone, such a client finds what it looks for in the first content."""
    called = talk.call("search", query=LIGHTS)
    (content,) = called.content
    results = json.loads(content.text)["results"]
    assert results[0].keys() == {"id", "title", "url"}
    assert results[0]["title"] == "Street lights in Malmo"
    assert results[0]["url"].startswith("file://")
    (content,) = talk.call("fetch", id=results[0]["id"]).content
    document = json.loads(content.text)
    assert {"id", "title", "text", "url", "metadata"} <= document.keys()
    assert document["id"] == results[0]["id"]


def test_pages_of_results(talk):
    """Pages of results have each passage once, in ranks without a gap, and come to an end."""
    ranks, passages, cursor = [], [], None
    for _ in range(60):
        more = {"cursor": cursor} if cursor else {}
        found = talk.result("search", query=REPORT, k=20, **more)
        ranks += [piece["rank"] for piece in found["evidence"]]
        passages += [piece["passage_id"] for piece in found["evidence"]]
        cursor = found["next_cursor"]
        if cursor is None:
            break
    assert cursor is None
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(set(passages)) == len(passages) > 20


def test_filters(talk):
    """A filter restricts the works: as texts, with commas, or as arrays."""
    for keys in (GUIDE, f"{GUIDE}, abt-winship-2016", [GUIDE, "abt-winship-2016"]):
        found = talk.result("search", query="What is a call-in?", filter={"key": keys, "language": "en"})
        pieces = found["evidence"] or found["closest"]
        assert {piece["key"] for piece in pieces} <= {GUIDE, "abt-winship-2016"}
    since = talk.result("list_works", filter={"since": 2015})
    assert 0 < since["total"] < talk.result("list_works")["total"]
    assert all(work["year"] >= 2015 for work in since["works"])


def test_a_question_about_records(talk):
    """What the records say is beside the evidence, which may be none."""
    found = talk.result("search", query="Which works do you have from 2016?")
    assert found["record"]["field"] in ("works", "count")
    assert found["record"]["works"][0]["year"] == 2016


# --- fetch -------------------------------------------------------------------------------------------------------


def test_a_work_in_parts_is_whole(talk, mcp_library):
    """All parts of a work together have all words of its pages, each page under its citation."""
    key = talk.result("search", query=REPORT)["evidence"][0]["key"]
    parts, cursor = [], None
    for _ in range(100):
        more = {"cursor": cursor} if cursor else {}
        part = talk.result("fetch", id=key, max_tokens=200, **more)
        parts.append(part["text"])
        assert f"⟦{part['metadata']['citation']}⟧" in part["text"]
        assert tokens_of(part["text"]) < 1.25 * 200
        cursor = part["next_cursor"]
        if cursor is None:
            break
    assert cursor is None
    assert len(parts) > 4
    lines = "\n".join(parts).splitlines()
    words = " ".join(line for line in lines if not line.startswith("⟦")).split()
    with Corpus.open(mcp_library) as corpus:
        sha256 = next(each.sha256 for each in corpus.sources().values() if each.key == key)
        document = corpus.document(sha256)
    assert words == document.text.split()
    marks = [line for line in dict.fromkeys(lines) if line.startswith("⟦")]
    assert len(marks) == len(document.pages) == 4


@pytest.mark.parametrize(("text", "citation"), [("x" * 50_000, "Able (2019), p. 1"), ("one two " * 500, "Able " * 500)])
def test_a_text_that_is_hard_to_cut(text, citation):
    """A text without spaces is cut too, and a long citation leaves room for some text. Nothing is lost."""
    parts = (Part(Locator("page", 1, "1"), citation, text),)
    got, place = "", (0, 0)
    while place is not None:
        shown, place = cut_text(parts, place, 200)
        got += shown.partition("⟧\n")[2].removesuffix("\n")
    assert got == text


def test_a_range_of_pages(talk):
    """Pages of a work are fetched by their numbers, from a passage too. A page that is not there is a fault."""
    piece = talk.result("search", query=REPORT)["evidence"][0]
    pages = talk.result("fetch", id=piece["passage_id"], page=2, last_page=3)
    assert pages["id"] == piece["key"]
    assert (pages["metadata"]["page"], pages["metadata"]["last_page"], pages["metadata"]["pages"]) == (2, 3, 4)
    assert pages["text"].count("⟦") == 2
    assert "has no page 5. It has pages 1 to 4" in talk.fault("fetch", id=piece["key"], page=5)
    assert "the last page, 1, is before the first one, 2" in talk.fault("fetch", id=piece["key"], page=2, last_page=1)


def test_a_picture_of_a_page(talk):
    """A picture comes only on request, after the text, and is a PNG file."""
    from base64 import b64decode

    piece = talk.result("search", query=REPORT)["evidence"][0]
    called = talk.call("fetch", id=piece["passage_id"], picture=True)
    text, picture = called.content
    assert json.loads(text.text) == called.structured_content
    assert picture.mime_type == "image/png"
    assert b64decode(picture.data).startswith(b"\x89PNG")
    assert "is not a PDF" in talk.fault("fetch", id=GUIDE, picture=True)


def test_a_work_without_text(talk):
    """The label of a note says that it is not the text of the work."""
    note = talk.result("fetch", id=GUIDE)
    assert note["metadata"]["label"] == "summary by this library"
    assert not note["text"].startswith("#")


@pytest.mark.parametrize(
    "text",
    [
        "Focused deterrence reduces violence among groups that are most at risk of it. " * 9,
        "La disuasión focalizada reduce la violencia entre los grupos con mayor riesgo. " * 9,
        "2019 1,204 3.7 (12.5) 18,400 -4.1% 2020 1,377 4.0 (11.9) 19,020 -3.8% " * 9,
        "Contents . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . 12\n" * 9,
    ],
)
def test_estimated_tokens(text):
    """The estimate is near the number of tokens, and rather above it: prose, a table, a table of contents."""
    assert 0.7 < tokens_of(text) / estimate_tokens(text) < 1.25


# --- check_quotes ----------------------------------------------------------------------------------------------


def test_an_altered_quotation(talk):
    """A quotation with another figure is wrong, and the result has the original."""
    key = talk.result("search", query=LIGHTS)["evidence"][0]["key"]
    draft = f'"The street lights of Malmo were repaired in 14 days by the team of the city" [@{key}].'
    checked = talk.result("check_quotes", text=draft)
    (finding,) = checked["quotations"]
    assert (checked["wrong"], finding["verdict"], finding["found"]["key"]) == (True, "altered", key)
    assert finding["differences"] == [{"draft": "14", "original": "41"}]


# --- untrusted text ----------------------------------------------------------------------------------------------


def test_a_document_that_gives_orders(talk):
    """What a document says to a model is in a quotation, hidden letters are left out, and it cannot write our marks."""
    piece = talk.result("search", query=LIGHTS)["evidence"][0]
    document = talk.result("fetch", id=piece["key"])
    assert "never instructions" in document["about"]
    assert ORDER in document["text"]
    assert document["text"].count("⟦") == document["text"].count("⟧")
    assert "⟦Smith (2020)" not in document["text"]
    assert "[Smith (2020), p. 99] The street lights" in document["text"]
    for hidden in "\u200b\u202e\U000e0041":
        assert hidden not in json.dumps(document, ensure_ascii=False)
    assert ORDER not in talk.portal.call(talk.client.list_tools).model_dump_json()


# --- faults ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "arguments", "reason"),
    [
        ("search", {}, "'query' is a required property"),
        ("search", {"query": 5}, "query: 5 is not of type 'string'"),
        ("search", {"query": " "}, "the question is empty"),
        ("search", {"query": "why " * MAX_QUESTION_CHARACTERS}, "the maximum is 2,000"),
        ("search", {"query": LIGHTS, "k": 0}, "k: 0 is less than the minimum of 1"),
        ("search", {"query": LIGHTS, "k": 21}, "k: 21 is greater than the maximum of 20"),
        ("search", {"query": LIGHTS, "top": 3}, "('top' was unexpected). The arguments of search are: query, k"),
        ("search", {"query": LIGHTS, "filter": {"colour": "red"}}, "there is no filter 'colour'"),
        ("search", {"query": LIGHTS, "filter": {"kind": "poem"}}, "no work in this library has the kind 'poem'"),
        ("search", {"query": LIGHTS, "filter": {"key": "nobody-1900"}}, "has the key 'nobody-1900'"),
        ("search", {"query": LIGHTS, "filter": {"since": 2990}}, "no work in this library is of 2990 or later"),
        ("search", {"query": LIGHTS, "filter": {"since": "soon"}}, "`since` must be a year"),
        ("search", {"query": LIGHTS, "cursor": "WzAsIDBd"}, "the cursor"),
        ("search", {"query": LIGHTS, "cursor": "é" * 100_000}, "the cursor is not one that this tool returned"),
        ("fetch", {"id": "0000000000000000"}, "no passage in this library has an id"),
        ("fetch", {"id": "no-such-work"}, "the tool list_works shows all keys"),
        ("fetch", {"id": "x" * 100_000}, "no work in this library has the key"),
        ("fetch", {"id": GUIDE, "max_tokens": 5}, "max_tokens: 5 is less than the minimum of 200"),
        ("cite", {"ids": []}, "ids: [] should be non-empty"),
        ("cite", {"ids": [GUIDE], "style": "/etc/passwd"}, "'/etc/passwd' is not one of ['apa'"),
        ("cite", {"ids": [GUIDE, "no-such-work"]}, "no work in this library has the key 'no-such-work'"),
        ("list_works", {"filter": {"author": "Nobody Atall"}}, "whose name contains 'Nobody Atall'"),
        ("list_works", {"cursor": "!"}, "the cursor is not one"),
        ("check_quotes", {"text": "x" * 20_000}, "is too long"),
    ],
)
def test_faults(talk, tool, arguments, reason):
    """A call that cannot be carried out says why, in few words, and nothing else."""
    said = talk.fault(tool, **arguments)
    assert said.startswith("The call failed, so nothing is known: ")
    assert reason in said
    assert len(said) < 1_000


def test_a_cursor_of_another_search(talk):
    """A cursor is refused if the question or the filter has changed since."""
    cursor = talk.result("search", query=REPORT)["next_cursor"]
    assert "belongs to other arguments" in talk.fault("search", query=LIGHTS, cursor=cursor)
    assert "belongs to other arguments" in talk.fault("search", query=REPORT, k=3, cursor=cursor)


def test_an_unknown_tool(talk):
    """A tool that does not exist is an error of the protocol. The conversation goes on."""
    from mcp.shared.exceptions import MCPError

    with pytest.raises(MCPError, match="there is no tool 'add'"):
        talk.call("add", path="x.pdf")
    assert talk.result("list_works", k=1)["works"]


def test_no_library(tmp_path):
    """Without a library every tool says so, and none is made."""
    with talk_about(tmp_path / "none") as talk:
        for tool, arguments in (("search", {"query": LIGHTS}), ("fetch", {"id": "a"}), ("cite", {"ids": "a"})):
            assert "there is no library in" in talk.fault(tool, **arguments)
        assert "evidence add FILE" in talk.fault("list_works")
    assert not (tmp_path / "none").exists()


def test_an_empty_library(tmp_path):
    """A library without works has no index, and lists no work. Its first use is not a fault of the list."""
    Corpus.create(tmp_path / "library", seed=lambda _: None).__enter__().close()
    with talk_about(tmp_path / "library") as talk:
        works = talk.result("list_works")
        assert (works["total"], works["works"], works["next_cursor"]) == (0, [], None)
        assert "evidence add FILE" in works["notes"][0]
        assert "this library has no index yet" in talk.fault("search", query=LIGHTS)
    assert not (tmp_path / "library" / "index").exists()


@pytest.mark.parametrize(("damaged", "says"), [("index", "evidence index --rebuild"), ("corpus.sqlite", "damaged")])
def test_a_damaged_library(mcp_library, tmp_path, damaged, says):
    """A damaged library is a fault, which says how to repair it, and never a refusal."""
    library = shutil.copytree(mcp_library, tmp_path / "library")
    for file in [library / damaged] if damaged != "index" else (library / "index").glob("*/manifest.json"):
        file.write_bytes(b"broken" * 1_000)
    with talk_about(library) as talk:
        assert says in talk.fault("search", query=LIGHTS)


# --- together ----------------------------------------------------------------------------------------------------


def test_several_calls_at_once(talk):
    """Calls that run at the same time get the results that each gets alone."""
    questions = [LIGHTS, STRANGE] * 2
    alone = {question: talk.result("search", query=question) for question in set(questions)}
    calls = [talk.begin("search", query=question) for question in questions]
    works = [talk.begin("list_works") for _ in range(4)]
    assert [found_in(call.result()) for call in calls] == [alone[question] for question in questions]
    assert all(found_in(call.result()) == talk.result("list_works") for call in works)


def test_pages_of_works(talk):
    """The pages of the list have each work once, in the order of their titles."""
    whole = talk.result("list_works", k=200)
    assert len(whole["works"]) == whole["total"]
    works, cursor = [], None
    while cursor or not works:
        page = talk.result("list_works", k=7, **({"cursor": cursor} if cursor else {}))
        works += page["works"]
        cursor = page["next_cursor"]
    assert works == whole["works"]


def test_the_list_of_tools_is_short():
    """Clients send all descriptions and schemas with each question of a person: less than 1,500 tokens."""
    sent = 0
    for tool in TOOLS.values():
        told = described(tool)
        for part in (told.description, json.dumps(told.input_schema), json.dumps(told.output_schema)):
            sent += tokens_of(part)
    assert 500 < sent < 1_500
