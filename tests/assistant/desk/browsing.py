"""What the tests do in a real browser: find it, open tabs that report what they were refused, check them with axe."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

WIDE, NARROW = 1280, 390
"""The widths of a window of a desktop computer and of a phone."""

Tabs = Callable[..., Page]
"""Opens a tab: `tabs(width=NARROW, dark=True, language="es")`. The other arguments are those of `new_context`."""


def chromium_path() -> str | None:
    """Return the path of Chromium: the one in `EVIDENCE_CHROMIUM`, or one of the search path; None if there is none."""
    chosen = os.environ.get("EVIDENCE_CHROMIUM")
    names = [chosen] if chosen else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Start a browser. A test that needs one is skipped where there is none."""
    path = chromium_path()
    if path is None:
        pytest.skip("needs Chromium: install it, or name it in EVIDENCE_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened_tabs(browser: Browser) -> Iterator[Tabs]:
    """Return what opens tabs. In the end no tab has met an error of its script, or asked another machine."""
    faults: list[str] = []
    contexts = []

    def open_tab(width: int = WIDE, dark: bool = False, language: str = "en", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            locale=language,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("console", lambda message: _note_refusal(message.text, faults))
        page.on("request", lambda request: _note_stranger(request.url, faults))
        return page

    yield open_tab
    for context in contexts:
        context.close()
    if faults:
        raise AssertionError("; ".join(faults))


def _note_refusal(message: str, faults: list[str]) -> None:
    """Keep what the browser says about something that the Content-Security-Policy forbids."""
    if "Content Security Policy" in message:
        faults.append(message)


def _note_stranger(url: str, faults: list[str]) -> None:
    """Keep an address that is not of this machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("data", "blob", "about", "file") and parts.hostname not in ("127.0.0.1", "localhost"):
        faults.append(f"asked {url}")


def press_until(page: Page, selector: str, limit: int = 120) -> None:
    """Press Tab until an element that a selector fits has the focus, as a person without a mouse does."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def violations(page: Page, *rules: str) -> list[str]:
    """Return what axe-core finds wrong with a page: the rule, and the element that breaks it.

    Args:
        page: the page.
        rules: the names of the only rules to try; none for all rules.
    """
    pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python, which brings axe-core")
    script = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    if not page.evaluate("'axe' in window"):
        page.evaluate(script)
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = page.evaluate("options => axe.run(options)", options)
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]
