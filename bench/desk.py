"""The speed and the steadiness of the desk: python -m bench.desk LIBRARY QUESTIONS [--add FILE ...] [--seconds 180]

Copies a library, serves the copy with `evidence serve` in a process of its own, and measures as a browser sees it:

* the time from the start of the command to the first byte of a page, and the first answer after that;
* the answers to questions, one after another, each of them new;
* the picture of a page, the first time and the second time;
* several people who ask all the time while files are added by another process: their waiting times, every response
  that is not an answer, and the memory of the server.

QUESTIONS is a file with one question a line, or JSON objects with `question`.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread

import httpx2

STARTS = 5
PICTURES = 12
KEPT_ANSWERS = 20
"""Fewer than the desk keeps, so that the same page again costs what a page costs without its search."""

SAMPLE_SECONDS = 5.0


@dataclass
class Server:
    """A desk that runs, and a client that may open it."""

    process: "subprocess.Popen[str]"
    url: str
    token: str
    seconds_to_first_byte: float

    def client(self) -> httpx2.Client:
        """Return a client with the token."""
        headers = {"authorization": f"Bearer {self.token}"}
        return httpx2.Client(base_url=self.url, headers=headers, timeout=120, follow_redirects=True)

    def megabytes(self) -> float:
        """Return the memory that the process has now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def serve(library: Path) -> Iterator[Server]:
    """Serve a library. The clock starts before the process does, and stops at the first byte of the first page."""
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "-L", str(library)]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=-1, text=True)
    try:
        assert process.stdout is not None
        url, _, token = process.stdout.readline().strip().partition("/?token=")
        server = Server(process, url, token, 0.0)
        with server.client() as client, client.stream("GET", "/") as response:
            next(response.iter_bytes())
            server.seconds_to_first_byte = time.monotonic() - began
        yield server
    finally:
        process.terminate()
        process.wait()


def seconds_of(client: httpx2.Client, path: str, **query: str) -> float:
    """Return how long a page takes. It must be a page."""
    began = time.monotonic()
    response = client.get(path, params=query)
    seconds = time.monotonic() - began
    if response.status_code != 200:
        raise SystemExit(f"{path} {query}: {response.status_code} {response.text[:500]}")
    return seconds


def picture_paths(client: httpx2.Client, questions: Sequence[str]) -> list[str]:
    """Return the addresses of pictures that the readers beside some answers show."""
    paths: list[str] = []
    for question in questions:
        page = client.get("/ask", params={"q": question, "read": "1"}).text
        for path in re.findall(r'(?:src|href)="(/picture/[^"]+)"', page):
            if path not in paths:
                paths.append(path.replace("&amp;", "&"))
        if len(paths) >= PICTURES:
            break
    return paths


@dataclass
class Load:
    """What several people met."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    added: int = 0
    lock: Lock = field(default_factory=Lock)


def ask_until(stop: Event, server: Server, questions: Sequence[str], numbers: Iterator[int], load: Load) -> None:
    """Ask one question after another, each of them new to the server, until told to stop."""
    with server.client() as client:
        while not stop.is_set():
            number = next(numbers)
            question = f"{questions[number % len(questions)]} ({number // len(questions)})"
            began = time.monotonic()
            try:
                response = client.get("/ask", params={"q": question})
                fault = "" if response.status_code == 200 else f"{response.status_code} {response.text[:200]}"
            except httpx2.HTTPError as error:
                fault = repr(error)
            with load.lock:
                load.seconds.append(time.monotonic() - began)
                if fault:
                    load.faults.append(fault)


def people_ask(server: Server, library: Path, questions: Sequence[str], options: argparse.Namespace) -> Load:
    """Let people ask while files are added. Return what they met."""
    load, stop, numbers = Load(), Event(), count(len(questions))
    people = [Thread(target=ask_until, args=(stop, server, questions, numbers, load)) for _ in range(options.people)]
    for person in people:
        person.start()
    adding = None
    if options.add:
        command = [sys.executable, "-m", "assistant", "add", *options.add, "-L", str(library), "--json"]
        adding = subprocess.Popen(command, stdout=-1, stderr=subprocess.DEVNULL, text=True)
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        time.sleep(SAMPLE_SECONDS)
        load.megabytes.append(server.megabytes())
    if adding is not None:
        outcomes, _ = adding.communicate()
        load.added = sum(outcome["status"] == "added" for outcome in json.loads(outcomes))
    stop.set()
    for person in people:
        person.join()
    return load


def middle(values: Sequence[float]) -> str:
    """Return the median and the 95th percentile."""
    ordered = sorted(values)
    return f"{statistics.median(ordered):.3f} (95 %: {ordered[int(0.95 * (len(ordered) - 1))]:.3f})"


def read_questions(path: Path) -> list[str]:
    """Return the questions of a file."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [json.loads(line)["question"] if line.startswith("{") else line for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--add", nargs="*", default=[], metavar="FILE", help="Files to add while people ask.")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=180)
    options = parser.parse_args()
    questions = read_questions(options.questions)
    print("| what | figure |\n|---|---|", flush=True)
    with TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        shutil.copytree(options.library, library)
        starts = []
        for _ in range(STARTS):
            with serve(library) as server:
                starts.append(server.seconds_to_first_byte)
        print(f"| start to first byte, s, median of {STARTS} | {statistics.median(starts):.2f} |", flush=True)
        with serve(library) as server:
            measure(server, library, questions, options)


def measure(server: Server, library: Path, questions: Sequence[str], options: argparse.Namespace) -> None:
    """Print the figures of a server that has just been started."""
    measure_one_person(server, questions)
    load = people_ask(server, library, questions, options)
    print(f"| {options.people} people at once for {options.seconds:g} s: answers | {len(load.seconds)} |")
    show_load(load)


def measure_one_person(server: Server, questions: Sequence[str]) -> None:
    """Print how long answers and pictures take if one person asks."""
    with server.client() as client:
        print(f"| first answer after that, s | {seconds_of(client, '/ask', q=questions[0]):.2f} |", flush=True)
        asked = [seconds_of(client, "/ask", q=question) for question in questions[1:]]
        print(f"| an answer, one after another, s, median of {len(asked)} | {middle(asked)} |", flush=True)
        again = [seconds_of(client, "/ask", q=question) for question in questions[-KEPT_ANSWERS:]]
        print(f"| the same page again, s, median of {len(again)} | {middle(again)} |", flush=True)
        paths = picture_paths(client, questions)
        first = [seconds_of(client, path) for path in paths]
        second = [seconds_of(client, path) for path in paths]
    if paths:
        print(f"| the picture of a page, s, median of {len(paths)} | {middle(first)} |", flush=True)
        print(f"| the same picture again, s | {middle(second)} |", flush=True)


def show_load(load: Load) -> None:
    """Print how long several people waited, what failed, and the memory of the server."""
    quarter = max(len(load.megabytes) // 4, 1)
    early, late = load.megabytes[:quarter], load.megabytes[-quarter:]
    print(f"| their waiting time, s | {middle(load.seconds)} |")
    print(f"| responses that were not an answer | {len(load.faults)} |")
    print(f"| files that were added meanwhile | {load.added} |")
    print(f"| memory in the first quarter, MB | {statistics.median(early):.0f} |")
    print(f"| memory in the last quarter, MB | {statistics.median(late):.0f} (most: {max(load.megabytes):.0f}) |")
    for fault in load.faults[:5]:
        print(f"fault: {fault}", file=sys.stderr)


if __name__ == "__main__":
    main()
