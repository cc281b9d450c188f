"""The nouns of a brief: item, section, brief."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.baskets import BasketItem
from corpus.citing.styles.model import Mention


@dataclass(frozen=True, slots=True)
class BriefItem:
    """A quotation of a brief, or one that the library does not have now.

    Attributes:
        kept: the quotation and where it is now, with the person's note.
        mention: what a footnote cites: the work and the pages; None if the quotation is not in the library now.
        cites: the works that the quotation cites for its statement.
    """

    kept: BasketItem
    mention: Mention | None
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefSection:
    """A question, or a heading that a person gave, with its quotations.

    `refusal` is why the question has no good evidence; None if it has some. `missing` are the names of the question
    that none of its passages mentions.
    """

    heading: str
    items: tuple[BriefItem, ...]
    refusal: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """Sections in their order. `problems` say what was left out or could not be found, one line each."""

    sections: tuple[BriefSection, ...]
    problems: tuple[str, ...]

    @property
    def items(self) -> Iterator[BriefItem]:
        """The quotations of all sections."""
        for section in self.sections:
            yield from section.items


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """The text of a file of answers (`evidence ask --json`), and its name for messages. It is not trusted."""

    name: str
    text: str
