"""The zone of a passage, by its headings and by its text."""

import pytest

from corpus.passages.report_parts import heading_zone, passage_zone

BODY = "The partnership met the groups and told them that shootings would bring attention to all of their members."
VANCOUVER = (
    "7 Lima SS, Gaziano TA, Gakidou E, et al. Prevention of disease in poor countries. Lancet 2007;370:2054-62.\n\n"
    "8 Souza R, Epping-Jordan J. Improving the care of chronic disease. Health Aff. 2009;28(1):35-40.\n\n"
    "9 Ministerio da Saude. Plano nacional. Brasilia, 2011.\n\n10 Ribeiro AG, Cotta RM. The promotion of health."
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

THANKS = (
    "We thank Rita Holm, professor of tides at the Institute of the Sea, for her comments on an earlier draft.\n\n"
    "Funding: this study had a grant of the Harbour Fund.\n\nCompeting interests: none declared.\n\nFaro, May 2019"
)
LICENCE = "This is an open access article distributed under the terms of a licence, which permits use by others."
AXES = "Moles\n\n0\n\n10 20 30\n\n2018 2020 2022\nYear\n\nMoles\n\nFaro North Quay\n\nSouth Quay\n\n0.0 0.5 1.0 1.5"
BARS = (
    "Moles\n\n0\n\n10 20 30\n\n2018 2020 2022\nYear\n\n17 24 9 31 12 28\n\nFaro North Quay\n\nSouth Quay\n\n0.0 0.5 1.0"
)
CAPTIONED = AXES + "\n\nFigure 3. Moles of each harbour by the year in which the keepers counted them, and their share"
CODES = "Values\n\n11 = Northern quay\n\n12 = Southern quay\n\n13 = Mole\n\n14 = Pier\n\n15 = Rope\n\n16 = Other"
CELLS = "North\nQuay\n68.8 (68.1–69.5)\n76 (74.9–77.0)\n60.2 (57.6–62.7)\n66.2\n1154.9\n692.4\n28203.5\n16537.5"
CATALOGUED = "Harbour Library Cataloguing-in-Publication Data\n\n1. Moles - trends. 2. Ropes. I. The Harbour Centre"
AUTHORS = "Affiliation:\nAna Mora\n\nUniversity of the South\n\nQuay Street 82\n1190 Faro\n\nE-mail: ana@example.org"
TITLES = "The problem\nThe response in spring\nCosts and results of the call\nWhat the keepers say"


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
        ("8. References", "references"),
        ("Literature", "references"),
        ("WORKS CONSULTED", "references"),
        ("Further reading", "references"),
        ("References and notes", "references"),
        ("Literatura citada", "references"),
        ("Obras citadas", "references"),
        ("Fuentes", "references"),
        ("Referências citadas", "references"),
        ("Literature review", None),
        ("Fuentes de datos", None),
        ("Acknowledgements", "front matter"),
        ("Index", "index"),
        ("Author contributions", "front matter"),
        ("How to cite this report", "front matter"),
        ("Funding", None),
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
        (TITLES, ("Part I", "Contents"), 0.0, "contents"),
        ("The problem ............\nThe response ............", ("Contents",), 0.0, "contents"),
        (BODY, ("Part I", "Contents"), 0.0, "body"),
        (TITLES, ("Contents", "Findings"), 0.1, "body"),
        (TITLES, ("Contents",), 0.5, "body"),
        (BODY, ("References", "A"), 0.9, "references"),
        (BODY, ("Index",), 0.5, "body"),
        (BODY, ("Index",), 0.95, "index"),
        ("© 2013 The Centre. All rights reserved. ISBN 978-1-932582-71-0", (), 0.01, "front matter"),
        ("The ISBN of the report stands on its cover.", (), 0.5, "body"),
        (VANCOUVER, ("References",), 0.9, "references"),
        (TABLE, ("References",), 0.95, "body"),
        (RESUMEN, ("References",), 0.95, "body"),
        (CONCLUSION, ("Endnotes",), 0.7, "body"),
        (CONTRIBUTORS, ("References",), 0.95, "references"),
        (AFFILIATIONS, ("Conclusions",), 0.75, "front matter"),
        (AFFILIATIONS + "\n" + RESUMEN, ("Conclusions",), 0.75, "body"),
        (TITLE_PAGE, (), 0.0, "front matter"),
        ("Early Results: Department of Justice\n\nAna M. Silva\n\nApril 10, 2026", (), 0.0, "front matter"),
        ("Early results of the law\n\nAna M. Silva\n\n2024-01-23", (), 0.0, "front matter"),
        ("Moles of the south: issues for keepers\n\nUpdated May 2, 2026\n\nM47324", (), 0.0, "front matter"),
        ("Muelles del sur\n\nUn análisis de las cuerdas\n\nFEBRERO 2018", (), 0.0, "front matter"),
        ("Moles of the south\n\nMay 2, 2026\n\nMoles were closed in 12 harbours.", (), 0.0, "body"),
        ("Moles of the south\n\nMay 2026\n\nFaro 12 14\nSouth Quay 2 8", (), 0.0, "body"),
        ("Moles of the south: issues for keepers\n\nUpdated May 2, 2026", (), 0.5, "body"),
        (CATALOGUED, (), 0.004, "front matter"),
        (AUTHORS, ("Results",), 0.99, "front matter"),
        (AUTHORS + "\n\n" + BODY, ("Results",), 0.99, "body"),
        (AUTHORS.replace("University of the South", "Harbour shelter"), ("Help",), 0.99, "body"),
        ("Homicides\n\n2019 1,204 2020 1,300", (), 0.0, "body"),
        ("Ana M. Silva\n\n2024-01-23", (), 0.5, "body"),
        (TITLE_PAGE + "\n" + CITING, (), 0.0, "body"),
        (UNIVERSITIES, (), 0.0, "body"),
        (AGENCIES, ("Appropriations",), 0.2, "body"),
        (THANKS, ("Conclusions",), 0.7, "front matter"),
        (CONCLUSION * 2 + THANKS, ("Conclusions",), 0.7, "body"),
        ("Work on Ropes 2.7 supported in part by grants RP-02 and RP-03 of the Harbour Fund.", (), 0.5, "front matter"),
        ("Work on ropes is supported by all keepers.", (), 0.5, "body"),
        (LICENCE, (), 0.9, "front matter"),
        ("Este es un artículo de acceso abierto bajo la licencia de la editorial.", (), 0.9, "front matter"),
        ("Este é um artigo publicado em acesso aberto sob a licença da editora.", (), 0.9, "front matter"),
        ("Los autores declaran que no tienen conflictos de interés.", (), 0.9, "front matter"),
        ("Los autores declararon ante el juez. El acceso abierto al muelle ayuda.", (), 0.9, "body"),
        (AXES, ("Results",), 0.4, "figures"),
        (BARS, ("Results",), 0.4, "body"),
        (CAPTIONED, ("Results",), 0.4, "body"),
        (CODES, ("Values",), 0.4, "body"),
        (CELLS, ("Results",), 0.4, "body"),
    ],
)
def test_zones(text, headings, place, zone):
    """Headings decide first, then the look of the text. In doubt it is body."""
    assert passage_zone(text, headings, place) == zone


def test_a_single_page_has_no_front_matter():
    """An ISBN does not make an article of one page front matter."""
    text = "The guide tells how to hold a call-in. A revision has the same ISBN."
    assert passage_zone(text, (), 0.0, has_pages=False) == "body"
