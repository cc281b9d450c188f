"""How long it takes to import a library of references: python -m bench.importing

Makes 500 works (reports, articles, chapters, news; with accents, bodies, particles and abstracts of 150 words) as
BibTeX with TeX accents, as RIS and as CSL-JSON. Imports each file in a new process into a new library, and again when
all works are held. Prints the wall-clock seconds of whole processes, the median of three. The target is under 5.
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from corpus.exchange import write
from corpus.model import Reference
from corpus.store.corpus import Corpus

WORKS = 500
RUNS = 3
TYPES = ("report", "article-journal", "chapter", "article-newspaper")
FAMILIES = "Muñoz Córdova Peña Ibáñez Gonçalves Araújo Weiß Łukasz O'Neill Nguyễn".split()
ACCENTS = {"ñ": r"{\~n}", "ó": r"{\'o}", "á": r"{\'a}", "ç": r"{\c c}", "ú": r"{\'u}", "é": r"{\'e}", "í": r"{\'\i}"}
ABSTRACT = "La evaluación de la prevención focalizada halló una reducción de los homicidios en cada ciudad. " * 10


def make_item(number: int) -> dict[str, Any]:
    """Return a CSL-JSON item that depends on its number."""
    family = FAMILIES[number % len(FAMILIES)]
    return {
        "type": TYPES[number % len(TYPES)],
        "title": f"Evaluación número {number} de la prevención & 50% de USAID: resultados",
        "author": [
            {"family": family, "given": "Ana María"},
            {"family": "Dijk", "given": "Jan", "non-dropping-particle": "van"},
            {"literal": "Banco Interamericano de Desarrollo"},
        ],
        "container-title": "Revista de Prevención",
        "publisher": "Fundación Córdova",
        "issued": {"date-parts": [[1990 + number % 30, 1 + number % 12]]},
        "DOI": f"10.1234/prevencion.{number}",
        "URL": f"https://example.org/{number}",
        "page": f"{number}-{number + 10}",
        "abstract": ABSTRACT,
        "language": "es",
    }


def make_exports() -> dict[str, str]:
    """Return the exports of the works, by the suffix of their files."""
    works = [Reference(f"work-{number}", make_item(number), "report", "descriptive") for number in range(WORKS)]
    bibtex = write(works, "bibtex")
    for letter, tex in ACCENTS.items():
        bibtex = bibtex.replace(letter, tex)
    return {"bib": bibtex, "ris": write(works, "ris"), "json": write(works, "csl-json")}


def seconds_to_import(file: Path, library: Path) -> float:
    """Return the seconds that a whole process takes to import a file."""
    command = [sys.executable, "-m", "assistant", "import", str(file), "--library", str(library)]
    start = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - start


def main() -> None:
    print(f"{'format':8}{'bytes':>10}{'new, s':>10}{'held, s':>10}")
    with TemporaryDirectory() as name:
        for suffix, text in make_exports().items():
            file = Path(name) / f"works.{suffix}"
            file.write_text(text, "utf-8")
            new, held = [], []
            for run in range(RUNS):
                library = Path(name) / f"{suffix}-{run}"
                Corpus.create(library, lambda _: None).close()
                new.append(seconds_to_import(file, library))
                held.append(seconds_to_import(file, library))
            print(f"{suffix:8}{len(text.encode()):>10,}{median(new):>10.2f}{median(held):>10.2f}")


if __name__ == "__main__":
    main()
