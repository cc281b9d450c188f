"""The session that the documentation shows is what the server does."""

import pytest

pytest.importorskip("mcp", reason="needs the extra desk")

from assistant.mcp.tools import TOOLS
from tests.assistant.mcp.session import document
from tests.conftest import ROOT


def test_the_documented_session(starter_library):
    """docs/mcp-session.md is what `python -m tests.assistant.mcp.session` prints."""
    assert (ROOT / "docs" / "mcp-session.md").read_text("utf-8") == document(starter_library)


def test_every_field_is_documented():
    """docs/mcp.md names every tool, each of its arguments, and each field that its result must have."""
    text = (ROOT / "docs" / "mcp.md").read_text("utf-8")
    for tool in TOOLS.values():
        section = text.partition(f"## `{tool.name}`")[2].partition("\n## ")[0]
        for name in (*tool.arguments, *tool.result["required"]):
            assert f"`{name}`" in section, (tool.name, name)
