"""A list of references as plain text: one line each, without fonts."""

from assistant.references import ReferenceList
from assistant.render.lists import clean_runs, in_text_lines
from corpus.citing.styles.styled_text import StyledText


def render(references: ReferenceList) -> bytes:
    """Return the references and, after an empty line, the citations of passages."""
    lines = [_line(entry) for entry in references.references]
    in_text = in_text_lines(references)
    if in_text:
        lines.append("")
    lines += [_line(line) for line in in_text]
    return "".join(f"{line}\n" for line in lines).encode()


def _line(text: StyledText) -> str:
    return "".join(run.text for run in clean_runs(text))
