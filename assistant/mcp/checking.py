"""The tool `check_quotes`: whether the quotations of a draft are in the works that they cite."""

from assistant.mcp.model import TEXT, Found, Json, Links, Tool, array_of, object_with
from assistant.mcp.served import ServedLibrary

MAX_DRAFT_CHARACTERS = 10_000
"""Three pages. A text of quotations and nothing else takes some seconds, and a longer draft can be checked in parts."""


def check_quotes(served: ServedLibrary, arguments: Json, links: Links) -> Found:
    """Return what the library says about each quotation and each figure with a citation."""
    from assistant.mcp.quotation import QUOTED, cleaned
    from assistant.render.checks import check_json

    check = check_json(served.indexed().check_text(arguments["text"]))
    del check["schema"]
    return Found({"about": QUOTED, **cleaned(check)})


CHECK_QUOTES = Tool(
    name="check_quotes",
    title="Check quotations",
    description="Before you show a draft: check that its quotations are word for word in the works and pages it cites.",
    arguments={"text": {**TEXT, "maxLength": MAX_DRAFT_CHARACTERS, "description": "with the citations"}},
    required=("text",),
    result=object_with("figures", "wrong", quotations=array_of("quote", "verdict", "found", "original")),
    run=check_quotes,
)
