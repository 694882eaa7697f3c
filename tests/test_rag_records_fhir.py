"""FHIR resources become the fields of a record; what does not count is counted, and nothing of a patient is read."""

import json
from pathlib import Path
from typing import Any

import pytest

from rag.records.fhir import is_fhir
from rag.records.read import load_record
from rag.records.record import Biomarker, Record, Treatment

CONDITION: dict[str, Any] = {"resourceType": "Condition", "code": {"text": "Lung cancer"}}
PATIENT = {"resourceType": "Patient", "name": [{"family": "Roe"}], "birthDate": "1971-02-03"}


def observation(name: str, **fields: object) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", "code": {"text": name}, **fields}


def medicine(status: str, **fields: object) -> dict[str, Any]:
    named = {"medicationCodeableConcept": {"coding": [{"display": "Trastuzumab (substance)"}]}}
    return {"resourceType": "MedicationStatement", "status": status, **named, **fields}


def read(folder: Path, value: object) -> Record:
    path = folder / "chart.json"
    path.write_text(json.dumps(value))
    return load_record(path)


def concept(text: str) -> dict[str, Any]:
    return {"valueCodeableConcept": {"coding": [{"display": text}]}}


@pytest.mark.parametrize("shape", ["one", "list", "bundle"])
def test_one_resource_a_list_and_a_bundle_are_read(tmp_path: Path, shape: str) -> None:
    values: dict[str, object] = {
        "one": CONDITION,
        "list": [CONDITION],
        "bundle": {"resourceType": "Bundle", "entry": [{"resource": CONDITION}, {"fullUrl": "x"}, 3]},
    }
    assert is_fhir(values[shape])
    assert read(tmp_path, values[shape]).diagnoses == ("Lung cancer",)


def test_condition_gives_diagnosis_date_and_stage(tmp_path: Path) -> None:
    stage = [{"summary": {"coding": [{"display": "Stage IIA"}]}}]
    record = read(tmp_path, {**CONDITION, "onsetDateTime": "2024-05-06T08:00:00Z", "stage": stage})
    assert (record.stage, record.diagnosed) == ("Stage IIA", "2024-05-06")


def test_stage_may_be_an_observation_and_the_newest_counts(tmp_path: Path) -> None:
    old = observation("Stage group", valueString="Stage I", effectiveDateTime="2023-01-01")
    new = observation("Stage group", effectiveDateTime="2025-01-01", **concept("Stage IV"))
    record = read(tmp_path, [new, old, CONDITION])
    assert record.stage == "Stage IV"
    assert record.biomarkers == ()


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        (concept("Positive (qualifier value)"), {"status": "positive"}),
        (concept("Not detected"), {"status": "negative"}),
        (concept("3+ (strongly positive)"), {"status": "positive", "score": "3+"}),
        ({"valueString": "neither positive nor negative"}, {"status": "unknown"}),
        ({"valueString": "Positive", "interpretation": [{"coding": [{"code": "NEG"}]}]}, {"status": "positive"}),
        ({"interpretation": [{"coding": [{"code": "NEG"}]}]}, {"status": "negative"}),
        ({"valueQuantity": {"value": 6.5, "unit": "ng/mL"}}, {"value": 6.5, "unit": "ng/mL"}),
        ({"valueInteger": 2}, {"value": 2.0}),
        ({"valueString": "95%"}, {"score": "95%"}),
        ({"valueString": "IHC 1+"}, {"score": "1+"}),
        ({"valueQuantity": {"value": True}}, {}),
        ({}, {}),
    ],
)
def test_observation_gives_result_number_or_score(
    tmp_path: Path, fields: dict[str, object], wanted: dict[str, Any]
) -> None:
    record = read(tmp_path, [CONDITION, observation("HER2", **fields)])
    assert record.biomarkers == (Biomarker(name="HER2", **wanted),)


def test_components_of_an_observation_are_read(tmp_path: Path) -> None:
    component = [{"code": {"text": "KRAS"}, **concept("Wild type")}, "x"]
    record = read(tmp_path, [observation("Panel", component=component, effectiveDateTime="2025-01")])
    assert record.biomarkers[1] == Biomarker(name="KRAS", status="wild-type", date="2025-01")


@pytest.mark.parametrize(
    ("status", "when"),
    [
        ("active", "current"),
        ("completed", "past"),
        ("stopped", "past"),
        ("intended", "planned"),
        ("unknown", "unknown"),
    ],
)
def test_medicine_is_past_current_or_planned_by_its_status(tmp_path: Path, status: str, when: Any) -> None:
    period = {"effectivePeriod": {"start": "2025-01-02", "end": "2025-06"}}
    record = read(tmp_path, medicine(status, **period))
    assert record.treatments == (Treatment(name="Trastuzumab", when=when, start="2025-01-02", end="2025-06"),)


@pytest.mark.parametrize(
    "resource",
    [
        {**CONDITION, "verificationStatus": {"coding": [{"code": "refuted"}]}},
        {**CONDITION, "verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
        {**observation("HER2", **concept("Positive")), "status": "entered-in-error"},
        {**observation("HER2", **concept("Positive")), "status": "cancelled"},
        medicine("not-taken"),
        medicine("entered-in-error"),
    ],
)
def test_what_does_not_hold_is_left_out_and_counted(tmp_path: Path, resource: dict[str, Any]) -> None:
    record = read(tmp_path, [observation("ER", **concept("Positive")), resource])
    assert len(record.diagnoses) + len(record.biomarkers) + len(record.treatments) == 1
    assert record.unused == (f"1 {resource['resourceType']} (left out by its status)",)


def test_other_types_are_counted_and_nothing_of_them_is_kept(tmp_path: Path) -> None:
    odd = {"resourceType": "Jane Roe 1971", "code": 4}
    record = read(tmp_path, [CONDITION, PATIENT, PATIENT, {"resourceType": "Encounter"}, odd])
    assert record.unused == ("1 Encounter", "2 Patient", "1 resource")
    assert "Roe" not in record.model_dump_json()


@pytest.mark.parametrize("value", [[], {}, {"diagnosis": "x"}, [{"a": 1}], [CONDITION, 3], "x", None])
def test_other_values_are_no_fhir(value: object) -> None:
    assert not is_fhir(value)
