"""Text that a program took for ornaments: "✐♥t❡r" becomes "inter".

TeX draws old fonts as pictures and names each glyph after its code: "/a101" is "e". The font ZapfDingbats has the same
names for ornaments, so programs that make or read a PDF write "❡" for "e".

Names of ZapfDingbats: Adobe's glyph list for it (https://github.com/adobe-type-tools/agl-aglfn).
"""

import re

MIN_ORNAMENTS = 30
"""Ornaments on a page that are letters. Chosen."""

MIN_DIFFERENT = 8
"""Different ornaments on such a page. A page with stars or bullets has fewer. Chosen."""

# The numbers in the names of ornaments, and the ornaments, in the order of the codes of ZapfDingbats.
_NUMBERS = [
    *(1, 2, 202, 3, 4, 5, 119, 118, 117, *range(11, 17), 105, *range(17, 29), *range(6, 11), *range(29, 75)),
    *(203, 75, 204, *range(76, 80), *range(81, 85), *range(97, 101)),
    *(89, 90, 93, 94, 91, 92, 205, 85, 206, 86, 87, 88, 95, 96),
    *(101, 102, 103, 104, 106, 107, 108, 112, 111, 110, 109, *range(120, 160)),
]
_ORNAMENTS = (
    "✁✂✃✄☎✆✇✈✉☛☞✌✍✎✏✐✑✒✓✔✕✖✗✘✙✚✛✜✝✞✟✠✡✢✣✤✥✦✧★✩✪✫✬✭✮✯✰✱✲✳✴✵✶✷✸✹✺✻✼✽✾✿❀❁❂❃❄❅❆❇❈❉❊❋●❍■❏❐❑❒▲▼◆❖◗❘❙❚❛❜❝❞"
    "❨❩❪❫❬❭❮❯❰❱❲❳❴❵"
    "❡❢❣❤❥❦❧♣♦♥♠①②③④⑤⑥⑦⑧⑨⑩❶❷❸❹❺❻❼❽❾❿➀➁➂➃➄➅➆➇➈➉➊➋➌➍➎➏➐➑➒➓"
)
# The codes of TeX's fonts that are not those of ASCII (Cork's encoding, T1), and its bullet.
_T1 = dict(zip((16, 17, 21, 22, 27, 28, 29, 30, 31, 136), "“”–—ﬀﬁﬂﬃﬄ•", strict=True))
_LETTERS = {
    ornament: _T1.get(number) or chr(number)
    for number, ornament in zip(_NUMBERS, _ORNAMENTS, strict=True)
    if number in _T1 or 32 < number < 127
}
_ORNAMENT = re.compile(f"[{''.join(_LETTERS)}]")
_TABLE = str.maketrans(_LETTERS)


def without_ornaments(text: str) -> str:
    """Return the text of a page with letters for ornaments, if it is set in ornaments."""
    ornaments = _ORNAMENT.findall(text)
    if len(ornaments) < MIN_ORNAMENTS or len(set(ornaments)) < MIN_DIFFERENT:
        return text
    return text.translate(_TABLE)
