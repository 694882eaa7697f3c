import asyncio
from pathlib import Path

import pytest

from evals.records import read_records
from evals.run import Progress, run_suite
from evals.schema import Case, Suite
from rag.errors import LlmBudgetReached, SuiteError
from rag.page.notices import load_safety_notice
from rag.schema import Answer, Audience, PageKind
from rag.settings import GateSettings, Settings
from tests.test_evals_example import KIDNEY, NOTICES, PLAGUE, ExamplePipeline, MendedPipeline, make_refusal

FAILING = Case(id="failing", question="please fail")
SUITE = Suite(name="example", cases=(KIDNEY, FAILING, PLAGUE), fingerprint="u")


class CountingPipeline(ExamplePipeline):
    """Ends the process, as a kill would, at the question after `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        if len(self.asked) == self.limit:
            raise KeyboardInterrupt
        return await super().answer(question, audience, page_kind, repeat=repeat)


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


class AlarmedPipeline(ExamplePipeline):
    """Meets every question as an alarm."""

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        refusal = make_refusal(question)
        assert refusal.refusal
        return refusal.model_copy(update={"refusal": refusal.refusal.model_copy(update={"reason": "crisis"})})


def test_on_an_alarm_the_record_holds_the_safety_notice_that_is_due(tmp_path: Path) -> None:
    run_suite(SUITE, AlarmedPipeline(), tmp_path / "run.jsonl")
    wanted = load_safety_notice(ExamplePipeline().settings.prompts_dir, "crisis")
    assert {record.notices.safety for record in read_records(tmp_path / "run.jsonl")} == {wanted}


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


def test_errored_cases_alone_are_asked_again_on_request_and_nothing_is_taken_from_the_file(tmp_path: Path) -> None:
    out, seen = tmp_path / "run.jsonl", list[Progress]()
    run_suite(SUITE, ExamplePipeline(), out, repeat=2)
    before = out.read_bytes()
    still = run_suite(SUITE, ExamplePipeline(), out, repeat=2, retries_errors=True, on_progress=seen.append)
    assert (still.planned, still.recorded, still.run_now, still.errored, still.left) == (6, 6, 2, 2, 0)
    assert [(p.done, p.planned, p.record.case.id) for p in seen] == [(5, 6, "failing"), (6, 6, "failing")]
    mended = MendedPipeline()
    summary = run_suite(SUITE, mended, out, repeat=2, retries_errors=True)
    assert mended.asked == [FAILING.question] * 2
    assert (summary.recorded, summary.run_now, summary.errored) == (6, 2, 0)
    assert out.read_bytes().startswith(before)
    assert [record.error for record in read_records(out)] == [None] * 6
    assert run_suite(SUITE, mended, out, repeat=2, retries_errors=True).run_now == 0


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


def test_progress_counts_what_was_there_before(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    seen: list[Progress] = []
    with pytest.raises(KeyboardInterrupt):
        run_suite(SUITE, CountingPipeline(1), out)
    run_suite(SUITE, ExamplePipeline(), out, on_progress=seen.append)
    assert [(p.done, p.planned, p.record.case.id) for p in seen] == [(2, 3, "failing"), (3, 3, "plague")]
    assert seen[0].left_s > seen[1].left_s == 0


@pytest.mark.parametrize(("given", "flag"), [({"repeat": 0}, "--repeat 0"), ({"at_once": 0}, "--concurrency 0")])
def test_fewer_than_one_is_refused(tmp_path: Path, given: dict[str, int], flag: str) -> None:
    with pytest.raises(SuiteError, match=flag):
        run_suite(
            SUITE,
            ExamplePipeline(),
            tmp_path / "run.jsonl",
            repeat=given.get("repeat", 1),
            at_once=given.get("at_once", 1),
        )


def test_the_notices_recorded_are_those_of_the_audience(tmp_path: Path) -> None:
    clinician = PLAGUE.model_copy(update={"audience": "clinician"})
    out = tmp_path / "run.jsonl"
    run_suite(SUITE.model_copy(update={"cases": (clinician,)}), ExamplePipeline(), out)
    assert read_records(out)[0].notices.top.id.startswith("clinician-top/")


class WaitingPipeline(ExamplePipeline):
    """Waits as for a model, the first question longest; knows how many it was asked at once. Has money for `pages`."""

    def __init__(self, pages: int = 1_000) -> None:
        super().__init__()
        self.now = self.most_at_once = 0
        self.pages = pages

    async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        try:
            await asyncio.sleep(0.001 if self.asked else 0.1)
            if len(self.asked) == self.pages:
                raise LlmBudgetReached("the money is spent; raise --budget")
            return await super().answer(question, audience, page_kind, repeat=repeat)
        finally:
            self.now -= 1


def many(count: int) -> Suite:
    cases = tuple(Case(id=f"c{n}", question=f"kidney question {n}") for n in range(count))
    return Suite(name="many", cases=cases, fingerprint="many")


@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_no_more_than_so_many_are_asked_at_once_and_records_are_read_in_suite_order(
    tmp_path: Path, at_once: int
) -> None:
    subject = WaitingPipeline()
    run_suite(many(20), subject, tmp_path / "run.jsonl", at_once=at_once, repeat=2)
    assert (subject.most_at_once > 1) == (at_once > 1)
    assert subject.most_at_once <= at_once
    records = read_records(tmp_path / "run.jsonl")
    assert [(r.repeat, r.place, r.case.id) for r in records] == [(n, at, f"c{at}") for n in (1, 2) for at in range(20)]


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_spending_cap_ends_the_run_and_the_same_command_goes_on(tmp_path: Path, at_once: int) -> None:
    out = tmp_path / "run.jsonl"
    first = run_suite(many(20), WaitingPipeline(pages=7), out, at_once=at_once)
    assert (first.run_now, first.errored, first.left) == (7, 0, 13)
    assert first.stopped == "the money is spent; raise --budget"
    rest = WaitingPipeline()
    second = run_suite(many(20), rest, out, at_once=at_once)
    assert (second.run_now, second.recorded, second.left, second.stopped) == (13, 20, 0, None)
    assert len(rest.asked) == 13


def test_only_chosen_cases_are_run_and_the_others_can_follow(tmp_path: Path) -> None:
    out, subject = tmp_path / "run.jsonl", ExamplePipeline()
    assert run_suite(SUITE, subject, out, cases=[PLAGUE]).planned == 1
    assert subject.asked == [PLAGUE.question]
    assert [record.suite_cases for record in read_records(out)] == [3]
    assert run_suite(SUITE, subject, out).run_now == 2
    assert [record.case.id for record in read_records(out)] == ["kidney", "failing", "plague"]


def test_variants_follow_the_base_in_one_file_each_with_its_own_fingerprints(tmp_path: Path) -> None:
    out = tmp_path / "run.jsonl"
    strict = ExamplePipeline(Settings(gate=GateSettings(min_statements=2)))
    summary = run_suite(SUITE, ExamplePipeline(), out, variants={"strict": strict, "again": ExamplePipeline()})
    assert (summary.planned, summary.recorded, summary.errored) == (9, 9, 3)
    records = read_records(out)
    assert [record.variant for record in records] == [*[""] * 3, *["strict"] * 3, *["again"] * 3]
    prints = [records[at].fingerprints for at in (0, 3, 6)]
    assert prints[0] == prints[2] != prints[1]


def test_a_variant_can_be_added_to_a_run_and_left_out_of_it_later(tmp_path: Path) -> None:
    out, base = tmp_path / "run.jsonl", ExamplePipeline()
    run_suite(SUITE, base, out)
    assert run_suite(SUITE, base, out, variants={"b": ExamplePipeline()}).run_now == 3
    assert run_suite(SUITE, base, out).run_now == 0
    assert len(base.asked) == 3


def test_a_variant_that_was_changed_is_refused_by_name_before_anything_is_asked(tmp_path: Path) -> None:
    out, subject = tmp_path / "run.jsonl", ExamplePipeline()
    run_suite(SUITE, subject, out, cases=[KIDNEY], variants={"b": ExamplePipeline()})
    changed = ExamplePipeline(Settings(gate=GateSettings(min_statements=2)))
    with pytest.raises(SuiteError, match=r"settings .* then, .* now, variant 'b'"):
        run_suite(SUITE, subject, out, variants={"b": changed})
    assert subject.asked == [KIDNEY.question]


def test_a_bug_in_the_subject_is_not_hidden(tmp_path: Path) -> None:
    class Broken(ExamplePipeline):
        async def answer(self, question: str, audience: Audience, page_kind: PageKind, *, repeat: int) -> Answer:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_suite(SUITE, Broken(), tmp_path / "run.jsonl", at_once=2)
