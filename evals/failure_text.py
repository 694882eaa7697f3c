"""A record and the measures it failed to the words of a test report: what was asked, expected, said, and missed."""

import textwrap
from collections.abc import Iterator, Sequence

from evals.measures.expectations import page_text
from evals.schema import Case, RunRecord
from evals.score_schema import Measurement
from evals.writers import page_label
from rag.page.labels import counted
from rag.page.verdicts import visible

WIDTH = 116
LINES = 12  # of the page that are shown
FAILURES = 8  # of a measure that are shown


def failing(measurements: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Those that name a failure; where none does, the shares that are not whole. What is unmeasured does not fail."""
    named = tuple(one for one in measurements if one.failures)
    return named or tuple(
        one
        for one in measurements
        if one.unit == "share" and one.value is not None and one.better == "more" and one.value < 1
    )


def failure_text(record: RunRecord, failed: Sequence[Measurement]) -> str:
    """The gist in a line, then paragraphs with a heading each. `failed`: as from `failing`. No final line break."""
    case = record.case
    kind = "" if case.page_kind == "answer" else f", {case.page_kind}"
    lines = [
        _gist(failed),
        *_part("question", [f"{case.question} ({case.audience}{kind})"]),
        *_part("expected", list(_expected(case)) or ["nothing beyond a sound page"]),
        *_part("page", _page(record)),
        *_part("failed", [line for one in failed for line in _measure(one)]),
    ]
    return "\n".join(lines)


def _gist(failed: Sequence[Measurement]) -> str:
    """The first failure, and how many more there are: pytest's summary shows this line alone."""
    said = [failure for one in failed for failure in one.failures or (f"{one.name} is {one.value:.2f}",)]
    return visible(said[0]) + (f" (and {len(said) - 1} more)" if len(said) > 1 else "")


def _part(heading: str, texts: Sequence[str]) -> Iterator[str]:
    yield f"{heading}:"
    for text in texts:
        yield from textwrap.wrap(visible(text), WIDTH, initial_indent="    ", subsequent_indent="      ")


def _expected(case: Case) -> Iterator[str]:
    expect = case.expect
    if expect.kind:
        yield f"kind: {expect.kind}" + (f", {expect.reason}" if expect.reason else "")
    for name in ("flags", "sources", "mentions", "not_mentions", "facts", "passages", "passages_contain"):
        values: tuple[str, ...] = getattr(expect, name)
        if values:
            yield f"{name}: {'; '.join(values)}"


def _page(record: RunRecord) -> list[str]:
    if record.answer is None:
        return [page_label(record)]
    answer = record.answer
    reason = f", {answer.refusal.reason}" if answer.refusal else ""
    said = page_text(answer).splitlines()
    more = [f"... and {counted(len(said) - LINES, 'line')} more"] if len(said) > LINES else []
    return [f"[{page_label(record)}{reason}] {answer.title}", *said[:LINES], *more]


def _measure(one: Measurement) -> Iterator[str]:
    value = "unmeasured" if one.value is None else f"{one.value:.2f}"
    yield f"{one.name} {value}"
    yield from (f"- {failure}" for failure in one.failures[:FAILURES])
    if len(one.failures) > FAILURES:
        yield f"- and {len(one.failures) - FAILURES} more"
