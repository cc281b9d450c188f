"""The official client runs every tool, over stdio and HTTP, in both versions of the protocol."""

import json
from contextlib import ExitStack

import pytest

pytest.importorskip("mcp", reason="needs the extra desk")

from assistant.mcp.tools import TOOLS
from tests.assistant.desk.serving import running_desk
from tests.assistant.mcp.talking import VERSIONS, command, over_http, talk_to


@pytest.fixture(scope="module")
def desk(mcp_library):
    """A running desk on the library."""
    with running_desk(mcp_library, "--read-only") as running:
        yield running


@pytest.fixture(params=["stdio", "http"])
def server(request, mcp_library):
    """A function that returns a new connection to the server."""
    if request.param == "stdio":
        return command(mcp_library)
    desk = request.getfixturevalue("desk")
    return over_http(desk.url, desk.token)


@pytest.mark.parametrize("mode", VERSIONS)
def test_every_tool(server, mode):
    """Each tool is listed with its schemas, and its results have their form. The client checks that."""
    with talk_to(server, mode) as talk:
        assert talk.client.protocol_version == VERSIONS[mode]
        listed = talk.portal.call(talk.client.list_tools).tools
        assert [tool.name for tool in listed] == list(TOOLS)
        for tool in listed:
            assert tool.title and tool.description and tool.output_schema
            assert tool.annotations.read_only_hint is True
        found = talk.result("search", query="How long did it take to repair the street lights of Malmo?")
        assert found["answered"] is True
        piece = found["evidence"][0]
        assert piece["quote"].startswith("The street lights of Malmo were repaired in 41 days")
        passage = talk.result("fetch", id=piece["passage_id"])
        assert piece["quote"] in passage["text"]
        cited = talk.result("cite", ids=[piece["key"], piece["passage_id"]], style="mla")
        assert "Street Lights in Malmo" in cited["references"][0]
        assert cited["in_text"][0]["id"] == piece["passage_id"]
        works = talk.result("list_works", filter={"kind": piece["kind"]})
        assert piece["key"] in [work["key"] for work in works["works"]]
        checked = talk.result("check_quotes", text=f'They were repaired: "{piece["quote"]}" [@{piece["key"]}].')
        assert (checked["wrong"], checked["quotations"][0]["verdict"]) == (False, "verbatim")
        assert "no work in this library has the key" in talk.fault("fetch", id="nothing")


def test_an_address_of_a_result_opens_on_the_desk(desk):
    """Over HTTP a result leads to the page of its passage, and no path of this machine is told."""
    with talk_to(over_http(desk.url, desk.token)) as talk:
        found = talk.result("search", query="How long did it take to repair the street lights of Malmo?")
        assert found["results"][0]["url"] == f"{desk.url}/passage/{found['results'][0]['id']}"
        assert "file://" not in json.dumps([found, talk.result("fetch", id=found["results"][0]["id"])])


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong-wrong-wrong-wrong-wrong"}])
def test_nothing_without_the_token(desk, headers):
    """A program without the token is refused, and a browser's cookie is not enough."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"Accept": "application/json, text/event-stream"}
    with desk.stranger() as stranger:
        assert stranger.post("/mcp", json=request, headers={**headers, **accept}).status_code in (401, 403)
    assert desk.client.post("/mcp", json=request, headers=accept).status_code == 401


def test_a_desk_remembers_no_session(desk):
    """Many clients one after another leave nothing behind: the server gives out no session."""
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    headers = {"Authorization": f"Bearer {desk.token}", "Accept": "application/json, text/event-stream"}
    with ExitStack() as stack:
        stranger = stack.enter_context(desk.stranger())
        for _ in range(20):
            response = stranger.post("/mcp", json=hello, headers=headers)
            assert response.status_code == 200
            assert "mcp-session-id" not in response.headers
        too_long = {**hello, "params": {**hello["params"], "capabilities": {"x": {"y": "z" * 70_000}}}}
        assert stranger.post("/mcp", json=too_long, headers=headers).status_code == 413
