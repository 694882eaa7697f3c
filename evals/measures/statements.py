"""A run record to its statements, each with what its quotes say of it. Read once for all measures; counts nothing.

The support check is that of the gate (rag/check), by words alone: a run file holds no vocabulary and no encoder. Where the
gate asks the encoder about a statement that shares few words with its quotes, the support score decides.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from evals.measures.medical.shown import passages_of, with_quotes
from evals.schema import RunRecord
from rag.check.evidence import evidence_of, is_copied
from rag.check.gate import rule_failures
from rag.check.numbers import broken_range
from rag.check.score.model import load_model
from rag.check.score.response import score_quoted
from rag.checked import Failure
from rag.schema import DraftStatement, Passage, Statement, Value
from rag.settings import GateSettings

GATE = GateSettings()
NO_QUOTE = "it has no sound quote to be held against"


class Support(Value):
    """What the quotes of a statement say of it. `score`: 0..1, that they say it; 1 when it is copied from them whole."""

    is_copied: bool
    score: float
    failures: tuple[Failure, ...]

    @property
    def why_not(self) -> str | None:
        """Why the quotes do not support the statement: the first rule that it breaks, or None."""
        return next((f"{failure.rule}: {failure.why}" for failure in self.failures), None)

    def broken(self, rule: str) -> str | None:
        """Why this rule of the gate is broken, or None."""
        return next((failure.why for failure in self.failures if failure.rule == rule), None)


UNQUOTED = Support(is_copied=False, score=0.0, failures=(Failure(rule="citation", why=NO_QUOTE),))


class Reading(Value):
    """A statement of the page, with those of its quotes that stand in their passage to the letter."""

    statement: Statement
    draft: DraftStatement
    support: Support


def readings(record: RunRecord) -> Iterator[Reading]:
    """Every statement of the page, key points first, with its support. Empty for a refusal."""
    passages, publishers = passages_of(record), publishers_of(record)
    for statement, draft in with_quotes(record):
        support = support_of(draft, passages, record.case.question, publishers)
        yield Reading(statement=statement, draft=draft, support=support)


def publishers_of(record: RunRecord) -> dict[str, str]:
    """Who publishes each source of the page, by source_id."""
    return {source.source_id: source.publisher for source in record.given.sources}


def support_of(
    draft: DraftStatement,
    passages: Mapping[str, Passage],
    question: str = "",
    publishers: Mapping[str, str] | None = None,
) -> Support:
    """The support that the quotes of `draft`, all of them sound, give its text together. None quoted: no support."""
    if not draft.quotes:
        return UNQUOTED
    names = dict.fromkeys(quote.passage_id for quote in draft.quotes)
    cited = tuple(passages[name] for name in names)
    known = publishers or {}
    said_by = tuple((passage.source_id, known.get(passage.source_id, "")) for passage in cited)
    return _support(draft, cited, question, said_by)


@lru_cache(maxsize=4_096)  # several measures ask of each statement, and variants and mutants share most of theirs
def _support(
    draft: DraftStatement, cited: tuple[Passage, ...], question: str, said_by: tuple[tuple[str, str], ...]
) -> Support:
    passages = {passage.id: passage for passage in cited}
    if is_copied(draft, passages):
        why = broken_range(draft.text)
        return Support(is_copied=True, score=1.0, failures=(Failure(rule="numbers", why=why),) if why else ())
    evidence = evidence_of(draft, passages, question, dict(said_by))
    score = score_quoted(draft.text, evidence.quotes)
    is_likely = score >= load_model().min_gate_score
    broken_rules = rule_failures(evidence, draft.text, GATE, None, None)
    failures = tuple(Failure(rule=rule, why=why) for rule, why in broken_rules if rule != "support" or not is_likely)
    return Support(is_copied=False, score=round(score, 6), failures=failures)
