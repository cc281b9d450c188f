"""Which sentences announce or ask what a text goes on to say. The texts are invented."""

import pytest

from corpus.text.announcements import announces


@pytest.mark.parametrize(
    "text",
    [
        "Objective: to describe the fear of crime in 2013.",
        "ABSTRACT: Objective: To analyze mortality by district.",
        "Objective To assess the effect of patrols on theft.",
        "Objetivo: describir las llamadas de 2020.",
        "OBJETIVOS – Analisar os óbitos por município.",
        "From this list, we set out to determine how often surveys are repeated.",
        "We sought to determine whether the suspect mattered.",
        "This study examines whether cameras reduce complaints.",
        "In this article, we test two explanations.",
        "The purpose of this report is to assess shelters.",
        "The main aim of the present study was to compare both groups.",
        "El objetivo de este estudio es medir la tasa.",
        "Este estudo tem como objetivo avaliar o programa.",
        "Will officers treat their subordinates fairly?",
        "¿Cuántas llamadas hubo en 2020?",
        "The board determines the cause of this accident to be:",
        "As causas do naufrágio são:",
    ],
)
def test_aims_questions_and_lead_ins_announce(text):
    assert announces(text)


@pytest.mark.parametrize(
    "text",
    [
        "The aim was missed by 2 percent.",
        "The goal of the program is to cut crime by 10 percent.",
        "Objectives were met in 12 cities.",
        "Introduction of cameras cut complaints by a third.",
        "Background checks are required by law.",
        "This report finds that crime fell by 4 percent.",
        "In this study, 40 officers were asked.",
        "Why did crime fall? It did not.",
        "The cause is plain: the rope broke.",
        "Results: Homicides fell.",
        "El objetivo se cumplió en 2020.",
    ],
)
def test_statements_do_not(text):
    assert not announces(text)
