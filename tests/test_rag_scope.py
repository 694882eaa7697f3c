"""Which sources bear on a question, whether they mention its term, and whether the shelf can answer at all."""

import pytest

from rag.parts import Parts
from rag.schema import Audience, Inquiry
from rag.scope import find_scope, is_about_other_stage, is_about_other_topic, is_named, shelf_topics
from rag.understand import understand
from rag.vocabulary import Term

pytest_plugins = ["tests.demo_shelf"]


def inquiry(demo: Parts, question: str, audience: Audience = "patient") -> Inquiry:
    return understand(question, demo.vocabulary, demo.intents, shelf_topics(demo.shelf), audience=audience)


def test_topics_of_the_shelf_are_those_of_the_editions_in_force(demo: Parts) -> None:
    topics = shelf_topics(demo.shelf)
    assert {"kidney-cancer", "breast-cancer", "multiple-myeloma"} <= set(topics)
    assert list(topics) == sorted(set(topics))


FOR_ALL = (  # texts that serve every cancer on the shelf
    *("clinical-trials", "finding-a-trial", "exercise", "fatigue", "neutropenia-and-fever", "nutrition"),
    "glossary-words",
)


@pytest.mark.parametrize(
    ("question", "sources", "missing"),
    [
        ("kidney cancer", {"kidney-cancer", *FOR_ALL}, ()),
        ("renal cell carcinoma", {"kidney-cancer", *FOR_ALL}, ()),
        ("colon cancer", {"colorectal-cancer"}, ()),
        ("breast cancer", {"breast-cancer", "her2-for-patients", "her2-testing-2023", "her2-treatment", *FOR_ALL}, ()),
        ("glioblastoma", set(), ("glioblastoma",)),
        ("kidney cancer and glioblastoma", {"kidney-cancer", *FOR_ALL}, ("glioblastoma",)),
        ("hello", set(), ()),
    ],
)
def test_sources_of_a_topic_are_those_in_force_that_carry_it(
    demo: Parts, question: str, sources: set[str], missing: tuple[str, ...]
) -> None:
    scope = find_scope(inquiry(demo, question), demo.shelf, demo.vocabulary)
    assert scope.topic_sources == sources
    assert scope.missing_topics == missing


@pytest.mark.parametrize(
    ("question", "is_off_topic"),
    [
        ("HER2 in kidney cancer", True),
        ("ERBB2 in kidney cancer", True),
        ("trastuzumab for multiple myeloma", True),
        ("HER2 in breast cancer", False),
        ("HER2 in gastric cancer", False),
        ("pembrolizumab for kidney cancer", False),
        ("HER2 and pembrolizumab in kidney cancer", False),  # one of the two is mentioned
        ("biopsy in multiple myeloma", False),  # only biomarkers and drugs put a premise in doubt
        ("HER2 in glioblastoma", False),  # nothing on file to be silent about it
        ("HER2", False),
    ],
)
def test_a_term_is_off_topic_when_no_source_of_the_topic_names_it(
    demo: Parts, question: str, is_off_topic: bool
) -> None:
    assert find_scope(inquiry(demo, question), demo.shelf, demo.vocabulary).is_off_topic is is_off_topic


def test_the_term_of_a_scope_is_one_that_the_topic_mentions_if_any_is(demo: Parts) -> None:
    def term(question: str) -> str | None:
        found = find_scope(inquiry(demo, question), demo.shelf, demo.vocabulary).term
        return found.name if found else None

    assert term("HER2 and pembrolizumab in kidney cancer") == "pembrolizumab"
    assert term("HER2 in kidney cancer") == "HER2"
    assert term("stages of kidney cancer") is None


@pytest.mark.parametrize(
    ("question", "audience", "guidelines"),
    [
        ("breast cancer", "patient", ("breast-cancer",)),
        ("breast cancer", "clinician", ("her2-testing-2023", "her2-treatment")),
        ("kidney cancer", "clinician", ("kidney-cancer",)),  # none for clinicians: the patients' one
        ("glioblastoma", "patient", ()),
    ],
)
def test_guidelines_of_a_topic_are_those_for_the_audience(
    demo: Parts, question: str, audience: Audience, guidelines: tuple[str, ...]
) -> None:
    assert find_scope(inquiry(demo, question, audience), demo.shelf, demo.vocabulary).guidelines == guidelines


def test_a_name_counts_in_text_headings_and_titles(demo: Parts) -> None:
    kidney = demo.shelf.of_source("kidney-cancer")
    assert is_named(demo.vocabulary.by_name["pembrolizumab"], kidney)
    assert not is_named(demo.vocabulary.by_name["HER2"], kidney)
    assert is_named(Term(name="Outlook", kind="other", synonyms=()), kidney)  # a heading
    assert is_named(Term(name="guideline for patients", kind="other", synonyms=()), kidney)  # the title
    assert not is_named(demo.vocabulary.by_name["HER2"], [])


@pytest.mark.parametrize(
    ("text", "title", "topics", "expected"),
    [
        ("Kidney cancer is treated with surgery.", "Kidney guide", ("kidney-cancer",), False),
        ("Renal cell carcinoma is treated with surgery.", "Guide", ("kidney-cancer",), False),
        ("Breast cancer is treated with surgery.", "Guide", ("kidney-cancer",), True),
        ("Surgery removes the tumor.", "Guide", ("kidney-cancer",), False),  # names no cancer
        ("Breast and kidney cancer: breast cancer, kidney cancer.", "Guide", ("kidney-cancer",), False),
        ("Breast cancer is treated with surgery.", "Guide", (), False),  # no topic to leave
        ("NSCLC is treated with drugs.", "Guide", ("lung-cancer",), False),  # a narrower name
        ("Lung cancer is treated with drugs.", "Guide", ("non-small-cell-lung-cancer",), False),  # a wider one
        ("Colorectal cancer is treated.", "Colorectal cancer guideline", ("colon-cancer",), False),  # the title's
        ("Colorectal cancer is treated.", "Guide", ("kidney-cancer",), True),
    ],
)
def test_a_text_is_about_another_topic_if_it_names_only_others(
    demo: Parts, text: str, title: str, topics: tuple[str, ...], expected: bool
) -> None:
    assert is_about_other_topic(text, title, topics, demo.vocabulary) is expected


@pytest.mark.parametrize(
    ("text", "question", "is_other"),
    [
        ("Stage II disease is removed.", "How is stage IV treated?", True),
        ("Stages I and II are removed.", "How is stage 2 treated?", False),
        ("Stage IIIB needs drugs.", "what about stage 3", False),
        ("Stage I to III is removed.", "How is stage III treated?", False),
        ("Surgery removes it.", "How is stage IV treated?", False),
        ("Stage II disease is removed.", "How is it treated?", False),
    ],
)
def test_text_on_another_stage_is_told_apart(text: str, question: str, is_other: bool) -> None:
    assert is_about_other_stage(text, question) is is_other
