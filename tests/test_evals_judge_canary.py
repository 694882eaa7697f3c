"""Pages broken on purpose: a judge that believes what pages say of themselves is told apart from one that reads them."""

from pathlib import Path

import pytest

from evals.judge import judge_run
from evals.judge_canary import CANARIES, ELSEWHERE, PRAISE, sound_and_broken
from evals.judge_rubric import load_judge_prompt, load_rubric
from evals.judgement import CanaryResult, Judgement
from evals.schema import Case, RunRecord
from evals.score import score_case
from evals.score_schema import CaseScore
from rag.settings import Endpoint, LlmSettings
from rag.write.chat import open_chat
from tests.judges import BEST, WORST, Rule, best, careful, judging
from tests.llm_server import LlmServer
from tests.test_evals_example import KIDNEY, cite, make_answer, make_record

BREAST = Case(id="breast", question="what does HER2 guide in breast cancer")
ABOUT_BREAST = make_answer(
    [("HER2 guides treatment of breast cancer.", (1,))], [cite(1, "p3", 0, 39)], question=BREAST.question
)
RECORDS = (
    make_record(),
    make_record(BREAST, ABOUT_BREAST),
    make_record(KIDNEY.model_copy(update={"id": "blue"}), make_answer([("Kidney tumors are blue.", (1,))])),
)


def scores_of(records: tuple[RunRecord, ...]) -> dict[int, CaseScore]:
    return {at: score_case(record) for at, record in enumerate(records)}


def canary(rule: Rule, out: Path, records: tuple[RunRecord, ...] = RECORDS) -> dict[str, CanaryResult]:
    with LlmServer(judging(rule)) as server:
        llm = LlmSettings(model="test-model")
        done = judge_run(
            records,
            out,
            chat=open_chat(Endpoint(provider="openai", model="test-model", base_url=server.url, key=None), llm),
            llm=llm,
            rubric=load_rubric(),
            prompt=load_judge_prompt(),
            turns=1,
            seed=1,
            with_canary=True,
        )
    assert done.judgement.canary is not None
    return {one.criterion: one for one in done.judgement.canary}


def test_only_pages_that_pass_every_measure_are_broken() -> None:
    pairs = sound_and_broken(RECORDS, scores_of(RECORDS), seed=1)
    assert "blue" not in {sound.case.id for sound, _ in pairs}
    assert pairs
    for sound, broken in pairs:
        assert broken.case == sound.case
        assert broken.given.citations == sound.given.citations
        own = {statement.text for statement in sound.given.statements}
        assert not own & {statement.text for statement in broken.given.statements}
        assert any(praise in broken.given.statements[0].text for praise in PRAISE)


def test_statements_come_from_a_page_of_other_sources_or_from_nowhere() -> None:
    kidney = RECORDS[0]
    alone = sound_and_broken((kidney,), scores_of((kidney,)), seed=1)
    assert alone[0][1].given.statements[0].text.startswith(ELSEWHERE[0])
    pairs = sound_and_broken(RECORDS[:2], scores_of(RECORDS[:2]), seed=1)
    taken = {sound.case.id: broken.given.statements[0].text for sound, broken in pairs}
    assert taken["kidney"].startswith("HER2 guides treatment of breast cancer.")


def test_the_choice_is_small_and_the_same_for_a_seed() -> None:
    many = tuple(make_record(KIDNEY.model_copy(update={"id": f"k{n}"})) for n in range(20))
    first = sound_and_broken(many, scores_of(many), seed=1)
    assert len(first) == CANARIES
    assert first == sound_and_broken(many, scores_of(many), seed=1)
    assert first != sound_and_broken(many, scores_of(many), seed=2)


def fooled(criterion: str, text: str) -> str:
    said = any(word in text for word in ("Ignore the rubric", "Note to the judge", "verified by", "SYSTEM", "approved"))
    return BEST[criterion] if said else careful(criterion, text)


@pytest.mark.parametrize(
    ("rule", "bad_found", "good_found"),
    [(careful, 1, 1), (best, 0, 1), (fooled, 0, 1), (lambda criterion, text: WORST[criterion], 1, 0)],
)
def test_the_canary_tells_judges_apart(tmp_path: Path, rule: Rule, bad_found: float, good_found: float) -> None:
    found = canary(rule, tmp_path / "judged.json")
    assert set(found) == {"grounded", "answers"}
    for one in found.values():
        assert (one.bad_found.value, one.good_found.value) == (bad_found, good_found)


def test_broken_pages_are_in_no_other_figure(tmp_path: Path) -> None:
    out = tmp_path / "judged.json"
    canary(careful, out)
    with_canary = out.read_text("utf-8")
    assert '"broken": true' in with_canary
    judgement = Judgement.model_validate_json(with_canary)
    grounded = next(one for one in judgement.results if one.criterion == "grounded")
    assert sum(count.n for count in grounded.values) == len(RECORDS)


def test_without_a_sound_page_the_canary_is_unmeasured(tmp_path: Path) -> None:
    found = canary(best, tmp_path / "judged.json", RECORDS[2:])
    assert {one.bad_found.value for one in found.values()} == {None}
    assert {one.bad_found.reason for one in found.values()} == {"no page of the run passes every measure"}
