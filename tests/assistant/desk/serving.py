"""What the tests of the desk do with a real server: start it in a process of its own, talk to it, stop it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from tests.conftest import ROOT

STOP_SECONDS = 10


@dataclass
class RunningDesk:
    """A server in a process of its own. `url` ends without a slash, and `opening_url` has the token.

    `client` is a browser that was let in: it has the cookie, and sends the Origin of the desk.
    """

    process: "subprocess.Popen[str]"
    library: Path
    opening_url: str
    client: httpx2.Client

    @property
    def url(self) -> str:
        parts = urlsplit(self.opening_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def port(self) -> int:
        return int(urlsplit(self.opening_url).port or 80)

    @property
    def token(self) -> str:
        return parse_qs(urlsplit(self.opening_url).query)["token"][0]

    @property
    def cookies(self) -> list[dict[str, str]]:
        """The cookies of the client, as `BrowserContext.add_cookies` of Playwright takes them."""
        return [{"name": each.name, "value": str(each.value), "url": self.url} for each in self.client.cookies.jar]

    def stranger(self, **options: Any) -> httpx2.Client:
        """Return a client without cookie, token and Origin."""
        return httpx2.Client(base_url=self.url, timeout=60, **options)

    def stop(self) -> tuple[int, str]:
        """Stop the server as Ctrl-C does. Return its exit status, and what it printed on stderr since it started."""
        self.client.close()
        self.process.send_signal(signal.SIGINT)
        try:
            _, errors = self.process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, errors = self.process.communicate()
            raise
        return self.process.returncode, errors


def start_desk(library: Path, *options: str, before: str = "") -> RunningDesk:
    """Start `evidence serve` on a free port. `before` is run in its process first, for example to set a limit."""
    environment = {**os.environ, "PYTHONWARNINGS": "error", "PYTHONUNBUFFERED": "1"}
    program = f"{before}\nfrom assistant.__main__ import main\nmain()"
    command = [sys.executable, "-c", program, "serve", "--port", "0", "-L", str(library), *options]
    process = subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environment, cwd=ROOT)
    assert process.stdout is not None
    opening_url = process.stdout.readline().strip()
    if not opening_url:
        _, errors = process.communicate()
        raise AssertionError(f"the server did not start: {errors}")
    base = opening_url.partition("/?")[0]
    client = httpx2.Client(base_url=base, headers={"origin": base}, timeout=60, follow_redirects=True)
    desk = RunningDesk(process, library, opening_url, client)
    response = client.get(opening_url)
    if response.status_code != 200:
        _, errors = desk.stop()
        raise AssertionError(f"the first page is {response.status_code}: {response.text}\n{errors}")
    return desk


@contextmanager
def running_desk(library: Path, *options: str, before: str = "") -> Iterator[RunningDesk]:
    """Run a desk while a test lasts. In the end it stops at once, and has met no error of ours."""
    desk = start_desk(library, *options, before=before)
    try:
        yield desk
    finally:
        status, errors = desk.stop()
    assert "Traceback" not in errors, errors
    assert status == 130, errors
