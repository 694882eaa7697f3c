"""Orders to a patient are found; third-person facts, doses included, are not taken for orders."""

import pytest

from rag.check.directives import directive_failure


@pytest.mark.parametrize(
    "statement",
    [
        "Increase your dose of bexatine to 40 mg.",
        "You should take aspirin 100 mg every day.",
        "You must not stop bexatine.",
        "Stop taking bexatine when a rash appears.",
        "Take 5 mg in the morning.",
        "Ask for a scan, and skip the next dose of your other medicine.",
        "Rest, drink water and then take 5 mg of it.",
        "The following helps:\n- Skip your dose on Sundays",
        "Never double the dose.",
        "If you feel well, stop treatment.",
        "When pain returns, take 10 mg of bexatine.",
        "Patients: stop bexatine.",
        "Halve your dose.",
        "Cut the dose in half.",
        "Switch to anastrozole.",
        "Taper your steroids.",
        "Discontinue bexatine.",
        "Restart bexatine after surgery.",
        "Consider stopping tamoxifen.",
        "We advise you to stop bexatine.",
        "You are advised to take aspirin daily.",
        "You don't need to take tamoxifen any more.",
        "You should never stop tamoxifen.",
        "You may safely skip a dose.",
    ],
)
def test_order_to_the_reader_fails(statement: str) -> None:
    assert directive_failure(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "Ask your care team whether to rest and skip a dose.",
        "Call the ward and keep a list of your medicines.",
        "Keep a record of your doses.",
        "The care team may ask you to rest and stop taking aspirin.",
        "Bexatine is given as 5 mg once a day.",
        "Bexatine is stopped when the heart weakens.",
        "Treatment starts with bexatine.",
        "People who take bexatine need blood tests.",
        "Talk with your care team before you change anything.",
        "Ask your care team whether you should stop tamoxifen.",
        "Your doctor may change your dose.",
        "Some people stop treatment because of side effects.",
        "Stopping tamoxifen early may raise the risk of return.",
        "Hold a pillow against your belly.",
        "Resume normal activity slowly.",
        "Cut food into small pieces.",
        "If you can, take part in a clinical trial.",
        "You may be given chemotherapy.",
        "Should you stop tamoxifen?",
        "New cough should be reported right away.",
    ],
)
def test_fact_in_the_third_person_passes(statement: str) -> None:
    assert directive_failure(statement) is None
