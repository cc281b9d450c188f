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
    ("Reducing Homicide: A Commentary", "commentary"),
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
        ("Of the studies it names, two were randomised.", "descriptive"),
        ("A systematic review of 2012 found an effect. We describe what came of it.", "descriptive"),
    ],
)
def test_first_pages(opening, design):
    """A method counts if a sentence says that this work uses it, not if it describes other works."""
    assert guess_design("Ceasefire in the Harbour", opening) == design


def test_a_newspaper_article_is_news():
    """A newspaper article is news, unless its title says that it is an opinion."""
    assert guess_design("Homicide falls in the harbour", csl_type="article-newspaper") == "news"
    assert guess_design("Opinion: Homicide can fall", csl_type="article-newspaper") == "commentary"


def test_every_guess_is_a_design():
    """Every guess is one of `DESIGNS`."""
    assert {design for _, design in TITLES} | {"news"} == set(DESIGNS)
