"""The tool `cite`: references and in-text citations in a citation style."""

from assistant.mcp.model import TEXT, Found, Json, Links, Tool, object_with
from assistant.mcp.served import ServedLibrary

STYLES = ("apa", "chicago-author-date", "chicago-notes", "mla", "harvard", "vancouver")
"""The styles that come with this program. A style in a file is for people: its path could be any file of theirs."""

MAX_IDS = 50

TEXTS: Json = {"type": "array", "items": TEXT}


def cite(served: ServedLibrary, arguments: Json, links: Links) -> Found:
    """Return the references of works, and the in-text citations of passages."""
    from assistant.mcp.quotation import QUOTED, cleaned

    style = arguments.get("style", "apa")
    listed = served.opened().cite(arguments["ids"], style)
    in_text = [{"id": target, "text": str(citation)} for target, citation in listed.in_text.items()]
    references = [str(reference) for reference in listed.references]
    remarks = list(listed.remarks)
    result = {"style": style, "about": QUOTED, "references": references, "in_text": in_text, "remarks": remarks}
    return Found(cleaned(result))


CITE = Tool(
    name="cite",
    title="Cite works",
    description="Format references of works and in-text citations of passages. Tell the user the remarks.",
    arguments={
        "ids": {**TEXTS, "minItems": 1, "maxItems": MAX_IDS, "description": "keys and passage_ids"},
        "style": {"enum": list(STYLES)},
    },
    required=("ids",),
    result=object_with("references", "in_text", "remarks"),
    run=cite,
)
