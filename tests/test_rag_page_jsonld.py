"""JSON-LD says what the page says, and claims no review."""

import json
from typing import Any

import pytest

from rag.page.jsonld import render_jsonld
from rag.schema import Answer
from tests.data.page_payloads import PAYLOADS, planted
from tests.data.page_sample import ANSWER, REFUSAL, with_review


def load(answer: Answer) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(render_jsonld(answer))
    return value


def test_page_names_its_type_audience_and_subject() -> None:
    page = load(ANSWER)
    assert page["@context"] == "https://schema.org"
    assert page["@type"] == "MedicalWebPage"
    assert page["about"] == [{"@type": "MedicalEntity", "name": "Lumaria"}]
    assert page["audience"]["@type"] == "Patient"
    assert load(ANSWER.model_copy(update={"audience": "clinician"}))["audience"]["audienceType"] == "Clinician"


def test_only_guidelines_are_typed_as_guidelines() -> None:
    guideline, overview = load(ANSWER)["citation"]
    assert guideline["@type"] == ["CreativeWork", "MedicalGuideline"]
    assert guideline["version"] == "2026.1"
    assert guideline["datePublished"] == guideline["guidelineDate"] == "2026-01-15"
    assert guideline["publisher"]["name"] == "Institute for Invented Conditions"
    assert overview["@type"] == ["CreativeWork"]
    assert overview["creativeWorkStatus"] == "Superseded"
    assert "url" not in overview


def test_text_is_that_of_the_statements() -> None:
    page = load(ANSWER)
    covered = [section for section in ANSWER.sections if section.statements]
    assert [part["name"] for part in page["hasPart"]] == [section.heading for section in covered]
    assert page["hasPart"][0]["text"] == "\n".join(statement.text for statement in covered[0].statements)
    assert page["abstract"] == "\n".join(statement.text for statement in ANSWER.key_points)


@pytest.mark.parametrize("status", ["not_submitted", "submitted", "under_review", "approved", "stale"])
def test_no_reviewer_or_review_date_is_claimed(status: str) -> None:
    page = load(with_review(ANSWER, status))
    assert {"lastReviewed", "reviewedBy"} & page.keys() == set()
    assert (page["creativeWorkStatus"] == "Reviewed and approved") is (status == "approved")


def test_refusal_is_no_medical_page_and_cites_nothing() -> None:
    page = load(REFUSAL)
    assert page["@type"] == "WebPage"
    assert {"citation", "hasPart", "abstract"} & page.keys() == set()


def test_a_safety_notice_is_read_before_the_refusal() -> None:
    notice = REFUSAL.notices.top.model_copy(update={"text": "Call now."})
    page = load(REFUSAL.model_copy(update={"notices": REFUSAL.notices.model_copy(update={"safety": notice})}))
    assert str(page["description"]).startswith("Call now. ")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_stays_text_and_no_address_but_http_is_given(payload: str) -> None:
    answer, _ = planted(payload)
    page = load(answer)
    assert page["name"] == payload
    assert page["isBasedOn"] == []


def test_same_answer_gives_the_same_bytes() -> None:
    again = Answer.model_validate_json(ANSWER.model_dump_json(by_alias=True))
    assert render_jsonld(again) == render_jsonld(ANSWER)
