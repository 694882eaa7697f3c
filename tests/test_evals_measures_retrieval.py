import math

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, Measure, R, Success, nDCG

from evals.measures import retrieval
from evals.measures.retrieval import hit_at_k, is_relevant, ndcg_at_k, recall_at_k, reciprocal_rank
from evals.schema import Expect
from tests.test_evals_example import KIDNEY, PLAGUE, make_record, make_refusal

RANKED = ["a", "b", "c", "d"]  # relevant: b and d, and e, which was not found
RELEVANT = {"b", "d", "e"}


@pytest.mark.parametrize(
    ("k", "hit", "recall", "rank", "ndcg"),
    [
        (1, 0.0, 0.0, 0.0, 0.0),
        (2, 1.0, 1 / 3, 0.5, (1 / math.log2(3)) / (1 + 1 / math.log2(3))),
        (4, 1.0, 2 / 3, 0.5, (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3) + 1 / 2)),
        (10, 1.0, 2 / 3, 0.5, (1 / math.log2(3) + 1 / math.log2(5)) / (1 + 1 / math.log2(3) + 1 / 2)),  # k > n
    ],
)
def test_measures_of_a_case_worked_by_hand(k: int, hit: float, recall: float, rank: float, ndcg: float) -> None:
    assert hit_at_k(RANKED, RELEVANT, k) == hit
    assert recall_at_k(RANKED, RELEVANT, k) == pytest.approx(recall)
    assert reciprocal_rank(RANKED, RELEVANT, k) == rank
    assert ndcg_at_k(RANKED, RELEVANT, k) == pytest.approx(ndcg)


ALL = (hit_at_k, recall_at_k, reciprocal_rank, ndcg_at_k)


@pytest.mark.parametrize("measure", ALL)
def test_nothing_found_is_zero_and_nothing_relevant_is_undefined(measure) -> None:  # type: ignore[no-untyped-def]
    assert measure([], RELEVANT, 5) == 0.0
    with pytest.raises(ValueError, match="undefined"):
        measure(RANKED, set(), 5)
    with pytest.raises(ValueError, match="undefined"):
        measure(RANKED, RELEVANT, 0)


@pytest.mark.parametrize("measure", ALL)
def test_a_passage_found_twice_counts_once(measure) -> None:  # type: ignore[no-untyped-def]
    assert measure(["b", "b", "b"], RELEVANT, 3) == measure(["b"], RELEVANT, 3)


@given(st.permutations("abcdefgh"), st.sets(st.sampled_from("abcdefgh"), min_size=1), st.integers(1, 12))
def test_measures_stay_in_range_and_are_one_for_the_best_order(ranked: list[str], relevant: set[str], k: int) -> None:
    best = sorted(ranked, key=lambda name: name not in relevant)
    for measure in ALL:
        assert 0 <= measure(ranked, relevant, k) <= measure(best, relevant, k) <= 1
    assert ndcg_at_k(best, relevant, k) == 1
    assert recall_at_k(best, relevant, len(ranked)) == 1


@pytest.mark.parametrize(
    ("expect", "wanted"),
    [
        (Expect(passages_contain=("CLEAR\n cell", "zzz")), True),
        (Expect(passages_contain=("zzz",), sources=("kidney-cancer",)), False),  # the text decides where it is given
        (Expect(passages=("p7",)), True),
        (Expect(passages=("p8",), passages_contain=("clear cell",)), True),
        (Expect(passages=("p8",), sources=("kidney-cancer",)), False),
        (Expect(sources=("kidney-cancer", "other")), True),
        (Expect(sources=("other",)), False),
        (Expect(), False),
    ],
)
def test_relevance_is_by_name_or_text_or_else_by_source(expect: Expect, wanted: bool) -> None:
    assert is_relevant("A clear  cell tumor", "kidney-cancer", expect, passage_id="p7") is wanted


def test_a_record_gives_every_measure_in_order() -> None:
    measured = retrieval.measure(make_record(ranked=("p3", "p1")))  # relevant: p1 and p2
    assert [one.name for one in measured] == list(retrieval.NAMES)
    values = {one.name.removeprefix("retrieval."): one.value for one in measured}
    assert values["hit@1"] == 0
    assert values["hit@5"] == 1
    assert values["recall@10"] == 0.5
    assert values["mrr@10"] == 0.5
    assert values["ndcg@10"] == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))


def test_cases_without_relevant_passages_are_unmeasured_and_say_why() -> None:
    unnamed = retrieval.measure(make_record(PLAGUE, make_refusal()))
    assert [one.name for one in unnamed] == list(retrieval.NAMES)
    assert {one.reason for one in unnamed} == {"the case names no passages and no sources"}
    absent = KIDNEY.model_copy(update={"expect": Expect(passages_contain=("zzz",))})
    assert {one.reason for one in retrieval.measure(make_record(absent))} == {
        "no passage on the shelf is relevant: 'zzz'"
    }


NAMES = [f"d{at}" for at in range(12)]
GRADES = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3), min_size=1).filter(
    lambda grades: any(grades.values())
)
SCORES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([0.25, 0.5, 0.75, 1.0]), min_size=1)  # many ties


@given(GRADES, SCORES, st.integers(1, 15))
def test_measures_equal_those_of_trec_eval_on_random_and_tied_rankings(
    grades: dict[str, int], scores: dict[str, float], k: int
) -> None:
    ranked = sorted(scores, key=lambda name: (scores[name], name), reverse=True)  # as trec_eval breaks ties
    relevant = {name for name, grade in grades.items() if grade > 0}
    places = {name: float(-at) for at, name in enumerate(ranked)}
    assert {
        f"Success@{k}": hit_at_k(ranked, relevant, k),
        f"R@{k}": recall_at_k(ranked, relevant, k),
        f"nDCG@{k}": ndcg_at_k(ranked, grades, k),
        "RR": reciprocal_rank(ranked, relevant, len(NAMES)),
    } == pytest.approx(theirs(grades, scores, [Success @ k, R @ k, nDCG @ k, RR]), abs=1e-6)
    # RR@k comes from another tool there, with ties the other way round: given none
    cut = theirs(grades, places, [RR @ k])
    assert {f"RR@{k}": reciprocal_rank(ranked, relevant, k)} == pytest.approx(cut, abs=1e-6)


def theirs(grades: dict[str, int], scores: dict[str, float], measures: list[Measure]) -> dict[str, float]:
    return {str(one.measure): one.value for one in ir_measures.iter_calc(measures, {"q": grades}, {"q": scores})}


def test_graded_gain_worked_by_hand() -> None:
    grades = {"a": 1, "b": 3, "c": 2, "d": 0}
    found = 1 + 3 / math.log2(3) + 0
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg_at_k(["a", "b", "d"], grades, 3) == pytest.approx(found / best)
    assert ndcg_at_k(["x"], grades, 3) == 0
    with pytest.raises(ValueError, match="no passage has a gain"):
        ndcg_at_k(["a"], {"a": 0}, 3)
