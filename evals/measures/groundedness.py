"""Do the quotes of a statement say what it says? The support check of evals/measures/statements.py, statement by statement.

Rules and score are the project's own (docs/support-score.md): deterministic, offline, and no judge model. They know no synonyms
that a vocabulary would tell, so an honest paraphrase fails now and then.
"""

from evals.measures.statements import readings
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.check.score.model import load_model

NAMES = ("groundedness.supported", "groundedness.min_score")
NO_STATEMENT = "the page holds no statement"


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Both measures of one record, in the order of NAMES. Unmeasured: the page holds no statement, as a refusal does.

    supported: share of statements, key points included, that break no rule of the gate, 0..1;
    min_score: the lowest support score of a statement, 0..1, that of a copied one being 1: one invented statement among
    twenty sound ones shows here. Its failures are the unsupported statements below the bound of docs/support-score.md.
    """
    read = list(readings(record))
    supported = Measurement.share(
        NAMES[0],
        [f"{why}: {one.statement.text!r}" if (why := one.support.why_not) else None for one in read],
        nothing=NO_STATEMENT,
    )
    if not read:
        return supported, Measurement.unmeasured(NAMES[1], NO_STATEMENT)
    least = load_model().min_gate_score
    low = tuple(
        f"support score {one.support.score:.2f}, below {least}: {one.statement.text!r}"
        for one in read
        if one.support.score < least and one.support.why_not
    )
    return supported, Measurement(name=NAMES[1], value=min(one.support.score for one in read), failures=low)
