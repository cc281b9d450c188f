"""TeX as it is found in files. The printed texts are from the manuals of LaTeX and pylatexenc."""

import pytest

from corpus.exchange.bibtex.tex import decode, decode_verbatim, encode, encode_title


@pytest.mark.parametrize(
    ("tex", "printed"),
    [
        (r"Igarap{\'e}", "Igarapé"),
        (r"Igarap\'{e}", "Igarapé"),
        (r"Mu\~noz y Pe{\~n}a", "Muñoz y Peña"),
        (r"Gon\c{c}alves, {\c C}elik, Gon{\c c}alves", "Gonçalves, Çelik, Gonçalves"),
        (r"Mart{\'\i}nez {\"O}ster", "Martínez Öster"),
        (r"R{\o}nning \o stergaard Stra{\ss}e \L{}ukasz", "Rønning østergaard Straße Łukasz"),
        (r"{USAID} and {{NNSC}}", "USAID and NNSC"),
        (r"50\% of \$5 \& more\_less", "50% of $5 & more_less"),
        ("50% of $5 and $6 & more", "50% of $5 and $6 & more"),
        (r"\emph{What} \textit{works}", "What works"),
        ("1990--2000 --- ``so called''", "1990–2000 — “so called”"),
        ("A.~B.", "A. B."),
        (r"H$_2$O and x$^{2}$", "H2O and x2"),
        (r"{\textbackslash}input \{x\}", "\\input {x}"),
        (r"$\alpha$ \unknown{macro}", "α macro"),
        (r"1990{\textendash}2000 the{\textquoteright}s", "1990–2000 the’s"),
        ("two\n  lines", "two lines"),
        ("unclosed { brace", "unclosed brace"),
        ("ends in \\", "ends in"),
    ],
)
def test_tex_to_text(tex, printed):
    """Accents, letters, escapes, dashes and macros become the text that a reader sees."""
    assert decode(tex) == printed


def test_text_to_tex():
    """TeX's own characters are escaped, and BibTeX does not count an escaped brace."""
    assert encode("50% & {x} a_b~c^d\\e #1 $5") == (
        r"50\% \& {\textbraceleft}x{\textbraceright} a\_b{\textasciitilde}c{\textasciicircum}d{\textbackslash}e \#1 \$5"
    )
    assert encode("a--b") == "a-{}-b"


@pytest.mark.parametrize(
    ("title", "tex"),
    [
        ("The USAID and IDB in McAllen", "The {USAID} and {IDB} in {McAllen}"),
        ("What Works in Reducing Violence", "What Works in Reducing Violence"),
        ("Armas robadas en Cali: Un estudio de casos", "Armas robadas en {Cali:} Un estudio de casos"),
        ("Focused deterrence in Boston revisited", "Focused deterrence in {Boston} revisited"),
        ("Gangs", "Gangs"),
    ],
)  # fmt: skip
def test_names_keep_their_capitals_in_titles(title, tex):
    """Names in titles are in braces, so that styles do not change them to lower case."""
    assert encode_title(title) == tex


def test_addresses_lose_their_escapes():
    """The escapes that some programs write into addresses are removed."""
    assert decode_verbatim(r"\url{https://a.org/b\_c\%20d}") == "https://a.org/b_c%20d"
