from pathlib import Path

from evals.fingerprints import changed, fingerprint_run
from evals.schema import Suite
from tests.test_evals_example import FINGERPRINTS, KIDNEY, SETTINGS, ExamplePipeline

SUITE = Suite(name="example", cases=(KIDNEY,), fingerprint="u")


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


def test_fingerprint_names_the_model_and_where_it_is_asked() -> None:
    subject = ExamplePipeline()
    subject.writer, subject.endpoint = "tiny-3", "http://127.0.0.1:1/v1"
    prints = fingerprint_run(SUITE, subject)
    assert (prints.writer, prints.endpoint) == ("tiny-3", "http://127.0.0.1:1/v1")


def test_what_changed_is_named_with_both_values() -> None:
    other = FINGERPRINTS.model_copy(update={"generation": "h", "writer": "tiny-3", "endpoint": "http://a/v1"})
    assert changed(FINGERPRINTS, FINGERPRINTS) == ""
    assert (
        changed(FINGERPRINTS, other)
        == "generation g then, h now, writer extractive then, tiny-3 now, endpoint none then, http://a/v1 now"
    )
