"""Names of people: lists of names as they are printed, and which words are the family name."""

from time import process_time

import pytest

from corpus.works.family_names import NameEvidence, divide_name
from corpus.works.names import parse_names


def shown(names):
    """Return names as "Given | Family", with a suffix after a second bar."""
    parts = [[name.get("given", ""), name["family"], name.get("suffix", "")] for name in names]
    return [" | ".join(part for part in name if part) for name in parts]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # commas, "and", "&", "y", "e"
        ("Ana Báez, Bo O'Brien, and Carla Dias", ["Ana | Báez", "Bo | O'Brien", "Carla | Dias"]),
        ("Ana Báez, Bo O'Brien & Carla Dias", ["Ana | Báez", "Bo | O'Brien", "Carla | Dias"]),
        ("Ana Báez y Luis Pérez", ["Ana | Báez", "Luis | Pérez"]),
        ("Ana Lima e João Dias", ["Ana | Lima", "João | Dias"]),
        ("Ana Lima e Silva, João Dias e Costa", ["Ana Lima e | Silva", "João Dias e | Costa"]),
        ("Ana Báez · Bo Dias · Carla Lima", ["Ana | Báez", "Bo | Dias", "Carla | Lima"]),
        ("Ana Báez | Bo Dias", ["Ana | Báez", "Bo | Dias"]),
        ("By Ana Báez and Bo Dias", ["Ana | Báez", "Bo | Dias"]),
        # marks
        ("Ana Báez⸢1,2⸣, Bo Dias⸢2⸣ and Carla Lima⸢1*†⸣", ["Ana | Báez", "Bo | Dias", "Carla | Lima"]),
        ("Ana Báez,⸢a,⸣* Bo Dias⸢b⸣", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez⸢I⸣ Bo Dias⸢II⸣", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez1,2, Bo Dias 3 and Carla Lima,1", ["Ana | Báez", "Bo | Dias", "Carla | Lima"]),
        ("Ana Báez∗, Bo Dias†", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez (University of Quays), Bo Dias (ana@quay.example)", ["Ana | Báez", "Bo | Dias"]),
        # degrees, titles, roles
        ("Ana Báez, PhD, Bo Dias, MD, MPH, and Carla Lima, Ph.D.(c)", ["Ana | Báez", "Bo | Dias", "Carla | Lima"]),
        ("Ana Báez, M.D., Ph.D., and Bo Dias, M.P.H.", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez, MD, MPH; Bo Dias, PhD", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez, M.D.", ["Ana | Báez"]),
        ("Drs. Ana Báez and Bo Dias", ["Ana | Báez", "Bo | Dias"]),
        ("Prof. Dr. Ana Báez, Dra. Carla Lima", ["Ana | Báez", "Carla | Lima"]),
        ("Prof Ana Báez PhD, Bo Dias MSc", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez postdoctoral researcher ⸢1⸣, Bo Dias PhD student ⸢2⸣", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez, Ph.D. Candidate", ["Ana | Báez"]),
        ("Ana Báez, Professor of Ports, Institute of Quays", ["Ana | Báez"]),
        ("Ana Báez, Bo Dias, Institute of Quays, Lima", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez, University of Quays, and Bo Dias, Institute of Moles, Lisbon", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez, University of Quays, Bo Dias, Institute of Moles", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez, University of Quays; Bo Dias, School of Moles and Ports", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez, Faculty of Ports, Belo Quay, Peru", ["Ana | Báez"]),
        ("Ana Báez, Ph.D., and Bo Dias, Ph.D., BPS Statisticians", ["Ana | Báez", "Bo | Dias"]),
        ("BY ANA BÁEZ AND BO DIAS | GUEST COLUMNISTS", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez | Bo Dias | March 2021", ["Ana | Báez", "Bo | Dias"]),
        ("Robert J. Dias, Jr., and Ana Báez III", ["Robert J. | Dias | Jr.", "Ana | Báez | III"]),
        ("Ana Báez — University of Quays", ["Ana | Báez"]),
        ("Ana Báez @anabaez, Bo Dias", ["Ana | Báez", "Bo | Dias"]),
        # what typesetting and OCR leave
        ("Ana D.Báez -Dias, Bo Dias’", ["Ana D. | Báez-Dias", "Bo | Dias"]),
        ("Ana Ba\u0301ez and Bo Dias", ["Ana | Báez", "Bo | Dias"]),
        # names with a word that is also a month, a place or the beginning of another word
        ("Julio Banks, April Stafford, Cornel West", ["Julio | Banks", "April | Stafford", "Cornel | West"]),
        ("June Openshaw, Ana Driver and Page Pressman", ["June | Openshaw", "Ana | Driver", "Page | Pressman"]),
        ("Ana Báez, PhD, RN, FAAN; Bo Dias, UNQ", ["Ana | Báez", "Bo | Dias"]),
        ("Ana Báez⸢1⸣ ID, Bo Dias⸢2⸣ ID", ["Ana | Báez", "Bo | Dias"]),
        # groups that are thanked are not in the list
        ("Ana Báez and Bo Dias, on behalf of the Quays Study Group", ["Ana | Báez", "Bo | Dias"]),
        # family name first
        ("Báez, Ana C;Dias, Bo", ["Ana C | Báez", "Bo | Dias"]),
        ("Báez, Ana C.; Dias, Bo", ["Ana C. | Báez", "Bo | Dias"]),
        ("BÁEZ, A., O'BRIEN, B. & DIAS, C. R.", ["A. | Báez", "B. | O'Brien", "C. R. | Dias"]),
        ("Báez AC, Dias B, Lima CJR", ["A C | Báez", "B | Dias", "C J R | Lima"]),
        ("Báez, A. C., Dias, B., & Lima, C.", ["A. C. | Báez", "B. | Dias", "C. | Lima"]),
        ("Báez, Ana C., Bo Dias, and Carla Lima", ["Ana C. | Báez", "Bo | Dias", "Carla | Lima"]),
        ("Dias, MA; Lima, C", ["M A | Dias", "C | Lima"]),
        # capitals
        ("ANA BÁEZ AND BO MCCLUSKEY", ["Ana | Báez", "Bo | McCluskey"]),
        ("ANA LIMA-O'BRIEN", ["Ana | Lima-O'Brien"]),
        ("Ana BÁEZ, Bo DIAS", ["Ana | Báez", "Bo | Dias"]),
        ("MARIA DE SOUZA, J. D. DIAS", ["Maria de | Souza", "J. D. | Dias"]),
        # not names
        ("Public Health, Harbour Policy", []),
        ("San Juan, Puerto Rico", []),
        ("Lima, Peru", []),
        ("Harbour, MD", []),
        ("San Francisco, CA", []),
        ("New Harbour, NY, Quay, MA", []),
        ("March 16, 2021", []),
        ("University of Quays, Department of Ports", []),
        ("Journal of Quays", []),
        ("Ana", []),
        ("", []),
        ("A. B.", []),
        ("A Survey", []),
        ("One Hundredth Congress", []),
        ("Ana Báez is a professor of ports", []),
        ("Ana Báez, Moles and Quays", []),
    ],
)
def test_lists_of_names(text, names):
    """A list is names as a whole or not at all; what is printed around a name is left out."""
    assert shown(parse_names(text, NameEvidence())) == names


@pytest.mark.parametrize(
    ("name", "divided"),
    [
        ("Ana Dias Porto Lima Filho", "Ana Dias Porto | Lima Filho"),
        ("José Quay Neto", "José | Quay Neto"),
        ("João Lima Júnior", "João | Lima Júnior"),
        ("Ana Lima da Silva Jr.", "Ana Lima da | Silva Jr."),
        ("Ana Lima de Quay", "Ana Lima de | Quay"),
        ("Bo Lima dos Quays", "Bo Lima dos | Quays"),
        ("Ana De Quay", "Ana | De Quay"),
        ("Anna van der Berg", "Anna | van der Berg"),
        ("Mark A. van de Berg", "Mark A. | van de Berg"),
        ("Bo Báez-Díaz", "Bo | Báez-Díaz"),
        ("Bo DeQuay", "Bo | DeQuay"),
        ("Ana Lima Dias", "Ana Lima | Dias"),
    ],
)
def test_family_names(name, divided):
    """Portuguese particles stay with the given names; other particles, and words for a son, belong to the family."""
    assert shown([divide_name(name, NameEvidence())]) == [divided]


@pytest.mark.parametrize(
    ("name", "text", "language", "divided"),
    [
        ("Ana Lima de Quay", "Dias, B., & Lima de Quay, A. (2006). Quays.", "en", "Ana | Lima de Quay"),
        ("Ana Báez Quay", "3. Báez Quay A, Dias B. Quays.", "en", "Ana | Báez Quay"),
        ("Ana Báez Quay", "BÁEZ QUAY, A. Quays.", "en", "Ana | Báez Quay"),
        ("Ana Báez Quay", "Báez Quay et al.   12", "en", "Ana | Báez Quay"),
        ("Ana Quay Dias", "7. Quay-Dias A, Lima B. Quays.\nDias AQ, Lima B.", "en", "Ana Quay | Dias"),
        ("Ana Lima Dias", "Dias, A. L. (2006). Quays.", "es", "Ana Lima | Dias"),
        ("Ana A Lima Dias", "", "es", "Ana A | Lima Dias"),
        ("Ana María Lima Dias", "", "es", "Ana María | Lima Dias"),
        ("Ana Lima Dias", "", "es", "Ana | Lima Dias"),
        ("Ana María Dias", "", "es", "Ana María | Dias"),
        ("Ana de la Quay", "", "es", "Ana | de la Quay"),
        ("Ana María Lima Dias", "", "en", "Ana María Lima | Dias"),
        ("JUAN MCELROY", "As McElroy (2010) says, McElroy ...", "en", "Juan | McElroy"),
        ("BO DEQUAY", "DeQuay, B. Quays.", "en", "Bo | DeQuay"),
    ],
)
def test_evidence_in_the_document(name, text, language, divided):
    """How the document writes a name elsewhere decides; without that, the rule of its language."""
    assert shown([divide_name(name, NameEvidence(text=text, language=language))]) == [divided]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Harbour Moles", NameEvidence(common=frozenset({"harbour", "moles"}))),
        ("Harbour Moles, Quay Walls", NameEvidence(common=frozenset({"harbour", "quay", "walls"}))),
        ("Belo Quay", NameEvidence(text="Ships in Belo Quay are new.")),
        ("Ana Báez, Belo Quay", NameEvidence(text="Os navios em Belo Quay.")),
    ],
)
def test_words_and_places_are_not_names(text, evidence):
    """Words that the document writes in lower case, and what things are in, are not people."""
    assert parse_names(text, evidence) == []


def test_a_person_in_whose_work_something_is_found_is_not_a_place():
    """A person may come after a preposition of place too, but not alone."""
    assert parse_names("Ana Báez", NameEvidence(text="as in Ana Báez’s survey, or in Ana Báez (2012)"))


@pytest.mark.parametrize(
    "text",
    [
        "A" * 3_000 + "1",
        "Ab" * 3_000 + "1",
        "A-" * 3_000 + "1",
        "Ana Báez, " * 3_000 + "1x",
        "1, " * 3_000,
        "(" * 3_000,
    ],
)
def test_hostile_lists_take_no_time(text):
    """A text that is made to try every way of reading it is refused at once. A hang would end the test run."""
    started = process_time()
    assert parse_names(text, NameEvidence()) == []
    assert process_time() - started < 1


def test_a_group_in_a_list():
    """A group after people is an author as a whole."""
    names = parse_names("Ana Báez, Bo Dias, and the Quay Collaboration*", NameEvidence())
    assert names[2:] == [{"literal": "Quay Collaboration"}]
