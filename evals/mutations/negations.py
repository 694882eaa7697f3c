"""How the negation of a sentence is taken out. Data."""

import re

from evals.mutations.words import Swap

NEGATED = (
    Swap(
        r"\b(is|are|was|were|should|may|can|do|did|has|have|had|will) not(?= )(?! only| (?:always|all|yet|be)\b)", r"\1"
    ),
    Swap(r"\b(should|may|can|will) not be\b", r"\1 be"),
    Swap(r"\b[Cc]annot\b", "can"),
    Swap(r"\bdoes not (?!have|do|go|be|mean|always)([a-z]+[^s\W])\b", r"\1s"),
    Swap(r"\bdoes not mean\b", "means"),
    Swap(r"\b(?:does|do) not have\b", "have"),
    Swap(r"\bdo not (?!always|have)(?=[a-z])", ""),
    Swap(r"\bdid not (?=respond)", "did "),
    Swap(r"\b[Tt]here is no (?=[a-z])", "there is a "),
    Swap(r"\b(are|have|has|with|show|shows) no (?!longer|more|other)", r"\1 "),
    Swap(r"\bno (?=(?:cancer|swollen|tumor|signs|lymph)\b)", ""),
    Swap(r"\bwithout (?!treatment)(?=[a-z])", "with "),
    Swap(r"\b, not\b", ", and"),
    Swap(r"\bnever\b", "always"),
)
NOT_NEGATED = re.compile(
    r"\bor not\b|\bnot (?:all|every)|\bwhether\b|\bnot only\b|may or may not|\bor may not\b|\bat all\b|\bwith or without\b",
    re.IGNORECASE,
)
