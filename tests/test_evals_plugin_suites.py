"""Which suites, tags and measures a pytest run takes; test_evals_plugin.py runs them."""

from pathlib import Path

import pytest

from evals.plugin_suites import chosen_measures, open_subject, open_suites
from rag.errors import IndexMissing, SuiteError

SUITE = "- {id: a, question: what, tags: [one]}\n- {id: b, question: why}\n"
SOFT = {"medical.m16_reading_grade", "medical.m17_main_message", "medical.m19_balance", "medical.m23_same_for_all"}


@pytest.mark.parametrize(
    "name", ["run.completed", "medical.m1_notices", "medical.m11_directives", "expect.facts", "citations.recall"]
)
def test_hard_measures_are_those_that_no_page_may_fail(name: str) -> None:
    assert name in chosen_measures(())
    assert not {*SOFT, "retrieval.mrr@10", "latency.p50", "citations.precision"} & set(chosen_measures(()))


def test_measures_are_chosen_by_name_or_pattern_in_place_of_the_hard_ones() -> None:
    assert chosen_measures(["retrieval.hit@*"]) == ("retrieval.hit@1", "retrieval.hit@5", "retrieval.hit@10")
    assert chosen_measures(["expect.kind", "run.completed"]) == ("run.completed", "expect.kind")


@pytest.mark.parametrize(
    ("pattern", "says"), [("retrieval.hits@5", "did you mean retrieval.hit@5"), ("zzz", "how-to-measure")]
)
def test_a_pattern_that_fits_nothing_is_refused(pattern: str, says: str) -> None:
    with pytest.raises(SuiteError, match=says):
        chosen_measures(["expect.*", pattern])


def test_a_suite_given_twice_is_run_once_and_a_tag_need_be_in_one_suite_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    one.write_text("- {id: c, question: who}\n")
    other.write_text(SUITE)
    suites = open_suites([one, other, tmp_path / "." / "one.yaml"], tags=["one"], measures=[])
    assert [file.name for file in suites.files] == ["one.yaml", "other.yaml"]
    with pytest.raises(pytest.UsageError, match="no case of suite one has the tag 'two'"):
        open_suites([one, other], tags=["two"], measures=[])


def test_an_index_that_is_not_there_is_told_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="citewell ingest"):
        open_subject(tmp_path / "nowhere", None, tmp_path)
