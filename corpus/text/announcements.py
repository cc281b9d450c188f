"""Which sentences announce or ask what a text goes on to say: aims, rhetorical questions, "the following table shows".

    "Objective: to describe the fear of crime in 2013."           an aim
    "We set out to determine how often surveys are repeated."     an aim
    "Will officers treat their subordinates fairly?"              a question
    "The agency determines the cause of this accident to be:"     a lead-in

They repeat the words of a question and do not answer it, unless the question asks for the aim. In doubt a sentence
states something: "The aim was missed by 2 percent."
"""

import re

_LABEL = re.compile(
    r"\W*(?:abstract|resumen|resumo)?\W*"
    r"(?:objectives?|aims?|purpose|background|introduction|objetivos?|introducción|introdução|antecedentes)"
    r"\s*(?::|\.\s|[–—-]\s|(?=\s(?:To|We|This|The)\s[a-z]))",
    re.I,
)
_THIS_TEXT = r"(?:(?:current|present)\s)?(?:study|article|paper|report|review|chapter|section|brief|analysis|research)"
_WILL_DO = (
    r"(?:examin|explor|investigat|assess|analy[sz]|evaluat|describ|discuss|address|consider|compar|estimat|seek"
    r"|sought|aim|attempt|test)(?:e?s|e?d|e)?\b"
)
_AIM = re.compile(
    rf"\b(?:in )?(?:this|the present|the current) {_THIS_TEXT},? (?:we |I |it )?(?:will |also |first )?{_WILL_DO}"
    rf"|\bwe (?:aim|aimed|seek|sought|set out|attempt|attempted|intend|intended) to\b"
    rf"|\b(?:aims?|purposes?|objectives?|goals?) of (?:this|the(?: present| current)?|our) {_THIS_TEXT}"
    r" (?:is|are|was|were)\b"
    rf"|\bour (?:main |primary )?(?:aims?|purposes?|objectives?|goals?) (?:is|are|was|were) to\b"
    r"|\b(?:el|los|o|os) objetivos? (?:principal(?:es)? |principais )?"
    r"(?:de este|del presente|deste|do presente|de esta|desta)\b"
    r"|\b(?:este|el presente|o presente) (?:estudio|artículo|informe|trabajo|estudo|artigo|relatório|trabalho)"
    r" (?:tiene|tuvo|tem|teve) (?:como|por) (?:objetivo|finalidad(?:e)?)\b",
    re.I,
)
_QUESTION = re.compile(r"\?[\"'”’»)\]]*\s*$")


def announces(text: str) -> bool:
    """Return whether a sentence states an aim, asks a question or leads to what follows, and has no result."""
    if _LABEL.match(text) or _QUESTION.search(text) or text.rstrip().endswith(":"):
        return True
    return _AIM.search(text) is not None
