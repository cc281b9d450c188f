"""The reader of the thesaurus, and the file itself."""

import json
import unicodedata
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index.thesaurus
from corpus.text.language import FUNCTION_WORDS
from index.terms import STEMMERS, words
from index.thesaurus import INFLECTIONS, MAX_ENDING_LETTERS, PARTS, SIGNS, TRANSLATION, expand

FILE = Path(index.thesaurus.__file__).with_name("thesaurus.json")
CONCEPTS = json.loads(FILE.read_text("utf-8"))


def all_terms():
    """Yield each concept, language and term of the file."""
    for concept, by_language in CONCEPTS.items():
        for language, terms in by_language.items():
            if language != PARTS:
                for term in terms:
                    yield concept, language, term


TERMS = list(all_terms())


def named(text, language, into):
    """Return the other terms of each concept of a query, each as one string without capitals and accents."""
    found = {}
    for expansion in expand(text, language, [into])[into]:
        found[expansion.concept] = {_plain(" ".join(term)) for term in expansion.terms}
    return found


def _plain(term):
    return " ".join(word.text for word in words(term))


def others(text, language, into):
    return set().union(*named(text, language, into).values())


SYNONYMS = [
    ("en", "focused deterrence", "pulling levers", "Operation Ceasefire", "Ceasefire", "GVI", "GVRS"),
    ("en", "focused deterrence", "group violence intervention", "group violence reduction strategy"),
    ("en", "call-in", "notification meeting", "offender notification forum"),
    ("en", "community violence intervention", "CVI"),
    ("en", "procedural justice", "police legitimacy"),
    ("en", "homicide", "murder"),
    ("en", "firearm", "gun"),
    ("en", "recidivism", "reoffending"),
    ("en", "cognitive behavioral therapy", "cognitive behavioural therapy", "CBT"),
    ("en", "domestic violence", "intimate partner violence", "IPV"),
    ("en", "hospital-based violence intervention", "HVIP"),
    ("en", "randomized controlled trial", "randomised controlled trial", "RCT"),
    ("en", "National Incident-Based Reporting System", "NIBRS"),
    ("en", "Uniform Crime Reporting", "UCR"),
    ("en", "court order", "injunction"),
    ("en", "capital expenditure", "capex", "capital spending"),
    ("en", "operating expense", "running cost", "opex"),
    ("en", "research and development", "R&D"),
    ("en", "litigation", "legal proceeding", "legal battle"),
    ("en", "headcount", "staff on duty", "FTE"),
    ("en", "overhead", "indirect cost"),
    ("en", "grant", "award"),
    ("en", "fiscal year", "financial year"),
    ("es", "investigación y desarrollo", "I+D"),
    ("pt", "despesa operacional", "despesas de custeio"),
    ("es", "disuasión focalizada", "intervención contra la violencia de grupos"),
    ("es", "interruptor de violencia", "mediador de violencia"),
    ("es", "pandilla", "mara"),
    ("es", "tiroteo", "balacera"),
    ("es", "abigeato", "robo de ganado"),
    ("pt", "homicídio", "assassinato"),
    ("pt", "feminicídio", "femicídio"),
]
PAIRS = [(language, *pair) for language, *terms in SYNONYMS for pair in permutations(terms, 2)]


@pytest.mark.parametrize(("language", "asked", "other"), PAIRS)
def test_synonyms_expand_to_each_other(language, asked, other):
    """Each term of a concept expands to the other terms."""
    assert _plain(other) in others(asked, language, language)


TRANSLATIONS = [
    ("focused deterrence", "disuasión focalizada", "dissuasão focalizada"),
    ("violence interrupter", "interruptor de violencia", "interruptor de violência"),
    ("hot spots policing", "vigilancia policial en puntos calientes", "policiamento de pontos quentes"),
    ("procedural justice", "justicia procedimental", "justiça procedimental"),
    ("homicide", "homicidio", "homicídio"),
    ("gang", "pandilla", "gangue"),
    ("shooting", "tiroteo", "tiroteio"),
    ("firearm", "arma de fuego", "arma de fogo"),
    ("recidivism", "reincidencia", "reincidência"),
    ("CBT", "terapia cognitivo-conductual", "terapia cognitivo-comportamental"),
    ("femicide", "feminicidio", "feminicídio"),
    ("kidnapping", "secuestro", "sequestro"),
    ("robbery", "robo", "roubo"),
    ("theft", "hurto", "furto"),
    ("cattle rustling", "abigeato", "abigeato"),
    ("extortion", "extorsión", "extorsão"),
    ("parole", "libertad condicional", "liberdade condicional"),
    ("community policing", "policía comunitaria", "policiamento comunitário"),
    ("body-worn camera", "cámara corporal", "câmera corporal"),
    ("RCT", "ensayo aleatorizado", "ensaio randomizado"),
    ("meta-analysis", "metaanálisis", "meta-análise"),
    ("mayor", "alcalde", "prefeito"),
    ("prosecutor", "fiscal", "promotor"),
    ("unemployment insurance", "seguro de desempleo", "seguro-desemprego"),
    ("interest rate", "tasa de interés", "taxa de juros"),
    ("tax", "impuesto", "imposto"),
    ("loan", "préstamo", "empréstimo"),
    ("debt", "deuda", "dívida"),
    ("budget", "presupuesto", "orçamento"),
    ("school", "escuela", "escola"),
    ("financial statement", "estado financiero", "demonstração financeira"),
    ("surplus", "superávit", "superávit"),
    ("matching funds", "fondos de contrapartida", "fundos de contrapartida"),
    ("inventory", "inventario", "estoque"),
    ("payroll", "nómina", "folha de pagamento"),
    ("appropriation", "asignación presupuestaria", "dotação orçamentária"),
    ("tax revenue", "recaudación tributaria", "arrecadação tributária"),
    ("vacancy rate", "tasa de vacantes", "taxa de vacância"),
    ("R&D", "I+D", "P&D"),
    ("army", "ejército", "exército"),
    ("death", "muerte", "morte"),
    ("court order", "orden judicial", "ordem judicial"),
    ("security", "seguridad", "segurança"),
    ("United States", "Estados Unidos", "Estados Unidos"),
]


@pytest.mark.parametrize("row", TRANSLATIONS, ids=lambda row: row[0])
def test_terms_translate_in_every_direction(row):
    """Each of three terms expands to the two others, in their languages."""
    for (language, asked), (into, other) in permutations(zip(("en", "es", "pt"), row, strict=True), 2):
        assert _plain(other) in others(asked, language, into), (asked, into)


MATCHED = [
    ("Which murders did police solve?", "en", "homicide"),
    ("the cities' homicide clearances", "en", "clearance-rate"),
    ("robberies in parks", "en", "robbery"),
    ("outlays and capital outlays", "en", "capital-expenditure"),
    ("the victims' families", "en", "victim"),
    ("rubros presupuestarios y sobrecostos", "es", "line-item"),
    ("as demonstracoes financeiras", "pt", "financial-statements"),
    ("Do RCTs show that?", "en", "randomised-trial"),
    ("cuantos secuestros hubo", "es", "kidnapping"),
    ("los prestamos de los bancos", "es", "loan"),
    ("políticas contra la extorsion", "es", "extortion"),
    ("se redujeron y reducen", "es", "reduce"),
    ("las jueces y los jueces", "es", "judge"),
    ("evasões e prisões", "pt", "prison"),
    ("o trafico de droga", "pt", "drug-trafficking"),
    ("as lesões dos jovens", "pt", "injury"),
    ("homens e mulheres", "pt", "woman"),
    ("crimes violentos e policiais", "pt", "police-officer"),
    ("MURDER IN CHICAGO", "en", "homicide"),
]


@pytest.mark.parametrize(("text", "language", "concept"), MATCHED)
def test_inflections_and_accents_do_not_matter(text, language, concept):
    """A word matches in the plural, in the feminine and in the forms of a verb, with or without accents."""
    assert concept in named(text, language, "en" if language != "en" else "es")


NOT_MATCHED = [
    ("¿Cómo come la gente?", "es", "food"),  # como and comida share the stem com
    ("lo más importante", "es", "imports"),
    ("the most important thing", "en", "imports"),
    ("mar y tierra", "es", "gang"),  # mara
    ("ganar la guerra", "es", "livestock"),  # ganado
    ("el desarme", "es", "development"),
    ("a custom of theirs", "en", "customs"),
    ("una plaza", "es", "deadline"),  # plazo
    ("algo para mí", "es", "strike"),  # paro
]


@pytest.mark.parametrize(("text", "language", "concept"), NOT_MATCHED)
def test_a_shared_root_is_not_a_match(text, language, concept):
    """Words that only share a root do not match."""
    assert concept not in named(text, language, "en" if language != "en" else "es")


CAPITALS = [
    ("What does GVI do?", "en", {"focused-deterrence"}),
    ("what is gvi", "en", {"focused-deterrence"}),
    ("What is gvi?", "en", {"focused-deterrence"}),
    ("WHAT IS GVI", "en", {"focused-deterrence"}),
    ("In Oakland, what is gvi?", "en", set()),  # its writer uses capitals
    ("Did Ceasefire work in Oakland?", "en", {"focused-deterrence", "employment"}),
    ("Was there a ceasefire in Oakland?", "en", {"ceasefire"}),
    ("who says so", "en", set()),
    ("WHO SAYS SO", "en", set()),
    ("Who asked the WHO?", "en", {"world-health-organization"}),
    ("Tell us about the US", "en", {"united-states"}),
    ("the aid for AIDS", "en", {"aid", "aids"}),
    ("foreign fund aids", "en", {"funding", "aid"}),
]


@pytest.mark.parametrize(("text", "language", "concepts"), CAPITALS)
def test_acronyms_and_names_match_in_capitals(text, language, concepts):
    """A term with capitals needs them, unless the query has none after its first letter."""
    assert set(named(text, language, "es")) == concepts


PARTS_OF = [
    ("vacancy rate", "en", {"vacancy", "headcount"}),
    ("What was the vacancy rate of the police?", "en", {"vacancy", "headcount"}),
    ("spending per resident", "en", {"expenditure", "population"}),
    ("las tasas de vacantes", "es", {"vacancy", "headcount"}),
    ("a despesa por habitante", "pt", {"expenditure", "population"}),
]


@pytest.mark.parametrize(("text", "language", "parts"), PARTS_OF)
def test_a_whole_is_expanded_with_its_parts(text, language, parts):
    """A query that names a ratio is also expanded with its parts, in its own language and in the others."""
    for into in STEMMERS:
        found = named(text, language, into)
        assert parts <= {*found, *(part for part in parts if not CONCEPTS[part].get(into))}, into


def test_a_part_is_not_expanded_with_its_whole():
    """Parts lead one way: a query about vacancies does not ask for the vacancy rate."""
    assert set(named("vacancy and headcount", "en", "es")) == {"vacancy", "headcount"}


def test_a_part_is_expanded_as_if_it_were_named():
    """Parts come last, with the words of the whole, and with all terms except mere translations.

    A part that the query names itself is returned once, as named.
    """
    found = {e.concept: e for e in expand("Oakland overtime, vacancy rate and headcounts", "en", ["en"])["en"]}
    assert list(found) == ["overtime", "headcount", "vacancy"]
    assert found["vacancy"].asked == ("vacancy", "rate")
    assert ("unfilled", "position") in found["vacancy"].terms
    assert found["headcount"].asked == ("headcounts",)
    assert "vacante" not in others("tasa de vacantes", "es", "es")
    assert "vacante" in others("vacancy rate", "en", "es")


def test_abbreviations_need_their_signs():
    """Letters side by side are not an abbreviation. Small letters with the sign are."""
    assert others("vitamins R, D", "en", "en") == set()
    assert others("plan R D", "en", "es").isdisjoint({"investigacion y desarrollo", "i d"})
    assert "research and development" in others("what is spent on r&d", "en", "en")


LONGEST_TERMS = [
    ("Does hot spots policing work?", "en", "hot-spots-policing", ("hot", "spots", "policing"), "police"),
    ("police departments", "en", "police-department", ("police", "departments"), "police"),
    ("la violencia contra las mujeres", "es", "violence-against-women", ..., "violence"),
    ("group violence intervention", "en", "focused-deterrence", ..., "group-violence"),
    ("armas de fuego", "es", "firearm", ("armas", "de", "fuego"), "weapon"),
    ("o seguro-desemprego", "pt", "unemployment-insurance", ("seguro", "desemprego"), "insurance"),
]


@pytest.mark.parametrize(("text", "language", "concept", "asked", "shorter"), LONGEST_TERMS)
def test_the_longest_term_wins(text, language, concept, asked, shorter):
    """Words of a longer term do not match shorter terms, and are returned as they were typed."""
    into = "es" if language == "en" else "en"
    found = {e.concept: e.asked for e in expand(text, language, [into])[into]}
    assert shorter not in found
    assert found[concept] == (
        tuple(word for word in text.split() if word not in ("la", "o")) if asked is ... else asked
    )


def test_a_term_is_not_also_an_inflection():
    """A word that is itself a term does not match another term that it may be an inflection of."""
    assert set(named("el costo", "es", "en")) == {"cost"}
    assert set(named("la costa", "es", "en")) == {"coast"}  # also the feminine of costo
    assert set(named("la seguridad", "es", "en")) == {"safety", "security"}


def test_terms_with_a_tilde_are_translations_only():
    """A term with a tilde expands to all its translations, and to nothing in its own language."""
    assert {"safety", "security"} <= others("seguridad", "es", "en")
    assert {"robbery", "theft"} <= others("robo", "es", "en")
    assert others("seguridad", "es", "es") == set()
    assert "robo" not in others("hurto", "es", "es")


def test_a_concept_is_returned_once_without_the_terms_of_the_query():
    """A concept that is named twice is at its first place. Neither of the two terms is returned."""
    assert expand("homicide and murder", "en", ["en"])["en"] == []
    (found,) = expand("homicide and murder", "en", ["pt"])["pt"]
    assert found.asked == ("homicide",)
    assert ("homicídio",) in found.terms


def test_und_means_all_languages():
    """A query in an unknown language is looked up in all languages, and `into="und"` returns terms of all."""
    assert {"murder", "homicide"} <= others("homicidio", "und", "en")
    assert "asesinato" in others("homicidio GVI", "und", "es")
    assert "assassinato" in others("homicidio GVI", "und", "pt")
    assert {"murder", "asesinato", "assassinato"} <= others("homicidio", "und", "und")
    assert "murder" not in others("murder", "und", "und")


def test_several_languages_at_once():
    """Expansions into several languages are those into each of them."""
    found = expand("homicidio", "es", ["en", "pt"])
    assert list(found) == ["en", "pt"]
    assert found == {other: expand("homicidio", "es", [other])[other] for other in found}
    assert expand("xyzzy", "en", ["en", "es"]) == {"en": [], "es": []}


def test_quoted_and_excluded_words_are_not_expanded():
    """Synonyms do not loosen a quoted phrase, and do not bring back an excluded word."""
    verbatim = [("focused", "deterrence"), ("homicide",), ("police", "officers")]
    expansions = expand('"focused deterrence" gangs -homicide -"police officers"', "en", ["es"], verbatim)["es"]
    assert [each.concept for each in expansions] == ["gang"]


def test_terms_keep_their_accents():
    """Stemmers need the accents: avaliacao has another stem than avaliação."""
    (found,) = expand("evaluation", "en", ["pt"])["pt"]
    assert found.terms == (("avaliação",), ("avaliar",))
    (found,) = expand("CBT", "en", ["es"])["es"]
    assert ("terapia", "cognitivo", "conductual") in found.terms
    assert ("TCC",) in found.terms


def test_terms_that_would_be_function_words_are_left_out():
    """US and WHO are not returned: the index has them as us and who."""
    assert "us" not in others("Estados Unidos", "es", "en")
    assert "who" not in others("Organización Mundial de la Salud", "es", "en")


@pytest.mark.parametrize("language", STEMMERS)
def test_function_words_are_not_terms(language):
    """Function words match nothing, alone or together."""
    together = " ".join(sorted(FUNCTION_WORDS[language]))
    for text in (*FUNCTION_WORDS[language], together, together.upper()):
        assert all(expand(text, language, [into])[into] == [] for into in STEMMERS), text


@given(
    st.text(alphabet=st.characters() | st.sampled_from('"-\ud800\0 GVI'), max_size=80),
    st.sampled_from([*STEMMERS, "und"]),
    st.sampled_from([*STEMMERS, "und"]),
)
def test_any_text_is_accepted(text, language, into):
    """No text is an error."""
    assert isinstance(expand(text, language, [into])[into], list)


@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=4), st.sampled_from([*STEMMERS]))
def test_expansions_are_new_and_not_empty(asked, into):
    """An expansion has terms and asked words, and does not return the asked term."""
    language = asked[0][1]
    text = ", ".join(term.removeprefix(TRANSLATION) for _, _, term in asked)
    for expansion in expand(text, language, [into])[into]:
        assert expansion.terms
        assert all(expansion.terms)
        assert all(word in text for word in expansion.asked)
        if into == language:
            assert _plain(" ".join(expansion.asked)) not in {_plain(" ".join(term)) for term in expansion.terms}


@pytest.mark.parametrize("language", STEMMERS)
def test_every_term_is_found(language):
    """Each term of the file, asked as it is written there, names its concept."""
    into = "en" if language != "en" else "es"
    mine = [(concept, term) for concept, of, term in TERMS if of == language and into in CONCEPTS[concept]]
    assert [(concept, term) for concept, term in mine if concept not in named(_asked(term), language, into)] == []


def _asked(term):
    return f"Zz {term.removeprefix(TRANSLATION)} zz"  # capitals tell something, as in most queries


def _words(terms):
    return [word.text for term in terms for word in words(term)]


def test_the_file_names_each_concept_once():
    """No two concepts have the same name."""
    json.loads(FILE.read_text("utf-8"), object_pairs_hook=_without_repeats)


def _without_repeats(pairs):
    assert _repeated([key for key, _ in pairs]) == []
    return dict(pairs)


def _repeated(values):
    """Return the values that are several times in a list."""
    return [value for value, number in Counter(values).items() if number > 1]


def test_every_concept_has_two_terms():
    """Each concept has at least two terms, in the three languages and no other."""
    for concept, terms in CONCEPTS.items():
        assert set(terms) <= {*STEMMERS, PARTS}, concept
        assert sum(map(len, terms.values())) >= 2, concept
        assert all(terms.values()), concept


def test_parts_are_other_concepts():
    """Each part is in the file, once in its whole, and is not the whole itself."""
    for concept, terms in CONCEPTS.items():
        parts = terms.get(PARTS, [])
        assert set(parts) <= set(CONCEPTS) - {concept}, concept
        assert len(parts) == len(set(parts)), concept


def test_only_acronyms_have_signs():
    """A term that needs its sign in a query is an acronym, which nobody writes without the sign."""
    for concept, _, term in TERMS:
        assert SIGNS.isdisjoint(term) or term.isupper(), (concept, term)


def test_every_term_is_words():
    """A term has topic words, and the quick rule finds the same words as `index.terms.words`."""
    for concept, language, term in TERMS:
        found = [word.text for word in words(term.removeprefix(TRANSLATION))]
        assert found, (concept, term)
        assert index.thesaurus._folded(term).split() == found, (concept, term)
        assert unicodedata.is_normalized("NFC", term), (concept, term)
        is_acronym = len(found) == 1 and term.removeprefix(TRANSLATION).isupper()
        assert is_acronym or not set(found) <= FUNCTION_WORDS[language], (concept, term)


def test_a_term_belongs_to_one_concept_in_its_language():
    """Only terms with a tilde are in several concepts. No term is twice in one concept.

    A term with capitals differs from the same letters without: Ceasefire, the strategy, and any ceasefire.
    """
    for language in STEMMERS:
        in_concepts = []
        synonyms = []
        for concept, of, term in TERMS:
            if of == language:
                spelling = tuple(_words([term]))
                in_concepts.append((concept, spelling))
                if not term.startswith(TRANSLATION):
                    synonyms.append(spelling if term.islower() else term)
        assert _repeated(in_concepts) == []
        assert _repeated(synonyms) == []


def test_no_ending_is_longer_than_the_maximum():
    """`MAX_ENDING_LETTERS` is the length of the longest ending in `INFLECTIONS`."""
    endings = [ending for table in INFLECTIONS.values() for several in table.values() for ending in several.split()]
    assert max(map(len, endings)) == MAX_ENDING_LETTERS
