"""`Collecting`: a person keeps evidence in baskets, puts it in order, and takes it out with citations."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.library import Library
from corpus.model import DEFAULT_BASKET
from corpus.store.corpus import Corpus

if TYPE_CHECKING:
    from assistant.baskets import AddedQuote, Basket, BasketFormat
    from assistant.briefs.model import AnswerFile, Brief
    from assistant.cited_quotes import CitedQuote
    from assistant.render.basket import BasketWords
    from assistant.render.briefs import BriefFormat


class Collecting(Library):
    """Keeps baskets of evidence in a library. The index does not change, and another process may be adding files.

    Every method that writes raises StorageFull if the library cannot be written. Then nothing has changed.
    """

    def baskets(self) -> Mapping[str, int]:
        """Return the number of items in each basket by its name, sorted. The default basket is there if it is empty."""
        with self._open_for_reading() as corpus:
            return corpus.baskets.sizes()

    def basket(self, name: str = DEFAULT_BASKET) -> "Basket":
        """Return a basket. It is empty if nothing was put into a basket of this name.

        Raises:
            InputError: it is not a name for a basket.
        """
        from assistant.baskets import open_basket
        from corpus.store.baskets import basket_name

        with self._open_for_reading() as corpus:
            return open_basket(corpus, basket_name(name))

    def add_to_basket(
        self, passage: str, start: int, end: int, *, name: str = DEFAULT_BASKET, note: str = ""
    ) -> "AddedQuote":
        """Add a quotation to the end of a basket. The same part of a text is kept once.

        Args:
            passage: the beginning of the id of a passage that the quotation is in, or near.
            start: its first character in the text of the document (`Evidence.quote_span`).
            end: the character after its last one.
            name: the basket. A basket is made by the first quotation that is added to it.
            note: what to say about it. The note of a quotation that is there already stays.

        Raises:
            UnknownKey: there is no such passage.
            InputError: the document has no such part near the passage, or the name or the note cannot be used.
        """
        from assistant.baskets import AddedQuote, kept_quote, quoted_part

        with self._open_for_reading() as corpus:
            quote = kept_quote(quoted_part(corpus, passage, (start, end)), note)
        with Corpus.open_baskets(self.folder) as corpus:
            return AddedQuote(quote.handle, corpus.baskets.add(name, quote))

    def move_in_basket(self, name: str, item: str, position: int) -> None:
        """Move an item of a basket to a position, from 1. A position beyond the end is the end.

        Raises:
            UnknownKey: the basket has no such item.
        """
        with Corpus.open_baskets(self.folder) as corpus:
            corpus.baskets.move(name, item, position)

    def remove_from_basket(self, name: str, item: str) -> None:
        """Remove an item from a basket.

        Raises:
            UnknownKey: the basket has no such item.
        """
        with Corpus.open_baskets(self.folder) as corpus:
            corpus.baskets.remove(name, item)

    def note_in_basket(self, name: str, item: str, note: str) -> None:
        """Replace the note of an item of a basket; "" for none.

        Raises:
            UnknownKey: the basket has no such item.
            InputError: the note is too long.
        """
        with Corpus.open_baskets(self.folder) as corpus:
            corpus.baskets.set_note(name, item, note)

    def rename_basket(self, name: str, new_name: str) -> None:
        """Give a basket another name.

        Raises:
            UnknownKey: there is no such basket.
            InputError: the name cannot be used, or another basket has it.
        """
        with Corpus.open_baskets(self.folder) as corpus:
            corpus.baskets.rename(name, new_name)

    def clear_basket(self, name: str) -> int:
        """Remove all items of a basket, and so the basket. Return how many there were."""
        with Corpus.open_baskets(self.folder) as corpus:
            return corpus.baskets.clear(name)

    def export_basket(
        self,
        name: str = DEFAULT_BASKET,
        format: "BasketFormat" = "markdown",
        style: str = "apa",
        words: "BasketWords | None" = None,
    ) -> bytes:
        """Return a basket as a file.

        A document has the quotations with their citations and notes, then the list of references. A file of references
        (BibTeX, RIS, CSL-JSON) has the works, with the quotations and notes in the field for a note.

        Args:
            name: the basket.
            format: of the file.
            style: the citation style of a document: a name in `corpus.citing.styles.STYLES`, or the path of a CSL file.
            words: the words of the program in a document; None for English.

        Raises:
            InputError: there is no such format or style.
        """
        from assistant.baskets import open_basket
        from assistant.render.basket import BasketWords, render_basket  # it loads the citation styles
        from corpus.store.baskets import basket_name

        with self._open_for_reading() as corpus:
            basket = open_basket(corpus, basket_name(name))
            return render_basket(corpus, basket, format, style, words or BasketWords())

    def brief(
        self,
        *,
        basket: str | None = None,
        answers: "Sequence[AnswerFile]" = (),
        passages: Sequence[str] = (),
        heading: str = "",
    ) -> "Brief":
        """Return a brief: sections of quotations, and what could not be found or read.

        Args:
            basket: the name of a basket, whose quotations are a section; None for no basket.
            answers: files of answers. Each question is a section. The words and citations are those of the library.
            passages: the beginnings of the ids of passages, which are a section.
            heading: of the sections of the basket and the passages; "" for the name of the basket.

        Raises:
            InputError: the basket is empty, or there are too many quotations.
        """
        from assistant.briefs.build import build_brief

        with self._open_for_reading() as corpus:
            return build_brief(
                corpus, basket=basket, answers=answers, passages=passages, heading=heading, progress=self.progress
            )

    def export_brief(
        self, brief: "Brief", format: "BriefFormat" = "markdown", style: str = "apa", language: str = "en"
    ) -> bytes:
        """Return a brief as a file: Markdown or a Word document with footnotes, or a web page.

        Args:
            brief: the brief.
            format: of the file.
            style: the citation style: a name in `corpus.citing.styles.STYLES`, or the path of a CSL file.
            language: of the words that the program adds: en, es or pt.

        Raises:
            InputError: there is no such format or style.
            MissingExtra: the format needs the extra `office`.
        """
        from assistant.render.briefs import render_brief  # it loads the citation styles

        self.progress.advance(stage="Formatting the citations", fraction=None)
        with self._open_for_reading() as corpus:
            return render_brief(corpus, brief, format, style, language)

    def cite_quote(self, passage: str, quote: tuple[int, int] | None = None, style: str = "apa") -> "CitedQuote":
        """Return a quotation, or a whole passage, with its citation and its reference in a citation style.

        `assistant.render.clipboard` makes plain text and HTML of them.

        Args:
            passage: the beginning of the id of a passage that the quotation is in, or near.
            quote: its start and end in the text of the document (`Evidence.quote_span`); None for the whole passage.
            style: a name in `corpus.citing.styles.STYLES`, or the path of a CSL file.

        Raises:
            UnknownKey: there is no such passage.
            InputError: the document has no such part near the passage, or there is no such style.
        """
        from assistant.cited_quotes import cite_quote  # it loads the citation styles

        with self._open_for_reading() as corpus:
            return cite_quote(corpus, passage, quote, style)
