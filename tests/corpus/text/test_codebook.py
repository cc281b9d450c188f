"""Entries of codebooks, questionnaires and forms."""

import pytest

from corpus.text.codebook import is_codebook_entry


@pytest.mark.parametrize(
    "text",
    [
        "06 = Lovers' Quarrel",
        "• 13A = Aggravated Assault",
        "(1 = strongly disagree, 2 = disagree, 3 = neutral, 4 = agree, 5 = strongly agree)",
        "SEX Gender of the victim: 1=male, 2=female, 9=unknown",
        "1 Yes 2 No 8 Refused 9 Don't know",
        "1. Sí 2. No 9. No sabe",
        "V2034 Relationship to offender",
        "hh_size Number of people in the household",
        "Q12_a. Victim of theft",
        "Were you ever arrested? Yes No Don't know",
        "12. Have you been stopped by the police in the last 12 months? 1 Never 2 Sometimes 3 Often",
        "¿Confía en la policía? Siempre A veces Nunca",
        "Confia na polícia? ( ) Sim ( ) Não",
        "Name of the officer: ____________",
        "☐ Married ☐ Single ☐ Widowed",
        "[ ] Urban [ ] Rural",
    ],
)
def test_entries(text):
    """Codes, variables, questions with answers and blanks are entries."""
    assert is_codebook_entry(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Violence fell by a third in the first year.",
        "Gender was coded as 0 for women and 1 for men, and the result did not change when age was added.",
        "In the model (n = 211) trust rose with fair treatment (b = .33), as two earlier studies had found.",
        "FY2013 Results",
        "Q3 FY 2018 Expected",
        "COVID19 cases by month",
        "Hidalgo Jan-08 Apr-08 May-08 22-Jan-07",
        "Model 1 Model 2 Model 3",
        "V12 Seattle 12 14 15",
        "Does it work? No study has asked. We did, and found that it does.",
        "Why did shootings fall?",
        "There were 3 no-shows and 2 yes votes, and the board of the city took up the plan again in the next year.",
        "35 = Motor vehicles, whether they run on the road or not, that are moved by an engine of their own and that "
        "carry people or goods from one place to another",
    ],
)
def test_text(text):
    """Sentences, rows of figures, dates, headings and definitions are not entries."""
    assert not is_codebook_entry(text)
