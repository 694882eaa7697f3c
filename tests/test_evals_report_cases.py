from evals.report_cases import anchors_of, case_views
from evals.schema import RunPassage
from evals.score import score_run
from rag.schema import Citation, Locator
from tests.test_evals_example import TEXTS, cite, make_answer, make_record, make_refusal


def test_quotes_stand_under_their_passage_with_their_spans() -> None:
    answer = make_answer(
        [("A.", (1, 2)), ("B.", (3,))], (cite(1, "p1", 0, 10), cite(2, "p2", 0, 6), cite(3, "p1", 11, 20))
    )
    score = score_run([make_record(answer=answer)])
    (view,) = case_views(score, score.cases)
    assert [(one.passage_id, one.spans) for one in view.cited] == [("p1", "1:0-10 3:11-20"), ("p2", "2:0-6")]
    assert [quote.text for quote in view.cited[0].quotes] == [TEXTS["p1"][1][0:10], TEXTS["p1"][1][11:20]]
    assert view.cited[0].source == "kidney-cancer, 2026"


def test_a_quote_that_does_not_stand_in_its_passage_is_not_marked() -> None:
    wrong = cite(1, "p1", 0, 10).model_copy(update={"quote": "Never said"})
    score = score_run([make_record(answer=make_answer([("A.", (1,))], (wrong,)))])
    (view,) = case_views(score, score.cases)
    assert view.cited[0].spans == ""
    assert not view.cited[0].quotes[0].is_verbatim


def test_a_passage_that_the_run_does_not_hold_has_no_place_on_the_page() -> None:
    away = Citation(n=1, source_id="x", passage_id="gone", quote="q", start=0, end=1, locator=Locator())
    score = score_run([make_record(answer=make_answer([("A.", (1,))], (away,)))])
    (view,) = case_views(score, score.cases)
    assert (view.cited[0].anchor, view.cited[0].source) == ("", "x, 2026")


def test_found_passages_keep_their_order_and_say_which_are_cited() -> None:
    score = score_run([make_record(ranked=("p3", "p1"))])
    (view,) = case_views(score, score.cases)
    assert [(one.passage_id, one.is_cited) for one in view.found] == [("p3", False), ("p1", True)]
    assert {one.anchor for one in view.found} <= set(anchors_of(score.passages).values())


def test_measures_are_grouped_by_value_and_by_reason_and_none_is_lost() -> None:
    score = score_run([make_record(), make_record(repeat=2, answer=make_refusal())])
    for view in case_views(score, score.cases):
        groups = (*view.passed, *view.unmeasured)
        named = [name for _, names in groups for name in names] + [one.name for one in view.failed]
        assert sorted(named) == sorted(one.name for one in view.case.measurements)


def test_an_errored_case_cites_nothing_and_fails_completion() -> None:
    score = score_run([make_record(error="away")])
    (view,) = case_views(score, score.cases)
    assert (view.cited, view.failed_names) == ((), ("run.completed",))


def test_places_are_numbered_from_one() -> None:
    passages = [RunPassage(passage_id=name, source_id="s", text="t") for name in ("x", "y")]
    assert anchors_of(passages) == {"x": "p1", "y": "p2"}
