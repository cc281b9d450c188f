"""Which words exist, so that a word of a question is not taken for a slip because the library does not have it.

    injunction    a word: nothing is said if the library has no such word
    homicde       not a word

The words are those of the dictionary of this program and, in English, the whole words that the default reranker reads:
about 20,000. Both in any inflection. Nothing is opened before the first word is asked for; then it takes 1 ms. If that
reranker is not on this machine, because every question was asked without it, only the words of the dictionary exist.
"""

from corpus.model import Language
from corpus.text.language import fold
from index.dictionary import LANGUAGES, translations
from index.thesaurus import base_forms


def is_known_word(word: str, language: Language) -> bool:
    """Return whether a word is a word of a language, or of any language if it is `und`."""
    if language == "und":
        return any(is_known_word(word, each) for each in LANGUAGES)
    if translations(word, language):
        return True
    if language != "en":
        return False
    from index.models.cross_encoder import default_tokenizer

    tokenizer = default_tokenizer()
    if tokenizer is None:
        return False
    return any(tokenizer.number(form) is not None for form in base_forms(fold(word), language))
