from pathlib import Path

import pytest

from evals.records import read_records
from evals.run import fingerprint_run, run_suite
from evals.schema import Case, RunRecord, Suite
from rag.errors import SuiteError
from rag.schema import Answer, Audience, PageKind
from rag.settings import GateSettings, Settings
from tests.test_evals_example import KIDNEY, NOTICES, PLAGUE, SETTINGS, ExamplePipeline

FAILING = Case(id="failing", question="please fail")
SUITE = Suite(name="example", cases=(KIDNEY, FAILING, PLAGUE), fingerprint="u")


class CountingPipeline(ExamplePipeline):
    """Ends the process, as a kill would, at the question after `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def answer(self, question: str, audience: Audience, page_kind: PageKind) -> Answer:
        if len(self.asked) == self.limit:
            raise KeyboardInterrupt
        return super().answer(question, audience, page_kind)


def test_each_case_becomes_a_record_with_all_that_scoring_needs(tmp_path: Path) -> None:
    out = tmp_path / "new" / "run.jsonl"
    summary = run_suite(SUITE, ExamplePipeline(), out)
    kidney, failing, plague = read_records(out)
    assert (summary.planned, summary.recorded, summary.run_now, summary.errored) == (3, 3, 3, 1)
    assert [hit.passage_id for hit in kidney.hits] == ["p1", "p2", "p3"]
    assert kidney.relevant == ("p1", "p2")
    assert [passage.passage_id for passage in kidney.passages] == ["p1"]
    assert kidney.notices == NOTICES
    assert plague.given.kind == "refusal"
    assert failing.answer is None
    assert failing.error == "WriterUnavailable: the writer is away; start it"


def test_cases_already_recorded_are_not_run_again(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run_suite(SUITE, ExamplePipeline(), out)
    before = out.read_bytes()
    subject = ExamplePipeline()
    summary = run_suite(SUITE, subject, out)
    assert subject.asked == []
    assert out.read_bytes() == before
    assert (summary.recorded, summary.run_now, summary.errored) == (3, 0, 1)


@pytest.mark.parametrize("limit", [0, 1, 2])
@pytest.mark.parametrize("torn", [b"", b'{"schema":"citewell/ru'])
def test_a_stopped_run_goes_on_where_it_stopped(tmp_path: Path, limit: int, torn: bytes) -> None:
    out, whole = tmp_path / "run.jsonl", tmp_path / "whole.jsonl"
    with pytest.raises(KeyboardInterrupt):
        run_suite(SUITE, CountingPipeline(limit), out)
    with out.open("ab") as file:
        file.write(torn)
    rest = ExamplePipeline()
    run_suite(SUITE, rest, out)
    run_suite(SUITE, ExamplePipeline(), whole)
    assert len(rest.asked) == len(SUITE.cases) - limit
    assert out.read_bytes() == whole.read_bytes()


def test_repeats_are_added_to_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    run_suite(SUITE, ExamplePipeline(), out)
    summary = run_suite(SUITE, ExamplePipeline(), out, repeat=3)
    assert (summary.planned, summary.run_now) == (9, 6)
    assert [record.repeat for record in read_records(out)] == [1, 1, 1, 2, 2, 2, 3, 3, 3]


@pytest.mark.parametrize(
    ("suite", "subject", "changed"),
    [
        (SUITE.model_copy(update={"fingerprint": "w"}), ExamplePipeline(), "suite u then, w now"),
        (SUITE, ExamplePipeline(generation="g2"), "generation g1 then, g2 now"),
        (SUITE, ExamplePipeline(Settings(gate=GateSettings(min_statements=2))), "settings sha256"),
    ],
)
def test_a_file_of_another_run_is_refused_and_left_alone(
    tmp_path: Path, suite: Suite, subject: ExamplePipeline, changed: str
) -> None:
    out = tmp_path / "run.jsonl"
    run_suite(SUITE, ExamplePipeline(), out)
    before = out.read_bytes()
    with pytest.raises(SuiteError, match=f"{changed}.*--out"):
        run_suite(suite, subject, out)
    assert out.read_bytes() == before


def test_fingerprint_follows_prompts_and_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    settings = SETTINGS.model_copy(update={"prompts_dir": tmp_path, "corpus_dir": tmp_path})
    seen = [fingerprint_run(SUITE, ExamplePipeline(settings))]
    for name, text in [("a.yaml", "x: 1"), ("a.yaml", "x: 2"), ("notices/b.md", "x: 2"), ("vocabulary.csv", "term")]:
        (tmp_path / name).write_text(text)
        seen.append(fingerprint_run(SUITE, ExamplePipeline(settings)))
    assert len({fingerprints.model_dump_json() for fingerprints in seen}) == len(seen)
    assert seen[-1].prompts == seen[-2].prompts
    assert fingerprint_run(SUITE, ExamplePipeline(settings)) == seen[-1]


def test_progress_counts_what_was_there_before(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    seen: list[tuple[int, int, str]] = []

    def note(done: int, planned: int, record: RunRecord) -> None:
        seen.append((done, planned, record.case.id))

    with pytest.raises(KeyboardInterrupt):
        run_suite(SUITE, CountingPipeline(1), out)
    run_suite(SUITE, ExamplePipeline(), out, on_progress=note)
    assert seen == [(2, 3, "failing"), (3, 3, "plague")]


def test_fewer_than_one_repeat_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="--repeat 0"):
        run_suite(SUITE, ExamplePipeline(), tmp_path / "run.jsonl", repeat=0)


def test_the_notices_recorded_are_those_of_the_audience(tmp_path: Path) -> None:
    clinician = PLAGUE.model_copy(update={"audience": "clinician"})
    out = tmp_path / "run.jsonl"
    run_suite(SUITE.model_copy(update={"cases": (clinician,)}), ExamplePipeline(), out)
    assert read_records(out)[0].notices.top.id.startswith("clinician-top/")
