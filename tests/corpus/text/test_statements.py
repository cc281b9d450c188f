"""What of a sentence or line can be quoted as evidence. The texts are invented, in the forms that documents have."""

import time

import pytest

from corpus.text.statements import is_label, longer_sentences, quotable, quotable_parts, statements

STATEMENTS = [
    "Homicides fell by 12 percent in 2019.",
    "Figure 2 shows that calls rose in spring.",
    "Table 3 presents the results by district (see Appendix B).",
    "Figura 1 muestra la esperanza de vida por sexo.",
    "Sources of funding were cut in 2014.",
    "Notes: 12 of 24 sites did not answer.",
    "Note that N = 24 and the rate fell by half.",
    "The Department of Health paid for 40 shelters, and a university ran them.",
    "In 2016, OPM joined the Department of Defense Advisory Committee for Tobacco, Alcohol and Drugs.",
    "Washington, D.C., and Puerto Rico were counted as states.",
    "Group A and Group B offenses are listed in Section 2.",
    "Division B, Title V, §535",
    "Smith (2012) found that patrols deter theft (see also Jones, 2015).",
    "The clinic, who is led by a professor of medicine, opened in 2005, Silva said.",
    "Warning messages on packs reduce smoking.",
    "Error in measurement fell.",
    "svykm(formula, design, se=FALSE, ...)",
    "In press freedom indices the country fell.",
    "Copyright law changed in 1998.",
    "Forthcoming elections worry the police.",
    "Correspondence between the agencies was slow.",
    "E-mail surveys reached 400 officers.",
    "He wrote that “the law is the law” (pp. 239-240).",
    "Keywords that people search for changed in 2020.",
    "If you have more questions about injunctions, write to the office at help@example.org before May.",
    "Arecibo 12 14",
    "National Institute of Health, Bethesda 2,100 2,240",
    "Department of Education",
    "In all, 52,929 interviews were held until December 2013; 61.7% of them were with women.",
    "According to Silva (2017, p. 754), “people low in control do not refrain from crime.”",
    "12 Inventories affect prices; see Florian Lima, “Scarcity Rents,” June 3, 2020, https://example.org.",
    "Date: January 17, 2023",
    "(14) Oxycodone ............ 9143",
    "Arecibo 1,000 1,000 1,000 1,000",
    "São Paulo 68·5 (67·8–69·2)",
    "THE CITY SHALL REPORT EACH ARREST.",
    "La tasa fue de 3,4 por cada 100 mil habitantes.",
    "Os homicídios caíram 12% em 2019.",
    "Bolsa Família coverage can be obtained from http://example.org/data.",
    "The agency said, “We will not do it in 2025.”",
    "12 officers, “the first in 2016,” left.",
    "For more than a year, calls fell (see Table 2).",
    "The rate rose to 81 (75), 12-14 in rural areas.",
    "Para más de 40 familias, ver a un médico fue difícil.",
    "A warning: rates may rise by 3 percent.",
    "The survey team was led by an associate researcher.",
    "In the model N = 24 and r = 0.3.",
    "2.4 million people left the coast",
    "3.1 Men were at more risk than women.",
    "12.5 Percent of boats 12 14",
    "In The beginning of the report, ropes are defined.",
    "Only In some harbours did it rise.",
    "USA The union of harbours fell.",
]


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_statement_or_row_is_quoted_whole(text):
    """Sentences, rows and list items are evidence, even if a word of them looks like a note."""
    assert quotable(text) == (0, len(text))


NOT_EVIDENCE = {
    "codebooks": [
        "06 = Lovers' Quarrel",
        "Were you ever arrested? Yes No Don't know",
        "V2034 Relationship to offender",
    ],
    "keywords": [
        "Keywords: homicide; policing",
        "Key Words: survey",
        "Palabras clave: homicidio",
        "Palavras-chave: BO.",
    ],
    "captions": [
        "Figure 2. Homicides by year",
        "Table 4: Health spending in 2006",
        "Table 2| Models of mortality",
        "Exhibit 3",
        "Fig. 3.3. Deaths",
        "Gráfico 5 – Llamadas por mes",
        "Tabela A1 Taxas por município",
    ],
    "legends": [
        "Notes: CI = confidence interval, OR = odds ratio.",
        "Note. ED = emergency department.",
        "Nota: UE = Unión Europea.",
        "YLL=years of life lost.",
        "CI = confidence interval; OR = odds ratio",
    ],
    "sources": ["Source: World Bank, 2019.", "SOURCES: Ministry of Health.", "Fuente: INEGI.", "Elaboração própria."],
    "affiliations": [
        "IVDepartment of Public Health, Universidade Federal do Norte – Manaus (AM), Brazil.",
        "1 School of Public Health, Imperial College, London, United Kingdom, 2 Centre for Data, Salvador, Brazil",
        "(J Gall MSPH, S D Glenn MSc, Prof R Lozano PhD)",
        "Facultad de Medicina, Universidad del Sur, Lima, Perú.",
        "Oxford University Press, 2007.",
    ],
    "references": [
        "Souza ML, Garnelo L. Primary care and hypertension.",
        "17 Lima SS, Gaziano TA, Gakidou E, et al. Prevention of heart disease.",
        "BMC Public Health 2010;10:380.",
        "2011 Dec;380(9859):2144-62.",
        "Pickett, J. T., & Mancini, C. (2015).",
        "T, Flaxman AD, et al. Healthy life in 187 countries.",
        "Rio de Janeiro: IBGE; 2010.",
        "Kearns, Erin, Sadaf Lima, & Justin Mora (2021).",
        "Body cameras in law enforcement, 2016 (No. NCJ 251775).",
        "74 Tariq Malik, “Agency Begins Push to Slash Its Staff,” Space.com, June 11, 2025, https://example.org/a.",
        "See, for example, GAO, Economic Development: Needs of Three Agencies, July 2021, https://example.org/b.",
        "In M. Deflem (Ed.), The politics of order (pp. 239-256).",
        "Lima SS, Gaziano TA, Mora BB.",
        "Journal of Patrol Studies, 81(5), pp. 857-876.",
        "Crime & Society, 20(3), 573-591.",
        "119 See Ana Davis, Tax Devolution: The Story of the 1982 Increase, Center for Roads, 2015, pp. 1-40.",
        "22 Institute on Roads, A Tax for the Future, September 2013, pp. 1-13, http://example.org/tax.pdf.",
        "60 DOT, “Awarded Projects from 2009 to 2025.”",
    ],
    "contents": ["Methods ......... 12", "Executive summary . . . . . . . iv"],
    "publication": [
        "Forthcoming in Quarterly of Justice",
        "A Study of Patrols* forthcoming in Policing Today",
        "DOI: 10.1000/1980-549",
        "Corresponding author: Ana Silva.",
        "Direct correspondence to Ana Silva, School of Law, Lima.",
        "Email: ana@example.org, phone: 555-2610.",
        "© 2015 The Foundation",
        "https://doi.org/10.1000/t001",
        "*NOTE: This is the authors’ post-print (CC BY-NC 4.0).",
        "Policy Review; Jul/Aug 2009; 28, 4; ProQuest pg. 12",
        "Reproduced with permission of the copyright owner.",
        "Contents lists available at a library of articles",
    ],
    "authors": [
        "Ana Silva is an associate professor at the Federal University.",
        "Her research interests include policing and law.",
        "Ana Silva is an associate researcher at the Public Health Institute.",
    ],
    "numbered headings": ["2.2.3 The file of rights", "2.4 Rope tests for harbours", "10.1. Los muelles del norte"],
    "axes": [
        "0 10 20 30 40 50",
        "2020 2021 2022 2023 0 100 200 300",
        "Jan 2021 Jul 2021 Jan 2022 0 500 1000",
        "201820192020 201820192020 0 500 1000",
        "Jan 2020Jul 2020Jan 2021Jul 2021",
    ],
    "programs": [
        "## # ... with 60 more rows",
        "## lm(formula = y ~ x)",
        "## i Please use `linewidth` instead.",
        "## Warning: Using `size` for lines was deprecated in version 3.4.0.",
        "## <chr> <int> <dbl>",
        "Signif. codes: 0 '***' 0.001 '**' 0.01 '*' 0.05",
    ],
    "pointers": [
        "For more information, see the annual report.",
        "For additional details on how rates are set, see Report 12, Rates and Costs, by Ana Silva.",
        "Para más información, véase el informe anual.",
        "Para mais informações, consulte o relatório.",
        "See https://example.org/bill?year=2025.",
    ],
    "figures": ["2020 1,000 1,000 1,000", "(0.95; 0.99) 0.95"],
    "empty": ["", "12.5", "— • —"],
}


@pytest.mark.parametrize("text", [text for texts in NOT_EVIDENCE.values() for text in texts])
def test_a_unit_that_states_nothing_is_not_quoted(text):
    """Notes, captions, names, references, axes and messages of programs are not evidence."""
    assert quotable(text) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("## 3 Arecibo 2020 14", "3 Arecibo 2020 14"),
        ("• The law set up shelters.", "The law set up shelters."),
        ("• Respect We extend help to all keepers.", "We extend help to all keepers."),
        ("Limitations Our study had several limits.", "Our study had several limits."),
        (
            "Rope Protection Although all harbours have ropes, some broke.",
            "Although all harbours have ropes, some broke.",
        ),
        ("Data Limits There are no limits of the data.", "There are no limits of the data."),
        ("Contexto Los robos subieron en el norte.", "Los robos subieron en el norte."),
        ("Gastos Públicos Os municípios pagam metade.", "Os municípios pagam metade."),
        ("3.2. Results were good in all cities.", "Results were good in all cities."),
        ("12. The law set up shelters.", "The law set up shelters."),
        ("² The law set up shelters.", "The law set up shelters."),
        ("ᵃ The law set up shelters.", "The law set up shelters."),
        ("5 The law set up shelters.", "The law set up shelters."),
        ("5 States set up shelters.", "5 States set up shelters."),
        ("90 or more days have gone by.", "90 or more days have gone by."),
        ("1. 52 shelters were set up.", "1. 52 shelters were set up."),
        ("– without ruin or poverty.", "without ruin or poverty."),
        ("Coverage is still low, but it grows. ▪", "Coverage is still low, but it grows."),
        ("–12 percent was the change.", "–12 percent was the change."),
        ("Resignations Resignations consist of all exits.", "Resignations consist of all exits."),
        (
            "Effects On Adult Outcomes Although there is evidence, it is thin.",
            "Although there is evidence, it is thin.",
        ),
        ("Verification and Validation As part of the audit, staff read it.", "As part of the audit, staff read it."),
        ("Methods We asked the officers of all cities.", "We asked the officers of all cities."),
        ("Conclusions: The law set up shelters.", "The law set up shelters."),
        ("Resultados: En la ciudad cayeron los robos.", "En la ciudad cayeron los robos."),
        ("Results matter to the officers of all cities.", "Results matter to the officers of all cities."),
        ("Theft From a Motor Vehicle occurs at night.", None),
        ("Card Member — The individual holder of a card is liable.", None),
        ("New York Police Department officers say The Wire is realistic.", None),
        ("In Rio, Mayor Ana Silva met The unions there.", None),
        ("Am J Epid 2005;162:115–124\nmeasures of attitude were used.", "measures of attitude were used."),
        ("22 Health Affairs December 2010 29:12\nlevel analyses were made.", "level analyses were made."),
        ("DOI: 10.1093/aje/kwi172\na degree that is hard to test.", "a degree that is hard to test."),
        ("Table 2: Life expectancy, 1990 and 2016\nuniversal care is a right.", "universal care is a right."),
        ("Wyoming 26 25 14 26 Source: Analysis of data from the agency.", "Wyoming 26 25 14 26"),
        ("22 02050 Alaska Bethel Area\nat large 33.2", None),
        ("The programme began\nin 2005.", None),
    ],
)
def test_marks_and_furniture_are_not_part_of_a_quote(text, part):
    """Marks, running heads and glued headings before a statement are left out. `None`: it is quoted whole."""
    start, end = quotable(text)
    assert text[start:end] == (part or text)


def test_a_heading_is_not_a_statement():
    """A unit that repeats a heading, a column head or the title of its work is not evidence."""
    headings = ["2. Effects on crime", "Table 1. Calls | Month of year | Calls made"]
    assert quotable("Effects on Crime", headings) is None
    assert quotable("Month of year", headings) is None
    assert quotable("Effects on crime were small.", headings) is not None


@pytest.mark.parametrize("part", ["a", ". ", "A-", "Aa ", "#", "a(b=", "Silva A, ", "A, B. ", "1 ", "\n", "a@"])
def test_long_units_take_little_time(part):
    """A unit is untrusted and may be long: a document without white space is one unit."""
    begin = time.perf_counter()
    quotable(part * 50_000)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Homicides by year\nKeywords: law\nThe rate fell by 12 percent.", ["The rate fell by 12 percent."]),
        ("Arecibo Bayamón Caguas Ponce\n## 9 Arecibo 13 14", ["9 Arecibo 13 14"]),
        ("Arecibo Bayamón Caguas Ponce\nMujeres", ["Arecibo Bayamón Caguas Ponce"]),
        ("Keywords: homicide, policing, law\nSource: Police.", ["Keywords: homicide, policing, law"]),
        ("Mujeres\nHombres", ["Mujeres", "Hombres"]),
        (" \n ", []),
    ],
)
def test_the_parts_of_a_passage(text, parts):
    """Statements and rows go before names, names before notes, and anything before nothing."""
    assert [text[start:end] for start, end in quotable_parts(text, ["Homicides by year"])] == parts


def test_a_passage_may_state_nothing():
    """Headings, names and notes are not statements."""
    assert statements("Félix A Báez\nKeywords: law, police, homicide") == []
    assert statements("THE CITY OPENS 4 NEW CENTERS THIS YEAR!") == []
    assert statements("Keywords: law\nThe rate fell by 12 percent.") == [(14, 42)]


def test_short_sentences_are_left_out_if_there_are_longer_ones():
    """A short piece is returned only if a passage has nothing else."""
    text = "Table 1\nThe rate fell by 12 percent."
    assert [text[start:end] for start, end in longer_sentences(text)] == ["The rate fell by 12 percent."]
    assert longer_sentences("Table 1") == [(0, 7)]


@pytest.mark.parametrize(
    "text", ["Aguadilla Arecibo Caguas", "An Early Look at Reasonable Suspicion", "Félix A Báez", "2: Casos por Año"]
)
def test_labels(text):
    """Headings and names have no word in lower case."""
    assert is_label(text)


@pytest.mark.parametrize("text", ["Personnel turnover", "Arecibo 12", "Crime and Justice Fell In Every City."])
def test_what_is_not_a_label(text):
    """Items in lower case, figures and sentences are not labels."""
    assert not is_label(text)


def test_the_title_between_the_authors_and_the_journal_of_a_reference_is_not_a_statement():
    reference = "Lima, A., & Mora, B. (2017). Cameras and the justification of force. Crime & Society, 20(3), 573-591."
    sentence = "Complaints fell by a third in the first year."
    text = f"{sentence}\n\n{reference}"
    assert [text[start:end] for start, end in statements(text)] == [sentence]
