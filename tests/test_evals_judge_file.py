from pathlib import Path

import pytest

from evals.judge_file import OpinionFile
from evals.judgement import Opinion, Verdict
from rag.errors import SuiteError


def opinion(request: str, judge: str = "m", *, is_final: bool = True) -> Opinion:
    verdict = Verdict(criterion="grounded", value="all")
    return Opinion(
        request=request,
        judge=judge,
        case="c",
        repeat=1,
        looks_at="page",
        turn=1,
        verdicts=(verdict,),
        is_final=is_final,
    )


def test_opinions_outlive_the_process_that_kept_them(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "judged.json"
    with OpinionFile(out) as file:
        file.keep(opinion("a"))
        file.keep(opinion("b", "other"))
    with OpinionFile(out) as file:
        assert file.found("m", "a") == opinion("a")
        assert file.found("m", "b") is None
        assert file.found("other", "b") == opinion("b", "other")


def test_an_opinion_that_is_not_final_is_asked_again(tmp_path: Path) -> None:
    with OpinionFile(tmp_path / "judged.json") as file:
        file.keep(opinion("a", is_final=False))
    with OpinionFile(tmp_path / "judged.json") as file:
        assert file.found("m", "a") is None


@pytest.mark.parametrize("torn", [b"{", b'{"schema":"citewell/opinion/1","request":"b"'])
def test_a_torn_line_is_cut_and_the_next_stands_alone(tmp_path: Path, torn: bytes) -> None:
    with OpinionFile(tmp_path / "judged.json") as file:
        file.keep(opinion("a"))
        with file.path.open("ab") as stream:
            stream.write(torn)
    with OpinionFile(tmp_path / "judged.json") as file:
        file.keep(opinion("c"))
    with OpinionFile(tmp_path / "judged.json") as file:
        assert set(file.earlier) == {"m a", "m c"}


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    with OpinionFile(tmp_path / "judged.json") as file:
        file.path.write_bytes(opinion("a").model_dump_json(by_alias=True).encode() + b"\n{}\n")
    with pytest.raises(SuiteError, match="line 2, is no opinion"):
        OpinionFile(tmp_path / "judged.json").__enter__()


@pytest.mark.parametrize("content", ["", "{}", '{"schema": "citewell/score/1"}'])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    out = tmp_path / "scores.json"
    out.write_text(content, "utf-8")
    for _ in range(2):  # the refusal leaves no lock behind
        with pytest.raises(SuiteError, match="is no judgement; choose another --out"):
            OpinionFile(out).__enter__()
    assert out.read_text("utf-8") == content


def test_two_processes_do_not_write_one_judgement(tmp_path: Path) -> None:
    with (
        OpinionFile(tmp_path / "judged.json"),
        pytest.raises(SuiteError, match="another process is writing"),
    ):
        OpinionFile(tmp_path / "judged.json").__enter__()
