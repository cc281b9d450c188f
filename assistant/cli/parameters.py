"""Parameters of commands that keep what needs no conversion.

Typer converts the values of all parameters with pydantic, even texts, and values that nobody gave. Loading it takes
60 ms of each command.
"""

from typing import Any

from typer.core import TyperCommand, TyperGroup


class LightGroup(TyperGroup):
    """A group of commands whose own parameters keep what needs no conversion."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters."""
        return [keep_texts(parameter) for parameter in super().get_params(ctx)]


class LightCommand(TyperCommand):
    """A command whose parameters keep what needs no conversion."""

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters."""
        return [keep_texts(parameter) for parameter in super().get_params(ctx)]


def keep_texts(parameter: Any) -> Any:
    """Let a parameter keep texts, numbers that are defaults, and no value. Typer converts all others. Return it."""
    if "process_value" in vars(parameter):
        return parameter
    convert = parameter.process_value

    def process_value(context: Any, value: Any) -> Any:
        kept = _kept(parameter, value)
        if kept is _NEEDS_CONVERSION or (parameter.required and parameter.value_is_missing(kept)):
            return convert(context, value)  # which raises if the value is missing
        return parameter.callback(context, parameter, kept) if parameter.callback else kept

    parameter.process_value = process_value
    return parameter


_NEEDS_CONVERSION = object()


def _kept(parameter: Any, value: Any) -> Any:
    """Return the value that a parameter keeps, or `_NEEDS_CONVERSION`."""
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    is_list = parameter.multiple or parameter.nargs == -1
    if value is None:
        return () if is_list else None
    if annotation == list[str] and is_list and isinstance(value, (list, tuple)):
        return list(value)
    if type(value) is annotation and annotation in (str, int):
        return value
    return _NEEDS_CONVERSION
