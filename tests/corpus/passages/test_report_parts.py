"""The zone of a passage, by its headings and by its text."""

import pytest

from corpus.passages.report_parts import heading_zone, passage_zone

BODY = "The partnership met the groups and told them that shootings would bring attention to all of their members."
LIST = (
    "Braga, A. A. (2008). Pulling levers. Journal of Criminal Justice, vol. 36, pp. 332. https://doi.org/10.1016/x. "
    "Kennedy, D. (2011). Do not shoot. Bloomsbury, pp. 12. Papachristos, A. et al. (2007). Attention felons, vol. 4, "
    "no. 2, pp. 223. Retrieved 2012. https://example.org"
)

# Lists of references without their heading: in two columns it is often not recognised.
VANCOUVER = (
    "7 Lima SS, Gaziano TA, Gakidou E, et al. Prevention of disease in poor countries. Lancet 2007;370:2054-62.\n\n"
    "8 Souza R, Epping-Jordan J. Improving the care of chronic disease. Health Aff. 2009;28(1):35-40.\n\n"
    "9 Ministerio da Saude. Plano nacional. Brasilia, 2011.\n\n10 Ribeiro AG, Cotta RM. The promotion of health."
)
APA = (
    "Policing and Society, 25(1), 1-24.\n\nSilva, I. P., & Mora, J. C. (2017). Stress in police forces. Portuguese"
    " Journal, 12(2), 101-117.\n\nGaliani, S., & Romero, M. (2017). Incentives for replication. Galicia: Institute."
)
CONCLUSION = (
    "Accordingly, it would be better for these videos to show officers who are fair, instead of officers who are rude"
    " or use force without need. Such encounters teach citizens and officers alike, and may prove important in"
    " repairing the relations between a department and its community, which is what the chiefs asked for in spring.\n"
)
CITING = (
    "Police stress is well known (Silva & Mora, 2017; Galiani et al., 2016), and departments have answered it with"
    " training. Lima (2011) found that the effect of training lasted 12 to 18 months in five of seven cities, and that"
    " the cost was 25 (20-31) dollars for each officer. Others disagree (Souza, 2014)."
)
TABLE = (
    "Table 1. Descriptive statistics of the sites that answered the survey by mail or online\n"
    "Site age in years 5.70 1.69\nCity 11 45.8\nCounty 6 25.0\nState 6 25.0\nSites with a full-time analyst 8 33.3\n"
    "Sites that received training in the use of the system 22 61.5"
)
RESUMEN = (
    "El estudio analiza las principales características de la transición de la salud en el país, con las tasas de"
    " mortalidad por sexo, edad y causa de muerte. Algunos ejemplos incluyen la persistencia de niveles altos de"
    " enfermedades infecciosas en el norte y las desigualdades entre regiones."
)
CONTRIBUTORS = (
    "Balalla Souza and Michael R Lima\n\nZara Younis, Chuan Yu, Christopher L Mora, Theo Vos, Shivanthi Solomon,"
    " Paul Yip, Naohiro Yonemoto, Fiona Lecky, Ricky Leung, Guohong Jiang, Yousef Khader, Ejaz Ahmad, Randah Hamadeh,"
    " Martha Hijar"
)
AFFILIATIONS = (
    "1 School of Public Health, Imperial College, London, United Kingdom\n2 World Bank, Washington DC, USA\n"
    "3 Facultad de Medicina, Universidad del Sur, Lima, Peru\n4 National Institute of Health, Oslo, Norway"
)
TITLE_PAGE = (
    "Early calls and later homicides: a study of five cities\n\nAna M. Silva\n\nSchool of Criminology, University of"
    " the South, Omaha\n\nForthcoming in Quarterly of Justice\n\nEmail: ana@example.org, phone: 555-2610"
)
UNIVERSITIES = (
    "The program pays universities for research. When it reviews grants, the agency considers whether the University"
    " of the South and the Institute of Health work together, and it asks each School of Public Health for a plan."
)
AGENCIES = (
    "Department of Homeland Security Department of Homeland Security Appropriations Act\n"
    "Department of the Interior Department of the Interior, Environment, and Related Agencies Appropriations Act"
)

PAGES = (
    "PART I\nItem 1. Business. 4\nItem 1A. Risk factors. 7\nItem 2. Properties. 16\nItem 3. Legal proceedings. 16\n"
    "Item 4. Mine safety. 17\nNote 7 – Pension and medical plans 88"
)
CODES = "Assault 1\nArson 2\nBribery 3\nBurglary 4\nFraud 5\nTheft 6"
COUNTS = "Aguadilla 12\nArecibo 4\nMoca 30\nPonce 2\nCaguas 18\nFajardo 7"


@pytest.mark.parametrize(
    ("heading", "zone"),
    [
        ("Table of Contents", "contents"),
        ("CONTENIDO", "contents"),
        ("Sumário", "contents"),
        ("List of figures and tables", "contents"),
        ("References", "references"),
        ("7. Referencias bibliográficas", "references"),
        ("Bibliografia", "references"),
        ("Acknowledgements", "front matter"),
        ("Index", "index"),
        ("References to the police", None),
        ("Contents of the programme", None),
        ("The index crime", None),
    ],
)
def test_headings(heading, zone):
    """A heading opens a zone only if it says nothing else."""
    assert heading_zone(heading) == zone


@pytest.mark.parametrize(
    ("text", "headings", "place", "zone"),
    [
        (BODY, (), 0.5, "body"),
        (BODY, ("References",), 0.9, "references"),
        (BODY, ("Part I", "Contents"), 0.0, "contents"),
        (BODY, ("Contents", "Findings"), 0.1, "body"),
        (BODY, ("Contents",), 0.5, "body"),
        (BODY, ("References", "A"), 0.9, "references"),
        (BODY, ("Index",), 0.5, "body"),
        (BODY, ("Index",), 0.95, "index"),
        ("Summary ........ 1\nThe problem ........ 12\nThe response ........ xiv", (), 0.02, "contents"),
        (PAGES, (), 0.02, "contents"),
        (PAGES, (), 0.5, "body"),
        (PAGES + "\n" + BODY, (), 0.02, "body"),
        (CODES, (), 0.02, "body"),
        (COUNTS, (), 0.02, "body"),
        (
            "(1) Abital ........ 2125\n(2) Fenfamin ........ 1760\n(3) Tilidine ........ 9750",
            (),
            0.05,
            "body",
        ),
        ("Opium ........ 12\nCoca ........ 4\nKhat ........ 30\nOther ........ 2", (), 0.05, "body"),
        ("Summary . . . . . . iv Maps . . . . . . 3 Notes . . . . . . 3 Index . . . . . . 40", (), 0.6, "contents"),
        (LIST, (), 0.8, "references"),
        ("© 2013 The Centre. All rights reserved. ISBN 978-1-932582-71-0", (), 0.01, "front matter"),
        ("The ISBN of the report stands on its cover.", (), 0.5, "body"),
        (VANCOUVER, ("Conclusions",), 0.8, "references"),
        (APA, (), 0.6, "references"),
        (APA, (), 0.1, "body"),
        (CONCLUSION + APA, ("Conclusion",), 0.7, "body"),
        (CITING, ("Discussion",), 0.7, "body"),
        (VANCOUVER, ("References",), 0.9, "references"),
        (TABLE, ("References",), 0.95, "body"),
        (RESUMEN, ("References",), 0.95, "body"),
        (CONCLUSION, ("Endnotes",), 0.7, "body"),
        (CONTRIBUTORS, ("References",), 0.95, "references"),
        (AFFILIATIONS, ("Conclusions",), 0.75, "front matter"),
        (AFFILIATIONS + "\n" + RESUMEN, ("Conclusions",), 0.75, "body"),
        (TITLE_PAGE, (), 0.0, "front matter"),
        ("Early Results: Department of Justice\n\nAna M. Silva\n\nApril 10, 2026", (), 0.0, "front matter"),
        ("Early results of the law\n\nAna M. Silva\n\n2024-01-23", (), 0.0, "body"),
        ("Homicides\n\n2019 1,204 2020 1,300", (), 0.0, "body"),
        ("Ana M. Silva\n\n2024-01-23", (), 0.5, "body"),
        (TITLE_PAGE + "\n" + CITING, (), 0.0, "body"),
        (UNIVERSITIES, (), 0.0, "body"),
        (AGENCIES, ("Appropriations",), 0.2, "body"),
    ],
)
def test_zones(text, headings, place, zone):
    """Headings decide first, then the look of the text. In doubt it is body."""
    assert passage_zone(text, headings, place) == zone


def test_a_single_page_has_no_front_matter():
    """An ISBN does not make an article of one page front matter."""
    text = "The guide tells how to hold a call-in. A revision has the same ISBN."
    assert passage_zone(text, (), 0.0, has_pages=False) == "body"
