"""Measure `evidence matrix`: does it find the works that answer, and does it leave the others empty?

    python -m bench.matrix LIBRARY QUESTIONS.jsonl [LIBRARY QUESTIONS.jsonl ...] [--questions N] [--seed 1]

The questions are those of the development sets, with the files that answer. It prints the share of the cells of works
that answer which have a quotation, the same for all other works (which may answer too: nobody looked), and the
CPU-seconds for a question.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.matrix.model import Matrix, MatrixQuestion


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for library, questions in zip(options.pairs[::2], options.pairs[1::2], strict=True):
        measure(library, questions, options.questions, options.seed)


def measure(folder: Path, path: Path, limit: int, seed: int) -> None:
    """Print the shares for one library and its questions."""
    asked = _questions(path, limit, seed)
    desk = Assistant.open(folder)
    desk.prepare(fast=True)
    started = time.process_time()
    matrix = desk.matrix([MatrixQuestion(record["question"]) for record in asked], fast=True)
    seconds = (time.process_time() - started) / len(asked)
    answering, other = _quoted(matrix, asked)
    print(f"{folder}: {len(asked)} questions, {seconds:.2f} CPU-seconds a question")
    print(f"  works that answer: {sum(answering)} of {len(answering)} cells have a quotation")
    print(f"  all other works:   {sum(other)} of {len(other)} cells have a quotation")


def _questions(path: Path, limit: int, seed: int) -> list[dict[str, Any]]:
    """Return questions of a file that have an answer, in an order that depends on the seed."""
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    asked = [record for record in records if record["answerable"] and record["gold"]]
    random.Random(seed).shuffle(asked)
    return asked[:limit]


def _quoted(matrix: Matrix, asked: Sequence[dict[str, Any]]) -> tuple[list[bool], list[bool]]:
    """Return whether each cell of a work that answers has a quotation, and the same for all other works."""
    answering: list[bool] = []
    other: list[bool] = []
    for record, row in zip(asked, matrix.cells, strict=True):
        gold = {Path(place["file"]).stem for place in record["gold"]}
        for holding, cell in zip(matrix.works, row, strict=True):
            if holding.source and holding.source.kind != "note":
                cells = answering if Path(holding.source.name).stem in gold else other
                cells.append(cell.evidence is not None)
    return answering, other


if __name__ == "__main__":
    main()
