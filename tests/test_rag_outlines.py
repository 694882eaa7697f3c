"""Which outline serves a question, what fills it, and what a broken file under prompts/ is told."""

import hashlib
import shutil
from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.outlines import choose_outline, fill, fill_text, load_messages, load_outlines, prompt_fingerprints
from rag.schema import Audience, Inquiry, Outline, OutlineSection
from rag.settings import PROJECT_ROOT

PROMPTS = PROJECT_ROOT / "prompts"
SECTIONS = (OutlineSection(id="one", heading="One"),)
PLAIN = Outline(name="plain", version=1, audience="patient", page_kind="answer", sections=SECTIONS)
TERM = PLAIN.model_copy(update={"name": "term", "intents": ("term_significance",)})
OFF_TOPIC = PLAIN.model_copy(update={"name": "off-topic", "off_topic": True})
CLINICIAN = TERM.model_copy(update={"name": "clinician", "audience": "clinician"})
OUTLINES = (CLINICIAN, OFF_TOPIC, PLAIN, TERM)


def inquiry(
    intent: str, *, flags: tuple[str, ...] = (), audience: Audience = "patient", is_whole: bool = True
) -> Inquiry:
    named = {"topics": ("kidney-cancer",), "terms": ("HER2",)} if is_whole else {}
    return Inquiry.model_validate(
        {"question": "q", "title": "q", "intent": intent, "flags": flags, "audience": audience, **named}
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (inquiry("symptoms"), "plain"),
        (inquiry("other"), "plain"),
        (inquiry("term_significance"), "term"),
        (
            inquiry("term_significance", is_whole=False),
            "plain",
        ),  # the page is about a term and a topic: both are needed
        (inquiry("term_significance", audience="clinician"), "clinician"),
        (inquiry("symptoms", audience="clinician"), "plain"),  # none is made for clinicians: the patients' one serves
        (inquiry("term_significance", flags=("off_topic_term",)), "off-topic"),
        (inquiry("symptoms", flags=("off_topic_term",)), "off-topic"),
    ],
    ids=["symptoms", "other", "term", "no topic", "clinician", "clinician plain", "off topic", "off topic symptoms"],
)
def test_the_outline_fits_intent_audience_and_premise(asked: Inquiry, expected: str) -> None:
    assert choose_outline(OUTLINES, asked).name == expected


def test_a_kind_of_page_without_an_outline_gets_that_of_answers() -> None:
    asked = inquiry("symptoms").model_copy(update={"page_kind": "glossary"})
    assert choose_outline(OUTLINES, asked).name == "plain"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{term} and {topic}", "HER2 and kidney cancer"),
        ("{topic} care", "Kidney cancer care"),
        ("{unknown} {term}", "{unknown} HER2"),
        ("", ""),
        ("what is HER2?", "What is HER2?"),
    ],
)
def test_names_in_braces_are_filled_in_and_the_first_letter_is_a_capital(text: str, expected: str) -> None:
    assert fill_text(text, {"term": "HER2", "topic": "kidney cancer"}) == expected


def test_a_section_is_filled_in_its_heading_and_query_only() -> None:
    section = OutlineSection(id="{term}", heading="About {term}", query="{term} test", max_statements=3)
    assert fill(section, {"term": "HER2"}) == section.model_copy(update={"heading": "About HER2", "query": "HER2 test"})


def test_outlines_of_the_project_use_only_names_that_are_filled_in() -> None:
    values = dict.fromkeys(("question", "topic", "term", "marker", "compared", "guidelines", "intent_heading"), "x")
    for outline in load_outlines(PROMPTS):
        texts = [*outline.questions_to_ask, *(t for s in outline.sections for t in (s.heading, s.query))]
        assert not any("{" in fill_text(text, values) for text in texts), outline.name


def test_messages_of_the_project_use_only_names_that_are_filled_in() -> None:
    values = dict.fromkeys(
        (
            "topic",
            "topics",
            "term",
            "terms",
            "guidelines",
            "typed",
            "read_as",
            "cut_off",
            "language",
            "one",
            "other",
            "old",
            "new",
        ),
        "x",
    )
    messages = load_messages(PROMPTS).model_dump(exclude={"version"})
    assert not any("{" in fill_text(text, values) for text in messages.values())


def test_sections_of_an_outline_have_ids_of_their_own() -> None:
    for outline in load_outlines(PROMPTS):
        ids = [section.id for section in outline.sections]
        assert len(set(ids)) == len(ids), outline.name


@pytest.fixture
def prompts(tmp_path: Path) -> Path:
    """A copy of prompts/ that a test may spoil."""
    return Path(shutil.copytree(PROMPTS, tmp_path / "prompts"))


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("outlines/plain-question.yaml", "audience: patient", "audience: lawyer", "audience"),
        ("outlines/plain-question.yaml", "max_statements: 8", "max_statements: 0", "sections.0.max_statements"),
        ("outlines/plain-question.yaml", "version: 1", "version: 1\ncolour: red", "colour"),
        ("outlines/plain-question.yaml", "version: 1", "version: [", "cannot read"),
        ("outlines/plain-question.yaml", "intents: []", "intents: [risk]", "must serve every other intent"),
        ("messages.yaml", "version: 1", "version: one", "version"),
    ],
)
def test_broken_file_is_named_with_the_field(prompts: Path, name: str, old: str, new: str, said: str) -> None:
    text = (prompts / name).read_text("utf-8")
    assert old in text
    (prompts / name).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(OutlineError, match=said):
        load_outlines(prompts), load_messages(prompts)


def test_missing_files_are_named_with_the_remedy(tmp_path: Path) -> None:
    for load in (load_outlines, load_messages):
        with pytest.raises(OutlineError, match="from the repository"):
            load(tmp_path)


def test_fingerprints_name_every_prompt_file_and_change_with_its_text(prompts: Path) -> None:
    before = prompt_fingerprints(prompts)
    assert set(before) == {p.relative_to(prompts).as_posix() for p in prompts.rglob("*") if p.is_file()}
    (prompts / "messages.yaml").write_bytes(b"version: 2\n")
    (prompts / "note.txt").write_text("not a prompt")
    after = prompt_fingerprints(prompts)
    assert after == {**before, "messages.yaml": hashlib.sha256(b"version: 2\n").hexdigest()[:12]}
