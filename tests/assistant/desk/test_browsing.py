"""The browser of the tests: it reports what a page must not do, and axe finds what is wrong with a page."""

import pytest

from tests.assistant.desk.browsing import NARROW, opened_tabs, violations


def test_axe_finds_what_is_wrong_and_nothing_else(tabs):
    page = tabs(width=NARROW)
    page.set_content('<html lang="en"><title>a</title><main><h1>A title</h1><input></main>')
    assert [found.split(":")[0] for found in violations(page)] == ["label"]
    page.set_content('<html lang="en"><title>a</title><main><h1>A title</h1><label>b <input></label></main>')
    assert violations(page) == []


def test_a_request_to_another_machine_is_a_fault(browser):
    with pytest.raises(AssertionError, match=r"asked http://192\.0\.2\.1/a\.png"), opened_tabs(browser) as tabs:
        page = tabs()
        with page.expect_request("**/a.png"):
            page.set_content('<img src="http://192.0.2.1/a.png">', wait_until="commit")
