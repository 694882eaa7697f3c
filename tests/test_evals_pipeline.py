"""The adapter over the real pipeline, on a real index of two small texts."""

from pathlib import Path

import pytest

from evals.commands import command_run, command_score
from evals.pipeline import Pipeline
from evals.records import read_records
from evals.run import Subject
from evals.schema import Score
from ingest.build import ingest
from rag.index.encoder import load_encoder
from rag.parts import open_parts
from rag.settings import load_settings

TEXT = """---
title: Kidney cancer
publisher: Example
edition: "{edition}"
published: {edition}-01-01
licence: CC0
topics: [kidney-cancer]
{more}
---

# Kidney cancer

## Signs and symptoms

Signs of kidney cancer are blood in the urine and {sign}.
"""
SUITE = """
- id: signs
  question: what are the signs of kidney cancer
  expect: {kind: answer, sources: [new], passages_contain: [blood in the urine], mentions: [back pain]}
- id: refuse
  question: how is asthma treated
  expect: {kind: refusal}
"""


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "old.md").write_text(TEXT.format(edition=2019, more="", sign="fever"))
    (folder / "new.md").write_text(TEXT.format(edition=2024, more="supersedes: [old]", sign="back pain"))
    settings = load_settings({"index": {"dir": str(folder / "index")}}, folder)
    ingest([folder / "old.md", folder / "new.md"], settings.index.dir, settings, lambda: load_encoder(settings.index))
    return Pipeline(open_parts(settings), settings)


def test_superseded_passages_are_not_among_those_that_search_may_return(pipeline: Pipeline) -> None:
    subject: Subject = pipeline  # checked by mypy
    assert {passage.source_id for passage in subject.passages()} == {"new"}
    assert {hit.passage.source_id for hit in subject.search("kidney cancer signs", 10)} == {"new"}


def test_unknown_passages_are_none(pipeline: Pipeline) -> None:
    known = next(iter(pipeline.passages()))
    assert pipeline.passage(known.id) == known
    assert pipeline.passage("p0") is None


def test_a_suite_runs_and_scores_on_the_real_pipeline(pipeline: Pipeline, tmp_path: Path) -> None:
    suite, run, scores = tmp_path / "suite.yaml", tmp_path / "run.jsonl", tmp_path / "scores.json"
    suite.write_text(SUITE)
    assert command_run(suite, pipeline, run) == 0
    assert command_score(run, scores) == 0
    signs, refuse = read_records(run)
    assert signs.fingerprints.generation == pipeline.generation == signs.given.trace.generation
    assert [case.failures for case in Score.model_validate_json(scores.read_text("utf-8")).cases] == [(), ()]
    assert refuse.given.kind == "refusal"
