"""BibTeX and RIS: the works of an answer or a search, for a reference manager."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.model import Answer, Evidence
from assistant.render.model import Context
from corpus.exchange import ReferenceFormat, write


@dataclass(frozen=True, slots=True)
class Bibliography:
    """A renderer that writes each work once, in the order of the evidence. Without evidence it writes nothing."""

    format: ReferenceFormat

    def render_answer(self, answer: Answer, context: Context) -> str:
        """Return the works of an answer's evidence."""
        return self._works(answer.evidence)

    def render_hits(self, query: str, hits: Sequence[Evidence], context: Context) -> str:
        """Return the works of the results of a search."""
        return self._works(hits)

    def _works(self, evidence: Iterable[Evidence]) -> str:
        works = {piece.citation.reference.key: piece.citation.reference for piece in evidence}
        if not works:
            return ""
        return write(list(works.values()), self.format)
