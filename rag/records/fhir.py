"""FHIR R4 resources to the fields of a Record: Condition, Observation, MedicationStatement. Other types are counted only.

Texts are taken from `code.text`, else from `coding.display`; codes themselves are not looked up.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from rag.records.measured import measured, result_within
from rag.records.record import Result, When, result_named

LEFT_OUT = frozenset(["entered-in-error", "refuted", "cancelled", "not-taken", "inactive-error"])
STATES: dict[str, When] = {
    "active": "current",
    "on-hold": "current",
    "completed": "past",
    "stopped": "past",
    "intended": "planned",
}
CODED: dict[str, Result] = {"POS": "positive", "NEG": "negative", "DET": "positive", "ND": "negative"}
QUALIFIER = re.compile(r"\s*\((?:qualifier value|finding|disorder|substance|product)\)\s*$", re.IGNORECASE)
DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
MAX_TEXT = 300

Resource = Mapping[str, object]
Fields = dict[str, object]


def is_fhir(value: object) -> bool:
    """Whether this is a FHIR resource, or a list of them."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(entry, dict) and "resourceType" in entry for entry in value)
    return isinstance(value, dict) and "resourceType" in value


def record_of_fhir(value: object) -> Fields:
    """Fields of a Record from one resource, a list, or a Bundle. Entered in error, refuted or not taken: left out.

    `unused` counts what was left out and what is of other types, by type.
    """
    diagnoses: list[Fields] = []
    biomarkers: list[Fields] = []
    treatments: list[Fields] = []
    stages: list[tuple[str, str]] = []
    unused: Counter[str] = Counter()
    for resource in _resources(value):
        kind = str(resource.get("resourceType"))
        kind = kind if re.fullmatch(r"[A-Z][A-Za-z]{2,40}", kind) else "resource"
        name = _text(resource.get("code"))
        if {_status(resource, key) for key in ("status", "verificationStatus")} & LEFT_OUT:
            unused[f"{kind} (left out by its status)"] += 1
        elif kind == "Condition" and name:
            diagnoses.append({"name": name, "date": _date(resource)})
            stages += [(_date(resource) or "", told) for told in _stages(resource)]
        elif kind == "Observation" and name:
            biomarkers += [] if "stage" in name.lower() else _observed(name, resource)
            told = _text(resource.get("valueCodeableConcept")) or str(resource.get("valueString") or "")
            stages += [(_date(resource) or "", told)] if "stage" in name.lower() and told else []
        elif kind == "MedicationStatement" and _medicine(resource):
            treatments.append(_taken(resource))
        else:
            unused[kind] += 1
    newest = max(stages, default=("", ""))[1][:MAX_TEXT] or None
    return {
        "diagnoses": [entry["name"] for entry in diagnoses],
        "diagnosed": next((entry["date"] for entry in diagnoses if entry["date"]), None),
        "stage": newest,
        "biomarkers": biomarkers,
        "treatments": treatments,
        "unused": tuple(f"{count} {kind}" for kind, count in sorted(unused.items())),
    }


def _resources(value: object) -> Iterator[Resource]:
    for entry in value if isinstance(value, list) else [value]:
        if not isinstance(entry, dict):
            continue
        if entry.get("resourceType") == "Bundle":
            inner = entry.get("entry")
            found = (
                [each.get("resource") for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []
            )
            yield from (each for each in found if isinstance(each, dict) and each.get("resourceType") != "Bundle")
        else:
            yield entry


def _observed(name: str, resource: Resource) -> list[Fields]:
    """The observation and its components (a panel's), each with a result, a number or a score."""
    found = [_finding(name, resource, _date(resource))]
    parts = resource.get("component")
    for part in parts if isinstance(parts, list) else []:
        inner = _text(part.get("code")) if isinstance(part, dict) else ""
        if inner:
            found.append(_finding(inner, part, _date(resource)))
    return found


def _finding(name: str, resource: Resource, date: str | None) -> Fields:
    told = _text(resource.get("valueCodeableConcept")) or str(resource.get("valueString") or "")[:MAX_TEXT]
    quantity = resource.get("valueQuantity")
    quantity = quantity if isinstance(quantity, dict) else {}
    number = quantity.get("value", resource.get("valueInteger"))
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    read = measured(told)
    score = f"{read.score}+" if read.score not in ("", "0") else read.score
    return {
        "name": name,
        "status": _result(told, resource),
        "value": number if is_number else None,
        "unit": _line(quantity.get("unit") or quantity.get("code")) or None,
        "score": score or (told if read.low is not None else None),
        "date": date,
    }


def _result(told: str, resource: Resource) -> Result:
    """What the value says; where it says nothing that is known, what the interpretation code says."""
    plain = QUALIFIER.sub("", told)
    result = result_named(plain) or result_within(plain)
    if result:
        return result
    codes = [code for concept in _concepts(resource.get("interpretation")) for code in _codes(concept)]
    return next((CODED[code] for code in codes if code in CODED), "unknown")


def _taken(resource: Resource) -> Fields:
    period = resource.get("effectivePeriod")
    period = period if isinstance(period, dict) else {}
    start = _day(period.get("start")) or _day(resource.get("effectiveDateTime"))
    state = STATES.get(_status(resource, "status"), "unknown")
    return {"name": _medicine(resource), "when": state, "start": start, "end": _day(period.get("end"))}


def _medicine(resource: Resource) -> str:
    reference = resource.get("medicationReference")
    named = _line(reference.get("display")) if isinstance(reference, dict) else ""
    return _text(resource.get("medicationCodeableConcept")) or named


def _stages(resource: Resource) -> Iterator[str]:
    stages = resource.get("stage")
    for stage in stages if isinstance(stages, list) else []:
        told = _text(stage.get("summary")) if isinstance(stage, dict) else ""
        if told:
            yield told


def _status(resource: Resource, key: str) -> str:
    told = resource.get(key)
    return told if isinstance(told, str) else next(iter(_codes(told)), "")


def _date(resource: Resource) -> str | None:
    keys = ("effectiveDateTime", "onsetDateTime", "recordedDate", "issued")
    return next(filter(None, (_day(resource.get(key)) for key in keys)), None)


def _day(told: object) -> str | None:
    match = DATE.match(told) if isinstance(told, str) else None
    return match.group() if match else None


def _concepts(told: object) -> list[object]:
    return told if isinstance(told, list) else [told]


def _codes(concept: object) -> list[str]:
    coding = concept.get("coding") if isinstance(concept, dict) else None
    return [str(code.get("code")) for code in coding if isinstance(code, dict)] if isinstance(coding, list) else []


def _text(concept: object) -> str:
    """What a CodeableConcept says in words; "" for nothing."""
    if not isinstance(concept, dict):
        return ""
    coding = concept.get("coding")
    shown = (code.get("display") for code in coding if isinstance(code, dict)) if isinstance(coding, list) else ()
    return QUALIFIER.sub("", next(filter(None, map(_line, (concept.get("text"), *shown))), ""))


def _line(told: object) -> str:
    return " ".join(told.split())[:MAX_TEXT] if isinstance(told, str) else ""
