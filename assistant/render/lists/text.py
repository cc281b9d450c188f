"""A list of references as plain text: one line each, without fonts."""

from assistant.render.lists import Paragraph, TextDocument, clean_runs


def render(document: TextDocument) -> bytes:
    """Return a line for each paragraph, with an empty line between two that do not belong together."""
    lines = []
    before: Paragraph | None = None
    for paragraph in document.paragraphs:
        if before is not None and not _belong_together(before, paragraph):
            lines.append("")
        lines.append("".join(run.text for run in clean_runs(paragraph.text)))
        before = paragraph
    return "".join(f"{line}\n" for line in lines).encode()


def _belong_together(before: Paragraph, after: Paragraph) -> bool:
    """Return whether two paragraphs are of one list, or the second one is about the first one."""
    return after.kind == "remark" or before.kind == after.kind == "reference"
