"""Headings become questions that read like English; headings of what says nothing are known."""

import pytest

from evals.draft_questions import QuestionWriter, is_boilerplate
from tests.suite_shelf import shelf_of

TEXT = "Some people see the Gleason score, and keeping well with lumavine helps when what is said of it is clear."


@pytest.mark.parametrize(
    ("headings", "question"),
    [
        ("Risk factors", "What are the risk factors of kidney cancer?"),
        ("Side effects of treatment", "What are the side effects of treatment for kidney cancer?"),
        ("Tests and diagnosis", "How is kidney cancer diagnosed?"),
        ("Treatment", "How is kidney cancer treated?"),
        ("Prognosis", "What is the prognosis for kidney cancer?"),
        ("Treatment of early kidney cancer", "What is the treatment of early kidney cancer?"),
        ("Treatment of early kidney cancer > Surgery", "What should I know about surgery for early kidney cancer?"),
        ("Stages > Risk groups", "What are the risk groups of kidney cancer?"),
        ("Before surgery", "What should I know before surgery for kidney cancer?"),
        ("Tips for daily life", "What should I know about tips for daily life with kidney cancer?"),
        ("What kidney cancer is", "What is kidney cancer?"),
        ("What HER2 status means for kidney cancer", "What does HER2 status mean for kidney cancer?"),
        ("What the scores mean", "For kidney cancer, what do the scores mean?"),
        ("Why kidney cancer matters", "Why does kidney cancer matter?"),
        ("How kidney cancer is found", "How is kidney cancer found?"),
        ("How much rest is advised", "For kidney cancer, how much rest is advised?"),
        ("When kidney cancer comes back", "What happens when kidney cancer comes back?"),
        ("When to call", "For kidney cancer, when is it time to call?"),
        ("How to live with kidney cancer", "How can I live with kidney cancer?"),
        ("Can the tumor be removed?", "For kidney cancer, can the tumor be removed?"),
        ("What guides treatment", "For kidney cancer, what guides treatment?"),
        ("What doctors do", "For kidney cancer, what is there to know about what doctors do?"),
        ("Step 2: Find a clinic", "For kidney cancer, how can I find a clinic?"),
        ("3.1 Screening:", "What should I know about screening for kidney cancer?"),
        ("Gleason score", "What should I know about Gleason score for kidney cancer?"),
        ("Keeping well", "What should I know about keeping well for kidney cancer?"),
        ("HER2", "What should I know about HER2 for kidney cancer?"),
        ("X", "What should I know about x for kidney cancer?"),
        ("{braces} {0}", "What should I know about {braces} {0} for kidney cancer?"),
        ("What {x} means", "For kidney cancer, what does {x} mean?"),
    ],
)
def test_a_heading_becomes_a_question_on_the_subject_of_its_source(headings: str, question: str) -> None:
    shelf = shelf_of(
        {"kidney": [(headings, TEXT)]}, kidney={"title": "Kidney (renal) cancer: guideline for patients, 2026"}
    )
    assert QuestionWriter(shelf).question("kidney", tuple(headings.split(" > "))) == question


@pytest.mark.parametrize(
    ("title", "kind", "audience", "heading", "question"),
    [
        (
            "How to find a clinical trial",
            "overview",
            "patient",
            "Costs",
            "What should I know about costs for a clinical trial?",
        ),
        (
            "Living with lumavine",
            "overview",
            "patient",
            "Sleep",
            "What should I know about sleep for living with lumavine?",
        ),
        ("Words: a glossary", "glossary", "patient", "Watchful waiting", "What does watchful waiting mean?"),
        ("Lumaria", "guideline", "clinician", "Dosing", "What is advised on dosing for lumaria?"),
    ],
)
def test_the_kind_of_source_and_its_readers_shape_the_question(
    title: str, kind: str, audience: str, heading: str, question: str
) -> None:
    shelf = shelf_of({"s": [(heading, TEXT)]}, s={"title": title, "kind": kind, "audience": audience})
    assert QuestionWriter(shelf).question("s", (heading,)) == question


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("References", True),
        ("7. References", True),
        ("REFERENCE LIST", False),
        ("Questions to ask your care team", True),
        ("About this guideline", True),
        ("Table 3: Doses", True),
        ("Tables", True),
        ("Funding and conflicts of interest", True),
        ("Notes", True),
        ("About kidney cancer", False),
        ("Resources needed at home", False),
        ("Tablets", False),
        ("Index lesion", False),
        ("Stages", False),
    ],
)
def test_headings_of_what_says_nothing_on_the_subject_are_known(heading: str, wanted: bool) -> None:
    assert is_boilerplate(heading) is wanted
