"""The measures of a set of questions: as a table, beside another run, and against floors. No I/O.

A **measure** has a value from 0 to 1, higher is better, for each question it applies to. A **row** is a group of
questions (a kind, a language, all). A **figure** is the mean of a measure over the questions of a row that have a
value.

A **floor** is the lowest value that a figure may have: a measured figure less one question of the row, or less `MARGIN`
if a question is worth less than that.

    12 of 55 questions missed: 0.782, a question is worth 1/55    floor 0.763
    0.9523 over 1,190 queries, a question is worth 0.0008         floor 0.947
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from bench.measures import bootstrap_interval, mean

MARGIN = 0.005
"""A smaller loss is not counted: processors that multiply bytes differently change the encoder's vectors that much."""

MEASURES_WITHOUT_FLOOR = frozenset({"rightly"})
"""The share of right refusals follows from `refused` and `answered`, and does not exist if nothing is refused."""

Values = Mapping[str, Mapping[str, float]]
"""The value of each question (by id), by measure."""

Floors = Mapping[str, Mapping[str, float]]
"""Floors by row and measure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of a set.

    `mark` is a hash of its questions and documents. `rows` are the ids of the questions of each row. `plain` are the
    same measures of the systems that ours is compared with, by name; the last one counts. `seconds` is the time each
    took. `shown` is the mean number of passages that an answer shows; 0 if nothing was asked.
    """

    mark: str
    rows: Mapping[str, Sequence[str]]
    values: Values
    plain: Mapping[str, Values]
    seconds: Mapping[str, float]
    shown: float = 0.0


def read_measured(fields: Mapping[str, Any]) -> Measured:
    """Return what `dataclasses.asdict` wrote, after JSON."""
    return Measured(**fields)


def values_of_row(values: Values, measure: str, questions: Sequence[str]) -> dict[str, float]:
    """Return the values of the questions of a row that a measure applies to."""
    known = values.get(measure, {})
    return {question: known[question] for question in questions if question in known}


# --- the table -------------------------------------------------------------------------------------------------


def table(measured: Measured, others: Mapping[str, Values], floors: Floors) -> str:
    """Return lines for each row: ours, the others, the difference to the last of them with its interval, the floor.

    The interval is from the paired bootstrap, 95 %. A cell is empty if the measure does not apply, or if the two
    systems were measured on different questions.
    """
    measures = list(measured.values)
    labels = {row: f"{row} ({len(questions)})" for row, questions in measured.rows.items()}
    width = max(len(label) for label in labels.values())
    lines = [_table_line("", "", measures, width)]
    for row, questions in measured.rows.items():
        label = labels[row]
        for name, cells in _row_cells(measured, others, floors.get(row, {}), questions):
            if any(cells):
                lines.append(_table_line(label, name, cells, width))
                label = ""
    return "\n".join(lines)


def _table_line(label: str, name: str, cells: Sequence[str], width: int) -> str:
    columns = "".join(f"{cell:>11}" for cell in cells)
    return f"{label:{width}}  {name:12}{columns}".rstrip()


def _row_cells(
    measured: Measured, others: Mapping[str, Values], floors: Mapping[str, float], questions: Sequence[str]
) -> list[tuple[str, list[str]]]:
    """Return the name and the cells of each line of a row; a cell may be empty."""
    measures = list(measured.values)
    lines = []
    for name, values in {"ours": measured.values, **others}.items():
        lines.append((name, [_figure(values_of_row(values, measure, questions)) for measure in measures]))
    if others:
        last = list(others.values())[-1]
        lines += _difference_lines(last, measured.values, measures, questions)
    floor_cells = [f"{floors[measure]:.3f}" if measure in floors else "" for measure in measures]
    lines.append(("floor", floor_cells))
    return lines


def _difference_lines(
    before: Values, now: Values, measures: Sequence[str], questions: Sequence[str]
) -> list[tuple[str, list[str]]]:
    """Return the lines with the difference and the two ends of its interval."""
    cells: dict[str, list[str]] = {"difference": [], "from": [], "to": []}
    for measure in measures:
        found = difference(values_of_row(before, measure, questions), values_of_row(now, measure, questions))
        for name, value in zip(cells, found or (None, None, None), strict=True):
            cells[name].append("" if value is None else f"{value:+.3f}")
    return list(cells.items())


def _figure(values: Mapping[str, float]) -> str:
    return f"{mean(values):.3f}" if values else ""


def difference(before: Mapping[str, float], now: Mapping[str, float]) -> tuple[float, float, float] | None:
    """Return the mean of now - before and both ends of its interval; None if the questions differ or there are none."""
    if not now or before.keys() != now.keys():
        return None
    low, high = bootstrap_interval(before, now)
    return mean(now) - mean(before), low, high


# --- floors ----------------------------------------------------------------------------------------------------


def below(measured: Measured, floors: Floors) -> list[str]:
    """Return the figures below their floors as "row, measure: figure < floor", and figures that were not measured."""
    fallen = []
    for row, row_floors in floors.items():
        for measure, lowest in row_floors.items():
            values = values_of_row(measured.values, measure, measured.rows.get(row, ()))
            if not values:
                fallen.append(f"{row}, {measure}: not measured, and its floor is {lowest:.3f}")
            elif mean(values) < lowest:
                fallen.append(f"{row}, {measure}: {mean(values):.4f} < {lowest:.3f}")
    return fallen


def floors_of(measured: Measured) -> dict[str, dict[str, float]]:
    """Return the floors that follow from these figures."""
    floors: dict[str, dict[str, float]] = {}
    for row, questions in measured.rows.items():
        for measure in measured.values.keys() - MEASURES_WITHOUT_FLOOR:
            values = values_of_row(measured.values, measure, questions)
            if values:
                lowest = mean(values) - max(MARGIN, 1 / len(values))
                floors.setdefault(row, {})[measure] = max(floor(lowest * 1000) / 1000, 0.0)
    return floors


def raised(old: Floors, new: Floors) -> dict[str, dict[str, float]]:
    """Return the higher floor wherever both have one, and every floor that only one has."""
    floors: dict[str, dict[str, float]] = {}
    for row in dict.fromkeys([*old, *new]):
        old_row, new_row = old.get(row, {}), new.get(row, {})
        floors[row] = {}
        for measure in sorted({*old_row, *new_row}):
            floors[row][measure] = max(old_row.get(measure, 0.0), new_row.get(measure, 0.0))
    return floors
