"""Every page of the desk in a real browser, in three languages, on a desktop computer and a phone, light and dark.

axe-core finds nothing that keeps people out, and no page is wider than its window.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="needs the extra desk")

from assistant.desk.app import PAGES
from assistant.desk.words import LANGUAGES
from tests.assistant.desk.browsing import NARROW, WIDE, violations
from tests.assistant.desk.documents import write_documents
from tests.assistant.desk.pages import parse_page, select
from tests.assistant.desk.serving import RunningDesk, running_desk
from tests.reports import write_reports

REPORT = "/ask?q=How+many+times+were+call-ins+in+Boston+counted,+as+finding+0-0-0+says?"

PAGES_BY_NAME = {
    "the question box": "/",
    "an answer": REPORT,
    "an answer with its page": f"{REPORT}&read=1",
    "an answer from a note": "/ask?q=What+is+a+call-in?&read=1",
    "an answer from a web page": "/ask?q=By+how+much+did+burglaries+fall+in+Porto+after+the+curfew?&read=1",
    "an answer from a recording": "/ask?q=What+do+the+lanterns+of+Braga+cost?&read=1",
    "a refusal": "/ask?q=Which+vaccine+did+the+moon+colony+use?",
    "a part of the library": "/ask?q=call-in&since=2010&language=en&all=1&k=20",
    "a mistake": "/ask?q=call-in&kind=opera",
    "records": "/ask?q=How+many+works+are+there?",
    "nothing at an address": "/nowhere",
    "the list of works": "/works",
    "doubtful works": "/works?doubtful=1",
    "no work": "/works?q=zzzz",
    "pages that cannot be read": "/works/unreadable",
    "a work": "/work/report-0",
    "a work that is not held": "/work/abt-winship-2016",
    "an unknown work": "/work/nothing",
    "a page of a work": "/work/report-0/page/2",
    "the record of a work": "/works/report-0/edit",
    "removing a work": "/works/report-0/remove",
    "a reference": "/cite/report-0",
    "an empty basket": "/basket/empty",
    "adding": "/adding",
}
"""The pages whose address is known before the desk runs. `addresses` adds the others."""

NOT_PAGES = ("/basket", "/export", "/picture/", "/original/", "/events")
"""Routes that send a person on, or send a file."""


@pytest.fixture(scope="module")
def desk(desk_library, evidence, tmp_path_factory) -> Iterator[RunningDesk]:
    """A server on a library that also has a web page and the subtitles of a recording."""
    folder = tmp_path_factory.mktemp("every-page")
    library = Path(shutil.copytree(desk_library, folder / "library"))
    added = evidence("add", *write_documents(folder), library=library)
    assert added.returncode == 0, added.stderr
    with running_desk(library) as running:
        yield running


@pytest.fixture(scope="module")
def addresses(desk) -> Mapping[str, str]:
    """The addresses of pages by what they show: passages, a basket with two items, and a job with a refused file."""
    found = dict(PAGES_BY_NAME)
    for question in ("an answer with its page", "an answer from a note"):
        answer = parse_page(desk.client.get(PAGES_BY_NAME[question]).text)
        (link,) = [each for each in select(answer, "#reader nav a") if each.get("href").startswith("/passage/")]
        passage, _, place = link.get("href").removeprefix("/passage/").partition("?quote=")
        added = desk.client.post("/basket", data={"passage": passage, "quote": place, "note": "x" * 300})
        assert added.status_code == 200
        found[f"the passage of {question}"] = link.get("href")
        found[f"the quotation of {question}"] = f"/cite/{passage}?quote={place}"
    found["a basket"] = "/basket/evidence"
    job = desk.client.post("/adding", files=[("files", ("broken.pdf", b"not a PDF"))])
    with desk.client.stream("GET", f"{job.url.path}/events") as events:
        assert list(events.iter_lines())  # until the job has ended
    found["a job that has ended"] = job.url.path
    return found


def assert_no_fault(page, name: str) -> None:
    """Fail if axe finds a fault in a page, or a page is too wide. All that can be opened is open.

    In the dark only the colours are different, so only their contrast is measured again.
    """
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    faults = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        faults += [f"{width}: {fault}" for fault in violations(page)]
        page.emulate_media(color_scheme="dark")
        faults += [f"{width}, dark: {fault}" for fault in violations(page, "color-contrast")]
        shown = page.evaluate("document.documentElement.scrollWidth")
        if shown > width:
            faults.append(f"{shown} points wide, of {width}")
    assert faults == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_keeps_people_out(desk, addresses, tabs, language):
    page = tabs(language=language)
    page.context.add_cookies(desk.cookies)
    for name, address in addresses.items():
        page.goto(desk.url + address)
        assert page.locator("html").get_attribute("lang") == language
        assert_no_fault(page, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_stranger_keeps_no_one_out(desk, tabs, language):
    page = tabs(language=language)
    page.goto(desk.url)
    assert_no_fault(page, "without the token")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_job_that_runs_keeps_no_one_out(desk, tabs, language, tmp_path):
    """The progress stays as it was when the page was opened, because its events are cut off."""
    page = tabs(language=language)
    page.context.add_cookies(desk.cookies)
    page.route("**/events", lambda route: route.abort())
    with job_that_runs(desk, tmp_path) as job:
        page.goto(desk.url + job)
        assert page.get_by_role("progressbar").count() == 1
        assert_no_fault(page, "a job that runs")


@contextmanager
def job_that_runs(desk, folder: Path) -> Iterator[str]:
    """Run a job with many files. Yield its address, and stop it in the end."""
    files = [("files", (path.name, path.read_bytes())) for path in write_reports(folder, 40, pages=12)]
    job = desk.client.post("/adding", files=files).url.path
    yield job
    desk.client.post(f"{job}/stop")
    with desk.client.stream("GET", f"{job}/events") as events:
        assert list(events.iter_lines())


def test_every_page_is_in_the_table(addresses):
    paths = [address.partition("?")[0] for address in addresses.values()]
    missing = []
    for module in PAGES:
        for route in (*module.ROUTES, *module.WRITE_ROUTES):
            is_page = "GET" in route.methods and not route.path.endswith(NOT_PAGES)
            if route.path.startswith(NOT_PAGES[2:4]) or not is_page:
                continue
            if not any(route.path_regex.match(path) for path in paths):
                missing.append(route.path)
    assert missing == []
