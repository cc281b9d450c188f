"""What the tests of the desk share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.assistant.desk.browsing import Tabs, opened_browser, opened_tabs
from tests.assistant.desk.serving import RunningDesk, running_desk
from tests.conftest import Evidence
from tests.reports import write_reports


@pytest.fixture(scope="session")
def desk_library(evidence: Evidence, starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the reading list, two reports and the real model. Tests must not change it."""
    pytest.importorskip("starlette", reason="needs the extra desk")
    folder = tmp_path_factory.mktemp("desk")
    library = Path(shutil.copytree(starter_library, folder / "library"))
    added = evidence("add", *write_reports(folder / "reports", 2), library=library)
    assert added.returncode == 0, added.stderr
    return library


@pytest.fixture(scope="module")
def desk_server(desk_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """A real server, in a process of its own, on a library that the tests of a module may change."""
    library = shutil.copytree(desk_library, tmp_path_factory.mktemp("served") / "library")
    with running_desk(Path(library)) as desk:
        yield desk


@pytest.fixture(scope="module")
def read_only_server(desk_library: Path) -> Iterator[RunningDesk]:
    """A real server that changes nothing in its library."""
    with running_desk(desk_library, "--read-only") as desk:
        yield desk


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module. Playwright's event loop runs as long, and other modules need their own."""
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def tabs(browser: Browser) -> Iterator[Tabs]:
    """A function that opens a tab. After the test, no tab may have met an error or asked another machine."""
    with opened_tabs(browser) as open_tab:
        yield open_tab
