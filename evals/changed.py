"""Scored records of two sides to the answers that changed, with the words that did. Judges nothing."""

from collections.abc import Iterable, Iterator, Sequence

from evals.comparison import ChangedAnswer, Moved, Page
from evals.score_schema import CaseScore, Measurement
from evals.worddiff import Line, diff_lines
from rag.schema import Answer, Statement

Pair = tuple[CaseScore, CaseScore]


def changed_answers(pairs: Iterable[Pair]) -> tuple[ChangedAnswer, ...]:
    """The records whose page is not the same, those with most measures made worse first, then in the given order."""
    found = [answer for answer in (_changed(before, after) for before, after in pairs) if answer is not None]
    return tuple(sorted(found, key=_badness, reverse=True))  # stable


def page_lines(case: CaseScore) -> tuple[Line, ...]:
    """The page as a reader meets it, line by line: notices, statements, questions, quotes, sources. An error: its text."""
    if case.answer is None:
        return (Line("Error", case.error or "no page is stored in this score"),)
    return tuple(_lines(case.answer))


def _badness(answer: ChangedAnswer) -> tuple[int, bool]:
    return (sum(moved.is_worse for moved in answer.moved), answer.is_of_other_kind)


def _changed(before: CaseScore, after: CaseScore) -> ChangedAnswer | None:
    moved = tuple(_moved(before.measurements, after.measurements))
    has_pages = _is_stored(before) and _is_stored(after)
    old, new = (page_lines(before), page_lines(after)) if has_pages else ((), ())
    is_same = _page(before) == _page(after) if has_pages else before.got == after.got and not moved
    if old == new and is_same:
        return None
    rows = diff_lines(old, new)
    return ChangedAnswer(
        id=after.id,
        repeat=after.repeat,
        question=after.question,
        tags=after.tags,
        before=_page(before),
        after=_page(after),
        moved=moved,
        rows=rows,
        kept=len(new) - sum(bool(row.after) for row in rows),
    )


def _is_stored(case: CaseScore) -> bool:
    """Whether there is a page, or the error in its place, to hold another against; a baseline keeps none."""
    return case.answer is not None or case.error is not None


def _page(case: CaseScore) -> Page:
    if case.error is not None or case.got is None:
        return Page(kind="error")
    refusal = case.answer.refusal if case.answer is not None else None
    return Page(kind=case.got, reason=refusal.reason if refusal else None, writer=case.writer)


def _moved(before: Sequence[Measurement], after: Sequence[Measurement]) -> Iterator[Moved]:
    """Shares alone: seconds and tokens differ by a little in every record."""
    earlier = {measurement.name: measurement.value for measurement in before}
    for now in after:
        old = earlier.get(now.name)
        if old is None or now.value is None or old == now.value or now.unit != "share" or now.better == "neither":
            continue
        is_worse = (now.value > old) == (now.better == "less")
        yield Moved(name=now.name, before=old, after=now.value, is_worse=is_worse)


def _lines(answer: Answer) -> Iterator[Line]:
    safety = answer.notices.safety
    for notice in (*([safety] if safety else []), answer.notices.top):
        yield Line("Notices", notice.text)
    if answer.refusal is not None:
        yield Line("Refusal", answer.refusal.message)
    yield from _statements("Key points", answer.key_points)
    for section in answer.sections:
        if section.note:
            yield Line(section.heading, section.note)
        yield from _statements(section.heading, section.statements)
    for question in answer.questions_to_ask:
        yield Line("Questions to ask", question.text)
    said = {statement.text for statement in answer.statements}
    for citation in answer.citations:
        if citation.quote not in said:  # a statement that is its own quote is diffed once
            yield Line("Quotes", f"{citation.source_id}: {citation.quote}")
    for source in answer.sources:
        replaced = f", replaced by {source.superseded_by}" if source.superseded_by else ""
        yield Line("Sources", f"{source.title}, edition {source.edition} ({source.published}){replaced}")
    yield Line("Notices", answer.notices.bottom.text)


def _statements(part: str, statements: Iterable[Statement]) -> Iterator[Line]:
    for statement in statements:
        mark = "" if statement.verdict == "supported" else " [unsupported]"
        cited = "" if statement.citations else " [no citation]"
        yield Line(part, f"{statement.text}{mark}{cited}")
