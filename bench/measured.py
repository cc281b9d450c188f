"""What was measured of a set of questions, as a table, beside another run, and against floors. Pure.

A **measure** has a value, 0 to 1 and higher is better, for each question that it says something of; a **row** is a
group of questions (a kind, a language, all), and its **figure** the mean over those of them that have a value.

A **floor** is what a figure may not fall below: what was once measured less one question of the row, or less `MARGIN`
where a question is worth less than that:

    12 of 55 questions missed: 0.782, a question is worth 1/55    floor 0.763
    0.9523 over 1,190 queries, a question is worth 0.0008         floor 0.947
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from bench.measures import bootstrap_interval, mean

MARGIN = 0.005
"""Less than this is no loss: what a processor that multiplies bytes otherwise changes in the encoder's vectors."""

FOLLOWS = frozenset({"rightly"})
"""Measures without a floor, since others hold them up: of what is refused the share that is refused rightly is made of
`refused` and `answered`, and there is none where nothing is refused."""

Values = Mapping[str, Mapping[str, float]]
"""The value of each question, by its id, by measure."""

Floors = Mapping[str, Mapping[str, float]]
"""By row and measure."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A set measured.

    `mark` is a hash over its questions and documents; `rows` the ids of the questions of each row; `plain` the same
    measures of what ours is compared with, by name, the one that counts last; `seconds` what each side took.
    """

    mark: str
    rows: Mapping[str, Sequence[str]]
    values: Values
    plain: Mapping[str, Values]
    seconds: Mapping[str, float]


def read_measured(fields: Mapping[str, Any]) -> Measured:
    """Gives what `dataclasses.asdict` made of it, after JSON."""
    return Measured(**fields)


def of_row(values: Values, measure: str, queries: Sequence[str]) -> dict[str, float]:
    """Gives those of a row's questions that a measure has a value for."""
    known = values.get(measure, {})
    return {query: known[query] for query in queries if query in known}


# --- the table -------------------------------------------------------------------------------------------------


def table(measured: Measured, others: Mapping[str, Values], floors: Floors) -> str:
    """Gives a block of lines for each row: ours, the others, the difference to the last of them and its interval.

    The interval is that of the paired bootstrap, 95 %; where a measure is not of the same questions, or of none, its
    place is empty.
    """
    measures = list(measured.values)
    width = max(len(_label(row, queries)) for row, queries in measured.rows.items())
    lines = [_line("", "", [f"{measure:>11}" for measure in measures], width)]
    for row, queries in measured.rows.items():
        label = _label(row, queries)
        for name, cells in _cells(measured, others, floors.get(row, {}), measures, queries):
            if any(cells):
                lines.append(_line(label, name, [f"{cell:>11}" for cell in cells], width))
                label = ""
    return "\n".join(lines)


def _label(row: str, queries: Sequence[str]) -> str:
    return f"{row} ({len(queries)})"


def _line(label: str, name: str, cells: Sequence[str], width: int) -> str:
    return f"{label:{width}}  {name:12}{''.join(cells)}".rstrip()


def _cells(
    measured: Measured,
    others: Mapping[str, Values],
    floors: Mapping[str, float],
    measures: Sequence[str],
    queries: Sequence[str],
) -> list[tuple[str, list[str]]]:
    """Gives the lines of a row: what each is called, and its cells, "" for none."""
    runs = {"ours": measured.values, **others}
    lines = [
        (name, [_figure(of_row(values, measure, queries)) for measure in measures]) for name, values in runs.items()
    ]
    if others:
        last = list(others.values())[-1]
        pairs = [(of_row(last, measure, queries), of_row(measured.values, measure, queries)) for measure in measures]
        found = [difference(before, now) for before, now in pairs]
        for place, name in enumerate(("difference", "from", "to")):
            lines.append((name, [f"{each[place]:+.3f}" if each else "" for each in found]))
    lines.append(("floor", [f"{floors[measure]:.3f}" if measure in floors else "" for measure in measures]))
    return lines


def _figure(values: Mapping[str, float]) -> str:
    return f"{mean(values):.3f}" if values else ""


def difference(before: Mapping[str, float], now: Mapping[str, float]) -> tuple[float, float, float] | None:
    """Gives the mean of now - before and the ends of its interval; None where the questions differ, or are none."""
    if not now or before.keys() != now.keys():
        return None
    return (mean(now) - mean(before), *bootstrap_interval(before, now))


# --- floors ----------------------------------------------------------------------------------------------------


def below(measured: Measured, floors: Floors) -> list[str]:
    """Gives what fell below its floor, as "row, measure: figure < floor"; a figure that is gone has fallen too."""
    found = []
    for row, measures in floors.items():
        for measure, least in measures.items():
            values = of_row(measured.values, measure, measured.rows.get(row, ()))
            if not values:
                found.append(f"{row}, {measure}: not measured, and its floor is {least:.3f}")
            elif mean(values) < least:
                found.append(f"{row}, {measure}: {mean(values):.4f} < {least:.3f}")
    return found


def floors_of(measured: Measured) -> dict[str, dict[str, float]]:
    """Gives the floors that these figures would stand on."""
    floors: dict[str, dict[str, float]] = {}
    for row, queries in measured.rows.items():
        for measure in measured.values.keys() - FOLLOWS:
            if values := of_row(measured.values, measure, queries):
                least = mean(values) - max(MARGIN, 1 / len(values))
                floors.setdefault(row, {})[measure] = max(floor(least * 1000) / 1000, 0.0)
    return floors


def raised(old: Floors, new: Floors) -> dict[str, dict[str, float]]:
    """Gives the higher of both wherever both have a floor, and every floor that only one has."""
    rows = dict.fromkeys([*old, *new])
    return {
        row: {
            measure: max(each[row][measure] for each in (old, new) if measure in each.get(row, {}))
            for measure in sorted({*old.get(row, {}), *new.get(row, {})})
        }
        for row in rows
    }
