"""Questions that no library can answer: greetings, nonsense, and questions in a language that is not read here.

A question in English, Spanish or Portuguese must never be refused for its language, however short it is. So a question
is foreign only if most of its letters are not Latin, if it begins as questions of another language begin, or if it has
function words that only another language has, and more of them than of English, Spanish or Portuguese.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from assistant.names.mentions import Texts
from corpus.citing.short_citation import SUMMARY
from corpus.store.corpus import Corpus
from corpus.text.language import ALL_FUNCTION_WORDS, FUNCTION_WORDS, fold
from corpus.text.words import folded_words
from index.model import Hit, SignalName
from index.protocols import TermStore
from index.query import Query
from index.terms import STEMMERS

NOT_A_QUESTION = "this is not a question about anything that a document may say"
NO_PASSAGE = "the library holds no passage on it"
NO_PHRASE = "no passage that was searched has the quoted words side by side"
NO_TOPIC = "no word of the question tells its topic"
NO_WORD = "no word of the question occurs in its texts"
ONLY_A_NOTE = f"it has only a {SUMMARY}, which says that this was not seen"
TOO_FAR = "its nearest passages are not near enough to answer"
FOREIGN = "the question is in a language that is not read here: ask in English, Spanish or Portuguese"

NOT_READ = "This is in a language that is not read here. Ask in English, Spanish or Portuguese."
"""Said of a search in another language, which shows what it finds."""

MIN_FOREIGN_WORDS = 2
"""Function words of another language that make a question foreign. One alone may be part of a name: chosen."""

NEAREST = 5
"""First passages in which a misspelt word of a question is looked for: chosen."""

_PLEASANTRY = re.compile(
    r"""\b(?:
    hello | hi | hey | hiya | howdy | greetings | good\ (?:morning|afternoon|evening|night|day)
    | how\ (?:are|r)\ (?:you|u)(?:\ doing)?(?:\ today)? | how\ is\ it\ going | how\ do\ you\ do | what\ ?s\ up
    | nice\ to\ meet\ you | thanks?(?:\ (?:you|a\ lot|so\ much|very\ much))* | cheers | (?:good)?\ ?bye(?:\ bye)?
    | see\ you(?:\ later)? | who\ are\ you | what\ are\ you | what\ (?:is|s)\ your\ name | what\ can\ you\ do
    | are\ you\ (?:there|human|a\ robot|an\ ai) | tell\ me\ a\ joke | please | ok | okay
    | hola | buen(?:os)?\ dias? | buenas(?:\ (?:tardes|noches))? | que\ tal | como\ (?:estas?|esta\ usted|te\ va|va)
    | mucho\ gusto | (?:muchas\ )?gracias | adios | hasta\ (?:luego|pronto|manana) | quien\ eres | como\ te\ llamas
    | por\ favor
    | oi | ola | bom\ dia | boa\ (?:tarde|noite) | tudo\ (?:bem|bom) | como\ vai(?:\ voce)? | como\ voce\ esta
    | (?:muito\ )?obrigad[oa] | tchau | ate\ (?:logo|mais) | quem\ e\ voce | qual\ e\ o\ seu\ nome
    )\b""",
    re.VERBOSE,
)
_ADDRESSED = frozenset(
    "there all everyone everybody again todos amigo amigos friend friends assistant asistente assistente".split()
)
"""Words that may be beside a greeting, and mean something without one."""

# Words that only other languages ask with; then other frequent words of each language, without accents. English,
# Spanish and Portuguese words and names (die, met, care, cosa, Dan) are left out. Shared function words are not.
_FOREIGN_QUESTION_WORDS = frozenset(
    """
    combien pourquoi quels quelle quelles warum weshalb welche welcher welches wieviel wieviele hoeveel waarom welke
    wanneer quanti quante perche quins quines quants quantes varfor vilka vilken hvordan hvorfor hvilke hvilken hvilket
    dlaczego kolik kuinka miksi berapa mengapa bagaimana
    """.split()
)
_FOREIGN_OPENINGS = frozenset(
    """
    was_ist was_sind wie_ist wie_sind wie_kann wie_viel wat_is wat_zijn hoe_kan hoe_werkt qu_est c_est que_sont che_cos
    cos_e come_si come_funziona vad_ar hva_er hvad_er mika_on mi_az ce_este ce_sunt co_to apa_itu ano_ang zer_da nini_ni
    """.split()
)
"""First two words of a question in another language. One of them may be a word of ours too ("Was ist ...")."""

_FOREIGN_WORDS: Mapping[str, str] = {
    "fr": """quel quelle quels quelles qui quoi est sont etait etaient ont les des du au aux une la le de et dans pour
        par sur avec sans entre chez cette ces ce cet leur leurs ses nous vous ils elles je il elle ne pas plus y en un
        que se si a as""",
    "de": """wie wer wo wann der das den dem des ein eine einer eines einem einen und oder ist sind waren wurde wurden
        wird werden haben hatte nicht mit von zu zum zur im am auf bei nach aus uber unter fur durch gegen zwischen ich
        sie er wir ihr viele gab gibt es in an so was kann konnen sich auch als vor seit""",
    "it": """quali chi qual il lo gli della dello delle degli dei del nella nelle nello nel negli sono e ed erano stato
        stata hanno che di da con per tra fra sul sulla sulle dal dalla alla alle al ai un una uno non si la le i a in
        piu""",
    "nl": """waar wie wat de het een en van voor op aan bij naar uit onder tussen niet zijn werd werden wordt worden
        heeft hebben hadden er dat deze dit is was in als ook om te""",
    "ca": """quin quina els les dels al als amb per sobre entre sense eren han que de la el un una i o no aquest
        aquesta aixo seva seves del en a""",
    "ro": """este sunt au fost si sau cu din pe la in pentru despre intre fara nu un o ce de se a al ale ai lui""",
    "sv": """hur hva hvad hvem vem och att det den ett en ar av med fran pa som inte har hade blev blir vid om ej og af
        fra er ikke vaeret paa i de mange manga""",
    "pl": """ile jakie jaki jaka kiedy kto gdzie czy ilu jest sa byl bylo byly i oraz w we z ze na do od dla przez przy
        nie sie tego tej to co po o za a""",
    "cs": """proc jake jaky kdy kdo kde je jsou byl bylo byly a nebo v ve z ze na do od pro pri ne se to co po o za
        ktery ktere""",
    "tr": "kac neden nasil nerede hangi nedir ve ile bir bu icin da de mi mu olan olarak ne degil gibi",
    "fi": "miten missa mika mitka kuka montako monta ja on ovat oli tai ei etta ne kun myos vuonna",
    "hu": "hany miert hogyan mennyi melyik mikor az es egy volt nem hogy a is ez azok",
    "vi": "bao nhieu cua nhung khong duoc trong voi tai sao nhu nao la cac o tu",
    "id": "siapa apakah kapan yang di ke dari untuk pada dengan adalah ini itu",
}


def is_pleasantry(query: Query) -> bool:
    """Return whether a query is a greeting, thanks, or small talk with the program, and nothing else."""
    text = " ".join(folded_words(query.text))
    rest, greetings = _PLEASANTRY.subn(" ", text)
    return greetings > 0 and _ADDRESSED.issuperset(rest.split()) and not query.phrases


def why_refused(
    query: Query, hits: Sequence[Hit], corpus: Corpus, terms: TermStore, *, is_confident: bool
) -> str | None:
    """Return why a query is not answered, or None if it is.

    Args:
        query: the query.
        hits: the results of the search, best first.
        corpus: for the texts of their works.
        terms: the store that knows the words of the library.
        is_confident: whether the passages found are likely to answer the query.
    """
    too_far = None if is_confident else TOO_FAR
    if query.phrases:
        return too_far
    if is_foreign(query.text):
        return FOREIGN
    if query.words and all(_is_function_word(word.typed) for word in query.words):
        return NO_TOPIC
    if _has_a_word(query, hits, terms):
        return too_far
    if is_confident and not _is_nonsense(query, hits[:NEAREST], corpus):
        return None
    return NO_WORD


def _has_a_word(query: Query, hits: Sequence[Hit], terms: TermStore) -> bool:
    """Return whether any passage of the library has a word of a query, or a translation of it."""
    for hit in hits:
        if SignalName.TERMS in hit.signals or SignalName.TRANSLATION in hit.signals:
            return True
    return bool(terms.search(query, 1, None) or terms.search_translated(query, 1, None))


def _is_function_word(word: str) -> bool:
    """Return whether a word does not tell a topic. A function word in capitals (WHO) is a name."""
    is_capital = len(word) > 1 and word.isupper()
    return fold(word) in ALL_FUNCTION_WORDS and not is_capital


def _is_nonsense(query: Query, closest: Sequence[Hit], corpus: Corpus) -> bool:
    """Return whether no word of a query that no passage has can be a misspelling or a word of another language."""
    languages = {hit.passage.language for hit in closest}
    if query.language not in ("und", *languages):
        return False
    texts = Texts(query, [hit.passage for hit in closest], corpus)
    return not any(texts.has_alike(word.term) for word in query.words)


def is_foreign(text: str) -> bool:
    """Return whether a question is surely in a language that is not read here."""
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith(("LATIN", "FULLWIDTH LATIN")) for letter in letters)
    if latin < len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", fold(text))
    if words and words[0] in _FOREIGN_QUESTION_WORDS:
        return True
    is_name = text.split(maxsplit=1)[0].isupper() if words else False  # WAT is not a Dutch word
    if "_".join(words[:2]) in _FOREIGN_OPENINGS and not is_name:
        return True
    return any(_are_of(language, frozenset(words)) for language in _FOREIGN_WORDS)


def _are_of(language: str, words: frozenset[str]) -> bool:
    """Return whether the words of a question are of a language that is not read here."""
    function_words = frozenset(_FOREIGN_WORDS[language].split())
    ours = [words & FUNCTION_WORDS[each] for each in STEMMERS]
    foreign = (words & function_words).difference(*ours)
    most_of_ours = max(len(each - function_words) for each in ours)
    return len(foreign) >= MIN_FOREIGN_WORDS and len(foreign) > most_of_ours
