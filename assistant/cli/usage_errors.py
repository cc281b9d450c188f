"""Errors of usage in plain words. Typer shows the words of the library that checks a value."""

from difflib import get_close_matches
from typing import Any

import typer


def in_plain_words(error: typer.BadParameter) -> str:
    """Return what is wrong with the value of an option or argument, with a suggestion if it has choices."""
    checks = getattr(error.__cause__, "errors", None)
    if checks is None:
        return str(error.message)
    problem: dict[str, Any] = checks()[0]
    value, limits = problem["input"], problem.get("ctx", {})
    kind = problem["type"]
    if kind in ("int_parsing", "int_type", "int_from_float", "int_parsing_size"):
        return f"{value!r} is not a whole number"
    if kind == "greater_than_equal":
        return f"{value} is less than {limits['ge']}, the minimum"
    if kind == "less_than_equal":
        return f"{value} is more than {limits['le']}, the maximum"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return message.rstrip(".") + _suggestion(value, error)


def _suggestion(value: Any, error: typer.BadParameter) -> str:
    descriptor = getattr(error.param, "type_descriptor", None)
    choices = [str(choice) for choice in getattr(descriptor, "choices", None) or ()]
    similar = get_close_matches(str(value).lower(), choices, n=1)
    return f". Did you mean {similar[0]!r}?" if similar else ""
