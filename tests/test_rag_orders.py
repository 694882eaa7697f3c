"""A question for a personal order is told by its form: who is to do what."""

import pytest

from rag.orders import seeks_order


@pytest.mark.parametrize(
    "text",
    [
        "Ought my wife to begin hormone tablets now?",
        "May she stop her pills before the scan?",
        "Can dad take half of the dose this week?",
        "Do I agree to the transplant?",
        "Am I allowed to drop the evening dose?",
        "Would it be sensible for my father to cut down his tablets?",
        "I'm tempted to come off letrozole, would that be alright?",
        "Recommend a drug for my lung cancer.",
        "Please decide between the two for my brother",
        "What would you do in my place?",
        "How much is he supposed to take today?",
        "What dose for a woman of 55 kilograms?",
        "I think I'll quit chemo. Good idea?",
        "Just tell me yes or no: chemo or not?",
        "Do I need a biopsy?",
        "Is it a bad choice to turn down surgery?",
    ],
)
def test_an_order_is_sought(text: str) -> None:
    assert seeks_order(text)


@pytest.mark.parametrize(
    "text",
    [
        "What should I know about a stoma?",
        "What questions should I ask?",
        "Should PD-L1 be tested before treatment?",
        "Can chemotherapy cause hair loss?",
        "Can I get lung cancer without smoking?",
        "Do I have a high risk?",
        "How do I lower my risk of infection?",
        "What can I do about nausea?",
        "How much is usually given?",
        "How do doctors choose between surgery and radiation?",
        "Must the margins be clear?",
    ],
)
def test_facts_are_sought(text: str) -> None:
    assert not seeks_order(text)
