"""Are the citations of a statement enough, and is each of them needed? Citation recall and precision in the sense of ALCE.

Source: Gao, Yen, Yu, Chen: Enabling Large Language Models to Generate Text with Citations, EMNLP 2023, section 3. They ask an
entailment model; here the support check of evals/measures/statements.py answers: deterministic, offline, no judge.
"""

from collections.abc import Iterator

from evals.measures.groundedness import NO_STATEMENT
from evals.measures.medical.shown import passages_of
from evals.measures.statements import Reading, publishers_of, readings, support_of
from evals.schema import RunRecord
from evals.score_schema import Measurement
from rag.schema import DraftStatement, Quote

NAMES = ("citations.recall", "citations.precision")


def measure(record: RunRecord) -> tuple[Measurement, ...]:
    """Both measures of one record, in the order of NAMES. Unmeasured: the page holds no statement, or no citation.

    recall: share of statements that the passages they cite, read whole and together, support, 0..1. Groundedness asks
    the same of the quotes alone: where only it fails, the passage is the right one and the quote the wrong piece of it.
    precision: share of the citations of statements that are needed, 0..1. A citation is needed when its quote alone
    supports the statement, or when the others do not without it. None is of a statement that all of them together do
    not support, and none whose quote does not stand in its passage.
    """
    read = list(readings(record))
    uncited = [f"{why}: {one.statement.text!r}" if (why := _unsupported(record, one)) else None for one in read]
    return (
        Measurement.share(NAMES[0], uncited, nothing=NO_STATEMENT),
        Measurement.share(
            NAMES[1],
            [outcome for one in read for outcome in _needed(record, one)],
            nothing="no statement of the page cites anything",
        ),
    )


def _unsupported(record: RunRecord, one: Reading) -> str | None:
    """Why the passages that a statement cites do not support it, or None."""
    if one.support.why_not is None or not one.draft.quotes:
        return one.support.why_not
    passages = passages_of(record)
    names = dict.fromkeys(quote.passage_id for quote in one.draft.quotes)
    texts = {name: passages[name].text for name in names}
    whole = tuple(Quote(passage_id=name, text=text, start=0, end=len(text)) for name, text in texts.items())
    return _without_support(record, one, whole)


def _needed(record: RunRecord, one: Reading) -> Iterator[str | None]:
    """Of each citation of a statement: why it is not needed, or None."""
    quotes, lost = one.draft.quotes, len(one.statement.citations) - len(one.draft.quotes)
    yield from [f"a citation leads to no sound quote: {one.statement.text!r}"] * lost
    for quote in quotes:
        others = tuple(other for other in quotes if other is not quote)
        if one.support.why_not:
            yield f"cited for a statement that it does not support: {quote.text!r} for {one.statement.text!r}"
        elif others and _without_support(record, one, (quote,)) and not _without_support(record, one, others):
            yield f"cited without need: {quote.text!r} for {one.statement.text!r}"
        else:
            yield None


def _without_support(record: RunRecord, one: Reading, quotes: tuple[Quote, ...]) -> str | None:
    """Why these quotes do not support the statement, or None."""
    draft = DraftStatement(text=one.statement.text, quotes=quotes)
    return support_of(draft, passages_of(record), record.case.question, publishers_of(record)).why_not
