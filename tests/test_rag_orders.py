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
        "Could I double up a dose after a missed one?",
        "What dose of letrozole can my mother have?",
        "Give me a plan for tapering my steroid",
        "Am I allowed to mow the lawn?",
        "Which tablets do I take at night?",
        "May I give my husband his pill early?",
        "I was sick, so do I take another one?",
        "Is 75 mg right for me?",
        "Is 20 mg too much for our son?",
        "Is she meant to take it at night?",
        "How do I taper prednisone?",
        "Tell me when to stop the drops",
        "Can I crush the tablets?",
        "I forgot a pill. Two tomorrow?",
        "OK to skip the next one?",
        "Which of them would suit my father?",
        "Can he have 2 paracetamol with it?",
        "Should the dose be lower in my case?",
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
        "What dose of letrozole is given?",
        "Can people with lymphoma swim?",
        "Is 75 mg a usual dose?",
        "How are steroids tapered?",
        "What is in a plan for follow-up?",
        "Who is allowed to join a trial?",
        "Are tablets of capecitabine crushed?",
        "Can you give me an overview of tapering?",
        "Do I take after my father in risk?",
        "Is surgery the right choice for most people?",
        "How long do I stay in hospital after surgery?",
        "Can I have two cancers at once?",
        "What do I need to know about staging?",
        "Can I pass BRCA on to my children?",
    ],
)
def test_facts_are_sought(text: str) -> None:
    assert not seeks_order(text)
