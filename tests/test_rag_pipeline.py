"""A question to a page on the demonstration shelf: the rules that hold for every answer, and what a reader may rely on."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import InputError
from rag.outlines import prompt_fingerprints
from rag.page.render import render
from rag.parts import Parts, open_parts
from rag.pipeline import answer, find
from rag.schema import Answer, AnswerSection, Audience, Statement
from rag.scope import is_about_other_topic
from rag.settings import PROJECT_ROOT, GateSettings, Settings
from tests.demo_shelf import ANSWERED, OFF_TOPIC, STAGES, SURVIVAL, SYMPTOMS, TERM, Ask
from tests.shelf import rows, settings_for, write_guides

pytest_plugins = ["tests.demo_shelf"]

CLINICAL = "How is HER2 tested in breast cancer?"
QUESTIONS = (
    *ANSWERED,
    TERM,
    CLINICAL,
    "How is multiple myeloma treated?",
    "What is HER2?",
    "Does smoking cause lung cancer?",
)


def section(page: Answer, name: str) -> AnswerSection:
    return next(section for section in page.sections if section.id == name)


def cited_sources(page: Answer, statement: Statement) -> set[str]:
    return {citation.source_id for citation in page.citations if citation.n in statement.citations}


# ---------------------------------------------------------------- every answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_statement_is_supported_by_verbatim_quotes(ask: Ask, demo: Parts, question: str) -> None:
    page = ask(question)
    assert page.kind == "answer"
    assert page.statements
    quotes = {citation.n: citation for citation in page.citations}
    for statement in page.statements:
        assert statement.citations
        for number in statement.citations:
            citation = quotes[number]
            assert demo.shelf.by_id[citation.passage_id].text[citation.start : citation.end] == citation.quote
    assert {source.source_id for source in page.sources} == {citation.source_id for citation in page.citations}


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_stated_twice_on_a_page(ask: Ask, question: str) -> None:
    texts = [statement.text for statement in ask(question).statements]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("question", "audience"), [*((question, "patient") for question in QUESTIONS), (CLINICAL, "clinician")]
)
def test_superseded_editions_are_never_cited(ask: Ask, question: str, audience: Audience) -> None:
    page = ask(question, audience)
    assert page.sources
    assert all(source.superseded_by is None for source in page.sources)
    assert "her2-testing-2007" not in {citation.source_id for citation in page.citations}


def test_superseded_edition_is_not_cited_even_when_its_own_wording_is_asked_for(ask: Ask) -> None:
    page = ask("Does HER2 testing in breast cancer need more than 30% of cells stained?", "clinician")
    assert "her2-testing-2007" not in {source.source_id for source in page.sources}
    assert not any("30%" in statement.text for statement in page.statements)


def test_patients_are_never_shown_texts_for_clinicians(ask: Ask, demo: Parts) -> None:
    for_clinicians = {name for name, source in demo.shelf.sources.items() if source.audience == "clinician"}
    for question in QUESTIONS:
        assert not {citation.source_id for citation in ask(question).citations} & for_clinicians
    assert {source.source_id for source in ask(CLINICAL, "clinician").sources} & for_clinicians


@pytest.mark.parametrize("question", [SYMPTOMS, STAGES, "How is multiple myeloma treated?", TERM])
def test_a_section_on_the_topic_states_nothing_about_other_cancers_only(ask: Ask, demo: Parts, question: str) -> None:
    page = ask(question)
    strays = [
        statement.text
        for part in page.sections
        if part.id != "what-it-is"
        for statement in part.statements
        if is_about_other_topic(statement.text, "", page.inquiry.topics, demo.vocabulary)
    ]
    assert strays == []


@pytest.mark.parametrize("question", [TERM, STAGES])
def test_key_points_are_about_the_topic_asked(ask: Ask, demo: Parts, question: str) -> None:
    page = ask(question)
    strays = [p.text for p in page.key_points if is_about_other_topic(p.text, "", page.inquiry.topics, demo.vocabulary)]
    assert strays == []


def test_the_same_question_makes_the_same_page(ask: Ask, demo_settings: Settings) -> None:
    def lasting(page: Answer) -> dict[str, object]:
        trace = page.trace.model_dump(exclude={"seconds", "created"})
        return {**page.model_dump(exclude={"trace"}), "trace": trace}

    assert lasting(answer(TERM, open_parts(demo_settings), demo_settings)) == lasting(ask(TERM))


# ---------------------------------------------------------------- the page of a term


def test_a_term_that_matters_gets_a_page_of_several_sections(ask: Ask) -> None:
    page = ask(TERM)
    assert (page.inquiry.topics, page.inquiry.terms) == (("breast-cancer",), ("HER2",))
    assert page.inquiry.flags == ()
    assert len(page.sections) >= 3
    assert page.key_points
    assert all("her2" in point.text.casefold() for point in page.key_points)
    assert any("trastuzumab" in statement.text.casefold() for statement in page.statements)


def test_questions_to_ask_are_cited_from_the_guidelines_own_lists(ask: Ask, demo: Parts) -> None:
    page = ask(TERM)
    quotes = {citation.n: citation for citation in page.citations}
    cited = [question for question in page.questions_to_ask if question.citations]
    assert cited
    assert "HER2" in page.questions_to_ask[0].text
    for question in cited:
        (citation,) = (quotes[number] for number in question.citations)
        assert citation.quote == question.text
        assert "uestion" in " ".join(demo.shelf.by_id[citation.passage_id].locator.headings)


# ---------------------------------------------------------------- a premise that does not hold


def test_a_term_the_guideline_never_mentions_is_put_right_before_anything_else(ask: Ask) -> None:
    page = ask(OFF_TOPIC)
    assert page.kind == "answer"
    assert "off_topic_term" in page.inquiry.flags
    assert page.key_points == ()
    first = page.sections[0]
    assert first.note is not None
    assert first.statements == ()
    assert re.search(r"kidney cancer does not mention HER2", first.note)
    assert "edition 2026.1" in first.note


def test_no_statement_makes_the_term_a_treatment_of_the_topic(ask: Ask, demo: Parts) -> None:
    page = ask(OFF_TOPIC)
    names = demo.vocabulary.by_name["HER2"].names

    def strays() -> Iterator[str]:
        for statement in page.statements:
            sources = cited_sources(page, statement)
            about_term = any(name.casefold() in statement.text.casefold() for name in names)
            if about_term and ("kidney" in statement.text.casefold() or "kidney-cancer" in sources):
                yield statement.text

    assert list(strays()) == []


def test_what_does_guide_the_treatment_comes_from_the_topics_guideline(ask: Ask) -> None:
    page = ask(OFF_TOPIC)
    guides = section(page, "what-guides-treatment")
    assert guides.statements
    assert set().union(*(cited_sources(page, s) for s in guides.statements)) == {"kidney-cancer"}
    assert any("clear cell" in statement.text for statement in guides.statements)


def test_where_the_term_does_matter_comes_from_other_guidelines_and_names_it(ask: Ask) -> None:
    page = ask(OFF_TOPIC)
    elsewhere = section(page, "where-it-matters")
    assert elsewhere.statements
    for statement in elsewhere.statements:
        assert not cited_sources(page, statement) & {"kidney-cancer", "clinical-trials"}
        assert "HER2" in statement.text or any("HER2" in h for c in page.citations for h in c.locator.headings)


@pytest.mark.parametrize("question", ["What does HER2 mean for multiple myeloma?", "Is trastuzumab used for myeloma?"])
def test_the_same_holds_for_other_topics_and_drugs(ask: Ask, question: str) -> None:
    page = ask(question)
    assert "off_topic_term" in page.inquiry.flags
    assert page.sections[0].note is not None
    assert "does not mention" in page.sections[0].note


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (SURVIVAL, "give no such figures"),
        ("What is glioblastoma?", "do not cover glioblastoma"),
        ("What does TSH mean for thyroid cancer?", "do not cover thyroid cancer"),
        ("How tall is Mount Everest?", "do not cover this question"),
        ("Is astrology good for kidney cancer?", "do not cover this question"),
    ],
)
def test_what_the_shelf_does_not_cover_is_refused_with_the_reason(ask: Ask, question: str, said: str) -> None:
    page = ask(question)
    assert page.refusal is not None
    assert page.refusal.reason == "not_covered"
    assert said in page.refusal.message
    assert (page.statements, page.citations, page.sources) == ((), (), ())


@pytest.mark.parametrize(
    "question",
    [
        SURVIVAL,
        "five year survival of myeloma",
        "How long will I live with breast cancer?",
        "What is the life expectancy with stage IV kidney cancer?",
    ],
)
def test_figures_of_survival_that_no_text_gives_are_refused(ask: Ask, question: str) -> None:
    assert ask(question).kind == "refusal"


def test_a_draft_of_which_nothing_passes_the_gate_is_refused_as_weak(demo: Parts, demo_settings: Settings) -> None:
    strict = demo_settings.model_copy(update={"gate": GateSettings(min_statements=1000)})
    page = answer(SYMPTOMS, demo, strict)
    assert page.refusal is not None
    assert page.refusal.reason == "weak_evidence"
    assert page.statements == ()


def test_a_topic_left_out_beside_one_that_is_answered_is_flagged(ask: Ask) -> None:
    page = ask("How are kidney cancer and glioblastoma treated?")
    assert page.kind == "answer"
    assert "unknown_topic" in page.inquiry.flags


@pytest.mark.parametrize("question", ["", " ", "123 ?"])
def test_a_question_without_words_is_an_error_not_a_page(demo: Parts, demo_settings: Settings, question: str) -> None:
    with pytest.raises(InputError, match="the question is empty"):
        answer(question, demo, demo_settings)


# ---------------------------------------------------------------- trace, notices, search


@pytest.mark.parametrize("question", [TERM, SURVIVAL])
def test_trace_records_index_settings_and_prompts(
    ask: Ask, demo: Parts, demo_settings: Settings, question: str
) -> None:
    page = ask(question)
    assert page.trace.generation == demo.shelf.manifest.id
    assert page.trace.settings == demo_settings.fingerprint()
    assert page.trace.prompts == prompt_fingerprints(PROJECT_ROOT / "prompts")
    assert set(page.trace.passages) <= set(demo.shelf.by_id)
    assert {citation.passage_id for citation in page.citations} <= set(demo.shelf.by_id)
    assert page.trace.seconds.total > 0


def test_changed_prompt_changes_its_fingerprint_in_the_trace(
    demo: Parts, demo_settings: Settings, tmp_path: Path
) -> None:
    prompts = Path(shutil.copytree(PROJECT_ROOT / "prompts", tmp_path / "prompts"))
    with (prompts / "messages.yaml").open("a") as stream:
        stream.write("# a remark\n")
    parts = replace(demo, prompts=prompt_fingerprints(prompts))
    page = answer(SURVIVAL, parts, demo_settings)
    changed = {name for name, digest in page.trace.prompts.items() if digest != demo.prompts[name]}
    assert changed == {"messages.yaml"}


@pytest.mark.parametrize("audience", ["patient", "clinician"])
def test_notices_are_those_for_the_audience(ask: Ask, demo: Parts, audience: Audience) -> None:
    for question in (SYMPTOMS, SURVIVAL):
        page = ask(question, audience)
        assert page.notices == demo.notices[page.audience]
        assert page.notices.top.id.startswith(audience)


def test_names_the_question_did_not_use_are_searched_too(demo: Parts, demo_settings: Settings) -> None:
    found = find("RCC symptoms", demo, demo_settings, k=3)
    assert found[0].passage.source_id == "kidney-cancer"  # no text of it says RCC
    assert rows(found) == rows(find("RCC symptoms", demo, demo_settings, k=10)[:3])


def test_a_shelf_of_other_texts_answers_from_them(tmp_path: Path) -> None:
    from tests.shelf import ingest_folder

    settings = settings_for(tmp_path / "index")
    folder = write_guides(tmp_path / "guides", ["lumaria", "vesperitis"])
    text = (folder / "sources.toml").read_text("utf-8")
    entries = "".join(f'\n[[source]]\npath = "{n}.md"\ntopics = ["{n}"]\n' for n in ("lumaria", "vesperitis"))
    (folder / "sources.toml").write_text(text + entries, "utf-8")
    ingest_folder(folder, settings)
    parts = open_parts(settings)
    page = answer("How is lumaria treated?", parts, settings)
    assert page.inquiry.topics == ("lumaria",)
    assert [source.source_id for source in page.sources] == ["lumaria"]
    assert any("amirol" in statement.text for statement in page.statements)
    assert answer("What is glioblastoma?", parts, settings).kind == "refusal"


def test_a_topic_with_letters_beyond_a_to_z_is_answered(tmp_path: Path) -> None:
    from tests.shelf import ingest_folder

    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "guide.md").write_text(
        "---\npublisher: P\npublished: 2024\nlicence: CC0-1.0\ntopics: [Sjögren syndrome]\n---\n# Sjögren syndrome\n\n"
        "## Treatment of Sjögren syndrome\n\nSjögren syndrome is treated with eye drops and with artificial saliva.\n",
        "utf-8",
    )
    settings = settings_for(tmp_path / "index")
    ingest_folder(tmp_path / "texts", settings)
    assert answer("How is Sjögren syndrome treated?", open_parts(settings), settings).kind == "answer"


def test_small_cell_is_not_answered_from_non_small_cell(ask: Ask) -> None:
    page = ask("What are the treatments for small cell lung cancer?")
    assert page.kind == "answer"
    told = [statement.text for statement in page.statements if "NSCLC" in statement.text]
    assert all("| Limited-stage SCLC |" in text for text in told)  # a table that tells the two apart


def test_orders_to_the_reader_reach_clinicians_only(tmp_path: Path) -> None:
    from tests.shelf import ingest_folder

    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "guide.md").write_text(
        "---\npublisher: P\npublished: 2024\nlicence: own\ntopics: [lumaria]\n---\n# Lumaria\n\n## Treatment of lumaria\n\n"
        "Lumaria is treated with bexatine. Increase your dose of bexatine to 40 mg for lumaria.\n",
        "utf-8",
    )
    settings = settings_for(tmp_path / "index")
    ingest_folder(tmp_path / "texts", settings)
    parts = open_parts(settings)
    page = answer("How is lumaria treated?", parts, settings)
    assert [statement.text for statement in page.statements] == ["Lumaria is treated with bexatine."]
    assert [dropped.check for dropped in page.trace.dropped] == ["directives"]
    assert len(answer("How is lumaria treated?", parts, settings, audience="clinician").statements) == 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("symptoms of kidny cancer", "“kidny” was read as “kidney”."),
        ("treatment of kidney cancer for example immunoth", "seems to break off at “immunoth”"),
        ("Should I have surgery for kidney cancer?", "for that person and the care team to decide"),
    ],
)
def test_how_the_question_was_read_is_said_on_the_page(
    demo: Parts, demo_settings: Settings, question: str, said: str
) -> None:
    page = answer(question, demo, demo_settings)
    assert page.kind == "answer"
    (remark,) = page.trace.remarks
    assert said in remark
    for form in ("md", "html"):
        assert said[:12] in render(page, demo.shelf.by_id, form).replace("\\", "")


def test_an_order_that_is_sought_becomes_a_question_for_the_care_team(demo: Parts, demo_settings: Settings) -> None:
    page = answer("Should I have surgery for kidney cancer?", demo, demo_settings)
    assert page.questions_to_ask[0].text == "Should I have surgery for kidney cancer?"
    assert "directive_sought" in page.inquiry.flags


@pytest.mark.parametrize(
    ("question", "said"),
    [("symptoms", "which disease, test or treatment"), ("Was ist Nierenkrebs und wie wird es behandelt?", "German")],
)
def test_a_question_that_is_not_understood_is_asked_for_again(
    demo: Parts, demo_settings: Settings, question: str, said: str
) -> None:
    page = answer(question, demo, demo_settings)
    assert page.refusal is not None
    assert page.refusal.reason == "unclear_question"
    assert said in page.refusal.message
    assert page.trace.passages == ()


def test_a_glossary_entry_has_takeaways_and_its_own_sections(demo: Parts, demo_settings: Settings) -> None:
    page = answer("What is HER2?", demo, demo_settings, page_kind="glossary")
    assert len(page.key_points) == 3
    assert [section.id for section in page.sections] == [
        "what-it-is",
        "why-it-matters",
        "how-it-is-found",
        "treatment-and-outlook",
        "words",
        "next-steps",
    ]
    assert "## Key takeaways" in render(page, demo.shelf.by_id, "md")


def test_a_clinician_gets_the_bottom_line_and_criteria_from_texts_for_clinicians(
    demo: Parts, demo_settings: Settings
) -> None:
    page = answer("What does HER2 status mean for breast cancer?", demo, demo_settings, audience="clinician")
    assert "## Bottom line" in render(page, demo.shelf.by_id, "md")
    sections = {section.id: section for section in page.sections}
    cited = {c.n: demo.shelf.sources[c.source_id] for c in page.citations}
    criteria = [cited[n] for statement in sections["criteria"].statements for n in statement.citations]
    assert criteria
    assert {source.audience for source in criteria} == {"clinician"}
    assert "more than 10% of cells" in "".join(statement.text for statement in sections["criteria"].statements)
    assert all(source.superseded_by is None for source in cited.values())


def test_evidence_categories_are_copied_and_where_there_are_none_that_is_said(
    demo: Parts, demo_settings: Settings
) -> None:
    def evidence(question: str) -> AnswerSection:
        page = answer(question, demo, demo_settings, audience="clinician")
        return next(section for section in page.sections if section.id == "evidence")

    graded = evidence("What does HER2 status mean for breast cancer?")
    assert graded.statements
    assert all("Category" in statement.text for statement in graded.statements)
    silent = evidence("What does HER2 status mean for gastric cancer?")
    assert (silent.statements, silent.covered) == ((), True)
    assert "no evidence category" in str(silent.note)


@pytest.mark.parametrize(
    ("question", "is_said"),
    [
        ("I am pregnant and have HER2-positive breast cancer. Is trastuzumab used?", True),
        ("I have HER2-positive breast cancer. Is trastuzumab used?", False),
        ("Can people with stage I ovarian cancer become pregnant?", False),  # the page speaks of it
    ],
)
def test_a_circumstance_that_no_statement_speaks_of_is_left_to_the_care_team(
    demo: Parts, demo_settings: Settings, question: str, is_said: bool
) -> None:
    page = answer(question, demo, demo_settings)
    assert (demo.messages.circumstance in page.trace.remarks) is is_said


@pytest.mark.parametrize(
    ("question", "is_said"),
    [
        ("yellow eyes on ipilimumab", True),
        ("Was ist mit der Behandlung von Nierenkrebs?", True),
        ("how do i bake a cake", False),
    ],
)
def test_a_refusal_of_what_may_be_an_alarm_says_whom_to_call(
    demo: Parts, demo_settings: Settings, question: str, is_said: bool
) -> None:
    page = answer(question, demo, demo_settings)
    assert page.kind == "refusal"
    assert (demo.unwell_line in page.trace.remarks) is is_said
