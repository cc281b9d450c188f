"""Tokenizers that are ready at once: they cut a text exactly as the `tokenizers` library does, without its start.

The library takes 0.2 CPU-seconds to load a tokenizer.json, a sixth of a question without reranking. Here tokens are
looked up in files that are mapped into memory (`index.models.vocabulary`), and a text is cut word by word in Python.

A text is cut here if each of its characters is *plain*: the library treats it alone, whatever is beside it. Letters
of Latin script, digits, punctuation and symbols are plain. Accents apart from their letters, joiners and other scripts
are not. What the library makes of each plain character was asked of the library itself, when the files were written. It
cuts all other texts, and those that contain the name of a special token. It is loaded for the first of them.

The files are made once from a tokenizer.json, in a folder beside the folder of the model: NAME-vocabulary-RECIPE. If
they cannot be written, the library cuts every text.
"""

import json
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import ModelError
from index.models.cache import ensure_model, write_manifest
from index.models.loading import open_tokenizer, replace_surrogates
from index.models.vocabulary import Vocabulary, write_vocabulary

RECIPE = 1
"""Part of the folder's name. Raise it when this program writes other files from the same tokenizer.json."""

FACTS = "facts.json"
"""The file with the plain characters, what the library makes of them, and the special tokens."""

PLAIN_RANGES = (
    (0x0009, 0x000A),
    (0x0020, 0x007E),
    (0x00A0, 0x03FF),
    (0x1D00, 0x2BFF),
    (0xFB00, 0xFB06),
)
"""First and last code points of the plain characters: Latin, Greek, punctuation and symbols.

Of 28,354 passages of reports, articles and filings, 4 have other characters."""

PLAIN_CATEGORIES = ("L", "N", "P", "S", "Zs")
"""Unicode's categories of the plain characters, beside tab and line feed. Marks and format characters are not."""

MAX_WORDS = 1 << 16
"""Words whose tokens are kept: those of a hundred reports, in about 10 MB."""


class LightTokenizer(ABC):
    """Cuts texts into tokens. A subclass knows how a kind of model finds and cuts words."""

    def __init__(self, path: Path, name: str, folder: Path) -> None:
        """Name a tokenizer without loading it.

        Args:
            path: its tokenizer.json.
            name: the model's name, for the error message.
            folder: the model's folder. If it is deleted, the model is made again.
        """
        self._path = path
        self._name = name
        self._folder = folder

    def encode(self, text: str) -> Sequence[int]:
        """Return the numbers of the tokens of a text, without special tokens. A lone surrogate counts as `?`.

        Raises:
            ModelError: the library is needed, and tokenizer.json cannot be read.
        """
        text = replace_surrogates(text)
        if self._files is None or not self._files.has_only_plain(text):
            numbers: list[int] = self._library.encode(text, add_special_tokens=False).ids
            return numbers
        numbers = []
        for word in self.words(text.translate(self._files.forms)):
            numbers += self._cut_once(word)
        return numbers

    def number(self, token: str) -> int | None:
        """Return the number of a token, or None if the model does not have it.

        Raises:
            ModelError: as for `encode`.
        """
        if self._files is not None:
            return self._files.vocabulary.number(token)
        number: int | None = self._library.token_to_id(token)
        return number

    @abstractmethod
    def words(self, text: str) -> Sequence[str]:
        """Return the words of a text in its normal form."""

    @abstractmethod
    def cut(self, word: str, files: "TokenizerFiles") -> Sequence[int]:
        """Return the numbers of the tokens of a word."""

    @abstractmethod
    def tokens(self, model: dict[str, Any]) -> tuple[Sequence[str], Sequence[float]]:
        """Return the tokens of a tokenizer.json in the order of their numbers, and their scores if they have any."""

    @abstractmethod
    def form(self, character: str, library: Any) -> str:
        """Return the normal form of a character, with spaces where it ends a word."""

    @cached_property
    def _cut_once(self) -> Any:
        files = self._files
        assert files is not None

        @lru_cache(MAX_WORDS)
        def cut(word: str) -> Sequence[int]:
            return self.cut(word, files)

        return cut

    @cached_property
    def _files(self) -> "TokenizerFiles | None":
        """What is needed to cut without the library; None if it can neither be read nor written."""
        folder = self._folder.with_name(f"{self._folder.name}-vocabulary-{RECIPE}")
        with suppress(ModelError, OSError, ValueError, KeyError):
            return TokenizerFiles(ensure_model(folder, self._name, "5 MB", self._write_files))
        return None

    @cached_property
    def _library(self) -> Any:
        return open_tokenizer(self._path, self._name, self._folder)

    def _write_files(self, folder: Path) -> None:
        library = self._library  # raises if the file is damaged
        content = json.loads(self._path.read_bytes())
        tokens, scores = self.tokens(content["model"])
        forms = {}
        for character in plain_characters():
            form = self.form(character, library)
            if form:
                forms[character] = form
        facts = {
            "forms": forms,
            "special": [token["content"] for token in content["added_tokens"]],
            "max_characters": max(len(token) for token in tokens),
            "min_score": min(scores, default=0.0),
        }
        folder.mkdir()
        write_vocabulary(folder, tokens, scores)
        (folder / FACTS).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        write_manifest(folder, {"model": self._name, "made_from": self._path.name})


class TokenizerFiles:
    """The files of a light tokenizer: its vocabulary, the forms of plain characters, and its special tokens.

    `max_characters` is the length of the longest token, `min_score` the lowest score.
    """

    def __init__(self, folder: Path) -> None:
        facts = json.loads((folder / FACTS).read_bytes())
        self.vocabulary = Vocabulary(folder)
        self.forms = str.maketrans(facts["forms"])
        self._plain = frozenset(facts["forms"])
        self.max_characters: int = facts["max_characters"]
        self.min_score: float = facts["min_score"]
        self._special: list[str] = facts["special"]

    def has_only_plain(self, text: str) -> bool:
        """Return whether a text has only plain characters, at least one, and no special token."""
        return bool(text) and self._plain.issuperset(text) and not any(token in text for token in self._special)


def plain_characters() -> Sequence[str]:
    """Return the characters that the library treats alone, whatever is beside them.

    Each of them is a grapheme: none joins another one.
    """
    found = []
    for first, last in PLAIN_RANGES:
        for code in range(first, last + 1):
            character = chr(code)
            if character in "\t\n" or unicodedata.category(character).startswith(PLAIN_CATEGORIES):
                found.append(character)
    return found
