"""The adapter over the real pipeline, on a real index of two small texts."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from evals.asking import Subject
from evals.commands import command_run, command_score
from evals.pipeline import Pipeline, RememberingEncoder, open_pipelines
from evals.records import read_records
from evals.repeats import Asking, Purse
from evals.schema import RunRecord
from evals.score_schema import Score
from evals.variants import Variant
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


def opened(pipeline: Pipeline, scratch: Path, *variants: Variant, is_cold: bool = False) -> dict[str, Pipeline]:
    asking = Asking(writer="extractive")
    return open_pipelines(pipeline.settings, variants, asking=asking, purse=Purse(), scratch=scratch, is_cold=is_cold)


def without_times(record: RunRecord) -> RunRecord:
    """The record as far as it does not depend on when and how fast it was made."""
    trace = record.given.trace.model_copy(update={"seconds": {}, "created": ""})
    return record.model_copy(update={"answer": record.given.model_copy(update={"trace": trace})})


def test_generating_twice_gives_the_same_answers_whether_or_not_texts_are_remembered(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    suite = tmp_path / "suite.yaml"
    suite.write_text(SUITE)
    runs = []
    for name, is_cold in (("a", False), ("b", False), ("c", True)):
        command_run(suite, opened(pipeline, tmp_path, is_cold=is_cold)[""], tmp_path / name, repeat=2)
        runs.append([without_times(record) for record in read_records(tmp_path / name)])
    assert runs[0] == runs[1] == runs[2]
    assert [page.given.statements for page in runs[0][:2]] == [page.given.statements for page in runs[0][2:]]


def test_variants_are_opened_with_their_own_settings_and_a_memory_of_their_own(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    strict = Variant(name="strict", settings={"gate": {"min_statements": 50}})
    both = opened(pipeline, tmp_path, strict)
    assert [one.settings.gate.min_statements for one in both.values()] == [1, 50]
    assert both[""].parts.encoder is not both["strict"].parts.encoder  # the second would be the faster for the first
    cold = opened(pipeline, tmp_path, strict, is_cold=True)
    assert cold[""].parts.encoder is cold["strict"].parts.encoder  # its weights are loaded once
    suite, run = tmp_path / "suite.yaml", tmp_path / "run.jsonl"
    suite.write_text(SUITE)
    command_run(suite, both[""], run, variants={"strict": both["strict"]})
    kinds = [(record.variant, record.case.id, record.given.kind) for record in read_records(run)]
    assert kinds == [
        *(("", "signs", "answer"), ("", "refuse", "refusal")),
        *(("strict", "signs", "refusal"), ("strict", "refuse", "refusal")),
    ]


class CountingEncoder:
    """Turns a text into its length and knows what it was given."""

    fingerprint, dimension = "lengths", 2

    def __init__(self) -> None:
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += texts
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(len(texts), 2)


def test_a_text_is_encoded_once_and_vectors_come_in_the_order_asked_for() -> None:
    counting = CountingEncoder()
    encoder = RememberingEncoder(counting)
    assert encoder.encode(["aa", "b", "aa"])[:, 0].tolist() == [2, 1, 2]
    assert encoder.encode(["ccc", "b"])[:, 0].tolist() == [3, 1]
    assert encoder.encode([]).shape == (0, 2)
    assert counting.seen == ["aa", "b", "ccc"]
    assert (encoder.fingerprint, encoder.dimension) == ("lengths", 2)
