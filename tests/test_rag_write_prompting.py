"""What a prompt file must look like, what a broken one is told, and which one serves a page."""

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from rag.errors import PromptError
from rag.exchange import ReplyModel
from rag.outlines import prompt_fingerprints
from rag.schema import Audience, PageKind
from rag.settings import PROJECT_ROOT
from rag.write.prompting import OPTIONAL, REQUIRED, Prompt, choose_prompt, fill_prompt, load_prompts, read_prompt
from rag.write.reply import reply_schema

PROMPTS = load_prompts(PROJECT_ROOT / "prompts")
NAMES = [prompt.name for prompt in PROMPTS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of prompts/ that a test may spoil."""
    return Path(shutil.copytree(PROJECT_ROOT / "prompts", tmp_path / "prompts"))


@pytest.mark.parametrize(
    ("audience", "page_kind", "reply_model", "name"),
    [
        ("patient", "answer", "page", "patient-answer"),
        ("clinician", "answer", "page", "clinician-answer"),
        ("patient", "glossary", "page", "glossary-entry"),
        ("clinician", "glossary", "page", "glossary-entry"),
        ("patient", "answer", "repair", "repair"),
        ("clinician", "glossary", "repair", "repair"),
        ("patient", "answer", "standalone_question", "standalone-question"),
    ],
)
def test_each_page_has_its_prompt(audience: Audience, page_kind: PageKind, reply_model: ReplyModel, name: str) -> None:
    assert choose_prompt(PROMPTS, audience, page_kind, reply_model).name == name


def test_a_prompt_that_names_a_page_comes_before_one_that_names_none(folder: Path) -> None:
    text = (folder / "repair.md").read_text("utf-8").replace("name: repair", "name: repair-clinician")
    (folder / "repair-clinician.md").write_text(text.replace("used_by: []", "used_by: [clinician answer]"), "utf-8")
    prompts = load_prompts(folder)
    assert choose_prompt(prompts, "clinician", "answer", "repair").name == "repair-clinician"
    assert choose_prompt(prompts, "clinician", "glossary", "repair").name == "repair"


@pytest.mark.parametrize("prompt", PROMPTS, ids=NAMES)
def test_the_example_has_every_field_of_the_reply_and_no_other(prompt: Prompt) -> None:
    example = re.search(r"```json\n(.*?)```", prompt.system, re.DOTALL)
    assert example
    jsonschema.validate(json.loads(example[1]), dict(reply_schema(prompt.reply_model)))


@pytest.mark.parametrize("prompt", PROMPTS, ids=NAMES)
def test_a_prompt_shows_what_it_declares_and_is_given_it(prompt: Prompt) -> None:
    used = set(re.findall(r"(?:{{|{% if|{% for \w+ in) (\w+)", prompt.user)) - set(
        re.findall(r"{% for (\w+)", prompt.user)
    )
    assert used == set(prompt.variables)
    assert REQUIRED[prompt.reply_model] <= used <= REQUIRED[prompt.reply_model] | OPTIONAL[prompt.reply_model]


def test_the_fingerprint_is_that_of_an_answers_trace() -> None:
    files = prompt_fingerprints(PROJECT_ROOT / "prompts")
    assert {f"{prompt.name}.md": prompt.fingerprint for prompt in PROMPTS}.items() <= files.items()


def test_a_prompt_that_makes_no_page_is_read_where_it_is_and_refused_among_those_that_do(folder: Path) -> None:
    judge = PROJECT_ROOT / "evals" / "rubrics" / "judge.md"
    assert read_prompt(judge).reply_model == "judgement"
    shutil.copy(judge, folder)
    with pytest.raises(PromptError, match="judge is a judgement prompt, which makes no page; take it out"):
        load_prompts(folder)


def test_every_kind_of_reply_has_its_variables() -> None:
    assert set(REQUIRED) == set(OPTIONAL) == set(get_args(ReplyModel))


BROKEN = [
    ("version: 1", "version: one", r"patient-answer\.md: version: .*\(got 'one'\); mend the front matter"),
    ("version: 1", "version: 0", "version: .*greater than or equal to 1"),
    ("version: 1", "version: [", "unreadable front matter .*; write 'name: value' lines"),
    ("version: 1", "version: 1\ncolour: red", "colour: Extra inputs"),
    ("reply_model: page", "reply_model: poem", "reply_model: .*'page', 'repair', 'standalone_question' or 'judgement'"),
    ("[patient answer]", "[patient poem]", "used_by.0"),
    ("[patient answer]", "[patient answer, clinician answer]", "2 page prompts serve 'clinician answer' pages"),
    ("[patient answer]", "[patient glossary]", "prompts serve 'patient answer' pages"),
    ("name: patient-answer", "name: other", "line 1: name is 'other'; call it 'patient-answer'"),
    ("---\nname", "name", "line 1: there is no front matter; begin the file with '---'"),
    ("# System", "# Rules", "line 9: the two parts are not marked; head them with"),
    ("# User", "User", "the two parts are not marked; head them with"),
    ("health information page", "page on {{ question }}", "the System part holds a variable; move it to the User"),
    ("```json", "```", "needs one ```json example, it has 0"),
    ('"cannot_answer": null}', '"cannot_answer": null', "```json example cannot be used .*it is not JSON"),
    ('{"sections": [{"id"', '{"sections": [{"ids"', r"```json example cannot be used \(sections.0.id"),
    ("{% if topics %}\nSubject: {{ topics }}", "{% if subject %}\nSubject: {{ subject }}", "line 40: 'subject' is not"),
    ("Subject: {{ topics }}", "Subject: {{ subject }}", "line 41: 'subject' is not declared; add it to variables"),
    ("Subject: {{ topics }}", "Subject: {{ topics }", "line 41: .*; mend the"),
    ("{% endif %}\n{% if intent %}", "{% endwhile %}\n{% if intent %}", "line 42: .*endwhile"),
    (
        "variables: [question,",
        "variables: [question, mood,",
        "there is no variable 'mood'; a page has audience, intent",
    ),
    ("variables: [question,", "variables: [question, audience,", "'audience' is declared but not used; use it or"),
]


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_is_named_with_the_place_and_the_remedy(folder: Path, old: str, new: str, said: str) -> None:
    path = folder / "patient-answer.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PromptError, match=said) as caught:
        load_prompts(folder)
    assert "prompt" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["passages", "key", "sections", "question"])
def test_a_page_prompt_must_show_what_the_reply_is_made_from(folder: Path, name: str) -> None:
    path = folder / "patient-answer.md"
    text = path.read_text("utf-8")
    front, _, user = text.partition("# User")
    declared = front.replace("variables: [question, ", f"variables: [{'' if name == 'question' else 'question, '}")
    declared = declared.replace(f"{name}, ", "", 1) if f"{name}, " in declared else declared.replace(f", {name}]", "]")
    kept = user.replace("{{ " + name + " }}", "").replace(f" in {name} %}}", " in [] %}")
    path.write_text(f"{declared}# User{kept}", "utf-8")
    with pytest.raises(PromptError, match=f"variable '{name}' is missing; a page prompt must show it"):
        load_prompts(folder)


def test_files_that_cannot_be_read_or_are_gone_are_named(folder: Path) -> None:
    (folder / "repair.md").write_bytes(b"\xff\xfe")
    with pytest.raises(PromptError, match=r"repair\.md cannot be read .*; restore the file"):
        load_prompts(folder)
    (folder / "repair.md").unlink()
    with pytest.raises(PromptError, match="0 repair prompts serve 'patient answer' pages"):
        load_prompts(folder)


def test_a_file_saved_on_windows_reads_the_same(folder: Path) -> None:
    path = folder / "repair.md"
    saved = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(saved)
    before = choose_prompt(PROMPTS, "patient", "answer", "repair")
    after = choose_prompt(load_prompts(folder), "patient", "answer", "repair")
    assert (after.system, after.user) == (before.system, before.user)
    assert after.fingerprint == hashlib.sha256(saved).hexdigest()[:12]


def prompt(user: str) -> Prompt:
    return Prompt(
        name="a",
        version=1,
        reply_model="standalone_question",
        variables=("history", "question"),
        system="S",
        user=user,
        fingerprint="0" * 12,
    )


def test_values_are_filled_in_as_they_are_and_not_read_again() -> None:
    values = {"history": ["{% for %}", "<b>"], "question": "{{ 7 * 7 }} & more"}
    system, user = fill_prompt(prompt("{% for h in history %}\n- {{ h }}\n{% endfor %}\n{{ question }}"), values)
    assert (system.role, system.content, user.role) == ("system", "S", "user")
    assert user.content == "- {% for %}\n- <b>\n{{ 7 * 7 }} & more"


@pytest.mark.parametrize(
    "user",
    [
        *("{{ question.colour }}", "{{ question.__class__.__mro__ }}", "{{ question + 1 }}", "{{ history.nothing() }}"),
        *(
            "{{ question.title }}",
            "{{ 1 / 0 }}",
            "{{ question.index('z') }}",
            "{{ question | nothing }}",
            "{{ range(999999999) }}",
        ),
    ],
)
def test_what_a_value_does_not_have_is_an_error_with_the_remedy(user: str) -> None:
    with pytest.raises(PromptError, match=r"^prompt a: .*; docs/prompts\.md lists what a prompt can show"):
        fill_prompt(prompt(user), {"history": [], "question": "q"})


def test_a_name_that_is_a_method_of_texts_is_named() -> None:
    with pytest.raises(PromptError, match=r"^prompt a: 'title' is no text that can be shown"):
        fill_prompt(prompt("{{ question.title }}"), {"history": [], "question": "q"})
