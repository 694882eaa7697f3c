import pytest

from evals.changed import changed_answers, page_lines
from evals.comparison import ChangedAnswer
from evals.score_schema import CaseScore, Measurement
from rag.schema import Answer, Notice, Statement
from tests.test_evals_example import cite, make_answer, make_refusal

SAID = "Clear cell is the most common type of kidney cancer."


def scored(answer: Answer | None = None, *, error: str | None = None, **values: float) -> CaseScore:
    """A scored record of `answer`, with measures by name."""
    return CaseScore(
        id="kidney",
        repeat=1,
        question="?",
        tags=("t",),
        expected="answer",
        got=None if answer is None else answer.kind,
        writer=None if answer is None else "extractive",
        error=error,
        answer=answer,
        measurements=tuple(Measurement(name=name, value=value) for name, value in values.items()),
    )


def only(before: CaseScore, after: CaseScore) -> ChangedAnswer:
    (changed,) = changed_answers([(before, after)])
    return changed


def texts(changed: ChangedAnswer) -> list[tuple[str, str, str]]:
    return [(row.part, "".join(p.text for p in row.before), "".join(p.text for p in row.after)) for row in changed.rows]


def test_an_unchanged_page_is_not_listed_whatever_its_seconds_are() -> None:
    answer = make_answer()
    slow = answer.model_copy(update={"trace": answer.trace.model_copy(update={"created": "2027-01-01T00:00:00+00:00"})})
    assert changed_answers([(scored(answer), scored(slow))]) == ()


def test_where_one_side_keeps_no_pages_only_moved_measures_list_a_case() -> None:
    now = scored(make_answer(), kept=1.0, fell=0.5)
    without_page = now.model_copy(update={"answer": None})
    assert changed_answers([(without_page, now)]) == ()
    fell = only(without_page.model_copy(update={"measurements": scored(kept=1.0, fell=1.0).measurements}), now)
    assert [move.name for move in fell.moved] == ["fell"]
    assert texts(fell) == []


def test_a_changed_statement_stands_beside_what_it_was() -> None:
    new = SAID.replace("most", "least")
    changed = only(scored(make_answer([(SAID, (1,))])), scored(make_answer([(new, (1,))])))
    assert texts(changed) == [("Types", SAID, new)]
    assert [piece.text for row in changed.rows for piece in row.after if piece.is_changed] == ["least "]
    assert not changed.is_of_other_kind
    assert changed.kept == len(page_lines(scored(make_answer([(new, (1,))])))) - 1


NOTICES = make_answer().notices


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"notices": NOTICES.model_copy(update={"bottom": Notice(id="b/2", text="other words")})}, "Notices"),
        ({"notices": NOTICES.model_copy(update={"safety": Notice(id="s/1", text="call now")})}, "Notices"),
        ({"questions_to_ask": ()}, "Questions to ask"),
        ({"citations": (cite(1, "p1", 0, 30),)}, "Quotes"),
        ({"sources": ()}, "Sources"),
        ({"key_points": (Statement(text="New.", citations=(1,), verdict="supported"),)}, "Key points"),
    ],
)
def test_every_part_of_a_page_that_a_reader_sees_is_compared(change: dict[str, object], part: str) -> None:
    answer = make_answer()
    changed = only(scored(answer), scored(answer.model_copy(update=change)))
    assert {row.part for row in changed.rows} == {part}


@pytest.mark.parametrize(("verdict", "citations"), [("unsupported", (1,)), ("supported", ())])
def test_a_statement_that_lost_its_support_or_citation_is_changed(verdict: str, citations: tuple[int, ...]) -> None:
    answer = make_answer()
    lost = answer.sections[0].statements[0].model_copy(update={"verdict": verdict, "citations": citations})
    section = answer.sections[0].model_copy(update={"statements": (lost,)})
    changed = only(scored(answer), scored(answer.model_copy(update={"sections": (section,)})))
    assert [row.part for row in changed.rows] == ["Types"]


def test_a_statement_that_is_its_own_quote_is_shown_once() -> None:
    quote = cite(1, "p1", 0, 49)
    lines = page_lines(scored(make_answer([(quote.quote, (1,))], (quote,))))
    assert [line.part for line in lines if quote.quote in line.text] == ["Types"]


def test_an_answer_that_became_a_refusal_is_of_another_kind() -> None:
    changed = only(scored(make_answer()), scored(make_refusal()))
    assert changed.is_of_other_kind
    assert (changed.before.kind, changed.after.kind, changed.after.reason) == ("answer", "refusal", "not_covered")
    assert "Refusal" in {row.part for row in changed.rows}


def test_an_error_is_shown_as_it_is() -> None:
    changed = only(scored(make_answer()), scored(error="WriterUnavailable: away"))
    assert (changed.before.kind, changed.after.kind) == ("answer", "error")
    assert ("Error", "", "WriterUnavailable: away") in texts(changed)
    assert changed_answers([(scored(error="away"), scored(error="away"))]) == ()


def test_shares_that_moved_are_named_and_most_made_worse_come_first() -> None:
    little = (scored(make_answer(), a=1.0, b=1.0, c=0.5), scored(make_refusal(), a=1.0, b=0.0, c=1.0))
    much = (scored(make_answer(), a=1.0, b=1.0), scored(make_refusal(), a=0.0, b=0.0))
    changed = changed_answers([little, much])
    assert [[(m.name, m.is_worse) for m in one.moved] for one in changed] == [
        [("a", True), ("b", True)],
        [("b", True), ("c", False)],
    ]


def test_pages_that_a_score_does_not_hold_are_not_taken_for_changed() -> None:
    before, after = scored(make_answer()), scored(make_answer())
    bare = [case.model_copy(update={"answer": None}) for case in (before, after)]
    assert changed_answers([(bare[0], bare[1])]) == ()
