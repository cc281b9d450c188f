"""Formulas on one line, with all their figures and letters."""

import pytest
from lxml import etree

from corpus.reading.formulas import formula_text

NAMES = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def office(body):
    return formula_text(etree.fromstring(f"<m:oMath {NAMES}>{body}</m:oMath>"))


def math(body):
    return formula_text(etree.fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{body}</math>'))


def r(text):
    return f"<m:r><m:t>{text}</m:t></m:r>"


def e(text, name="e"):
    return f"<m:{name}>{text}</m:{name}>"


SQUARE = f"<m:sSup><m:sSupPr/>{e(r('x'))}{e(r('2'), 'sup')}</m:sSup>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r("N=417"), "N = 417"),
        (r("p") + r("&lt;") + r("0.05"), "p < 0.05"),
        (f"<m:f><m:fPr/>{e(r('3'), 'num')}{e(r('4'), 'den')}</m:f>", "3/4"),
        (f"<m:f>{e(r('a+b'), 'num')}{e(r('2'), 'den')}</m:f>", "(a+b)/2"),
        (f"<m:f>{e(SQUARE, 'num')}{e(r('2'), 'den')}</m:f>", "x²/2"),
        (f"<m:sSup>{e(r('10'))}{e(r('−3'), 'sup')}</m:sSup>", "10⁻³"),
        (f"<m:sSup>{e(r('12'))}{e(r('2'), 'sup')}</m:sSup>", "12²"),
        (f"<m:sSup>{e(r('e'))}{e(r('a/b'), 'sup')}</m:sSup>", "e^(a/b)"),
        (f"<m:sSub>{e(r('β'))}{e(r('1'), 'sub')}</m:sSub>", "β₁"),
        (f"<m:sSubSup>{e(r('x'))}{e(r('i'), 'sub')}{e(r('2'), 'sup')}</m:sSubSup>", "x_i²"),
        (f"<m:rad><m:radPr/>{e('', 'deg')}{e(r('n+1'))}</m:rad>", "√(n+1)"),
        (f"<m:rad>{e(r('3'), 'deg')}{e(r('8'))}</m:rad>", "³√8"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>'
            f"{e(r('i=1'), 'sub')}{e(r('n'), 'sup')}{e(r('x'))}</m:nary>",
            "∑_(i = 1)ⁿ x",
        ),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>{e(r("0.1"))}</m:d>', "[0.1]"),
        (f"<m:d>{e(r('n'))}</m:d>", "(n)"),
        (f"<m:func>{e(r('log'), 'fName')}{e(r('2'))}</m:func>", "log 2"),
        (f"<m:bar>{e(r('x'))}</m:bar>", "x\u0304"),
        (f"<m:acc>{e(r('y'))}</m:acc>", "y\u0302"),
        (f"<m:m><m:mPr/><m:mr>{e(r('1'))}{e(r('2'))}</m:mr><m:mr>{e(r('3'))}{e(r('4'))}</m:mr></m:m>", "1, 2; 3, 4"),
        (f"<m:limLow>{e(r('max'))}{e(r('x'), 'lim')}</m:limLow>", "max_x"),
        (r("\U0001d441 = 417"), "N = 417"),
    ],
)  # fmt: skip
def test_office_math(body, text):
    assert office(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<mi>N</mi><mo>=</mo><mn>417</mn>", "N = 417"),
        ("<mfrac><mn>3</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac>", "3/(a+b)"),
        ("<msup><mn>10</mn><mn>5</mn></msup>", "10⁵"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i²"),
        ("<msub><mi>H</mi><mn>2</mn></msub><mi>O</mi>", "H₂O"),
        ("<msqrt><mi>a</mi><mo>+</mo><mn>1</mn></msqrt>", "√(a+1)"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", "³√8"),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x\u0304"),
        ("<munderover><mo>∑</mo><mn>1</mn><mi>n</mi></munderover><mi>x</mi>", "∑₁ⁿx"),
        ('<mfenced open="["><mn>1</mn><mn>2</mn></mfenced>', "[1, 2)"),
        ("<semantics><mrow><mi>k</mi></mrow><annotation>k over 2</annotation></semantics>", "k"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable>", "1, 2"),
        ("<mtext>if so</mtext><!-- no --><mphantom><mi>z</mi></mphantom>", "if so"),
    ],
)
def test_math_ml(body, text):
    assert math(body) == text
