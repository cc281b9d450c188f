import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import ParsedQuery, parse, stems, words


def test_words_fold_and_keep_their_place():
    """This test ensures that a word is in lower case without accents, and that its offsets count characters."""
    text = "¿Según la Política GAO-21-470?"
    found = words(text)
    assert [word.text for word in found] == ["segun", "la", "politica", "gao", "21", "470"]
    assert [text[word.start : word.end] for word in found] == ["Según", "la", "Política", "GAO", "21", "470"]


@given(st.text(max_size=60))
def test_words_of_any_text_lie_in_order_inside_it(text):
    """This test ensures that offsets ascend, do not overlap and stay within the text, whatever the text."""
    position = 0
    for word in words(text):
        assert position <= word.start < word.end <= len(text)
        position = word.end


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("homicide", "homicides", "en"),
        ("policing", "police", "en"),
        ("shooting", "shootings", "en"),
        ("homicidio", "homicidios", "es"),
        ("política", "politicas", "es"),
        ("violación", "violaciones", "es"),
        ("violacion", "violación", "es"),
        ("homicídio", "homicidios", "pt"),
        ("segurança", "seguranca", "pt"),
        ("GAO", "gao", "en"),
    ],
)
def test_inflected_words_share_a_stem(one, other, language):
    """This test ensures that forms of one word are one term in their language, with accents and without."""
    assert [w.text for w in words(one, language)] == [w.text for w in words(other, language)]


@pytest.mark.parametrize(
    ("typed", "printed", "language"),
    [
        ("policia", "policía", "es"),
        ("joven", "jóvenes", "es"),
        ("jóvenes", "joven", "es"),
        ("crimen", "crímenes", "es"),
        ("prevencao", "prevenções", "pt"),
        ("ações", "ação", "pt"),
        ("policial", "policiais", "pt"),
        ("avaliacao", "avaliação", "pt"),
        ("avaliação", "AVALIACAO", "pt"),
        ("organizacoes", "organização", "pt"),
        ("execucao", "execuções", "pt"),
        ("missoes", "missão", "pt"),
        ("violencia", "violência", "pt"),
        ("reincidencia", "reincidência", "pt"),
        ("ocorrencias", "ocorrência", "pt"),
        ("importancia", "importância", "pt"),
        ("instancias", "instância", "pt"),
        ("responsavel", "responsáveis", "pt"),
        ("disponiveis", "disponível", "pt"),
        ("orcamentaria", "orçamentária", "pt"),
        ("materias", "matéria", "pt"),
        ("relatorio", "relatórios", "pt"),
        ("portugues", "português", "pt"),
        ("chines", "chinês", "pt"),
        ("POSSÍVEL", "possíveis", "pt"),
        ("policía", "POLICIA", "es"),
        ("criminologia", "criminología", "es"),
        ("economias", "economía", "es"),
        ("interes", "interés", "es"),
        ("frances", "francés", "es"),
        ("portugues", "portugués", "es"),
        ("police", "Police", "en"),
        ("política", "políticas", "und"),
        ("avaliacao", "avaliação", "und"),
        ("shootings", "shooting", "und"),
    ],
)
def test_a_question_asks_for_every_form(typed, printed, language):
    """This test ensures that a question's word finds forms that the stemmer of its language leaves apart."""
    stem_languages = ("en", "es", "pt") if language == "und" else (language,)
    assert any(words(printed, each)[0].text in stems(typed, language) for each in stem_languages)


@pytest.mark.parametrize(
    ("typed", "printed", "language"),
    [
        ("francés", "franco", "es"),
        ("matéria", "matar", "pt"),
        ("secretária", "secreto", "pt"),
        ("homicidio", "homicida", "es"),
    ],
)
def test_an_accent_that_is_typed_is_meant(typed, printed, language):
    """This test ensures that a word with its accent is not read as without, which shares its stem with another word."""
    assert words(printed, language)[0].text not in stems(typed, language)


PARSED = [
    ("What is a call-in?", "en", ("call",), (), (), ()),
    ("what is it", "en", ("what", "is", "it"), (("what", "is"), ("is", "it")), (), ()),
    ("Homicide rates of the city", "en", ("Homicide", "rates", "city"), (("homicide", "rates"),), (), ()),
    ('"gun violence" in Boston', "en", ("Boston",), (), (("gun", "violence"),), ()),
    ("“Gun Violence” Boston", "en", ("Boston",), (), (("gun", "violence"),), ()),
    ("„Gewalt“ x", "und", ("x",), (), (("gewalt",),), ()),
    ('police "gun violence" gangs', "en", ("police", "gangs"), (), (("gun", "violence"),), ()),
    ('homicide -suicide -"domestic violence"', "en", ("homicide",), (), (), (("suicide",), ("domestic", "violence"))),
    ("murder-suicide - now -5 degrees", "en", ("murder", "suicide", "now", "5", "degrees"), ..., (), ()),
    ("GAO-21-470", "und", ("GAO", "21", "470"), (("gao", "21"), ("21", "470")), (), ()),
    ("S. 3760 / H.R. 7306", "und", ("S", "3760", "H", "R", "7306"), ..., (), ()),
    ("What does the WHO say of IT?", "en", ("WHO", "say", "IT"), (("who", "say"),), (), ()),
    ("WHAT DOES THE WHO SAY", "en", ("SAY",), (), (), ()),
    ("the GAO's view, which isn’t new", "en", ("GAO", "view", "isn", "new"), ..., (), ()),
    ("¿Cuántos secuestros hubo?", "es", ("secuestros",), (), (), ()),
    ('an open "quote', "en", ("open", "quote"), (("open", "quote"),), (), ()),
    ("«no preguntes»", "es", ("preguntes",), (), (), ()),
    ("gang gang Gang", "en", ("gang",), (("gang", "gang"),), (), ()),
    ('"" - "?!"', "en", (), (), (), ()),
    ("", "en", (), (), (), ()),
]


@pytest.mark.parametrize(("text", "language", "typed", "pairs", "phrases", "excluded"), PARSED)
def test_reads_a_question(text, language, typed, pairs, phrases, excluded):
    """This test ensures that words, pairs, quotes and exclusions are told apart as the manual says (by hand)."""
    found = parse(text, language)
    assert found == ParsedQuery(typed, found.pairs if pairs is ... else pairs, phrases, excluded)


def test_numbers_and_names_stay_together():
    """This test ensures that the parts of a report number are looked for side by side."""
    pairs = parse("S. 3760 / H.R. 7306 or doi 10.1177/0022", "en").pairs
    assert {("s", "3760"), ("h", "r"), ("r", "7306"), ("10", "1177"), ("1177", "0022")} <= set(pairs)


@given(st.text(alphabet=st.characters() | st.sampled_from('"“”-\ud800 \0'), max_size=80))
def test_any_text_can_be_read(text):
    """This test ensures that no text, broken surrogates included, is an error."""
    assert parse(text, "en").words is not None
