import pytest

from benchmarks.retrieval_parity import PAIRS, TOLERANCE, Judged, differences, ranking, runs

TEXTS = {
    "a": "Kidney cancer is treated with surgery.",
    "b": "Surgery for kidney cancer removes the kidney.",
    "c": "Kidney cancer is treated with surgery.",  # ties with a
    "d": "Fatigue is common during treatment.",
}
JUDGED = Judged(
    name="example",
    texts=TEXTS,
    questions={"q1": "surgery for kidney cancer", "q2": "is fatigue common", "q3": "what is plague"},
    grades={"q1": {"a": 1, "b": 3, "d": 0}, "q2": {"d": 2}, "q3": {"a": 0}},
)


def test_ties_go_to_the_end_of_the_alphabet_as_in_trec_eval() -> None:
    assert ranking({"a": 1.0, "c": 1.0, "b": 2.0}) == ["b", "c", "a"]
    run = runs(JUDGED)["q1"]
    assert run["a"] == run["c"]


def test_every_measure_equals_that_of_ir_measures() -> None:
    rows = list(differences(JUDGED))
    assert len(rows) == 2 * len(PAIRS)  # all passages, and judged ones only
    assert {n for _, n, *_ in rows} == {2}  # nothing is relevant to the third question
    for name, _, ours, theirs, apart in rows:
        assert ours == pytest.approx(theirs, abs=TOLERANCE), name
        assert apart <= TOLERANCE, name
