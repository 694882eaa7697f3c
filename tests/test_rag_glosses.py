"""Words of a patient page are explained by sentences of the shelf that say what they are, and by no others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.check.gate import verify
from rag.defining import WORDS_SECTION
from rag.glosses import HEADING, MOST, gloss_section, with_words
from rag.parts import Parts, open_parts
from rag.pipeline import answer
from rag.prepare import Prepared
from rag.schema import Audience, Draft, DraftSection, DraftStatement, Question, Quote, Statement
from rag.settings import Settings
from rag.several import prepare_page
from tests.shelf import ingest_folder, settings_for

pytest_plugins = ["tests.demo_shelf"]

SIGNS = "early warning signs of kidney cancer?"
Explain = Callable[..., list[str]]


def prepared(question: str, parts: Parts, settings: Settings, audience: Audience = "patient") -> Prepared:
    page = prepare_page(
        question, parts, settings, audience=audience, page_kind="answer", alone=None, on_event=lambda _: None
    )
    assert isinstance(page, Prepared)
    return page


@pytest.fixture(scope="module")
def explain(demo: Parts, demo_settings: Settings) -> Explain:
    """What is explained of texts on a page that answers a question."""

    def explained(*said: str, question: str = SIGNS, audience: Audience = "patient") -> list[str]:
        page = prepared(question, demo, demo_settings, audience)
        section = gloss_section(said, page, demo, demo_settings)
        return [statement.text for statement in section.statements] if section else []

    return explained


def begins(texts: list[str]) -> list[str]:
    return [" ".join(text.split()[:2]) for text in texts]


def test_words_are_explained_in_the_order_of_their_first_use(explain: Explain) -> None:
    texts = explain("Neutropenia can follow chemotherapy.", "Some people get immunotherapy or chemotherapy.")
    assert begins(texts) == ["Neutropenia is", "Chemotherapy uses", "Immunotherapy helps"]


def test_every_explanation_is_a_verbatim_quote_in_force_that_passes_the_gate(
    demo: Parts, demo_settings: Settings
) -> None:
    page = prepared(SIGNS, demo, demo_settings)
    section = gloss_section(
        ["PD-L1, EGFR, BRAF and KRAS are tested.", "Remission is likely."], page, demo, demo_settings
    )
    assert section is not None
    assert (section.id, section.heading) == (WORDS_SECTION, HEADING)
    for statement in section.statements:
        [quote] = statement.quotes
        passage = demo.shelf.by_id[quote.passage_id]
        assert statement.text == quote.text == passage.text[quote.start : quote.end]
        assert demo.shelf.sources[passage.source_id].superseded_by is None
    verified = verify(Draft(writer="extractive", sections=(section,)), demo.shelf.by_id, demo_settings.gate)
    assert len(verified.sections[0].statements) == len(section.statements) > 3


def test_word_that_the_page_defines_is_not_explained_again(explain: Explain) -> None:
    assert explain("Immunotherapy is a treatment by the immune system.", "Immunotherapy has side effects.") == []
    assert begins(explain("Immunotherapy has side effects.")) == ["Immunotherapy helps"]


def test_text_without_such_words_is_not_explained(explain: Explain) -> None:
    assert explain("Drink enough water, and rest when you can.") == []
    assert explain() == []


def test_clinicians_get_no_explanations(explain: Explain) -> None:
    question = "What does HER2 status mean for breast cancer treatment?"
    assert explain("Chemotherapy is given.", question=question)
    assert explain("Chemotherapy is given.", question=question, audience="clinician") == []


def test_no_more_than_a_handful_are_explained(explain: Explain) -> None:
    many = "EGFR, ALK, BRAF, KRAS, PD-L1, HER2, MSI, chemotherapy, immunotherapy, neutropenia and metastasis."
    assert len(explain(many)) == MOST


@pytest.mark.parametrize(
    ("text", "is_explained"),
    [
        ("The grade says how abnormal the cells look.", True),
        ("The grade of a rash tells how bad it is.", False),
        ("A low-grade fever is common.", False),
        ("The Grade Group says how abnormal the cells look.", False),
    ],
)
def test_everyday_word_is_explained_only_where_it_is_meant_so(text: str, is_explained: bool, explain: Explain) -> None:
    assert bool(explain(text)) is is_explained


def test_nothing_is_taken_from_a_text_on_another_cancer(explain: Explain) -> None:
    said = "Active surveillance is possible."
    [kidney] = explain(said)
    assert "kidney" in kidney
    [prostate] = explain(said, question="How is prostate cancer treated?")
    assert "prostate" in prostate
    assert explain(said, question="How is melanoma treated?") == []


def test_use_of_a_drug_is_no_explanation_of_it(explain: Explain) -> None:
    assert explain("Pembrolizumab or tamoxifen may be given.") == []


GLOSSARY = """---
title: "Hospital words"
published: 2026-01-05
kind: glossary
---

# Hospital words

## Catheter

A catheter is a thin tube that carries fluid into or out of the body. Catheters are cleaned each day.

## Lumotherapy

Lumotherapy is often given in cycles. Lumotherapy is a common reason for tiredness.

## Port

You must take a port home. A port is a small disc under the skin through which drugs are given.
"""


@pytest.fixture(scope="module")
def other_shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Parts, Settings]:
    """A shelf with a glossary that is not ours."""
    folder: Path = tmp_path_factory.mktemp("other")
    texts = folder / "texts"
    texts.mkdir()
    (texts / "sources.toml").write_text('[defaults]\npublisher = "A Society"\nlicence = "CC BY 4.0"\n')
    (texts / "words.md").write_text(GLOSSARY)
    guide = "---\ntitle: Kidney cancer\npublished: 2026-01-05\ntopics: [kidney-cancer]\n---\n\n# Kidney cancer\n\n## Signs\n\n"
    (texts / "kidney.md").write_text(
        guide + "Signs of kidney cancer include blood in the urine and pain in the side.\n"
    )
    settings = settings_for(folder / "index")
    ingest_folder(texts, settings)
    return open_parts(settings), settings


def test_entries_of_any_glossary_are_found_by_their_headings(other_shelf: tuple[Parts, Settings]) -> None:
    parts, settings = other_shelf
    page = prepared("What are the signs of kidney cancer?", parts, settings)
    section = gloss_section(["Catheters, lumotherapy and a drug through the port help."], page, parts, settings)
    assert section is not None
    assert [s.text.split(" is ")[0] for s in section.statements] == ["A catheter", "A port"]


def test_section_is_numbered_after_the_page(demo: Parts, demo_settings: Settings) -> None:
    page = prepared(SIGNS, demo, demo_settings)

    def quoted(text: str) -> DraftStatement:
        passage = next(p for p in demo.shelf.passages if text in p.text)
        start = passage.text.index(text)
        quote = Quote(passage_id=passage.id, text=text, start=start, end=start + len(text))
        return DraftStatement(text=text, quotes=(quote,))

    said = quoted("Immunotherapy does not work for every person or every cancer.")
    draft = Draft(writer="extractive", sections=(DraftSection(id="said", heading="Said", statements=(said,)),))
    verified = verify(draft, demo.shelf.by_id, demo_settings.gate)
    whole = with_words(verified, page, demo, demo_settings)
    assert [section.id for section in whole.sections] == ["said", WORDS_SECTION]
    assert whole.sections[0] == verified.sections[0]
    assert [citation.n for citation in whole.citations] == [1, 2]
    [entry] = whole.sections[1].statements
    assert entry.citations == (2,)
    assert whole.citations[1].quote == entry.text
    assert whole.dropped == verified.dropped


def test_quote_that_the_page_has_keeps_its_number(demo: Parts, demo_settings: Settings) -> None:
    page = prepared(SIGNS, demo, demo_settings)
    said = "Neutropenia or immunotherapy can tire people."
    section = gloss_section([said], page, demo, demo_settings)
    assert section is not None
    checked = verify(Draft(writer="extractive", sections=(section,)), demo.shelf.by_id, demo_settings.gate)
    retold = Statement(text=said, citations=(1,), verdict="supported")
    immune = checked.citations[1].model_copy(update={"n": 1})
    verified = checked.model_copy(update={"key_points": (retold,), "sections": (), "citations": (immune,)})
    whole = with_words(verified, page, demo, demo_settings)
    assert [statement.citations for statement in whole.sections[0].statements] == [(2,), (1,)]
    assert [citation.n for citation in whole.citations] == [1, 2]
    assert [whole.citations[s.citations[0] - 1].quote == s.text for s in whole.sections[0].statements] == [True, True]


def test_page_without_words_to_explain_stays_as_it_is(demo: Parts, demo_settings: Settings) -> None:
    verified = verify(Draft(writer="extractive"), demo.shelf.by_id, demo_settings.gate)
    assert with_words(verified, prepared(SIGNS, demo, demo_settings), demo, demo_settings) is verified


def test_quotes_are_numbered_in_the_order_of_the_page(demo: Parts, demo_settings: Settings) -> None:
    page = answer("How is breast cancer treated?", demo, demo_settings)
    in_sections = (statement for section in page.sections for statement in section.statements)
    told: list[Statement | Question] = [*page.key_points, *in_sections, *page.questions_to_ask]
    assert any(section.id == "words" for section in page.sections)
    numbers = list(dict.fromkeys(n for one in told for n in one.citations))
    assert numbers == [citation.n for citation in page.citations] == list(range(1, len(numbers) + 1))
