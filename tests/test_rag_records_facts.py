"""The statements listed for a record concern its facts, contradict none, pass the gate, and tell nothing of the person."""

import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from rag.check.gate import verify
from rag.parts import Parts, open_parts
from rag.pipeline import answer
from rag.prepare import Prepared, prepare
from rag.records.facts import FITTING, MISSING, facts_sections, with_facts
from rag.records.record import Record
from rag.schema import Draft, DraftSection, DraftStatement, Quote
from rag.settings import Settings
from tests.shelf import ingest_folder, settings_for

pytest_plugins = ["tests.demo_shelf"]

QUESTION = "How is breast cancer treated?"
EMPTY = Draft(writer="extractive")


def sections(demo: Parts, settings: Settings, question: str = QUESTION, **fields: Any) -> dict[str, DraftSection]:
    prepared = prepare(question, demo, settings)
    assert isinstance(prepared, Prepared)
    found = facts_sections(Record.model_validate(fields), prepared, EMPTY, demo, settings)
    return {section.id: section for section in found}


def told(section: DraftSection | None) -> str:
    return "\n".join(statement.text for statement in section.statements) if section else ""


def marker(name: str, status: str) -> dict[str, str]:
    return {"name": name, "status": status}


BREAST: dict[str, Any] = {"diagnoses": ("breast cancer",)}
FITS: list[tuple[str, dict[str, Any], list[str], list[str]]] = [
    (
        "HER2-positive, early, with hormone receptors",
        {**BREAST, "stage": "II", "biomarkers": [marker("HER2", "positive"), marker("ER", "positive")]},
        ["HER2-positive early breast cancer is often treated", "Endocrine therapy is added when"],
        ["HER2-negative", "metastatic", "riple-negative", "Tucatinib with"],
    ),
    (
        "triple-negative, from the diagnosis",
        {"diagnoses": ("triple-negative breast cancer",), "stage": "II"},
        ["Early triple-negative breast cancer is often treated"],
        ["HER2-positive", "that has hormone receptors", "Advanced"],
    ),
    (
        "HER2-low after earlier treatment",
        {
            **BREAST,
            "stage": "IV",
            "biomarkers": [marker("HER2", "low")],
            "treatments": [{"name": "capecitabine", "when": "past"}],
        },
        ["HER2-low metastatic breast cancer may be treated with trastuzumab deruxtecan after"],
        ["HER2-positive", "arly breast cancer"],
    ),
    (
        "stomach, HER2-negative, claudin",
        {
            "diagnoses": ("stomach cancer",),
            "stage": "IV",
            "biomarkers": [marker("HER2", "negative"), marker("CLDN18.2", "positive")],
        },
        ["Zolbetuximab may be added", "HER2-negative advanced gastric cancer is first treated"],
        ["HER2-positive", "stage II or III"],
    ),
    (
        "lung, EGFR-mutant",
        {"diagnoses": ("NSCLC",), "stage": "IV", "biomarkers": [marker("EGFR", "mutant")]},
        ["Osimertinib for EGFR mutations"],
        ["ALK changes", "RET changes", "SCLC that has spread more widely", "without a gene change", "stage I "],
    ),
    (
        "small cell lung cancer",
        {"diagnoses": ("small cell lung cancer",), "stage": "extensive"},
        ["Extensive-stage SCLC is first treated"],
        ["NSCLC", "Limited"],
    ),
    (
        "kidney, stage I",
        {"diagnoses": ("renal cell carcinoma",), "stage": "I"},
        ["| I | Kidney tumor of 7 cm or less"],
        ["| II |", "has spread to", "dvanced kidney"],
    ),
    (
        "prostate, low risk",
        {
            "diagnoses": ("prostate cancer",),
            "stage": "I",
            "details": ("low risk",),
            "biomarkers": [{"name": "PSA", "value": 6.5, "unit": "ng/mL"}],
        },
        ["most low-risk prostate cancers", "PSA level below 10 ng/mL"],
        ["20 ng/mL or more", "etastatic", "astration-resistant"],
    ),
    (
        "colorectal, RAS-mutant",
        {"diagnoses": ("bowel cancer",), "stage": "IV", "biomarkers": [marker("KRAS", "mutant")]},
        ["RAS-mutant colorectal cancer does not respond"],
        ["RAS wild-type colorectal", "stage III colon cancer"],
    ),
]


@pytest.mark.parametrize(("fields", "listed", "left_out"), [row[1:] for row in FITS], ids=[row[0] for row in FITS])
def test_statements_concern_the_facts_and_contradict_none(
    demo: Parts, demo_settings: Settings, fields: dict[str, Any], listed: list[str], left_out: list[str]
) -> None:
    text = told(sections(demo, demo_settings, **fields).get(FITTING))
    assert [words for words in listed if words not in text] == []
    assert [words for words in left_out if words in text] == []


OVARY: dict[str, Any] = {"diagnoses": ("ovarian cancer",), "stage": "III"}
PROSTATE: dict[str, Any] = {"diagnoses": ("prostate cancer",), "stage": "IV", "details": ("castration-resistant",)}
CONDITIONS: list[tuple[dict[str, Any], list[str], list[str], list[str]]] = [
    (
        {**OVARY, "details": ("platinum-resistant",), "biomarkers": [marker("BRCA", "mutant")]},
        ["Single chemotherapy drugs with or without bevacizumab", "BRCA change or HRD responds best"],
        ["Mirvetuximab"],
        ["Carboplatin with a second drug"],
    ),
    (
        {**OVARY, "details": ("platinum-sensitive",), "treatments": [{"name": "olaparib", "when": "past"}]},
        ["Carboplatin with a second drug"],
        [],
        ["Single chemotherapy drugs", "no earlier PARP inhibitor"],
    ),
    (
        {**PROSTATE, "treatments": [{"name": "abiraterone", "when": "past"}]},
        ["Docetaxel or cabazitaxel"],
        ["Radium-223"],
        ["Abiraterone or enzalutamide"],
    ),
    (
        {**PROSTATE, "treatments": [{"name": "docetaxel", "when": "past"}]},
        ["Abiraterone or enzalutamide, if not used before"],
        [],
        [],
    ),
    (PROSTATE, [], ["Abiraterone or enzalutamide, if not used before"], []),
    (
        {"diagnoses": ("gastric cancer",), "stage": "II"},
        ["| II and III |", "stage II or III gastric cancer have chemotherapy"],
        [],
        ["| I |"],
    ),
    (
        {"diagnoses": ("kidney cancer",), "stage": "IV", "details": ("clear cell", "intermediate risk")},
        ["mainly for intermediate or poor risk"],
        ["spread to bone", "only a few places"],
        [],
    ),
    (
        {
            **BREAST,
            "stage": "II",
            "biomarkers": [marker("HER2", "positive"), marker("ER", "positive")],
            "treatments": [{"name": "lumpectomy", "when": "past"}],
        },
        ["Trastuzumab for HER2-positive early breast cancer is usually"],
        ["is larger or in lymph nodes", "cancer is left at surgery"],
        [],
    ),
    (
        {
            **BREAST,
            "stage": "II",
            "details": ("residual disease", "node-positive"),
            "biomarkers": [marker("HER2", "positive")],
        },
        ["is larger or in lymph nodes", "cancer is left at surgery"],
        [],
        [],
    ),
    (
        {
            "diagnoses": ("bladder cancer",),
            "stage": "IV",
            "treatments": [{"name": "enfortumab vedotin", "when": "past"}],
        },
        ["Enfortumab vedotin with pembrolizumab"],
        ["has not grown during platinum chemotherapy"],
        [],
    ),
    (
        {
            "diagnoses": ("gastric cancer",),
            "stage": "IV",
            "biomarkers": [{"name": "HER2", "score": "3+"}],
            "treatments": [{"name": "trastuzumab", "when": "past"}],
        },
        ["Gastric cancer with a HER2 score of 3+"],
        ["has grown after treatment with trastuzumab"],
        ["Plain meaning in breast cancer"],
    ),
    ({"diagnoses": ("DLBCL",), "stage": "limited"}, ["Limited DLBCL may be treated"], [], ["| III |", "| IV |"]),
    (
        {"diagnoses": ("Hodgkin lymphoma",), "stage": "III"},
        ["Advanced Hodgkin lymphoma is often"],
        [],
        ["Early Hodgkin"],
    ),
    (
        {"diagnoses": ("lung cancer",), "stage": "limited", "details": ("small cell",)},
        ["Limited-stage SCLC is treated"],
        ["Durvalumab may be given after"],
        ["NSCLC"],
    ),
    (
        {"diagnoses": ("multiple myeloma",), "details": ("relapsed",), "treatments": [{"name": "lenalidomide"}]},
        ["Relapsed multiple myeloma has come back"],
        [],
        ["four-drug plan", "not have a transplant"],
    ),
    (
        {"diagnoses": ("melanoma",), "stage": "IIA", "treatments": [{"name": "wide excision", "when": "past"}]},
        ["| II |"],
        [],
        ["stage IIB or IIC"],
    ),
    ({"diagnoses": ("rectal cancer",), "stage": "III"}, [], [], ["Common treatment of colon cancer"]),
]


@pytest.mark.parametrize(("fields", "listed", "depending", "left_out"), CONDITIONS)
def test_each_condition_of_a_statement_is_held_against_the_record(
    demo: Parts,
    demo_settings: Settings,
    fields: dict[str, Any],
    listed: list[str],
    depending: list[str],
    left_out: list[str],
) -> None:
    found = sections(demo, demo_settings, **fields)
    fit, missing = told(found.get(FITTING)), told(found.get(MISSING))
    assert [words for words in listed if words not in fit] == []
    assert [words for words in depending if words not in missing or words in fit] == []
    assert [words for words in left_out if words in fit + missing] == []


def test_a_condition_without_a_name_is_quoted_as_what_is_missing(demo: Parts, demo_settings: Settings) -> None:
    found = sections(demo, demo_settings, **{**OVARY, "details": ("platinum-resistant",)})
    assert "the folate receptor alpha status" in (found[MISSING].note or "")
    bladder: dict[str, Any] = {
        "diagnoses": ("bladder cancer",),
        "stage": "IV",
        "biomarkers": [marker("FGFR3", "mutant")],
    }
    found = sections(demo, demo_settings, **bladder)
    assert 'the condition "not grown during platinum chemotherapy"' in (found[MISSING].note or "")


def test_what_the_guideline_does_not_mention_is_said_and_not_among_the_facts_used(
    demo: Parts, demo_settings: Settings
) -> None:
    fields: dict[str, Any] = {"diagnoses": ("kidney cancer",), "stage": "II"}
    fields["biomarkers"] = [marker("HER2", "positive"), marker("VHL", "mutant")]
    note = sections(demo, demo_settings, **fields, treatments=[{"name": "trastuzumab"}])[FITTING].note or ""
    assert "on kidney cancer do not mention HER2 and trastuzumab" in note
    assert "HER2: positive" not in note
    assert "VHL: mutant" in note
    breast = sections(demo, demo_settings, **BREAST, biomarkers=[marker("PR", "negative"), marker("HER2", "low")])
    assert "do not mention" not in (breast[FITTING].note or "")  # hormone receptors are mentioned


CONTRARY = {
    "positive": r"HER2-(negative|low|ultralow)",
    "negative": r"HER2-(positive|low|ultralow)",
    "low": "HER2-positive",
}
TOPICS = ("breast cancer", "gastric cancer", "colorectal cancer")


@pytest.mark.parametrize(("diagnosis", "status", "stage"), [*product(TOPICS, CONTRARY, ("I", "III", "IV"))])
def test_no_listed_statement_names_another_result_or_a_far_stage(
    demo: Parts, demo_settings: Settings, diagnosis: str, status: str, stage: str
) -> None:
    found = sections(demo, demo_settings, diagnoses=(diagnosis,), stage=stage, biomarkers=[marker("HER2", status)])
    wrong = re.compile(CONTRARY[status])
    far = re.compile(
        r"\b[Ee]arly (?:\S+ ){0,2}cancer" if stage == "IV" else r"\b(?<!locally )advanced \w+ cancer|metastatic"
    )
    for statement in found[FITTING].statements:
        is_of_group = status == "low" or "group" in statement.text  # "HER2-low is part of the HER2-negative group"
        assert is_of_group or not wrong.search(statement.text), statement.text
        named_both = re.search(r"Stages I and II|early and advanced", statement.text)
        assert named_both or not far.search(statement.text), statement.text
    if status != "negative":  # a negative result leaves open whether it is low
        assert not wrong.search(told(found.get(MISSING)).replace("HER2-low is part of the HER2-negative", ""))


@pytest.mark.parametrize(
    ("fields", "needed", "listed"),
    [
        ({**BREAST, "biomarkers": [marker("HER2", "positive")]}, "the stage", "HER2-positive early breast cancer"),
        (
            {**BREAST, "biomarkers": [marker("HER2", "positive")]},
            "the hormone receptor status",
            "Endocrine therapy is added when HER2-positive breast cancer also has hormone receptors.",
        ),
        ({"diagnoses": ("lung cancer",), "stage": "III"}, "the kind of lung cancer", "NSCLC stage III"),
        ({"diagnoses": ("colon cancer",), "stage": "III"}, "the treatments so far", "Chemotherapy after surgery"),
        ({**BREAST, "stage": "II"}, "the HER2 status", "HER2-positive early breast cancer"),
    ],
)
def test_what_needs_one_more_fact_is_listed_apart_and_the_fact_is_named(
    demo: Parts, demo_settings: Settings, fields: dict[str, Any], needed: str, listed: str
) -> None:
    found = sections(demo, demo_settings, **fields)
    assert needed in (found[MISSING].note or "")
    assert listed in told(found[MISSING])
    assert listed not in told(found[FITTING])


@pytest.mark.parametrize("fields", [row[1] for row in FITS], ids=[row[0] for row in FITS])
def test_every_statement_passes_the_gate_word_for_word(
    demo: Parts, demo_settings: Settings, fields: dict[str, Any]
) -> None:
    found = sections(demo, demo_settings, **fields)
    draft = EMPTY.model_copy(update={"sections": tuple(found.values())})
    verified = verify(draft, demo.shelf.by_id, demo_settings.gate)
    assert verified.dropped == ()
    assert verified.statement_count == sum(len(section.statements) for section in found.values()) > 0
    for citation in verified.citations:
        assert demo.shelf.by_id[citation.passage_id].text[citation.start : citation.end] == citation.quote
        assert demo.shelf.sources[citation.source_id].superseded_by is None


def test_notes_name_kinds_and_canonical_values_and_nothing_else_of_the_record(
    demo: Parts, demo_settings: Settings
) -> None:
    fields: dict[str, Any] = {
        "diagnoses": ("breast cancer of Jane Roe",),
        "stage": "II (Dr Roe)",
        "diagnosed": "2023-04-05",
        "biomarkers": [{"name": "HER2/neu Roe", "status": "positive", "date": "2023-04-06"}, marker("Roe", "low")],
        "treatments": [{"name": "Herceptin Roe", "when": "current", "start": "2023-05-07"}],
        "unused": ("name",),
    }
    shown = " ".join(section.model_dump_json() for section in sections(demo, demo_settings, **fields).values())
    assert "stage II, HER2: positive, treatment: trastuzumab" in shown
    assert "One fact of the record was left aside" in shown
    assert "Roe" not in shown
    assert "2023-0" not in shown


def test_an_age_is_named_only_where_a_statement_turns_on_it(demo: Parts, demo_settings: Settings) -> None:
    found = sections(demo, demo_settings, **BREAST, stage="II", age=54)
    assert "age" not in re.sub(r"stage", "", found[FITTING].note or "")
    assert "54" not in (found[FITTING].note or "")


def test_sections_on_screening_and_causes_are_left_out(demo: Parts, demo_settings: Settings) -> None:
    found = sections(demo, demo_settings, diagnoses=("prostate cancer",), age=62, biomarkers=[marker("PSA", "high")])
    shown = "".join(told(section) for section in found.values())
    assert "personal choice" not in shown
    assert "screening" not in shown


def test_results_that_contradict_each_other_are_said_and_not_used(demo: Parts, demo_settings: Settings) -> None:
    both = [marker("HER2", "positive"), marker("ERBB2", "negative")]
    found = sections(demo, demo_settings, **BREAST, stage="II", biomarkers=both)
    assert "more than one result for HER2" in (found[FITTING].note or "")
    assert "HER2-positive" not in told(found[FITTING])


@pytest.mark.parametrize(
    ("question", "fields", "said"),
    [
        (QUESTION, {"diagnoses": ("glioblastoma",)}, "do not cover glioblastoma"),
        ("What is chemotherapy?", {"stage": "II"}, "Neither the record nor the question names a diagnosis"),
        (QUESTION, {"biomarkers": [marker("shoe size", "low")]}, "no statement that names exactly these facts"),
    ],
)
def test_where_nothing_can_be_listed_the_note_says_why(
    demo: Parts, demo_settings: Settings, question: str, fields: dict[str, Any], said: str
) -> None:
    found = sections(demo, demo_settings, question, **fields)[FITTING]
    assert found.statements == ()
    assert said in (found.note or "")


def test_without_a_diagnosis_the_topic_of_the_question_counts(demo: Parts, demo_settings: Settings) -> None:
    assert "early breast cancer" in told(sections(demo, demo_settings, stage="II")[FITTING])


def test_with_a_diagnosis_the_topic_of_the_question_does_not_count(demo: Parts, demo_settings: Settings) -> None:
    text = told(sections(demo, demo_settings, diagnoses=("kidney cancer",), stage="II")[FITTING])
    assert "idney" in text
    assert "breast" not in text


def statement(text: str) -> DraftStatement:
    return DraftStatement(text=text, quotes=(Quote(passage_id="p", text=text, start=0, end=len(text)),))


def section(name: str, *texts: str, note: str | None = None) -> DraftSection:
    return DraftSection(id=name, heading=name, statements=tuple(map(statement, texts)), note=note)


def test_facts_come_first_and_are_not_said_again() -> None:
    old = (section("a", "One.", "Two."), section("b", "One."), section("c", "One.", note="N"), section("d"))
    draft = Draft(writer="llm", key_points=(statement("One."),), sections=old)
    made = with_facts(draft, [section(FITTING, "One.")])
    assert [(s.id, [t.text for t in s.statements]) for s in made.sections] == [
        (FITTING, ["One."]),
        ("a", ["Two."]),
        ("c", []),
        ("d", []),
    ]
    assert made.key_points == draft.key_points


def test_key_points_are_not_said_again(demo: Parts, demo_settings: Settings) -> None:
    fields = FITS[0][1]
    prepared = prepare(QUESTION, demo, demo_settings)
    assert isinstance(prepared, Prepared)
    point = sections(demo, demo_settings, **fields)[FITTING].statements[0]
    draft = EMPTY.model_copy(update={"key_points": (point,)})
    found = facts_sections(Record.model_validate(fields), prepared, draft, demo, demo_settings)
    assert point.text not in told(found[0])


def test_the_same_record_gives_the_same_sections(demo: Parts, demo_settings: Settings) -> None:
    fields = FITS[0][1]
    assert sections(demo, demo_settings, **fields) == sections(demo, demo_settings, **fields)


def test_a_record_changes_no_page_made_without_one(demo: Parts, demo_settings: Settings) -> None:
    before = answer(QUESTION, demo, demo_settings)
    sections(demo, demo_settings, **FITS[0][1])
    assert answer(QUESTION, demo, demo_settings).sections == before.sections


GUIDE = """---
title: Lumaria guide
publisher: A Society
edition: "1"
published: 2025-03-01
licence: CC BY 4.0
topics: [lumaria]
---

# Lumaria guide

## Treatment

Stage II lumaria is treated with rest and warm baths. Stage IV lumaria is treated with amirol drops. People aged 60 to 80
with lumaria are offered a walking stick.

## Options

Choices for lumaria at stage II are:

- Rest for a week in a quiet room
- Warm baths in the evening
"""


def test_a_shelf_that_the_vocabulary_does_not_know_is_served_by_stage_and_age(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "lumaria.md").write_text(GUIDE)
    settings = settings_for(tmp_path / "index")
    assert not ingest_folder(folder, settings).rejected
    parts = open_parts(settings)
    fields: dict[str, Any] = {"diagnoses": ("Lumaria",), "stage": "II", "age": 72, "treatments": [{"name": "amirol"}]}
    found = sections(parts, settings, "How is lumaria treated?", **fields)[FITTING]
    assert [statement.text for statement in found.statements] == [
        "Choices for lumaria at stage II are:\n- Rest for a week in a quiet room\n- Warm baths in the evening",
        "Stage II lumaria is treated with rest and warm baths.",
        "People aged 60 to 80\nwith lumaria are offered a walking stick.",
    ]
    assert "lumaria, stage II, age" in (found.note or "")
