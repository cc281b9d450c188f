"""The nouns of a run: what it found, and what it could not do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.watched import NewsItem, StandingQuestion

if TYPE_CHECKING:
    from assistant.ingest.model import AddReport


@dataclass(frozen=True, slots=True)
class NotAsked:
    """A standing question that could not be asked, and why."""

    question: StandingQuestion
    reason: str


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What a run over the standing questions found.

    Attributes:
        questions: all standing questions, as they were before the run.
        items: the news that no run has shown yet: of this run, and of runs that were stopped before their end.
        first: the numbers of the questions that were asked for the first time. Nothing is news to them.
        rebuilt: the numbers of the questions that other models or another index have answered than the last time.
        copies: how many copies of known sentences in other works were left out.
        not_asked: the questions that could not be asked.
        added: what became of the files in the folders; None without folders.
    """

    questions: tuple[StandingQuestion, ...]
    items: tuple[NewsItem, ...] = ()
    first: tuple[int, ...] = ()
    rebuilt: tuple[int, ...] = ()
    copies: int = 0
    not_asked: tuple[NotAsked, ...] = ()
    added: "AddReport | None" = None

    @property
    def stopped(self) -> bool:
        """Whether a person stopped the run while it added files. No question was asked then."""
        return self.added is not None and self.added.stopped

    @property
    def failed(self) -> bool:
        """Whether something was left undone that a person should look at."""
        outcomes = self.added.outcomes if self.added else ()
        refused = any(outcome.status == "refused" for outcome in outcomes)
        return refused or bool(self.not_asked)
