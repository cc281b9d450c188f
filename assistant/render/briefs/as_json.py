"""A brief as a JSON object (docs/json.md), for programs."""

from typing import Any

from assistant.briefs.model import Brief, BriefItem, BriefSection
from assistant.render.json import SCHEMA_VERSION, citation_json


def brief_json(brief: Brief) -> dict[str, Any]:
    """Return the sections of a brief and what could not be found."""
    return {
        "schema": SCHEMA_VERSION,
        "sections": [_section_json(section) for section in brief.sections],
        "problems": list(brief.problems),
    }


def _section_json(section: BriefSection) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "reason": section.refusal,
        "missing": list(section.missing),
        "quotations": [_item_json(item) for item in section.items],
    }


def _item_json(item: BriefItem) -> dict[str, Any]:
    kept = item.kept
    return {
        "state": kept.state,
        "quote": kept.quote,
        "is_note": kept.is_note,
        "table_head": kept.table_head or None,
        "citation": kept.citation and citation_json(kept.citation),
        "passage_id": kept.passage and kept.passage.handle,
        "cites": list(item.cites),
        "note": kept.kept.note,
    }
