"""`citewell check`: one text or many against their sources, in every form, and what happens to bad input."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.demo_shelf import Cli

pytest_plugins = ["tests.demo_shelf"]

SOURCE = "Lumavine is given every 3 weeks for one year. It may cause tiredness and a rash."
GOOD = {"id": "good", "response": "Lumavine is given every 3 weeks.", "passages": SOURCE}
BAD = {"id": "bad", "response": "It may cause a rash. Lumavine is given every 2 weeks.", "passages": [SOURCE]}


def lines_file(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return path


def test_each_line_gets_its_verdict(cli: Cli, tmp_path: Path) -> None:
    source, out = lines_file(tmp_path / "in.jsonl", GOOD, BAD), tmp_path / "out.jsonl"
    assert cli("check", "--in", source, "--out", out).code == 0
    good, bad = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert (good["id"], good["supported"], good["statements"][0]["verdict"]) == ("good", True, "supported")
    assert good["statements"][0]["failed"] == []
    assert (bad["id"], bad["supported"]) == ("bad", False)
    sound, false = bad["statements"]
    assert sound["verdict"] == "supported"
    assert (false["verdict"], false["failed"][0]) == ("unsupported", "numbers")
    assert false["text"] == BAD["response"][false["start"] : false["end"]] == "Lumavine is given every 2 weeks."
    assert [BAD["response"][start:end] for start, end in false["unsupported"]] == ["2"]
    assert false["nearest"].startswith("Lumavine is given every 3 weeks")
    assert 0 <= bad["score"] < good["score"] <= 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"id": "x", "response": "", "passages": SOURCE}, "the response is empty"),
        ({"id": "x", "response": " \n", "passages": SOURCE}, "the response is empty"),
        ({"id": "x", "passages": SOURCE}, "the response is no text"),
        ({"id": "x", "response": 3, "passages": SOURCE}, "the response is no text"),
        ({"id": "x", "response": "A.", "passages": {"a": 1}}, "neither a text nor a list of texts"),
        ({"id": "x", "response": "A.", "passages": ["a", 1]}, "neither a text nor a list of texts"),
        ({"id": "x", "response": "A.", "passages": SOURCE, "question": 1}, "question is no text"),
        ({"id": "x", "response": "a " * 300_000, "passages": SOURCE}, "600,000 characters, 400,000 at most"),
        ({"response": "A.", "passages": SOURCE}, "needs id"),
        (["x"], "needs id"),
    ],
)
def test_a_line_that_cannot_be_checked_says_why_and_the_others_go_on(
    cli: Cli, tmp_path: Path, line: object, said: str
) -> None:
    ran = cli("check", "--in", lines_file(tmp_path / "in.jsonl", line, GOOD))
    assert ran.code == 4
    wrong, good = ran.lines
    assert said in wrong["error"]
    assert said in ran.err
    assert "supported" not in wrong
    assert good["supported"]


def test_a_line_that_is_not_utf_8_keeps_its_id_and_the_others_go_on(cli: Cli, tmp_path: Path) -> None:
    path = lines_file(tmp_path / "in.jsonl", GOOD)
    path.write_bytes(b'{"id": "latin", "response": "caf\xe9", "passages": "x"}\n' + path.read_bytes())
    ran = cli("check", "--in", path)
    assert ran.code == 4
    assert [line["id"] for line in ran.lines] == ["latin", "good"]
    assert "UTF-8" in ran.lines[0]["error"]


def test_nothing_that_could_be_checked_is_an_error(cli: Cli, tmp_path: Path) -> None:
    assert cli("check", "--in", lines_file(tmp_path / "in.jsonl", {"id": "x"})).code == 1


@pytest.mark.parametrize("passages", [[], "", [""], None])
def test_without_passages_nothing_is_supported(cli: Cli, tmp_path: Path, passages: object) -> None:
    ran = cli(
        "check", "--in", lines_file(tmp_path / "in.jsonl", {"id": "x", "response": "Rest.", "passages": passages})
    )
    assert ran.code == 0
    (verdict,) = ran.lines
    assert (verdict["supported"], verdict["score"], verdict["statements"][0]["failed"]) == (False, 0.0, ["citation"])


def test_another_language_is_remarked_upon(cli: Cli, tmp_path: Path) -> None:
    line = {"id": "x", "response": "Das Mittel wird alle drei Wochen gegeben und ist nicht neu.", "passages": SOURCE}
    (verdict,) = cli("check", "--in", lines_file(tmp_path / "in.jsonl", line)).lines
    assert not verdict["supported"]
    assert "German" in verdict["remarks"][0]


def test_a_long_text_gets_a_verdict(cli: Cli, tmp_path: Path) -> None:
    line = {"id": "x", "response": "word " * 40_000, "passages": SOURCE}
    (verdict,) = cli("check", "--in", lines_file(tmp_path / "in.jsonl", line)).lines
    assert not verdict["supported"]


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        ((), "✗ NOT SUPPORTED"),
        (("--json",), '{"id"'),
        (("--format", "html"), "<!doctype html"),
        (("--out", "v.html"), "<!doctype html"),
        (("--out", "v.txt"), "✗ NOT SUPPORTED"),
        (("--out", "v.json"), '{"id"'),
    ],
)
def test_one_text_is_reported_as_asked(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], begins: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.txt").write_text(str(BAD["response"]))
    Path("p.txt").write_text(SOURCE)
    ran = cli("check", "--response", "r.txt", "--passage", "p.txt", *arguments)
    assert ran.code == 3
    shown = Path(arguments[1]).read_text("utf-8") if "--out" in arguments else ran.out
    assert shown.lower().startswith(begins.lower())
    Path("r.txt").write_text("It may cause a rash.")
    assert cli("check", "--response", "r.txt", "--passage", "p.txt").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "nothing to check"),
        (("--response", "r.txt"), "nothing to check"),
        (("--response", "none.txt", "--passage", "r.txt"), "cannot read none.txt"),
        (("--response", "latin.txt", "--passage", "r.txt"), "cannot read latin.txt"),
        (("--response", "empty.txt", "--passage", "r.txt"), "the response is empty"),
        (("--response", "r.txt", "--passage", "r.txt", "--in", "r.txt"), "not both"),
        (("--response", "r.txt", "--passage", "r.txt", "--out", "v.pdf"), "reports end in"),
        (("--response", "-", "--passage", "-"), "can be read once only"),
        (("--in", "empty.txt"), "holds no line"),
        (("--in", "r.txt", "--out", "r.txt"), "it would be lost"),
    ],
)
def test_wrong_use_is_one_line_with_a_remedy(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.txt").write_text("It may cause a rash.")
    Path("empty.txt").write_text(" ")
    Path("latin.txt").write_bytes(b"caf\xe9")
    ran = cli("check", *arguments)
    assert ran.code == 1
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_report_of_many_is_one_page(cli: Cli, tmp_path: Path) -> None:
    ran = cli("check", "--in", lines_file(tmp_path / "in.jsonl", GOOD, BAD, {"id": "x"}), "--format", "html")
    assert ran.code == 4
    assert ran.out.lower().count("<!doctype html") == 1
    assert all(f">{name}<" in ran.out for name in ("good", "bad", "x"))


@pytest.mark.parametrize("text", ["It may cause a rash.\r\nThe dose is 5 g.", "\ufeff- 😀 one rash\r- two 𝒙 rashes\n"])
@pytest.mark.parametrize("name", ["r.txt", "-"])
def test_places_count_the_code_points_of_the_text_as_it_was_given(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    Path("r.txt").write_bytes(text.encode())
    Path("p.txt").write_text(SOURCE)
    given = text.removeprefix("\ufeff")  # the mark of the encoding is no part of the text
    found = cli("check", "--response", name, "--passage", "p.txt", "--json").value["statements"]
    assert len(found) == 2
    assert [given[one["start"] : one["end"]] for one in found] == [one["text"] for one in found]


def test_standard_input_that_is_not_utf_8_is_said_to_be_so(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"caf\xe9"), errors="surrogateescape"))
    (tmp_path / "p.txt").write_text(SOURCE)
    ran = cli("check", "--response", "-", "--passage", tmp_path / "p.txt")
    assert ran.code == 1
    assert "give a text file in UTF-8" in ran.err
