"""The process of the desk: how it starts, what it prints, how it ends."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra desk")
pytest.importorskip("uvicorn", reason="needs the extra desk")

from assistant.desk.access import Access, host_headers, read_token
from assistant.desk.server import listen
from corpus.errors import InputError
from tests.assistant.desk.pages import parse_page, select
from tests.assistant.desk.serving import running_desk, start_desk
from tests.conftest import ROOT
from tests.reports import write_reports

# --- starting ----------------------------------------------------------------------------------------------------


def test_the_opening_address_lets_a_browser_in(desk_server):
    """The token is exchanged for a cookie, and the address that stays in the browser does not have it."""
    with desk_server.stranger() as browser:
        exchanged = browser.get(desk_server.opening_url)
        assert exchanged.status_code == 303
        assert exchanged.headers["location"] == "/"
        cookie = exchanged.headers["set-cookie"]
        assert cookie.startswith(f"evidence_desk_{desk_server.port}=")
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert desk_server.token not in cookie
        assert browser.get("/").status_code == 200


def test_the_rest_of_an_address_stays(desk_server):
    """A shared address of a question opens with the token too, and never leads to another machine."""
    with desk_server.stranger() as browser:
        asked = browser.get("/ask", params={"q": "¿qué?", "token": desk_server.token, "k": "3"})
        assert asked.headers["location"] == "/ask?q=%C2%BFqu%C3%A9%3F&k=3"
        away = browser.get(f"{desk_server.url}//example.org/?token={desk_server.token}")
        assert away.headers["location"] == "/example.org/"


def test_a_port_that_is_taken(evidence, desk_server):
    """One line says so, and names a port that is free."""
    run = evidence("serve", "--port", desk_server.port, library=desk_server.library)
    assert (run.returncode, run.stdout) == (2, "")
    said = re.fullmatch(
        rf"evidence: port {desk_server.port} is taken, perhaps by another `evidence serve`\. Stop that program, or use"
        r" a free port: --port (\d+)\n",
        run.stderr,
    )
    assert said, run.stderr
    socket.create_server(("127.0.0.1", int(said[1]))).close()


ALL = "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize("host", [ALL, "::", "192.0.2.1"])  # the last one is of no machine (RFC 5737)
def test_other_machines_need_a_token_file(host):
    with pytest.raises(InputError, match=r"lets other machines reach this library.* not encrypted.*--token-file FILE"):
        listen(host, 0, has_token_file=False)


def test_the_parts_of_a_response_do_not_wait_for_each_other():
    """The system sends each part of a response at once, and does not wait until the part before it is confirmed."""
    with (
        listen("127.0.0.1", 0, has_token_file=False) as listener,
        socket.create_connection(("127.0.0.1", listener.port)),
        listener.socket.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize(
    ("host", "port", "reason"),
    [("no.such.host.invalid", 0, "is not an address of this machine"), ("192.0.2.1", 0, "cannot be used")],
)
def test_an_address_of_another_machine(host, port, reason):
    with pytest.raises(InputError, match=re.escape(host) + ".*" + reason):
        listen(host, port, has_token_file=True)


def test_no_library(evidence, tmp_path):
    """A folder without a library is not served, and not made into one."""
    run = evidence("serve", "--port", "0", "-L", tmp_path / "none")
    assert run.returncode == 2
    assert "there is no library in" in run.stderr
    assert not (tmp_path / "none").exists()


def test_reading_creates_no_library(tmp_path):
    """`--read-only` does not even create a library in the default place."""
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    environment.pop("EVIDENCE_LIBRARY", None)
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--read-only"]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    assert run.returncode == 2
    assert "there is no library yet" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_reading_makes_no_index(evidence, library):
    """`--read-only` does not make a missing index."""
    shutil.rmtree(library / "index")
    run = evidence("serve", "--port", "0", "--read-only", library=library)
    assert run.returncode == 2
    assert run.stderr.endswith("has no index, and --read-only makes none. Run: evidence index\n")
    assert not (library / "index").exists()


def test_without_the_extra(tmp_path):
    """One line names the extra, before anything is created or listened on."""
    code = "import sys; sys.modules['uvicorn'] = None; sys.argv = ['evidence', 'serve', '-L', sys.argv[1]]\n"
    code += "from assistant.__main__ import main; main()"
    command = [sys.executable, "-c", code, str(tmp_path / "library")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 2
    expected = "the page and the MCP server need the extra `desk`: pip install 'evidence-assistant[desk]'"
    assert run.stderr == f"evidence: {expected}\n"


# --- the token ---------------------------------------------------------------------------------------------------


def test_the_token_is_made_once(tmp_path):
    """It is random, only its owner may read it, and the next start uses it again."""
    path = tmp_path / "new folder" / "token"
    token = read_token(path)
    assert len(token) == 43  # 32 bytes in base64
    assert token != read_token(tmp_path / "other")
    assert read_token(path) == token
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "short", "a" * 21, "a" * 600, "with spaces in it, and long enough", "ñ" * 30])
def test_what_is_not_a_token(tmp_path, text):
    path = tmp_path / "token"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(InputError, match="does not hold a token"):
        read_token(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_token_that_others_may_read(tmp_path):
    path = tmp_path / "token"
    read_token(path)
    path.chmod(0o640)
    with pytest.raises(InputError, match=r"other people may read the token.*chmod 600"):
        read_token(path)


def test_a_token_in_a_folder(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read or made.*--token-file"):
        read_token(tmp_path)


def test_open_tabs_survive_a_restart(desk_library):
    """The same port and the same person: the cookie of the first run opens the second one."""
    with running_desk(desk_library) as first:
        port, cookies = first.port, dict(first.client.cookies)
    with running_desk(desk_library, "--port", str(port)) as second, second.stranger(cookies=cookies) as tab:
        assert tab.get("/").status_code == 200


def test_addresses_are_the_same_after_a_restart(desk_library, tmp_path):
    """A question, a passage, a page, a work and a basket show the same at the same address."""
    library = Path(shutil.copytree(desk_library, tmp_path / "library"))
    question = "/ask?q=How+many+times+were+call-ins+in+Boston+counted%3F&read=1"
    with running_desk(library) as first:
        port, cookies = first.port, dict(first.client.cookies)
        answer = parse_page(first.client.get(question).text)
        (link,) = [each for each in select(answer, "#reader nav a") if each.get("href").startswith("/passage/")]
        passage, _, place = link.get("href").removeprefix("/passage/").partition("?quote=")
        first.client.post("/basket", data={"passage": passage, "quote": place})
        addresses = [question, link.get("href"), "/work/report-0", "/work/report-0/page/2", "/basket/evidence"]
        before = [first.client.get(address).text for address in addresses]
    with running_desk(library, "--port", str(port)) as second, second.stranger(cookies=cookies) as tab:
        assert [tab.get(address).text for address in addresses] == before


def test_a_host_for_other_machines(desk_library, tmp_path):
    """With a file for the token, the desk answers to the addresses of this machine and to its name."""
    path = tmp_path / "token"
    with running_desk(desk_library, "--host", ALL, "--token-file", str(path)) as desk:
        assert desk.token == path.read_text().strip()
        headers = {"authorization": f"Bearer {desk.token}"}
        with desk.stranger(headers=headers) as client:
            hosts = [f"localhost:{desk.port}", f"127.0.0.1:{desk.port}", f"{socket.gethostname()}:{desk.port}"]
            for host in hosts:
                assert client.get(f"http://127.0.0.1:{desk.port}/", headers={"host": host}).status_code == 200, host
            for host in ("evil.example", f"192.0.2.1:{desk.port}", "127.0.0.1"):
                assert client.get(f"http://127.0.0.1:{desk.port}/", headers={"host": host}).status_code == 421, host


def test_the_cookie_belongs_to_a_port():
    """A browser sends a cookie to all ports of a host. Its name and its value are of one port."""
    desks = [Access("t" * 43, port, host_headers(["127.0.0.1"], port)) for port in (8365, 8366)]
    assert desks[0].cookie_name != desks[1].cookie_name
    assert not desks[0].is_cookie(desks[1].cookie_value)
    assert desks[0].is_cookie(desks[0].cookie_value)


# --- ending ------------------------------------------------------------------------------------------------------


def seconds_to_stop(desk) -> float:
    began = time.monotonic()
    status, errors = desk.stop()
    assert (status, errors.splitlines()[-1]) == (130, "stopped"), errors
    assert "Traceback" not in errors, errors
    return time.monotonic() - began


def test_ctrl_c_while_things_are_under_way(desk_library):
    """It ends at once: a question, half a request and an idle connection do not keep it."""
    desk = start_desk(desk_library)
    with socket.create_connection(("127.0.0.1", desk.port)) as half, socket.create_connection(half.getpeername()):
        half.sendall(b"POST /ask HTTP/1.1\r\nHost: ")
        with socket.create_connection(half.getpeername()) as asking:
            token = desk.token.encode()
            asking.sendall(
                b"GET /ask?q=call-in HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n"
                % (desk.port, token)
            )
            time.sleep(0.1)
            assert seconds_to_stop(desk) < 5


def test_ctrl_c_while_files_are_added(evidence, library, tmp_path):
    """The job is interrupted as on the command line: what was finished is kept, and the library is sound."""
    desk = start_desk(library)
    reports = write_reports(tmp_path / "reports", 8, pages=10)
    files = [("files", (path.name, path.read_bytes(), "application/pdf")) for path in reports]
    shown = desk.client.post("/adding", files=files)
    assert shown.status_code == 200, shown.text
    while "report-0" not in evidence("list", library=library).stdout:
        time.sleep(0.2)
    assert seconds_to_stop(desk) < 10
    assert evidence("verify", library=library).returncode == 0
    assert not list(library.glob("writer.json"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_the_end_that_a_system_asks_for(desk_library):
    """SIGTERM ends it too, with the status that says so."""
    desk = start_desk(desk_library)
    desk.client.close()
    desk.process.send_signal(signal.SIGTERM)
    _, errors = desk.process.communicate(timeout=10)
    assert desk.process.returncode == -signal.SIGTERM
    assert "Traceback" not in errors


# --- several people ----------------------------------------------------------------------------------------------


def test_what_another_process_adds_is_found(desk_server, evidence, tmp_path):
    """The next question knows it, without a restart."""
    question = {"q": "How often were call-ins in Boston counted in finding 5-0-0?"}
    assert "report-5" not in desk_server.client.get("/ask", params=question).text
    report = write_reports(tmp_path, 6)[5]
    assert evidence("add", report, library=desk_server.library).returncode == 0
    assert "report-5" in desk_server.client.get("/ask", params=question).text


def test_a_read_only_desk_answers(read_only_server):
    page = read_only_server.client.get("/ask", params={"q": "What is a call-in?"})
    assert page.status_code == 200
    assert "call-in" in page.text
