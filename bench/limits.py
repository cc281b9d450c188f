"""How far it goes: python -m bench.limits [--files 1000]

A PDF of 5,000 pages and one of more, a PDF of 1 GB, 1 GB of nothing, and many small files beside a tenth as many: what
becomes of each, seconds of the whole process, and the most memory of any process of it. The many are the measure of
whether the cost of a file grows with the library: the ratio of seconds should be that of the files, ten.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.fuzz import SENTENCE

RUN = """import resource, sys
from assistant.cli import main
try:
    main()
finally:
    peaks = [resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print("peak", *peaks, file=sys.stderr)
"""
TOWNS = "Boston Glasgow Recife Cali Malmo Oakland Lima Tijuana Quito Rosario".split()


def pdf(path: Path, pages: int, junk: int = 0) -> None:
    """Writes a PDF of so many pages, and `junk` bytes in a stream that nothing refers to."""
    places: dict[int, int] = {}
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")

        def put(number: int, body: bytes) -> None:
            places[number] = out.tell()
            out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

        kids = b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(pages))
        put(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        put(2, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (pages, kids))
        put(3, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        if junk:
            places[4] = out.tell()
            out.write(b"4 0 obj\n<< /Length %d >>\nstream\n" % junk)
            out.seek(junk, 1)
            out.write(b"\nendstream\nendobj\n")
        for n in range(pages):
            lines = b" T* ".join(b"(Page %d, line %d. %b) Tj" % (n + 1, i, SENTENCE.encode()) for i in range(30))
            stream = b"BT /F1 9 Tf 12 TL 40 740 Td %b ET" % lines
            put(5 + 2 * n, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources "
                b"<< /Font << /F1 3 0 R >> >> >>" % (6 + 2 * n))  # fmt: skip
            put(6 + 2 * n, b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        table, size = out.tell(), 5 + 2 * pages
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for number in range(1, size):
            out.write(b"%010d 00000 %b \n" % (places.get(number, 0), b"n" if number in places else b"f"))
        out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, table))


def nothing(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n")
    os.truncate(path, 10**9)


def many(path: Path, files: int) -> None:
    path.mkdir()
    for n in range(files):
        town = TOWNS[n % len(TOWNS)]
        said = f"Report {n} of {town}\n\nIn {town} the team of district {n} met {n + 2} times. {SENTENCE}\n"
        (path / f"{n}.txt").write_text(said, "utf-8")


def added(path: Path, library: Path) -> tuple[float, int, int, str]:
    """Gives the seconds that adding took, the peaks of the process and of its child in MB, and what it said."""
    began = time.monotonic()
    command = [sys.executable, "-c", RUN, "add", str(path), "--library", str(library)]
    run = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    found = re.search(r"peak (\d+) (\d+)", run.stderr)
    said = " | ".join(line for line in run.stdout.splitlines() if "added  " not in line or "not read" in line)
    return time.monotonic() - began, int(found[1]) if found else 0, int(found[2]) if found else 0, said[-160:]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=1_000)
    files = options.parse_args().files
    cases: dict[str, Callable[[Path], None]] = {
        "pdf of 5,000 pages": lambda path: pdf(path, 5_000),
        "pdf of 5,100 pages": lambda path: pdf(path, 5_100),
        "pdf of 1 GB": lambda path: pdf(path, 10, 10**9),
        "1 GB of nothing": nothing,
        f"{files // 10:,} small files": lambda path: many(path, files // 10),
        f"{files:,} small files": lambda path: many(path, files),
    }
    print(f"{'case':22}{'s':>8}{'MB':>7}{'child':>7}  what it said")
    for name, make in cases.items():
        with TemporaryDirectory() as folder:
            path = Path(folder) / ("files" if "files" in name else "a.pdf")
            make(path)
            subprocess.run(
                [sys.executable, "-m", "assistant", "status", "--library", f"{folder}/library"],
                capture_output=True,
                check=True,
            )
            seconds, own, child, said = added(path, Path(folder) / "library")
            print(f"{name:22}{seconds:>8.1f}{own:>7}{child:>7}  {said}", flush=True)


if __name__ == "__main__":
    main()
