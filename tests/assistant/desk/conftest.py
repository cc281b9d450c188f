"""What the tests of the desk share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.assistant.desk.browsing import Tabs, opened_browser, opened_tabs


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
