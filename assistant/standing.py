"""`Standing`: questions that a person wants to be asked again and again, and their news."""

from collections.abc import Sequence

from assistant.library import Library
from corpus.model import Filter
from corpus.store.corpus import Corpus
from corpus.watched import NewsItem, StandingQuestion


class Standing(Library):
    """Keeps standing questions in a library. The index does not change, and another process may be adding files.

    Every method that writes raises StorageFull if the library cannot be written. Then nothing has changed.
    """

    def standing_questions(self) -> list[StandingQuestion]:
        """Return all standing questions, the oldest first."""
        with self._open_for_reading() as corpus:
            return corpus.standing.questions()

    def remove_standing(self, *numbers: int) -> None:
        """Remove standing questions with their news: all of them, or none.

        Raises:
            UnknownKey: there is no question with one of the numbers.
        """
        with Corpus.open_baskets(self.folder) as corpus:
            corpus.standing.remove(numbers)

    def news(self, *questions: int, unread: bool = False) -> list[NewsItem]:
        """Return the news of standing questions, the oldest first.

        Args:
            questions: the numbers of questions; none for all.
            unread: only the items that nobody has marked as read.

        Raises:
            UnknownKey: there is no question with one of the numbers.
        """
        with self._open_for_reading() as corpus:
            for number in questions:
                corpus.standing.question(number)
            return corpus.standing.news(of=questions, unread=unread)

    def mark_reported(self, items: Sequence[NewsItem]) -> None:
        """Note that the news of a run was shown. The next run does not show it again."""
        if items:
            with Corpus.open_baskets(self.folder) as corpus:
                corpus.standing.mark_reported([item.number for item in items])

    def mark_read(self, *numbers: int) -> int:
        """Mark items of news as read; all of them if none is named. Return how many were unread.

        Raises:
            UnknownKey: there is no item with one of the numbers. Nothing has changed.
        """
        with Corpus.open_baskets(self.folder) as corpus:
            return corpus.standing.mark_read(numbers)

    def _add_standing(self, question: str, selection: Filter, k: int) -> tuple[StandingQuestion, bool]:
        from assistant.watching.filters import kept_filters

        with Corpus.open_baskets(self.folder) as corpus:
            return corpus.standing.add(question, kept_filters(selection), k)
