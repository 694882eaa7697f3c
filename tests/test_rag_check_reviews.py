"""No statement says that the page was reviewed."""

import pytest

from rag.check.reviews import review_failure


@pytest.mark.parametrize(
    "text",
    [
        "This page was reviewed by a doctor: surgery is the main treatment.",
        "The information has been medically reviewed.",
        "Reviewed by our medical board.",
        "Approved by the medical board on 2026-01-01.",
        "This answer is approved for patients.",
    ],
)
def test_claims_of_a_review_fail(text: str) -> None:
    assert "review of the page" in (review_failure(text) or "")


@pytest.mark.parametrize(
    "text",
    [
        "A pathologist reviews the slide at high power.",
        "Olaparib is approved for ovarian cancer.",
        "The biopsy is checked by a pathologist.",
        "A trial protocol is reviewed by an ethics board before the trial starts.",
        "The treatment plan is written down by the care team.",
    ],
)
def test_facts_about_reviews_in_medicine_pass(text: str) -> None:
    assert review_failure(text) is None
