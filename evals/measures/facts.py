"""Does the page say the facts that its case names? By the support check: a fact beside one statement, as beside a quote.

`expect.facts` looks for the words of a fact; here numbers, negation, strength and relations must be the statement's too.
"""

from evals.measures.statements import support_of
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.checked import Failure
from rag.schema import DraftStatement, Locator, Passage, Quote
from rag.settings import GateSettings
from rag.words import stems

NAMES = ("facts.covered",)
MIN_SHARED = GateSettings().min_word_support  # fewer shared words: the statement speaks of something else
MAY_BE_LEFT_OUT = (
    "conditions",
    "copies",
)  # a case names the heart of a fact, and need not repeat all that qualifies it


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Share of the case's facts that a cited statement of the page supports by itself, 0..1.

    Conditions that only the statement names are no fault. Unmeasured: the case names no fact.
    """
    outcomes = [_uncovered(record, fact) for fact in record.case.expect.facts]
    return (Measurement.share(NAMES[0], outcomes, nothing="the case names no fact"),)


def _uncovered(record: RunRecord, fact: str) -> str | None:
    """Why no statement covers the fact, told of the one that shares most words with it, or None."""
    texts = dict.fromkeys(statement.text for statement in record.given.statements if statement.citations)
    wanted = set(stems(fact))
    shares = {text: len(wanted & set(stems(text))) / max(1, len(wanted)) for text in texts}
    near = sorted((text for text in texts if shares[text] >= MIN_SHARED), key=lambda text: -shares[text])
    if not near:
        return f"no cited statement shares half of the words of {fact!r}"
    reasons: list[str] = []
    for text in near:
        failures = _failures(fact, text)
        if not failures:
            return None
        reasons.append(f"no cited statement says {fact!r}; the nearest, {text!r}: {failures[0].why}")
    return reasons[0]


def _failures(fact: str, text: str) -> list[Failure]:
    """The rules that a fact breaks beside a statement, as if the statement were a passage quoted whole."""
    passage = Passage(id="", source_id="", edition="", title="", text=text, locator=Locator(), ordinal=0)
    quote = Quote(passage_id="", text=text, start=0, end=len(text))
    support = support_of(DraftStatement(text=fact, quotes=(quote,)), {"": passage})
    return [failure for failure in support.failures if failure.rule not in MAY_BE_LEFT_OUT]
