"""Files that are added in a running server: sent, refused, stopped, dropped in a browser."""

import base64
import json
import socket
import tempfile
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.desk import uploads
from assistant.desk.uploads import TooLarge, keep_for_job, name_of_upload
from corpus.store.corpus import Corpus
from tests.assistant.desk.browsing import violations
from tests.assistant.desk.pages import parse_page, select, text_of
from tests.corpus.pdfs import report, scan
from tests.reports import weeks, write_paper, write_reports


@pytest.fixture
def send(desk_server):
    """A function that sends files by their names, and fields, and returns the page of the job."""

    def post(files=(), status=200, wait=True, **fields):
        parts = [("files", (name, content)) for name, content in dict(files).items()]
        parts += [(name, (None, value)) for name, value in fields.items()]
        response = desk_server.client.post("/adding", files=parts)
        assert response.status_code == status, response.text
        if wait and status == 200:
            return wait_for(desk_server, response.url.path)
        return parse_page(response.text) if status != 200 else response.url.path

    return post


def events(desk, job):
    """Yield what the desk says about a job until the job ends."""
    with desk.client.stream("GET", f"{job}/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        for line in response.iter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


def wait_for(desk, job):
    """Return the page of a job after its end."""
    *_, last = events(desk, job)
    assert last["ended"]
    return parse_page(desk.client.get(job).text)


def outcomes(page):
    """Return what became of each file, and the reason if there is one."""
    found = {}
    for each in select(page, "ul.outcomes li"):
        name = text_of(select(each, ".file")[0])
        found[name] = (text_of(select(each, "strong")[0]), *(text_of(part) for part in select(each, "small[lang=en]")))
    return found


def left_behind(name):
    """Return the temporary folders that have a file of this name."""
    return list(Path(tempfile.gettempdir()).glob(f"evidence-*/*/{name}"))


def test_a_file_is_added_answers_and_is_known_the_second_time(send, desk_server, tmp_path):
    paper = write_paper(tmp_path / "quay.pdf", "Quay Patrols and Thefts", "Anna Rossi", weeks("quay")).read_bytes()
    page = send({"quay.pdf": paper})
    assert outcomes(page) == {"quay.pdf": ("Added",)}
    (link,) = [each for each in select(page, "ul.outcomes a") if each.get("href").startswith("/work/")]
    assert text_of(link) == "Quay Patrols and Thefts"
    key = link.get("href").removeprefix("/work/")
    with Corpus.open(desk_server.library) as corpus:
        (source,) = [source for source in corpus.sources().values() if source.key == key]
        assert (source.name, source.origin) == ("quay.pdf", "upload://quay.pdf")
        assert corpus.original(source).read_bytes() == paper
    assert "upload://" not in desk_server.client.get(link.get("href")).text
    answer = desk_server.client.get("/ask", params={"q": "How often was the quay counted in week 7?"})
    assert "Quay Patrols and Thefts" in answer.text
    assert outcomes(send({"quay.pdf": paper})) == {"quay.pdf": ("In the library already",)}
    assert not left_behind("quay.pdf")


def test_each_refused_file_has_its_reason_and_the_others_are_added(send, tmp_path):
    good = write_paper(tmp_path / "d.pdf", "Ferry Thefts", "Ana Gil", weeks("ferry")).read_bytes()
    found = outcomes(send({"broken.pdf": b"not a PDF", "program.exe": b"MZ\0\0", "ferry.pdf": good}))
    assert found["ferry.pdf"] == ("Added",)
    assert list(found)[-1] == "ferry.pdf"
    assert found["broken.pdf"] == ("Refused", "not a PDF: the file begins with b'not a PDF'")
    assert found["program.exe"][0] == "Refused"
    assert not left_behind("*.exe")


def test_two_documents_of_one_name_are_two_works(send, tmp_path):
    """A browser does not say in which folder a file is. These two have no title but the name of their file."""
    *_, one, other = [path.read_bytes() for path in write_reports(tmp_path / "reports", 5, pages=2)]
    assert outcomes(send({"scan.pdf": one})) == {"scan.pdf": ("Added",)}
    assert outcomes(send({"scan.pdf": other})) == {"scan.pdf": ("Added",)}


def test_pages_that_cannot_be_read_are_named(send, desk_server, tmp_path):
    """One of two pages is a picture without text. Without OCR the outcome and the list of such pages name it."""
    path = scan(report(tmp_path / "text.pdf", pages=2), tmp_path / "half scanned.pdf", pages=[2])
    page = send({"half scanned.pdf": path.read_bytes()})
    with Corpus.open(desk_server.library) as corpus:
        (holding,) = [each for each in corpus.holdings() if each.source and each.source.name == "half scanned.pdf"]
    said = text_of(select(page, "ul.outcomes li")[0])
    if holding.unreadable:
        assert "Pages that cannot be read: 2" in said
        listed = parse_page(desk_server.client.get("/works/unreadable").text)
        assert "Not read: 2 (1 of 2 pages)" in text_of(listed)
    else:
        assert "1 page read as a picture (OCR)" in said


def test_a_newer_version_is_left_out_until_a_person_chooses_and_can_be_taken_back(send, desk_server, tmp_path):
    """The versions have one title and author, and 1 of 30 sentences differs."""
    title, author = "Lock Patrols and Thefts", "Ana Souza"
    old = write_paper(tmp_path / "old.pdf", title, author, weeks("lock")).read_bytes()
    new = write_paper(tmp_path / "new.pdf", title, author, weeks("lock", changed=[3])).read_bytes()
    send({"lock.pdf": old})
    assert outcomes(send({"lock.pdf": new}))["lock.pdf"][0] == "Left out: the library has another version"
    page = send({"lock.pdf": new}, replace="yes")
    assert outcomes(page)["lock.pdf"][0] == "Took the place of the text before"
    (number,) = select(page, "form.last-job input[name=job]")
    desk_server.client.post("/works/undo", data={"job": number.get("value")})
    assert outcomes(send({"lock.pdf": old}))["lock.pdf"] == ("In the library already",)


HOSTILE_NAMES = {
    "../../../../tmp/evil.pdf": "evil.pdf",
    "C:\\Windows\\evil.pdf": "evil.pdf",
    "/etc/passwd": "passwd",
    ".bashrc": "document.bashrc",
    "..": "document",
    "": "document",
    "-rf.pdf": "rf.pdf",
    "CON.pdf": "document CON.pdf",
    "a\0b\nc.pdf": "a_b_c.pdf",
    "\u202efdp.exe": "fdp.exe",
    "%2e%2e%2fa.pdf": "a.pdf",
    "Why crime?.pdf": "Why crime.pdf",
    "Título – año.docx": "Título _ año.docx",
}


@pytest.mark.parametrize("name, kept", HOSTILE_NAMES.items())
def test_a_name_is_kept_as_harmless_letters(name, kept):
    assert name_of_upload(name) == kept


def test_a_long_name_is_short_enough_for_every_disk():
    assert len(name_of_upload("ñ" * 3000 + ".pdf").encode()) <= 255


def test_a_hostile_name_is_shown_as_text_and_writes_nowhere_else(send, desk_server, tmp_path):
    hostile = "../../../../../../../../tmp/<img src=x onerror=alert(1)>.pdf"
    page = send({hostile: write_paper(tmp_path / "a.pdf", "Weir Thefts", "Ana Gil", weeks("weir")).read_bytes()})
    assert outcomes(page) == {"img src_x onerror_alert(1)_.pdf": ("Added",)}
    with Corpus.open(desk_server.library) as corpus:
        names = {source.name for source in corpus.sources().values()}
    assert not [name for name in names if {"/", "<", "\\"} & set(name)]
    assert not list(Path(tempfile.gettempdir()).glob("*img src*"))


def test_addresses_of_this_network_and_names_of_local_files_are_refused(send, desk_server):
    """An address of this machine is refused as on the command line. A path is not an address at all."""
    found = outcomes(send(addresses="http://127.0.0.1:9/a.pdf\nhttp://[::1]/b.pdf"))
    assert {status for status, _ in found.values()} == {"Refused"}
    assert all("not on the public internet" in reason for _, reason in found.values())
    for address in ("/etc/passwd", "file:///etc/passwd", "10.1000/182"):
        page = send(addresses=address, status=422)
        assert f"'{address}' is not a web address" in text_of(select(page, "p.fault")[0])
        assert text_of(select(page, "textarea")[0]) == address


def test_nothing_is_not_a_job(send):
    assert "there is nothing to add" in text_of(send(addresses=" ", status=422))


def test_a_request_that_is_too_large_is_refused_before_it_is_sent(desk_server):
    """The server answers to the head of the request. 3 GB are not waited for."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in desk_server.cookies)
    head = (
        f"POST /adding HTTP/1.1\r\nhost: 127.0.0.1:{desk_server.port}\r\norigin: {desk_server.url}\r\n"
        f"cookie: {cookies}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 3000000000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", desk_server.port), timeout=20) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


class Sent:
    """A file as Starlette hands it over."""

    def __init__(self, filename, size):
        self.filename, self.size = filename, size


def test_a_file_that_is_too_large_is_refused_by_name_and_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 2_000_000)
    with pytest.raises(TooLarge, match=r"'large one\.pdf' has more than 2 MB, so nothing was added"):
        keep_for_job([Sent("small.pdf", 10), Sent("x/large one.pdf", 2_000_001)])


def test_a_job_is_stopped_and_what_was_finished_is_kept(send, desk_server, tmp_path):
    """The job is stopped when the first of its 30 files is in the library. The library is whole afterwards.

    Another job waits for it. Without the script, the pages of both ask again by themselves until they have ended.
    """
    other = write_paper(tmp_path / "e.pdf", "Canal Thefts", "Ana Gil", weeks("canal")).read_bytes()
    files = {path.name: path.read_bytes() for path in write_reports(tmp_path / "reports", 40, pages=12)[10:]}
    job = send(files, wait=False)
    waiting = send({"canal.pdf": other}, wait=False)
    page = parse_page(desk_server.client.get(waiting).text)
    assert text_of(select(page, "h1")[0]) == "Waiting for other files that are being added"
    assert [each.get("content") for each in select(page, "head noscript meta[http-equiv=refresh]")] == ["2"]
    busy = desk_server.client.post("/works/report-0/edit", data={"volume": "7", "was.volume": ""})
    assert (busy.status_code, "files are being added to the library" in busy.text) == (503, True)
    for shown in events(desk_server, job):
        if shown["done"] > 0:
            break
    stopping = parse_page(desk_server.client.post(f"{job}/stop").text)
    assert text_of(select(stopping, "h1")[0]) in ("Adding", "Done")
    page = wait_for(desk_server, job)
    assert not select(page, "meta[http-equiv=refresh]")
    assert "The job was stopped." in text_of(page)
    finished = {name for name, (status, *_) in outcomes(page).items() if status == "Added"}
    assert 0 < len(finished) < len(files)
    assert outcomes(wait_for(desk_server, waiting)) == {"canal.pdf": ("Added",)}
    library = Assistant.open(desk_server.library)
    held = {each.source.name for each in library.holdings() if each.source}
    assert held & files.keys() == finished
    assert all(fault is None for _, fault in library.verify())
    assert not left_behind("report-1*.pdf")


def test_the_file_that_is_read_is_named(send, desk_server, tmp_path):
    files = {path.name: path.read_bytes() for path in write_reports(tmp_path, 60, pages=12)[50:]}
    said = [shown["text"] for shown in events(desk_server, send(files, wait=False))]
    assert any("Reading report-5" in text for text in said), said
    assert "Reading" not in said[-1]


def test_a_library_that_another_program_writes_to_is_said(send, desk_server, tmp_path):
    content = write_paper(tmp_path / "b.pdf", "Dock Thefts", "Ana Gil", weeks("dock")).read_bytes()
    with Corpus.open(desk_server.library, write=True):
        page = send({"b.pdf": content})
    assert "another process is writing to the library" in text_of(select(page, "p.fault")[0])
    assert outcomes(send({"b.pdf": content})) == {"b.pdf": ("Added",)}


def test_an_unknown_job_has_a_page_that_says_so(desk_server):
    for address in ("/adding/0123", "/adding/0123/events"):
        assert desk_server.client.get(address).status_code == 404


# --- in a browser ------------------------------------------------------------------------------------------------

DROP = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, {type: "application/pdf"}));
    document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def test_a_file_is_added_by_dropping_it_on_the_page(tabs, desk_server, tmp_path):
    """The page shows the progress, and then by itself what became of the file."""
    content = write_paper(tmp_path / "c.pdf", "Pier Thefts", "Ana Gil", weeks("pier", 200)).read_bytes()
    page = tabs()
    page.context.add_cookies(desk_server.cookies)
    page.goto(f"{desk_server.url}/adding")
    assert page.get_by_text("You can also drop files anywhere on this page.").is_visible()
    page.evaluate(DROP, ["pier.pdf", base64.b64encode(content).decode()])
    page.get_by_role("progressbar").wait_for()
    page.get_by_role("heading", name="Done").wait_for(timeout=60_000)
    assert page.get_by_role("listitem").filter(has_text="pier.pdf").inner_text().startswith("Added")
    assert violations(page) == []
