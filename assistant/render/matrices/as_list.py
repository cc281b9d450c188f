"""A matrix as a list for a terminal, and as JSON: each question with the works that answer it."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assistant.matrix.model import Cell, Matrix
from assistant.render.json import SCHEMA_VERSION, evidence_json
from assistant.render.layout import Block
from assistant.render.matrices.grid import NOTE, cell_text
from assistant.render.plain import count, one_line, status_counts
from corpus.citing.short_citation import author_year
from corpus.model import Holding


def matrix_text(matrix: Matrix) -> RenderableType:
    """Return each question with the quotations that answer it, and how many works say nothing."""
    parts: list[RenderableType] = []
    group = ""
    for question, row in zip(matrix.questions, matrix.cells, strict=True):
        if question.group != group:
            group = question.group
            parts.append(Block([Text(one_line(group).upper(), style="bold")]))
        lines = [Text(one_line(question.text), style="bold cyan")]
        others = []
        for holding, cell in zip(matrix.works, row, strict=True):
            if cell.evidence is not None:
                lines.append(_line(holding, cell))
            else:
                others.append(cell.state)
        totals = f"  {status_counts(others)}" if others else ""
        lines.append(Text(totals, style="dim"))
        parts.append(Block(lines, hang=2))
    works = count(len(matrix.works), "work")
    questions = count(len(matrix.questions), "question")
    parts.append(Block([Text(f"{questions}, {works}. {NOTE}", style="dim")]))
    return Group(*parts)


def _line(holding: Holding, cell: Cell) -> Text:
    assert cell.evidence
    handle = cell.evidence.hit.passage.handle[:8]
    work = one_line(author_year(holding.reference))
    return Text(f"  {work}: {cell_text(cell)}  {handle}")


def matrix_json(matrix: Matrix) -> dict[str, Any]:
    """Return a matrix as a JSON object (docs/json.md)."""
    rows = []
    for number, (question, row) in enumerate(zip(matrix.questions, matrix.cells, strict=True)):
        cells = [_cell_json(holding, cell) for holding, cell in zip(matrix.works, row, strict=True)]
        totals = dict(matrix.answers_to(number))
        rows.append({"question": question.text, "group": question.group, "answers": totals, "cells": cells})
    return {"schema": SCHEMA_VERSION, "works": [work.key for work in matrix.references], "rows": rows}


def _cell_json(holding: Holding, cell: Cell) -> dict[str, Any]:
    return {
        "key": holding.reference.key,
        "state": cell.state,
        "unreadable": cell.unreadable,
        "evidence": cell.evidence and evidence_json(cell.evidence),
    }
