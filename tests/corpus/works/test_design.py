"""Guessing the design of a work."""

import pytest

from corpus.model import DESIGNS
from corpus.works.design import guess_design

# Titles of published works of each design; the last ones name a method without being a study that uses it.
TITLES = [
    ("Legitimacy in Policing: A Systematic Review", "systematic review"),
    ("Focused Deterrence Strategies and Crime Control: A Systematic Review and Meta-Analysis", "systematic review"),
    ("Intervenciones policiales: una revisión sistemática", "systematic review"),
    ("Policiamento comunitário: uma meta-análise", "systematic review"),
    ("Crime Prevention in Bogotá: A Randomized Controlled Trial", "randomised"),
    ("Patrullaje en puntos calientes: un ensayo aleatorizado", "randomised"),
    ("Operation Ceasefire in Oakland: A Quasi-Experimental Evaluation", "quasi-experimental"),
    ("Una evaluación con control sintético de Fica Vivo", "quasi-experimental"),
    ("Group Violence Intervention: An Implementation Guide", "guide"),
    ("National Incident-Based Reporting System User Manual", "guide"),
    ("Guía para la prevención local", "guide"),
    ("Trust in Harbour Patrols: Evidence from a Survey Experiment", "randomised"),
    ("An Experimental Look at Searches", "randomised"),
    ("Whom do voters believe? A conjoint analysis", "randomised"),
    ("Confianza en la policía: un experimento de encuesta", "randomised"),
    ("Harbour Closures as a Natural Experiment", "quasi-experimental"),
    ("Reducing Homicide: A Commentary", "commentary"),
    ("Editorial: The Harbour at Night", "commentary"),
    ("A Comment on “Harbours at Night”", "commentary"),
    ("La seguridad en el puerto: un ensayo", "commentary"),
    ("Carta al editor", "commentary"),
    ("Public Opinion and the Police", "descriptive"),
    ("Harbours: A Latin American Perspective", "descriptive"),
    ("Journal of an Experiment in Government", "descriptive"),
    ("Making Cities Safer: Citizen Security Innovations from Latin America", "descriptive"),
    ("The Guided Tour of Mexico", "descriptive"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "design"), TITLES)
def test_titles(title, design):
    """A title that names a design is believed."""
    assert guess_design(title) == design


@pytest.mark.parametrize(
    ("opening", "design"),
    [
        ("We randomly assigned 1,200 households to two groups.", "randomised"),
        ("This study uses a difference-in-differences design.", "quasi-experimental"),
        ("Este estudo usa diferenças em diferenças.", "quasi-experimental"),
        ("This paper reports a meta-analysis of 24 studies, two of them randomized.", "systematic review"),
        ("This study embedded a factorial vignette in a survey of officers.", "randomised"),
        ("Methods: A survey experiment with 500 officers.", "randomised"),
        ("We use a non-experimental design.", "descriptive"),
        ("This article uses the closure as a natural experiment.", "quasi-experimental"),
        ("We review laws. A survey experiment was reported by others.", "descriptive"),
        ("Of the studies it names, two were randomised.", "descriptive"),
        ("A systematic review of 2012 found an effect. We describe what came of it.", "descriptive"),
    ],
)
def test_first_pages(opening, design):
    """A method counts if a sentence says that this work uses it, not if it describes other works."""
    assert guess_design("Ceasefire in the Harbour", opening) == design


@pytest.mark.parametrize(
    ("lines", "design"),
    [
        (["COMMENTARY", "Harbours at Night"], "commentary"),
        (["COMM EN TARY\tOpen Access", "Harbours at Night"], "commentary"),
        (["J Harbour 3 (2016)", "Invited Editorial"], "commentary"),
        (["Book Reviews"], "commentary"),
        (["Letter to the Editor:"], "commentary"),
        (["Artigo de opinião"], "commentary"),
        (["Opinion | Harbours"], "commentary"),
        (["Original Article", "Letters and numbers", "An essay in harbours"], "descriptive"),
        (["Letter"], "descriptive"),
        ([*["A line of the text"] * 20, "Commentary"], "descriptive"),
    ],
)
def test_labels_above_the_title(lines, design):
    """A label of opinions, letters and book reviews counts above the title, alone on its line or beside a gap.

    "Letter" alone is also a short article.
    """
    assert guess_design("Harbours at Night", "", "article-journal", lines) == design


def test_a_study_below_a_label_is_a_commentary():
    """The label says what the work is; the methods that it names may be those of others."""
    assert guess_design("Harbours", "We discuss randomised trials.", first_lines=["COMMENTARY"]) == "commentary"


def test_a_newspaper_article_is_news():
    """A newspaper article is news, unless it says that it is an opinion. A book review is a commentary."""
    assert guess_design("Homicide can fall", csl_type="article-newspaper", first_lines=["Op-Ed"]) == "commentary"
    assert guess_design("The Harbour, by A. Rossi", csl_type="review-book") == "commentary"
    assert guess_design("Homicide falls in the harbour", csl_type="article-newspaper") == "news"
    assert guess_design("Opinion: Homicide can fall", csl_type="article-newspaper") == "commentary"


def test_every_guess_is_a_design():
    """Every guess is one of `DESIGNS`."""
    assert {design for _, design in TITLES} | {"news"} == set(DESIGNS)
