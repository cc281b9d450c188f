"""Configuration for the programs that people use: what starts this server for this library."""

import json
import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

NAME = "evidence"
"""The name of this server in the list of a client."""

NOT_SET = ("EVIDENCE_LIBRARY",)
"""Variables that a client need not set: the command names the library."""


def start_command(library: Path) -> list[str]:
    """Return the command that starts the server. Its paths are absolute: clients start it in any folder."""
    script = Path(sys.argv[0])
    is_script = script.stem == "evidence" and script.is_file()
    program = [str(script.absolute())] if is_script else [sys.executable, "-m", "assistant"]
    return [*program, "mcp", "--library", str(library.absolute())]


def environment() -> dict[str, str]:
    """Return the settings of this program in the environment. A client started from a menu does not have them."""
    settings = {}
    for name, value in sorted(os.environ.items()):
        if name.startswith("EVIDENCE_") and name not in NOT_SET:
            settings[name] = value
    return settings


def client_config(library: Path) -> str:
    """Return the configuration for each common client, with a line that says where it belongs."""
    command, *arguments = start_command(library)
    variables = environment()
    server: dict[str, object] = {"command": command, "args": arguments}
    if variables:
        server["env"] = variables
    parts = [
        (
            "Claude Desktop: Settings, Developer, Edit Config (claude_desktop_config.json).\n"
            "Cursor: ~/.cursor/mcp.json, or .cursor/mcp.json in a project. Most other clients take the same.",
            _text({"mcpServers": {NAME: server}}),
        ),
        (
            "VS Code: .vscode/mcp.json in a folder, or the command MCP: Open User Configuration.",
            _text({"servers": {NAME: {"type": "stdio", **server}}}),
        ),
        ("Claude Code, and other clients that take a command:", _added(variables, [command, *arguments])),
    ]
    return "\n".join(f"# {place.replace(chr(10), chr(10) + '# ')}\n{text}\n" for place, text in parts)


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _added(variables: Mapping[str, str], command: list[str]) -> str:
    options = " ".join(f"-e {shlex.quote(f'{name}={value}')}" for name, value in variables.items())
    parts = ["claude mcp add", NAME, options, "--", shlex.join(command)]
    return " ".join(part for part in parts if part)
