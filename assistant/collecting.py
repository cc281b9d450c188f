"""`Collecting`: a person keeps evidence in baskets, puts it in order, and takes it out with citations."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.library import Library
from corpus.model import DEFAULT_BASKET

if TYPE_CHECKING:
    from assistant.baskets import Basket, BasketFormat, CitedQuote


class Collecting(Library):
    """Keeps baskets of evidence in a library.

    Every method that writes raises LibraryBusy if another process is writing, and StorageFull if the library cannot be
    written. Then nothing has changed.
    """

    def baskets(self) -> Mapping[str, int]:
        """Return the number of items in each basket by its name, sorted. The default basket is there if it is empty."""
        raise NotImplementedError

    def basket(self, name: str = DEFAULT_BASKET) -> "Basket":
        """Return a basket. It is empty if nothing was put into a basket of this name.

        Raises:
            InputError: it is not a name for a basket.
        """
        raise NotImplementedError

    def add_to_basket(self, passage: str, start: int, end: int, *, name: str = DEFAULT_BASKET, note: str = "") -> bool:
        """Add a part of a passage to the end of a basket. Return whether it was new; the same part is kept once.

        Args:
            passage: the beginning of the id of the passage.
            start: the first character of the quotation in the text of the passage.
            end: the character after its last one.
            name: the basket. A basket is made by the first quotation that is added to it.
            note: what to say about it. The note of a quotation that is there already stays.

        Raises:
            UnknownKey: there is no such passage.
            InputError: the passage does not have such a part, or the name or the note cannot be used.
        """
        raise NotImplementedError

    def move_in_basket(self, name: str, item: str, position: int) -> None:
        """Move an item of a basket to a position, from 1. A position beyond the end is the end.

        Raises:
            UnknownKey: the basket has no such item.
        """
        raise NotImplementedError

    def remove_from_basket(self, name: str, item: str) -> None:
        """Remove an item from a basket.

        Raises:
            UnknownKey: the basket has no such item.
        """
        raise NotImplementedError

    def note_in_basket(self, name: str, item: str, note: str) -> None:
        """Replace the note of an item of a basket; "" for none.

        Raises:
            UnknownKey: the basket has no such item.
            InputError: the note is too long.
        """
        raise NotImplementedError

    def rename_basket(self, name: str, new_name: str) -> None:
        """Give a basket another name.

        Raises:
            UnknownKey: there is no such basket.
            InputError: the name cannot be used, or another basket has it.
        """
        raise NotImplementedError

    def clear_basket(self, name: str) -> int:
        """Remove all items of a basket, and so the basket. Return how many there were."""
        raise NotImplementedError

    def export_basket(
        self, name: str = DEFAULT_BASKET, format: "BasketFormat" = "markdown", style: str = "apa"
    ) -> bytes:
        """Return a basket as a file.

        A document has the quotations with their citations and notes, then the list of references. A file of references
        (BibTeX, RIS, CSL-JSON) has the works, with the quotations and notes in the field for a note.

        Args:
            name: the basket.
            format: of the file.
            style: the citation style of a document: a name in `corpus.citing.styles.STYLES`, or the path of a CSL file.

        Raises:
            InputError: there is no such format or style.
        """
        raise NotImplementedError

    def cite_quote(
        self, passage: str, start: int | None = None, end: int | None = None, style: str = "apa"
    ) -> "CitedQuote":
        """Return a part of a passage, or a whole passage, with its citation and its reference in a citation style.

        `assistant.render.clipboard` makes plain text and HTML of them.

        Args:
            passage: the beginning of the id of the passage.
            start: the first character of the quotation in the text of the passage; None for the whole passage.
            end: the character after its last one.
            style: a name in `corpus.citing.styles.STYLES`, or the path of a CSL file.

        Raises:
            UnknownKey: there is no such passage.
            InputError: the passage does not have such a part, or there is no such style.
        """
        raise NotImplementedError
