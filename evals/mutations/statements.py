"""An answer to the same answer with one statement made false; its citations, quotes and verdict stay as they were."""

from collections.abc import Iterator, Sequence
from functools import partial

from evals.mutations.falsehoods import KINDS, Maker, sentence_case
from evals.mutations.mutant import Breaker, Mutant, cited_by, held, mutant, named, places, with_statement
from evals.schema import RunRecord
from rag.words import fold


def _false(record: RunRecord, others: Sequence[RunRecord], *, kind: str, make: Maker) -> Iterator[Mutant]:
    """Every false text of every statement that has a quote. One that its quotes hold word for word is none."""
    answer = record.given
    for place, statement in places(answer):
        grounds = held(answer, cited_by(answer, statement))
        if not grounds:
            continue
        read = fold(grounds).casefold()
        for text in dict.fromkeys(map(sentence_case, make(statement.text, grounds))):
            if text != statement.text and fold(text).casefold() not in read:
                false = statement.model_copy(update={"text": text})
                yield mutant(
                    kind,
                    record,
                    with_statement(answer, place, false),
                    where=named(answer, place),
                    before=statement.text,
                    after=text,
                )


FALSE_STATEMENTS: dict[str, Breaker] = {kind: partial(_false, kind=kind, make=make) for kind, make in KINDS.items()}
