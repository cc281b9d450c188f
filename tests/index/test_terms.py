import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.terms import stems, words


def test_words_and_offsets():
    """Words are in lower case without accents; their offsets count characters."""
    text = "¿Según la Política GAO-21-470?"
    found = words(text)
    assert [word.text for word in found] == ["segun", "la", "politica", "gao", "21", "470"]
    assert [text[word.start : word.end] for word in found] == ["Según", "la", "Política", "GAO", "21", "470"]


@given(st.text(max_size=60))
def test_word_offsets_in_any_text(text):
    """The offsets of words ascend, do not overlap and stay inside the text."""
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
    """Forms of one word share a stem in their language, with or without accents."""
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
        ("años", "año", "es"),
        ("isla", "islas", "es"),
        ("ciudades", "ciudad", "es"),
        ("préstamo", "préstamos", "es"),
        ("armas", "arma", "pt"),
        ("jovens", "jovem", "pt"),
        ("police", "Police", "en"),
        ("política", "políticas", "und"),
        ("avaliacao", "avaliação", "und"),
        ("shootings", "shooting", "und"),
    ],
)
def test_stems_include_all_forms(typed, printed, language):
    """The stems of a query word include forms to which the stemmer gives different stems."""
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
def test_typed_accents_are_kept(typed, printed, language):
    """A word typed with its accent is not searched without it, since that form shares its stem with another word."""
    assert words(printed, language)[0].text not in stems(typed, language)


def test_a_short_word_is_not_a_plural():
    """Otherwise "mes" would find every passage with "me"."""
    assert stems("mes", "es") == {"mes"}
