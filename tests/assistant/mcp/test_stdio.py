"""`evidence mcp` as a process: its start, its end, and what it writes on stdout."""

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from time import monotonic, sleep

import pytest

pytest.importorskip("mcp", reason="needs the extra desk")

from tests.assistant.mcp.talking import command, started, talk_to
from tests.conftest import ROOT

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
SECONDS_TO_END = 10
"""The official client kills a server after 2 s. On a machine that does much else, all takes longer."""


def search(number):
    """Return a search as a message."""
    call = {"name": "search", "arguments": {"query": f"What is said at a call-in {number}?"}}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": call}


@pytest.fixture
def server(mcp_library):
    """A server without a client: a process with pipes."""
    words = [sys.executable, "-W", "error", "-m", "assistant", "mcp", "-L", str(mcp_library)]
    process = subprocess.Popen(words, stdin=-1, stdout=-1, stderr=-1, cwd=ROOT, env={**os.environ})
    yield process
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        with suppress(BrokenPipeError):
            pipe.close()


def send(server, *messages):
    """Send messages, each on a line."""
    for message in messages:
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        server.stdin.write(line + b"\n")
    server.stdin.flush()


def receive(server):
    """Return the next message."""
    return json.loads(server.stdout.readline())


@pytest.mark.parametrize("sent", [(), (HELLO,), (HELLO, READY, search(2)), (HELLO, READY, *map(search, range(2, 30)))])
def test_the_end_of_stdin(server, sent):
    """The server ends when stdin does: before the first message, while models are loaded, while it searches."""
    send(server, *sent)
    if sent:
        receive(server)
    begun = monotonic()
    out, errors = server.communicate(timeout=20)
    assert server.returncode == 0, errors
    assert errors == b""
    if sent:  # else the process has only begun to import its modules
        assert monotonic() - begun < SECONDS_TO_END
    for line in out.splitlines():
        assert json.loads(line)["jsonrpc"] == "2.0"


def test_a_client_that_reads_no_more(server):
    """The server ends without an error if the client has closed its end of stdout."""
    send(server, HELLO, READY)
    receive(server)
    server.stdout.close()
    send(server, {"jsonrpc": "2.0", "id": 2, "method": "tools/list"})
    server.stdin.close()
    assert server.wait(timeout=20) == 0
    assert b"Traceback" not in server.stderr.read()


def test_what_is_not_a_message(server):
    """Lines that are not messages do not stop the server, and get no answer that is not one."""
    hostile = [b"", b"hello", b"{}", b"[]", b"\xff\xfe\x00", b'{"jsonrpc": "2.0", "id": 9', b"[" * 10_000]
    send(server, HELLO, READY, *hostile, {"jsonrpc": "2.0", "id": 7, "method": "tools/list"})
    answers = [receive(server)]
    while answers[-1].get("id") != 7:
        answers.append(receive(server))
    assert answers[-1]["result"]["tools"]
    assert all("result" in answer or "error" in answer or "method" in answer for answer in answers)


def test_a_cancelled_search(server):
    """A cancelled call is answered with no result, and those after it are answered as ever."""
    send(server, HELLO, READY)
    receive(server)
    send(server, search(2), search(3))
    send(server, {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}})
    send(server, search(4))
    answers = {}
    while not {3, 4} <= answers.keys():
        answer = receive(server)
        answers[answer["id"]] = answer
    assert "result" not in answers.get(2, {})
    assert "result" in answers[3]
    assert "result" in answers[4]


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_ctrl_c(server):
    """A person at a terminal stops the server with Ctrl-C."""
    send(server, HELLO)
    receive(server)
    sleep(0.2)
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=20) == 130
    assert server.stderr.read() == b"stopped\n"


def test_the_first_messages_need_no_library(server):
    """The handshake and the list of tools load neither numpy nor a model, so they do not wait for them."""
    code = "import sys, assistant.cli, assistant.mcp.server, assistant.mcp.stdio; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert not loaded & {"numpy", "faiss", "onnxruntime", "tantivy", "sqlite3", "pypdfium2", "jsonschema"}


# --- the configuration of clients --------------------------------------------------------------------------------


def configurations(printed):
    """Return the JSON objects of a printed configuration."""
    blocks = [block for block in re.split(r"^# .*\n", printed, flags=re.MULTILINE) if block.startswith("{")]
    return [json.loads(block) for block in blocks]


def test_the_printed_configuration_starts_the_server(mcp_library, evidence):
    """What is printed for each client starts the server, with no help of the folder that it is started in."""
    printed = evidence("mcp", "--print-config", library=mcp_library)
    assert printed.returncode == 0, printed.stderr
    for_desktop, for_vs_code = configurations(printed.stdout)
    server = for_desktop["mcpServers"]["evidence"]
    assert for_vs_code == {"servers": {"evidence": {"type": "stdio", **server}}}
    assert server["args"][-2:] == ["--library", str(mcp_library)]
    assert "claude mcp add evidence" in printed.stdout
    with talk_to(started([server["command"], *server["args"]])) as talk:
        assert talk.result("list_works", k=1)["works"]


def test_a_configuration_needs_no_library(tmp_path, evidence):
    """The configuration can be printed before the library is made, and has the settings of the environment."""
    printed = evidence("mcp", "--print-config", "--library", tmp_path / "a folder")
    server = configurations(printed.stdout)[0]["mcpServers"]["evidence"]
    assert server["args"][-1] == str(tmp_path / "a folder")
    assert server["env"]["EVIDENCE_CONFIG"] == os.devnull
    assert not (tmp_path / "a folder").exists()


def test_without_the_extra(mcp_library):
    """Without the SDK, the command names the extra that brings it."""
    code = "import sys; sys.modules['mcp'] = None; sys.argv[1:] = ['mcp']; from assistant.cli import main; main()"
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 2
    assert "pip install 'evidence-assistant[desk]'" in run.stderr


def test_a_missing_library_is_told_by_the_tools(tmp_path):
    """A server starts without a library, because a client shows no message of a server that did not start."""
    with talk_to(command(tmp_path / "none")) as talk:
        assert "there is no library in" in talk.fault("search", query="What is a call-in?")
