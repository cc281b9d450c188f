"""What a tool is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from assistant.mcp.served import ServedLibrary

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool returns: a JSON object, and perhaps a picture as a PNG file."""

    result: Json
    picture: bytes | None = None


TEXT: Json = {"type": "string"}
YEAR: Json = {"type": "integer"}

FILTER: Json = {"kind": TEXT, "design": TEXT, "author": TEXT, "since": YEAR, "until": YEAR}
"""The fields of a filter of works. `assistant.filters.narrowed` checks their values: it takes arrays of texts too."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where a person can read something: on the desk, whose address is `desk`, or in the stored original."""

    desk: str | None = None

    def passage(self, passage_id: str, original: str) -> str:
        """Return the address of a passage. `original` opens the stored original at its page."""
        return f"{self.desk}passage/{passage_id}" if self.desk else original

    def work(self, key: str, original: str) -> str:
        """Return the address of a work."""
        return f"{self.desk}work/{quote(key, safe='')}" if self.desk else original


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what clients are told about it, and its function.

    Attributes:
        name: its name.
        title: its name for people.
        description: what it does, for the model that decides whether to call it.
        arguments: the schemas of its arguments, by name.
        required: the arguments that must be given.
        result: the schema of its result.
        run: returns the result. It may take seconds, and raises `EvidenceError` if it fails.
    """

    name: str
    title: str
    description: str
    arguments: Mapping[str, Any]
    required: tuple[str, ...]
    result: Mapping[str, Any]
    run: Callable[["ServedLibrary", Json, Links], Found]

    @property
    def input_schema(self) -> Json:
        """The JSON Schema of the arguments."""
        return {
            "type": "object",
            "properties": dict(self.arguments),
            "required": list(self.required),
        }


def object_with(*required: str, **properties: Json) -> Json:
    """Return the schema of an object that has all these properties, and perhaps others.

    All schemas together must be short, because clients send them with each question of a person. So a property has a
    schema only if a program may rely on more than its name.
    """
    schema: Json = {"type": "object", "required": [*required, *properties]}
    return {**schema, "properties": properties} if properties else schema


def array_of(*required: str) -> Json:
    """Return the schema of an array of objects that have these properties."""
    return {"type": "array", "items": {"required": list(required)}}
