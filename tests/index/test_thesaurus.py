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
from index.thesaurus import INFLECTIONS, PARTS, SIGNS, TRANSLATION, expand, translations

FILE = Path(index.thesaurus.__file__).with_name("thesaurus.json")
CONCEPTS = json.loads(FILE.read_text("utf-8"))
TERMS = [
    (c, language, term)
    for c, named in CONCEPTS.items()
    for language in named
    if language != PARTS
    for term in named[language]
]


def named(text, language, into):
    """Gives the other terms of each concept of a question, each as one string without capitals and accents."""
    return {e.concept: {_plain(" ".join(term)) for term in e.terms} for e in expand(text, language, into)}


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
    ("en", "capital expenditure", "capex", "purchase of property, plant and equipment", "capital spending"),
    ("en", "property, plant and equipment", "property, plant & equipment", "property and equipment", "PPNE"),
    ("en", "income statement", "statement of operations", "statement of income", "profit and loss"),
    ("en", "balance sheet", "statement of financial position", "statement of financial condition"),
    ("en", "revenue", "net sales"),
    ("en", "net income", "net earnings", "net profit"),
    ("en", "operating income", "operating profit", "income from operations", "EBIT"),
    ("en", "cost of sales", "cost of goods sold", "COGS", "cost of revenue"),
    ("en", "research and development", "R&D"),
    ("en", "share repurchase", "repurchase of common stock", "stock buyback"),
    ("en", "litigation", "legal proceeding", "legal battle"),
    ("en", "headcount", "staff on duty", "FTE"),
    ("en", "overhead", "indirect cost"),
    ("en", "grant", "award"),
    ("en", "fiscal year", "financial year"),
    ("es", "propiedades, planta y equipo", "activo fijo"),
    ("es", "investigación y desarrollo", "I+D"),
    ("pt", "custo das vendas", "custo dos produtos vendidos"),
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
def test_synonyms_stand_for_each_other(language, asked, other):
    """This test ensures that the terms of a concept bring each other, in both directions."""
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
    ("balance sheet", "balance general", "balanço patrimonial"),
    ("income statement", "estado de resultados", "demonstração do resultado"),
    ("net income", "utilidad neta", "lucro líquido"),
    ("inventory", "inventario", "estoque"),
    ("accounts receivable", "cuentas por cobrar", "contas a receber"),
    ("payroll", "nómina", "folha de pagamento"),
    ("appropriation", "asignación presupuestaria", "dotação orçamentária"),
    ("tax revenue", "recaudación tributaria", "arrecadação tributária"),
    ("gross margin", "margen bruto", "margem bruta"),
    ("R&D", "I+D", "P&D"),
    ("army", "ejército", "exército"),
    ("death", "muerte", "morte"),
    ("court order", "orden judicial", "ordem judicial"),
    ("security", "seguridad", "segurança"),
    ("United States", "Estados Unidos", "Estados Unidos"),
]


@pytest.mark.parametrize("row", TRANSLATIONS, ids=lambda row: row[0])
def test_terms_translate_in_every_direction(row):
    """This test ensures that each of three terms brings the two others, in their languages."""
    for (language, asked), (into, other) in permutations(zip(("en", "es", "pt"), row, strict=True), 2):
        assert _plain(other) in others(asked, language, into), (asked, into)


MATCHED = [
    ("Which murders did police solve?", "en", "homicide"),
    ("the cities' homicide clearances", "en", "clearance-rate"),
    ("robberies in parks", "en", "robbery"),
    ("purchases of property and equipment", "en", "capital-expenditure"),
    ("stockholders' equity and notes payable", "en", "shareholders-equity"),
    ("razones corrientes y depreciaciones", "es", "current-ratio"),
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
    """This test ensures that a word is known in the plural, feminine or a verb's forms, with accents or without."""
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
def test_a_shared_root_is_no_match(text, language, concept):
    """This test ensures that words that only their root connects stay apart."""
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
    """This test ensures that a term with capitals needs them, unless the question has none after its first letter."""
    assert set(named(text, language, "es")) == concepts


PARTS_OF = [
    ("gross margin", "en", {"gross-profit", "cost-of-sales", "revenue"}),
    ("What was the operating margin?", "en", {"operating-income", "revenue"}),
    ("the quick ratio", "en", {"current-assets", "current-liabilities", "inventory"}),
    ("is inventory turnover high", "en", {"inventory", "cost-of-sales"}),
    ("DPO in 2021", "en", {"accounts-payable", "cost-of-sales"}),
    ("free cash flow", "en", {"operating-cash-flow", "capital-expenditure"}),
    ("D&A", "en", {"depreciation-and-amortization"}),
    ("M&A since 2020", "en", {"merger", "acquisition"}),
    ("capital de trabajo", "es", {"current-assets", "current-liabilities"}),
    ("o giro do ativo", "pt", {"total-assets", "revenue"}),
]


@pytest.mark.parametrize(("text", "language", "parts"), PARTS_OF)
def test_who_asks_for_a_whole_is_given_its_parts(text, language, parts):
    """This test ensures that what a figure is reckoned from is looked for with it, in its language and in others."""
    for into in STEMMERS:
        found = named(text, language, into)
        assert parts <= {*found, *(part for part in parts if not CONCEPTS[part].get(into))}, into


def test_who_asks_for_a_part_is_not_given_the_whole():
    """This test ensures that parts lead one way: who asks for sales does not ask for margins."""
    assert set(named("inventory and gross profit", "en", "es")) == {"inventory", "gross-profit"}


def test_a_part_is_given_as_if_it_was_asked_for():
    """This test ensures that parts come last with the words of the whole, in all names but those that only translate.

    A part that the question names itself comes once, as named.
    """
    found = {e.concept: e for e in expand("Adobe debt payout ratio and dividends", "en", "en")}
    assert list(found) == ["debt", "payout-ratio", "net-income"]
    assert found["net-income"].asked == ("payout", "ratio")
    assert ("net", "earnings") in found["net-income"].terms
    assert "indebtedness" not in others("net debt", "en", "en")
    assert "dividendo" in others("payout ratio", "en", "es")


def test_abbreviations_need_their_signs():
    """This test ensures that letters side by side are no abbreviation, but their signs in small letters are."""
    assert others("vitamin D, a nutrient", "en", "en") == set()
    assert others("plan D A", "en", "es").isdisjoint({"depreciación y amortización", "depreciacion y amortizacion"})
    assert "research and development" in others("what is spent on r&d", "en", "en")


LONGEST = [
    ("Does hot spots policing work?", "en", "hot-spots-policing", ("hot", "spots", "policing"), "police"),
    ("police departments", "en", "police-department", ("police", "departments"), "police"),
    ("la violencia contra las mujeres", "es", "violence-against-women", ..., "violence"),
    ("group violence intervention", "en", "focused-deterrence", ..., "group-violence"),
    ("armas de fuego", "es", "firearm", ("armas", "de", "fuego"), "weapon"),
    ("o seguro-desemprego", "pt", "unemployment-insurance", ("seguro", "desemprego"), "insurance"),
]


@pytest.mark.parametrize(("text", "language", "concept", "asked", "shorter"), LONGEST)
def test_the_longest_term_wins(text, language, concept, asked, shorter):
    """This test ensures that words of a longer term are not read as shorter ones, and come back as they were typed."""
    into = "es" if language == "en" else "en"
    found = {e.concept: e.asked for e in expand(text, language, into)}
    assert shorter not in found
    assert found[concept] == (
        tuple(word for word in text.split() if word not in ("la", "o")) if asked is ... else asked
    )


def test_what_is_written_so_leaves_no_room_for_what_is_written_alike():
    """This test ensures that a word that is a term itself is not taken for the inflection of another."""
    assert set(named("el costo", "es", "en")) == {"cost"}
    assert set(named("la costa", "es", "en")) == {"coast"}  # also the feminine of costo
    assert set(named("la seguridad", "es", "en")) == {"safety", "security"}


def test_several_meanings_all_translate_and_are_no_synonyms():
    """This test ensures that a word with a tilde brings all its translations and nothing in its own language."""
    assert {"safety", "security"} <= others("seguridad", "es", "en")
    assert {"robbery", "theft"} <= others("robo", "es", "en")
    assert others("seguridad", "es", "es") == set()
    assert "robo" not in others("hurto", "es", "es")


def test_a_concept_comes_once_without_what_the_question_holds():
    """This test ensures that a concept named twice has its first place, and neither name is given back."""
    assert expand("homicide and murder", "en", "en") == []
    (found,) = expand("homicide and murder", "en", "pt")
    assert found.asked == ("homicide",)
    assert ("homicídio",) in found.terms


def test_a_question_of_unknown_language_is_looked_up_in_all():
    """This test ensures that keywords bring terms whichever language they are in, and `und` asks for all languages."""
    assert {"murder", "homicide"} <= others("homicidio", "und", "en")
    assert "asesinato" in others("homicidio GVI", "und", "es")
    assert "assassinato" in others("homicidio GVI", "und", "pt")
    assert {"murder", "asesinato", "assassinato"} <= others("homicidio", "und", "und")
    assert "murder" not in others("murder", "und", "und")


def test_translations_are_into_the_other_languages_that_have_terms():
    """This test ensures that each other language stands for itself, and that `und`, expanded into all, has none."""
    found = translations("homicidio", "es")
    assert list(found) == ["en", "pt"]
    assert found == {other: expand("homicidio", "es", other) for other in found}
    assert translations("homicidio GVI", "und") == {}
    assert translations("xyzzy", "en") == {}


def test_what_is_quoted_or_excluded_is_meant_as_it_stands():
    """This test ensures that synonyms do not loosen a quoted phrase nor bring back what was excluded."""
    assert set(named('"focused deterrence" gangs -homicide -"police officers"', "en", "es")) == {"gang"}


def test_terms_are_given_as_they_are_written():
    """This test ensures that stemmers, which go by accents, know what is given: avaliacao has another stem."""
    (found,) = expand("evaluation", "en", "pt")
    assert found.terms == (("avaliação",), ("avaliar",))
    (found,) = expand("CBT", "en", "es")
    assert ("terapia", "cognitivo", "conductual") in found.terms
    assert ("TCC",) in found.terms


def test_terms_that_would_be_function_words_are_not_given():
    """This test ensures that US and WHO, which an index holds as us and who, are not looked for."""
    assert "us" not in others("Estados Unidos", "es", "en")
    assert "who" not in others("Organización Mundial de la Salud", "es", "en")


@pytest.mark.parametrize("language", STEMMERS)
def test_function_words_are_no_terms(language):
    """This test ensures that the words of a language that carry no topic match nothing, alone or together."""
    together = " ".join(sorted(FUNCTION_WORDS[language]))
    for text in (*FUNCTION_WORDS[language], together, together.upper()):
        assert all(expand(text, language, into) == [] for into in STEMMERS), text


@given(
    st.text(alphabet=st.characters() | st.sampled_from('"-\ud800\0 GVI'), max_size=80),
    st.sampled_from([*STEMMERS, "und"]),
    st.sampled_from([*STEMMERS, "und"]),
)
def test_any_text_is_accepted(text, language, into):
    """This test ensures that no text is an error."""
    assert isinstance(expand(text, language, into), list)


@given(st.lists(st.sampled_from(TERMS), min_size=1, max_size=4), st.sampled_from([*STEMMERS]))
def test_what_is_given_is_new_and_not_empty(asked, into):
    """This test ensures that whatever is asked, an expansion has terms, asked words, and not the asked term itself."""
    language = asked[0][1]
    text = ", ".join(term.removeprefix(TRANSLATION) for _, _, term in asked)
    for expansion in expand(text, language, into):
        assert expansion.terms
        assert all(expansion.terms)
        assert all(word in text for word in expansion.asked)
        if into == language:
            assert _plain(" ".join(expansion.asked)) not in {_plain(" ".join(term)) for term in expansion.terms}


@pytest.mark.parametrize("language", STEMMERS)
def test_every_term_is_found(language):
    """This test ensures that each term of the file, asked as it stands, names its concept."""
    into = "en" if language != "en" else "es"
    mine = [(concept, term) for concept, of, term in TERMS if of == language and into in CONCEPTS[concept]]
    assert [(concept, term) for concept, term in mine if concept not in named(_asked(term), language, into)] == []


def _asked(term):
    return f"Zz {term.removeprefix(TRANSLATION)} zz"  # capitals mean something, as in most questions


def _words(terms):
    return [word.text for term in terms for word in words(term)]


def test_the_file_names_each_concept_once():
    """This test ensures that no concept hides another of the same name."""
    json.loads(FILE.read_text("utf-8"), object_pairs_hook=_without_repeats)


def _without_repeats(pairs):
    repeated = [key for key, n in Counter(key for key, _ in pairs).items() if n > 1]
    assert repeated == []
    return dict(pairs)


def test_every_concept_says_something():
    """This test ensures that each concept has at least two terms, in the three languages and no other."""
    for concept, terms in CONCEPTS.items():
        assert set(terms) <= {*STEMMERS, PARTS}, concept
        assert sum(map(len, terms.values())) >= 2, concept
        assert all(terms.values()), concept


def test_parts_are_other_concepts():
    """This test ensures that each part is in the file, once in its whole and not the whole itself."""
    for concept, terms in CONCEPTS.items():
        parts = terms.get(PARTS, [])
        assert set(parts) <= set(CONCEPTS) - {concept}, concept
        assert len(parts) == len(set(parts)), concept


def test_only_acronyms_have_signs():
    """This test ensures that a term which needs its sign in a question is nothing that is written without, too."""
    for concept, _, term in TERMS:
        assert SIGNS.isdisjoint(term) or term.isupper(), (concept, term)


def test_every_term_is_words():
    """This test ensures that a term has words that carry a topic, and is read by the quick rule as by `words`."""
    for concept, language, term in TERMS:
        found = [word.text for word in words(term.removeprefix(TRANSLATION))]
        assert found, (concept, term)
        assert index.thesaurus._folded(term).split() == found, (concept, term)
        assert unicodedata.is_normalized("NFC", term), (concept, term)
        is_acronym = len(found) == 1 and term.removeprefix(TRANSLATION).isupper()
        assert is_acronym or not set(found) <= FUNCTION_WORDS[language], (concept, term)


def test_a_term_stands_for_one_concept_in_its_language():
    """This test ensures that only terms with a tilde are in several concepts, and none is twice in one.

    A term with capitals is another than the same letters without: Ceasefire, the strategy, and any ceasefire.
    """
    for language in STEMMERS:
        places = [(concept, term) for concept, of, term in TERMS if of == language]
        spelt = [(c, tuple(_words([t]))) for c, t in places]
        assert [place for place, n in Counter(spelt).items() if n > 1] == []
        whole = [tuple(_words([t])) if t.islower() else t for _, t in places if not t.startswith(TRANSLATION)]
        assert [term for term, n in Counter(whole).items() if n > 1] == []


def test_no_ending_is_longer_than_is_looked_for():
    """This test ensures that the reader, which looks at five letters, knows every inflection."""
    assert max(len(e) for table in INFLECTIONS.values() for endings in table.values() for e in endings.split()) == 5
