"""The quality gate: how well questions find their pages, and whether a figure fell below its floor.

    python -m bench.gate ../shared/data                 every set in full, with plain fusion
    python -m bench.gate ../shared/data --ci            the size that `.ci/run` measures: under 10 minutes without cache
    python -m bench.gate ../shared/data --only reports scifact --no-plain --out now.json --against before.json

The exit status is 1 if a figure is below its floor in `bench/floors.json`; each such figure is named. `--set-floors`
raises floors to the measured figures less a margin (`bench/measured.py`). To lower a floor, add `--lower`; the diff
shows it. `--out` writes every question's values, and `--against` compares with such a file by paired bootstrap. Rows of
`bench/LOG.md` are made from that.

Sets and measures:

    reports, filings, articles
                        Question files over PDF files (`bench/page_sets.py`). A library is asked as a person asks it:
                        `Assistant.search`, 200 passages; the page of a passage is the page of its quoted sentence.
                        page@k, MRR, full@k and doc@k as in `docs/evaluation.md`, and
        quoted          whether the first passage on a gold page quotes the answer: its highlights together hold 0.6
                        of the words of the question's `quote`. Only questions with a `quote`; 0 if no gold page is
                        among the 200 passages.
                        The others are measured on what `Assistant.ask` shows: the evidence, or the closest passages
                        if it refuses. The line above the table says how many passages that is, on average.
        quote@1         whether the first quotation is right: it holds 0.6 of the words of the question's `quote`, and
                        has at most 80 words
        quote@3         whether one of the first three quotations is right
        holding         the share of the shown passages whose text holds 0.6 of the words of the `quote`
        answered        of the answerable questions, the share that was not refused
        refused         of the unanswerable questions, the share that was refused
        told            of the unanswerable questions, the share that was refused or told which of the question's names
                        the passages, or the first of them, do not mention (`missing` or `missing_in` of the answer)
        rightly         of the refused questions, the share that is unanswerable
    scifact, cranfield, xquad-en, xquad-es    BEIR folders (`bench/beir_sets.py`): nDCG@10, recall@100
    xquad-en-es, xquad-es-en                  English questions over the Spanish paragraphs, and the reverse
    xquad-en-mixed, xquad-es-mixed            over both: every other paragraph in Spanish, the rest in English

**Plain fusion** is `bench.plain.Fusion`: reciprocal rank fusion (k = 60) of BM25 and the same model over 180-word
windows of each page (a BEIR document is one window), without and with knowledge of the language. For question files the
cross-encoder then reads the first 20 windows ("plain, rerank"). The difference in the table is our figure less the
figure of the last variant.

Results of slow steps are kept in the cache folder under `gate/`, which may be deleted at any time: vectors by text and
model (`bench/vectors.py`), the windows of each file, and a library for each set. The library is made again when the
code of `corpus` has changed, because that code reads, identifies and cuts files. Its index is made again in every run.
`--library reports=FOLDER` asks an existing library instead.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.beir_sets import BEIR_SETS, measure_beir_set
from bench.measured import Measured, below, floors_of, raised, read_measured, table
from bench.page_sets import PAGE_SETS, measure_page_set
from bench.setup import Bench, open_bench
from corpus.errors import EvidenceError
from corpus.files import write_file

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "bench" / "floors.json"

ALL_SETS = (*PAGE_SETS, *BEIR_SETS)
CI_SETS = ("reports", *BEIR_SETS)


def main() -> int:
    """Measure the requested sets, print their tables, and return the exit status."""
    arguments = parse_arguments()
    bench = _bench(arguments)
    size = _size(arguments)
    all_floors = _read_floors(arguments.floors)
    floors = all_floors.get(size, {})
    earlier = read_run(arguments.against) if arguments.against else {}
    measured: dict[str, Measured] = {}
    for name in arguments.only or (CI_SETS if arguments.ci else ALL_SETS):
        measured[name] = measure_set(bench, name)
        set_floors = floors.get(name, {}).get("floors", {})
        print(_tables(name, measured[name], earlier.get(name), set_floors), flush=True)
        if arguments.out:  # after each set, so that a run that is stopped keeps its results
            write_run(arguments.out, measured)
    fallen = fallen_figures(measured, floors)
    if arguments.set_floors:
        all_floors[size] = {**floors, **new_floors(measured, floors, arguments.lower)}
        _write_json(arguments.floors, all_floors)
        if arguments.lower:
            fallen = []
    return report_fallen(fallen)


def report_fallen(fallen: Sequence[str]) -> int:
    """Print the figures below their floors and return the exit status."""
    for figure in fallen:
        print(f"below its floor: {figure}")
    if not fallen:
        print("nothing is below its floor")
    return 1 if fallen else 0


def parse_arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.gate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="the folder that holds reports, filings, articles and ir")
    parser.add_argument("--only", nargs="+", choices=ALL_SETS, metavar="SET", help="measure only these sets")
    parser.add_argument("--ci", action="store_true", help="measure the small size, without plain fusion")
    parser.add_argument("--no-plain", action="store_true", help="do not measure plain fusion")
    parser.add_argument("--fast", action="store_true", help="ask without reranking, as --fast does")
    parser.add_argument(
        "--library", nargs="+", default=[], type=_named_folder, metavar="SET=FOLDER", help="ask this library as it is"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the values of every question")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with such a file")
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE", help="default: bench/floors.json")
    parser.add_argument("--set-floors", action="store_true", help="raise floors to the measured figures less a margin")
    parser.add_argument("--lower", action="store_true", help="with --set-floors: also lower floors")
    return parser.parse_args()


def _named_folder(text: str) -> tuple[str, Path]:
    name, separator, folder = text.partition("=")
    if name not in PAGE_SETS or not separator:
        choices = " or ".join(f"{known}=FOLDER" for known in PAGE_SETS)
        raise argparse.ArgumentTypeError(f"{text!r}: give {choices}")
    return name, Path(folder)


def _bench(arguments: argparse.Namespace) -> Bench:
    return open_bench(
        arguments.data,
        dict(arguments.library),
        ci=arguments.ci,
        plain=not (arguments.ci or arguments.no_plain),
        fast=arguments.fast,
    )


def _size(arguments: argparse.Namespace) -> str:
    """Return the name of the section of the floors that this run is compared with."""
    size = "ci" if arguments.ci else "full"
    return f"{size}, fast" if arguments.fast else size


def measure_set(bench: Bench, name: str) -> Measured:
    """Return the measures of a set."""
    if name in PAGE_SETS:
        return measure_page_set(bench, name)
    return measure_beir_set(bench, name)


def _tables(name: str, measured: Measured, earlier: Measured | None, floors: Mapping[str, Mapping[str, float]]) -> str:
    facts = [f"{side} {took:.0f} s" for side, took in measured.seconds.items() if took >= 1]
    if measured.shown:
        facts.append(f"{measured.shown:.1f} passages shown")
    lines = [f"\n{name}    {', '.join(facts)}", table(measured, measured.plain, floors)]
    if earlier:
        lines.append(f"\n{name}, compared with the earlier run")
        lines.append(table(measured, {"before": earlier.values}, {}))
    return "\n".join(lines)


def fallen_figures(measured: Mapping[str, Measured], floors: Mapping[str, Any]) -> list[str]:
    """Return the figures of each set that are below their floors, and the sets whose floors are for other questions."""
    fallen = []
    for name, one_set in measured.items():
        known = floors.get(name)
        if known is None:
            print(f"{name}: no floors yet, --set-floors sets them", file=sys.stderr)
        elif known["mark"] != one_set.mark:
            fallen.append(f"{name}: its questions or documents differ from the ones that its floors were set on")
        else:
            fallen += [f"{name}, {figure}" for figure in below(one_set, known["floors"])]
    return fallen


def new_floors(measured: Mapping[str, Measured], old: Mapping[str, Any], lower: bool) -> dict[str, Any]:
    """Return the floors of these sets. They are not lower than the old ones unless `lower` is set."""
    new = {}
    for name, one_set in measured.items():
        known = old.get(name)
        if known is None or lower:
            new[name] = {"mark": one_set.mark, "floors": raised({}, floors_of(one_set))}
        elif known["mark"] == one_set.mark:
            new[name] = {"mark": one_set.mark, "floors": raised(known["floors"], floors_of(one_set))}
    return new


def _read_floors(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    floors: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return floors


def read_run(path: Path) -> dict[str, Measured]:
    """Return what `write_run` wrote."""
    sets = json.loads(path.read_text("utf-8"))
    return {name: read_measured(fields) for name, fields in sets.items()}


def write_run(path: Path, measured: Mapping[str, Measured]) -> None:
    """Write the values of every question of each set."""
    _write_json(path, {name: asdict(one_set) for name, one_set in measured.items()})


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    write_file(path, json.dumps(content, indent=1).encode() + b"\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EvidenceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
