"""The arguments of a call, checked against the schema of the tool."""

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]

from assistant.mcp.model import Json, Tool
from assistant.render.plain import one_line
from corpus.errors import InputError


def checked(tool: Tool, arguments: Json) -> Json:
    """Return the arguments of a call. A single text is taken for an array of one text.

    A filter is checked where it is used, which names the filters and values that there are.

    Raises:
        InputError: they do not have the form that the tool asks for.
    """
    given = _with_arrays(tool, arguments)
    properties = {**tool.arguments, "filter": {"type": "object"}} if "filter" in tool.arguments else tool.arguments
    schema = {**tool.input_schema, "properties": properties, "additionalProperties": False}
    fault = best_match(Draft202012Validator(schema).iter_errors(given))
    if fault is not None:
        place = ".".join(str(part) for part in fault.absolute_path)
        message = one_line(f"{place}: {fault.message}" if place else fault.message)
        raise InputError(f"{message}. The arguments of {tool.name} are: {', '.join(tool.arguments)}")
    return given


def _with_arrays(tool: Tool, arguments: Json) -> Json:
    """Return arguments with each text in an array where the tool takes an array: models often write one name so."""
    given: Json = {}
    for name, value in arguments.items():
        if isinstance(value, str) and tool.arguments.get(name, {}).get("type") == "array":
            given[name] = [value]
        elif value is not None:  # a model often writes null for what it leaves out
            given[name] = value
    return given
