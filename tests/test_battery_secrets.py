"""Battery H1, H4, I4 and the doctor: no key and no person's name gets out, nothing reaches for the outside."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.battery import CANARY, Bench, Expected, files_below
from tests.demo_shelf import STAGES, SYMPTOMS
from tests.llm_authors import honest_author
from tests.llm_prompts import Json, kind_of
from tests.llm_server import Fault, LlmServer
from tests.test_no_network import GUARD

pytest_plugins = ["tests.demo_shelf", "tests.battery"]

PLAIN_KEY = "9f8e7d6c5b4a32100123456789abcdef"  # has no form that gives it away
PASSWORD = "hunter2-of-the-proxy"
AT_DEBUG = (
    "-c",
    "import logging, sys; logging.basicConfig(level=logging.DEBUG); from rag.cli.main import main; sys.exit(main(sys.argv[1:]))",
)
ECHOES: Mapping[str, Fault | None] = {
    "H1-401": Fault("echo_key"),
    "H1-500": Fault("status", 500, text=f"overloaded; request was Authorization: Bearer {CANARY}"),
    "H1-200": Fault("error_body", text=f"key {CANARY} has no credit"),
    "H1-ok": None,
}
NOWHERE = "key in no output, log, page, cache, recording or other file"
EXPECTED: Mapping[str, Expected] = {
    "H1-401": Expected("401 that repeats the key, everything logged at DEBUG", NOWHERE),
    "H1-500": Expected("500 that repeats the key, everything logged at DEBUG", NOWHERE),
    "H1-200": Expected("error inside a 200 that repeats the key, at DEBUG", NOWHERE),
    "H1-ok": Expected("an ordinary answer, cached and recorded, at DEBUG", NOWHERE),
    "H1-plain": Expected("a key that looks like none, repeated in body and headers of a 500, at DEBUG", NOWHERE),
    "H1-batch": Expected("a batch, files looked at while it runs; some lines get a 401", NOWHERE),
    "H1-url": Expected(
        "a password in the URL of the endpoint, a batch, files looked at while it runs", "password nowhere"
    ),
    "H4-ask": Expected("name, birth date, phone and e-mail in a question", "masked before sending, told, not cached"),
    "H4-after": Expected(
        "a name in an earlier question of the conversation", "masked before sending, no reply to it cached"
    ),
    "I4": Expected("ask, batch, doctor --llm and eval run with outside sockets forbidden", "0 attempts"),
    "doctor-good": Expected("doctor --llm: an endpoint that is well", "ok, exit 0"),
    "doctor-key": Expected("doctor --llm: wrong key", "names OPENAI_API_KEY, exit 1"),
    "doctor-path": Expected("doctor --llm: URL without /v1", "names the URL that works, exit 1"),
    "doctor-port": Expected("doctor --llm: nothing listens", "says that nothing answers, exit 1"),
    "doctor-schema": Expected("doctor --llm: no json_schema there", "ok, says what is used instead, exit 0"),
    "doctor-model": Expected("doctor --llm: no such model", "names the models there are, exit 1"),
}


@pytest.mark.parametrize("name", ECHOES)
def test_a_key_is_in_nothing_that_is_shown_logged_or_kept(name: str, bench: Bench) -> None:
    bench.set(OPENAI_LOG="debug")
    with LlmServer(honest_author, faults=[ECHOES[name]] * 9, key=CANARY) as server:
        recorded = bench.folder / "recorded"
        ran = bench.process("ask", SYMPTOMS, *bench.at(server), "--json", "--record", recorded, prefix=AT_DEBUG)
        used = [request.headers["authorization"] for request in server.requests]
    page = bench.sound(ran.value)
    shows = ran.err.count(CANARY) + ran.out.count(CANARY)
    holds = [path for path in files_below(bench.folder) if CANARY in path.read_text("utf-8", "replace")]
    bench.observed(name, f"{page.trace.writer} page; key shown {shows} times, in {len(holds)} files")
    assert ran.code == 0
    assert set(used) == {f"Bearer {CANARY}"}
    assert "DEBUG:openai" in ran.err, "nothing was logged: nothing was tested"
    assert (shows, holds) == (0, [])
    assert page.trace.writer == ("extractive" if ECHOES[name] else "llm")


def test_a_key_that_looks_like_none_is_found_all_the_same(bench: Bench) -> None:
    bench.set(OPENAI_LOG="debug", OPENAI_API_KEY=PLAIN_KEY)
    bench.secrets.append(PLAIN_KEY)
    fault = Fault("status", 500, text=f"no credit: {PLAIN_KEY}", headers={"X-Seen": PLAIN_KEY})
    with LlmServer(honest_author, faults=[fault] * 9) as server:
        ran = bench.process("ask", SYMPTOMS, *bench.at(server), "--json", prefix=AT_DEBUG)
    bench.observed("H1-plain", f"key shown {ran.err.count(PLAIN_KEY) + ran.out.count(PLAIN_KEY)} times")
    assert "[key]" in str(ran.value["trace"]["fallback_reason"])
    assert "x-seen" in ran.err.casefold(), "no header was logged: nothing was tested"
    assert PLAIN_KEY not in ran.out + ran.err


@pytest.mark.parametrize(
    ("name", "secret", "user"), [("H1-batch", CANARY, ""), ("H1-url", PASSWORD, f"ann:{PASSWORD}@")]
)
def test_no_file_holds_a_secret_while_a_batch_runs(name: str, secret: str, user: str, bench: Bench) -> None:
    bench.secrets.append(secret)
    held: set[str] = set()

    def watching(body: Json) -> Json:
        held.update(path.name for path in files_below(bench.folder) if secret in path.read_text("utf-8", "replace"))
        return honest_author(body)

    asked = {str(n): (SYMPTOMS, STAGES)[n % 2] for n in range(6)}
    faults = [None, None, Fault("echo_key"), None, Fault("echo_key")]
    with LlmServer(watching, faults=faults) as server:
        url = server.url.replace("//", f"//{user}")
        ran, pages = bench.batch(asked, url, "--concurrency", "1", "--no-cache", "--record", bench.folder / "recorded")
        calls = len(server.requests)
    bench.observed(name, f"{calls} calls, {len(pages)} pages; held by {', '.join(sorted(held)) or 'no file'}")
    assert (ran.code, len(pages), calls) == (0, 6, 6)
    assert held == set()


@pytest.mark.parametrize(
    ("name", "question", "flags"),
    [
        (
            "H4-ask",
            "My name is Maria Exemplar, born 3 April 1961, phone 212-555-0147, e-mail maria@example.org. "
            "What are the symptoms of kidney cancer?",
            [],
        ),
        ("H4-after", "and for stage IV?", ["--after", "I am Maria Exemplar, how is kidney cancer treated?"]),
    ],
)
def test_personal_details_are_neither_sent_nor_kept(name: str, question: str, flags: list[str], bench: Bench) -> None:
    def author(body: Json) -> Json:
        asked = {"question": "How is stage IV kidney cancer treated?"}
        return asked if kind_of(body) == "standalone_question" else honest_author(body)

    details = ("maria", "exemplar", "1961", "0147", "example.org")
    with LlmServer(author) as server:
        page = bench.page(question, server, *flags, "--record", bench.folder / "recorded")
        sent = json.dumps([request.body["messages"] for request in server.requests]).casefold()
    kept = "".join(
        path.read_text("utf-8").casefold() for path in [*bench.replies, *files_below(bench.folder / "recorded")]
    )
    leaked = sorted(detail for detail in details if detail in sent + kept)
    masked, cached = ", ".join(page.trace.masked), len(bench.replies)
    bench.observed(
        name, f"told as masked: {masked or 'none'}; sent or kept: {', '.join(leaked) or 'none'}; {cached} cache files"
    )
    assert sent
    assert leaked == []
    assert cached == (name == "H4-after"), (
        "only what was asked without them, after the question was made to stand alone"
    )
    if name == "H4-ask":
        assert page.trace.masked == ("e-mail", "birth date", "phone", "name")
        assert "personal details were left out" in bench.runs[-1].err


def test_nothing_reaches_for_the_outside(bench: Bench) -> None:
    guard, attempts = bench.folder / "guard", bench.folder / "attempts.txt"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    bench.set(PYTHONPATH=guard, NETWORK_ATTEMPTS=attempts)
    (bench.folder / "questions.jsonl").write_text(json.dumps({"id": "a", "question": STAGES}))
    (bench.folder / "suite.jsonl").write_text(
        json.dumps({"id": "a", "question": SYMPTOMS, "expect": {"kind": "answer"}})
    )
    with LlmServer(honest_author) as server:
        at = bench.at(server, bench.copied_index())
        commands: list[list[str | Path]] = [
            ["ask", SYMPTOMS, *at, "--record", "recorded", "--out", "page.html"],
            ["ask", "--in", "questions.jsonl", "--out", "answers.jsonl", *at],
            ["doctor", "--llm", *at],
            ["eval", "run", "suite.jsonl", "--out", "run.jsonl", "--replay", "recorded", "--index", bench.index_dir],
        ]
        codes = [bench.process(*command).code for command in commands]
    tried = attempts.read_text().splitlines() if attempts.exists() else []
    bench.observed("I4", f"{len(tried)} attempts in {len(commands)} commands")
    assert codes == [0, 0, 0, 0], [ran.err for ran in bench.runs]
    assert tried == []


@pytest.mark.parametrize(
    ("name", "well", "said"),
    [
        ("doctor-good", True, "does not refuse json_schema"),
        ("doctor-key", False, "did not accept the key (HTTP 401); set OPENAI_API_KEY"),
        ("doctor-path", False, "use --base-url {url}"),
        ("doctor-port", False, "nothing answers at"),
        ("doctor-schema", True, "takes no json_schema, only json_object"),
        ("doctor-model", False, "has no model 'test-model'; use one of: other-model"),
    ],
)
def test_the_doctor_names_what_is_wrong_with_an_endpoint(name: str, well: bool, said: str, bench: Bench) -> None:
    kind = name.removeprefix("doctor-")
    models = ("other-model",) if kind == "model" else ("test-model",)
    rejects = ["json_schema"] if kind == "schema" else []
    with LlmServer(honest_author, models=models, rejects=rejects, key="another" if kind == "key" else None) as server:
        url = server.url.removesuffix("/v1") if kind == "path" else server.url
        url = "http://127.0.0.1:9/v1" if kind == "port" else url
        ran = bench.run("doctor", "--llm", *bench.at(url, bench.copied_index()))
        expected = said.format(url=server.url)
        line = ran.out.splitlines()[-1]
        bench.observed(name, f"exit {ran.code}: {line}".replace(server.url, "URL/v1").replace(url, "URL"))
    assert ran.code == (0 if well else 1), ran.out
    assert line.startswith("ok   llm" if well else "FAIL llm")
    assert expected in line


def test_the_bench_finds_a_secret_in_a_file(bench: Bench) -> None:
    leak = bench.folder / "notes.txt"
    leak.write_text(f"the key is {CANARY}")
    with pytest.raises(AssertionError, match="a secret was written"):
        bench.settle()
    leak.unlink()
