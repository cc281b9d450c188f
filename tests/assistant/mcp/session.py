"""Write docs/mcp-session.md: python -m tests.assistant.mcp.session > docs/mcp-session.md. A test checks it.

The official client starts `evidence mcp` on a new library, and what it sends and gets is written down.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.assistant.mcp.talking import Talk, command, talk_to
from tests.conftest import ROOT

MAX_TEXT = 240
"""Longer texts are cut in the document, with a mark."""

CURSOR = "(a cursor)"
"""Shown in place of a cursor, which depends on the state of the library."""

HEAD = """# A session with the MCP server

Made by `python -m tests.assistant.mcp.session > docs/mcp-session.md`: the official client starts `evidence mcp` on a
new library, which has notes on the works of the starter reading list, and calls each tool. A test makes the session
again and compares. Long texts are cut here, with `[...]`, confidence is rounded, cursors are left out, and the folder
of the library is `/library`. [mcp.md](mcp.md) says what the fields mean.
"""

CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("A question that the library answers", "search", {"query": "What is a call-in?", "k": 1}),
    (
        "A question that it does not answer",
        "search",
        {"query": "What is the boiling point of water?", "filter": {"key": "icg-2017"}},
    ),
    ("The text of a work", "fetch", {"id": "nnsc-gvi-guide-2013", "max_tokens": 200}),
    ("References", "cite", {"ids": ["nnsc-gvi-guide-2013", "abt-winship-2016"], "style": "vancouver"}),
    ("What the library holds", "list_works", {"filter": {"since": 2016, "kind": "report"}, "k": 2}),
    ("A call that cannot be carried out", "fetch", {"id": "abt-winship-2061"}),
]
"""What each call is for, the tool and its arguments."""


def document(library: Path) -> str:
    """Return the session as Markdown."""
    with talk_to(command(library)) as talk:
        parts = [HEAD, *_tools(talk)]
        for title, tool, arguments in CALLS:
            called = talk.call(tool, **arguments)
            parts.append(f"## {title}\n\n`{tool}` with `{json.dumps(arguments)}`:\n")
            if called.is_error:
                parts.append(f"```text\nisError: true\n{called.content[0].text}\n```\n")
            else:
                shown = json.dumps(_shown(called.structured_content, library), indent=2, ensure_ascii=False)
                parts.append(f"```json\n{shown}\n```\n")
    return "\n".join(parts)


def _tools(talk: Talk) -> Iterator[str]:
    """Yield what the client learns about the server and its tools."""
    listed = talk.portal.call(talk.client.list_tools).tools
    yield "## The tools\n"
    yield f"The client speaks version {talk.client.protocol_version} of the protocol. The server lists:\n"
    for tool in listed:
        yield f"* **{tool.name}** ({tool.title}): {tool.description}"
    yield ""


def _shown(value: Any, library: Path) -> Any:
    """Return a result as it is written down."""
    if isinstance(value, str):
        text = value.replace(library.absolute().as_uri(), "file:///library")
        return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]} [...]"
    if isinstance(value, float):
        return round(value, 1)
    if isinstance(value, dict):
        shown = {name: _shown(each, library) for name, each in value.items()}
        if shown.get("next_cursor"):
            shown["next_cursor"] = CURSOR
        return shown
    if isinstance(value, list):
        return [_shown(each, library) for each in value]
    return value


def main() -> None:
    """Make a new library, and print the session."""
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        words = [sys.executable, "-m", "assistant", "ask", "What is a call-in?"]
        environment = {**os.environ, "EVIDENCE_LIBRARY": str(library)}
        subprocess.run(words, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        sys.stdout.write(document(library))


if __name__ == "__main__":
    main()
