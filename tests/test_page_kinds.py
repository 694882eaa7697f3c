"""What a page holds for each kind of question, on the demonstration shelf: its sections, what stands in them, what is asked."""

import pytest

from rag.schema import Answer, AnswerSection
from rag.settings import PROJECT_ROOT
from rag.statuses import statuses
from rag.vocabulary import load_vocabulary
from tests.demo_shelf import Ask

pytest_plugins = ["tests.demo_shelf"]

VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")


def section(page: Answer, name: str) -> AnswerSection:
    found = [section for section in page.sections if section.id == name]
    assert found, f"no section {name!r} among {[section.id for section in page.sections]}"
    return found[0]


def text_of(page: Answer, name: str) -> str:
    return "\n".join(statement.text for statement in section(page, name).statements)


@pytest.mark.parametrize(
    ("question", "first", "others"),
    [
        ("How is kidney cancer treated?", "answer", ["choice", "risks", "trials"]),
        ("How is gastric cancer treated?", "answer", ["risks"]),
        ("Are there clinical trials for kidney cancer?", "answer", ["finding"]),
        ("What are the side effects of trastuzumab in breast cancer?", "answer", ["when-to-call"]),
        ("What are the stages of colon cancer?", "answer", []),
        ("What is the outlook for pancreatic cancer?", "answer", []),
        ("Lumpectomy versus mastectomy for breast cancer", "each-1", ["each-2"]),
    ],
)
def test_each_intent_has_its_sections(ask: Ask, question: str, first: str, others: list[str]) -> None:
    page = ask(question)
    ids = [section.id for section in page.sections]
    assert ids[0] == first
    assert set(others) <= set(ids)


def test_treatment_page_covers_local_and_drug_treatment_and_names_risks(ask: Ask) -> None:
    page = ask("How is breast cancer treated?")
    told = text_of(page, "answer").casefold()
    assert all(name in told for name in ("lumpectomy", "endocrine therapy", "chemotherapy"))
    assert section(page, "risks").statements


def test_treatment_page_says_so_where_the_shelf_names_no_risks(ask: Ask) -> None:
    page = ask("How is cancer-related fatigue treated in cancer in general?")
    risks = [part for part in page.sections if part.id == "risks"]
    assert all(part.statements or part.note for part in risks)


def test_questions_about_the_intent_come_first(ask: Ask) -> None:
    page = ask("Are there clinical trials for kidney cancer?")
    assert "trial" in page.questions_to_ask[0].text


def test_compared_things_each_have_their_section_and_nothing_of_the_other(ask: Ask) -> None:
    page = ask("What is the difference between HER2-positive and HER2-negative breast cancer?")
    assert page.inquiry.intent == "comparison"
    assert {"both", "each-1", "each-2"} <= {part.id for part in page.sections}
    for name, own in (("each-1", "negative"), ("each-2", "positive")):
        for statement in section(page, name).statements:
            told = {status for marker, status in statuses(statement.text) if marker == "her2"}
            assert not told or own in told or "low" in told, statement.text


def test_comparison_says_what_is_not_covered(ask: Ask) -> None:
    page = ask("Lumpectomy versus cryoablation for breast cancer")
    if page.kind == "answer":
        assert all("cryoablation" not in statement.text.casefold() for statement in page.statements)


@pytest.mark.parametrize("question", ["HER2-negative", "What is HER2-negative breast cancer?", "her2 negative"])
def test_entry_on_a_status_is_about_that_status(ask: Ask, question: str) -> None:
    page = ask(question, page_kind="glossary")
    assert section(page, "what-it-is").heading == "What is HER2-negative?"
    first = page.key_points[0].text
    assert first.startswith("HER2-negative means")
    for statement in page.statements:
        told = {status for marker, status in statuses(statement.text) if marker == "her2"}
        assert not told or told & {"negative", "low"}, statement.text


def test_entry_on_a_term_the_vocabulary_does_not_know_is_about_it(ask: Ask) -> None:
    assert "fish" not in {name.casefold() for term in VOCABULARY.terms for name in term.names}
    page = ask("What is FISH?", page_kind="glossary")
    assert page.sections[0].heading == "What is FISH?"
    own = [statement for part in page.sections if part.id != "words" for statement in part.statements]
    for statement in (*page.key_points, *own):
        where = [page.citations[n - 1].locator.headings for n in statement.citations]
        assert "FISH" in statement.text or any("FISH" in " ".join(headings) for headings in where), statement.text


def test_entry_on_a_topic_is_about_it(ask: Ask) -> None:
    page = ask("kidney cancer", page_kind="glossary")
    assert page.sections[0].heading == "What is kidney cancer?"


def test_entry_on_nothing_on_file_is_refused(ask: Ask) -> None:
    assert ask("What is a frobnicator?", page_kind="glossary").kind == "refusal"


def test_takeaways_of_an_entry_begin_with_what_the_term_is(ask: Ask) -> None:
    page = ask("What is metastasis?", page_kind="glossary")
    assert page.key_points[0].text.startswith("Metastasis means")
    assert len({point.text for point in page.key_points}) == len(page.key_points)


def test_question_about_one_status_gets_nothing_on_the_other_alone(ask: Ask) -> None:
    page = ask("How is HER2-negative breast cancer treated?")
    for statement in page.statements:
        told = {status for marker, status in statuses(statement.text) if marker == "her2"}
        assert not told or told & {"negative", "low"}, statement.text


def test_a_patient_page_ends_with_next_steps_and_a_clinicians_does_not(ask: Ask) -> None:
    page = ask("How is kidney cancer treated?")
    last = page.sections[-1]
    assert (last.id, last.statements, last.covered) == ("next-steps", (), True)
    assert "care team" in (last.note or "")
    for question in ("How is HER2 tested in breast cancer?", "How is HER2-positive breast cancer treated?"):
        assert "next-steps" not in {section.id for section in ask(question, audience="clinician").sections}
