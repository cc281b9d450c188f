"""The input and the output of a citation style."""

from dataclasses import dataclass

from corpus.citing.styles.styled_text import StyledText
from corpus.model import Locator, Reference


@dataclass(frozen=True, slots=True)
class Mention:
    """A work that a text mentions, at a place or, without `first`, as a whole."""

    reference: Reference
    first: Locator | None = None
    last: Locator | None = None


@dataclass(frozen=True, slots=True)
class ListLayout:
    """The layout of a list of references: a hanging indent, and spaces in lines between lines and between entries."""

    hanging_indent: bool
    line_spacing: int
    entry_spacing: int


@dataclass(frozen=True, slots=True)
class FormattedCitations:
    """`references`: the list of references in the order of the style. `in_text`: a citation for each mention."""

    references: tuple[StyledText, ...]
    in_text: tuple[StyledText, ...]
    layout: ListLayout
