"""`Assistant`: the one way into a library. The command line, the web page and the MCP server call only this class.

desk = Assistant.open("library")
desk.add("report.pdf")
answer = desk.ask("Does focused deterrence reduce gun violence?")
print(answer.evidence[0].citation, answer.evidence[0].quote)
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import CONFIDENCE_HITS, compose, group_hits, hits_needed, locate_hits
from assistant.catalogue import Catalogue
from assistant.collecting import Collecting
from assistant.correcting import Correcting
from assistant.following import Following
from assistant.library import OpenedLibrary
from assistant.model import Answer, Evidence
from assistant.question_notes import question_notes, with_notes
from assistant.records import with_record
from assistant.selection import check_selection, searched_note, selection_notes
from assistant.standing import Standing
from corpus.errors import InputError, NothingSelected, UnknownKey
from corpus.model import Filter
from corpus.store.corpus import Corpus
from index.asked_works import with_title
from index.model import Hit
from index.query import Query, parse_query
from index.rerank import SentenceReranker
from index.search import Index, search
from index.spelling import check_spelling

if TYPE_CHECKING:
    from assistant.explain import Explanation
    from assistant.matrix.model import Matrix, MatrixQuestion
    from assistant.watching.model import WatchReport
    from corpus.watched import StandingQuestion


MAX_QUESTION_CHARACTERS = 2000
"""The model reads the first 512 tokens of a question. A longer text is a document, not a question."""


class Assistant(Catalogue, Following, Correcting, Collecting, Standing):
    """A library and the search in it: all that a front end needs."""

    def ask(
        self,
        question: str,
        k: int = 5,
        selection: Filter | None = None,
        *,
        by_work: bool = False,
        by_source: bool = False,
        fast: bool = False,
    ) -> Answer:
        """Return the evidence for a question, or the reason why there is none.

        Args:
            question: at most `MAX_QUESTION_CHARACTERS`, in English, Spanish or Portuguese.
            k: maximum number of passages; if `by_work`, of works.
            selection: the passages to search; None for the bodies of all works.
            by_work: return the best few passages of each work, grouped by work.
            by_source: the former name of `by_work`.
            fast: do not rerank the first passages.

        Raises:
            InputError: the question is empty or too long.
            UnknownKey, NothingSelected: the selection, or one of its values, selects nothing.
            LibraryMissing: there is no library, and an argument names its folder.
            ModelError: a model cannot be loaded.
        """
        question_text(question)  # raises before a library is made for it
        self.ensure("default place")
        by_work = by_work or by_source
        selection = self._checked(selection)
        hits_wanted = max(CONFIDENCE_HITS, hits_needed(k, by_work))
        with self._open_for_search(fast) as opened:
            corpus, index = opened.corpus, opened.index
            query = with_title(_parse(question, index), corpus, index.terms)
            hits = _search(query, hits_wanted, selection, opened)
            answer = compose(query, hits, k, corpus, index, opened.encoder, opened.reranker, by_work)
            answer = with_record(with_notes(answer, query, corpus, index.terms), query, corpus)
            searched = () if answer.answered else searched_note(selection)
            return replace(answer, notes=(*answer.notes, *searched, *selection_notes(selection, corpus)))

    def search(
        self,
        question: str,
        k: int = 10,
        selection: Filter | None = None,
        *,
        by_work: bool = False,
        by_source: bool = False,
        fast: bool = False,
    ) -> list[Evidence]:
        """Return the `k` best passages, best first. No passage is merged, left out or withheld.

        If `by_work`, return the best few passages of the `k` best works, grouped by work. The other arguments are as
        for `ask`.

        Raises:
            InputError, ModelError: as for `ask`.
        """
        question_text(question)  # raises before models are loaded
        by_work = by_work or by_source
        selection = self._checked(selection)
        hits_wanted = hits_needed(k, by_work) if by_work else k
        with self._open_for_search(fast) as opened:
            corpus, index = opened.corpus, opened.index
            query = with_title(_parse(question, index), corpus, index.terms)
            hits = _search(query, hits_wanted, selection, opened)
            if by_work:
                hits = group_hits(hits, k, corpus)
            return locate_hits(query, hits, corpus, index, opened.encoder, opened.reranker, by_work)

    def matrix(
        self, questions: "Sequence[MatrixQuestion]", selection: Filter | None = None, *, fast: bool = False
    ) -> "Matrix":
        """Return the answer of each work to each question, or that it was read and does not answer.

        Args:
            questions: see `assistant.matrix.questions`.
            selection: the works; None for all.
            fast: do not compare the sentences of a quotation with the cross-encoder.

        Raises:
            UnknownKey, NothingSelected, ModelError: as for `ask`.
        """
        from assistant.matrix.build import build_matrix

        total = len(questions)

        def advance(done: int) -> None:
            self.progress.advance(stage=f"{done} of {total} questions", fraction=done / total)

        selection = self._checked(selection)
        with self._open_for_search(fast) as opened:
            works = opened.corpus.holdings(selection)

            def parse(question: str) -> Query:
                return with_title(_parse(question, opened.index), opened.corpus, opened.index.terms)

            return build_matrix(questions, works, selection, opened, parse, advance)

    def add_standing(
        self, question: str, selection: Filter | None = None, k: int = 5
    ) -> "tuple[StandingQuestion, bool]":
        """Add a standing question, which `watch` asks. Return it, and whether it is new.

        Args:
            question: as for `ask`.
            selection: as for `ask`. It may select nothing yet.
            k: as for `ask`.

        Raises:
            InputError, UnknownKey: as for `ask`.
        """
        text = question_text(question)
        self.ensure("default place")
        try:
            checked = self._checked(selection)
        except UnknownKey:
            raise
        except NothingSelected:
            checked = selection or Filter()
        return self._add_standing(text, checked, k)

    def watch(self, *folders: str | Path) -> "WatchReport":
        """Add what is new in folders, ask all standing questions, and return what has changed in the evidence.

        What was found of a question is kept before the next one is asked. Call `mark_reported` when the report was
        shown; until then the next run returns its items again.

        Args:
            folders: files and folders to add, as for `add`. The text of a file that was changed is replaced.

        Raises:
            InputError: there is no standing question.
            LibraryBusy, StorageFull, ModelError: see `corpus.errors`.
        """
        from assistant.watching.model import WatchReport
        from assistant.watching.run import run_questions

        questions = self.standing_questions()
        if not questions:
            raise InputError('there is no standing question. Example: evidence watch add "What is a call-in?"')
        added = self.add(*folders, replace="if gone") if folders else None
        if added and added.stopped:
            return WatchReport(tuple(questions), added=added)
        self.prepare()
        self.progress.begin("Asking the standing questions")

        def advance(done: int) -> None:
            total = len(questions)
            self.progress.advance(stage=f"{done} of {total} questions", fraction=done / total)

        with Corpus.open_baskets(self.folder) as corpus:
            return run_questions(questions, self.ask, self._fingerprint, corpus, advance, added)

    def _fingerprint(self) -> str:
        """Return what changes if the same question may get another answer without any new text."""
        with self._one_at_a_time:
            return f"{self.index.manifest.fingerprint} {self.reranker.name}"

    def notes(self, question: str, selection: Filter | None = None) -> tuple[str, ...]:
        """Return what to know about a search, in sentences. An answer has its own notes.

        Raises:
            InputError: as for `ask`.
        """
        index = self.index
        query = _parse(question, index)
        with self._open_for_reading() as corpus:
            notes = question_notes(query, corpus, index.terms)
            selection = check_selection(selection or Filter(), corpus, is_searched=True)
            return (*notes, *selection_notes(selection, corpus))

    def explain(self, question: str, *, fast: bool = False) -> "Explanation":
        """Return how `ask` and `search` understand a question: its language, words, synonyms and reranking.

        The scores of a passage are in its `hit.signals`. The features behind the confidence of an answer are in its
        `features`.

        Raises:
            InputError, ModelError: as for `ask`.
        """
        from assistant.explain import explain

        with self._one_at_a_time:
            index, encoder, reranker = self.index, self.encoder, self._reranker_for(fast)
        sentence_reranker = SentenceReranker(encoder, index.leanings)
        return explain(_parse(question, index), reranker, sentence_reranker)

    def _checked(self, selection: Filter | None) -> Filter:
        """Return the filter of a search, compared with the library before models are loaded."""
        if selection is None or selection == Filter():
            return Filter()
        with self._open_for_reading() as corpus:
            return check_selection(selection, corpus, is_searched=True)

    @contextmanager
    def _open_for_search(self, fast: bool) -> Iterator[OpenedLibrary]:
        """Load the index and the models, then open one state of the corpus. Other threads wait until the end.

        Making an index or a model takes long and writes to the library, so it must be done before. A question is parsed
        after it: `check_spelling` knows the words of the reranker if that is made.
        """
        with self._one_at_a_time:
            self.prepare(fast)
            encoder, reranker = self.encoder, self._reranker_for(fast)
            with self._open_for_reading() as corpus:
                yield OpenedLibrary(corpus, self.index, encoder, reranker)

    def write_reference_model(self) -> Path:
        """Write the default embedding model in 32 bits, which sentence-transformers can load. Return its folder.

        It shows how close the model that answers is to the original. Answers do not need it.

        Raises:
            ModelError: the model cannot be made, or the cache cannot be written.
        """
        from index.models.e5 import reference_model

        return reference_model(self._model_progress)


def _parse(question: str, index: Index) -> Query:
    return check_spelling(parse_query(question_text(question)), index.terms)


def _search(query: Query, k: int, selection: Filter, opened: OpenedLibrary) -> list[Hit]:
    return search(query, k, selection, opened.corpus, opened.index, opened.encoder, opened.reranker)


def question_text(question: str) -> str:
    """Return a question on one line.

    Raises:
        InputError: it is empty or too long.
    """
    text = " ".join(question.split())
    if not any(character.isalnum() for character in text):
        raise InputError('the question is empty. Example: evidence ask "What is a custom notification?"')
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise InputError(
            f"the question has {len(text):,} characters; the maximum is {MAX_QUESTION_CHARACTERS:,}. "
            "Ask about one thing at a time"
        )
    return text
