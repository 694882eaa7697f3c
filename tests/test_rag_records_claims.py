"""What a sentence presupposes of a person is read from its words; what it merely mentions is not."""

import pytest

from rag.records.claims import claims_of, stages_of
from rag.records.rules import load_record_rules
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary

RULES = load_record_rules(PROJECT_ROOT / "prompts")
VOCABULARY = load_vocabulary(PROJECT_ROOT / "corpus")
HR, MSI = "hormone receptor", "microsatellite instability"


def results(text: str) -> dict[str, str]:
    claims = claims_of(text, VOCABULARY, RULES).markers
    return {claim.marker: " or ".join(sorted(claim.levels)) for claim in claims}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("HER2-positive breast cancer grows.", {"HER2": "positive"}),
        ("Drug A is for HER2-negative disease.", {"HER2": "negative"}),
        ("Tumors with ERBB2 amplification shrink.", {"HER2": "positive"}),
        ("It is added when the cancer also has hormone receptors.", {HR: "positive"}),
        ("This cancer has no hormone receptors.", {HR: "negative"}),
        ("HER2-negative cancer does not have extra HER2.", {"HER2": "negative"}),
        ("HER2-low cancer may respond.", {"HER2": "low"}),
        ("HER2-ultralow cancer may respond.", {"HER2": "ultralow"}),
        ("Triple-negative cancer is treated with drug A.", {HR: "negative", "HER2": "negative"}),
        ("TNBC is treated with drug A.", {HR: "negative", "HER2": "negative"}),
        ("Drug A is for HER2-mutant NSCLC.", {"HER2 mutation": "positive"}),
        ("Drug A is for NSCLC with an EGFR mutation.", {"EGFR": "positive"}),
        ("Drug A is for tumors without EGFR or ALK changes.", {"EGFR": "negative", "ALK": "negative"}),
        ("Drug A is for RAS wild-type cancer.", {"RAS": "negative"}),
        ("Drug A is used for cancer with BRAF V600E.", {"BRAF V600E": "positive"}),
        ("Drug A works in MSI-high or MMR-deficient cancer.", {MSI: "positive"}),
        ("It rarely works when the cancer is not MSI-high.", {MSI: "negative"}),
        ("Drug A is used when there is a high level of PD-L1.", {"PD-L1": "high"}),
        ("Drug A is used with a low level of PD-L1 or none.", {"PD-L1": "low or negative"}),
        ("Drug A is for cancer with a HER2 score of 3+.", {"HER2": "positive"}),
        ("HER2 status guides treatment.", {}),
        ("Drugs that target HER2 can weaken the heart.", {}),
        ("Every tumor is tested for HER2 and for EGFR mutations.", {}),
        ("Biomarkers that guide treatment include BRAF V600E.", {}),
        ("The test shows whether the tumor is HER2-positive.", {}),
        ("", {}),
    ],
)
def test_results_of_markers_are_read(text: str, wanted: dict[str, str]) -> None:
    assert results(text) == wanted


def test_a_score_is_asked_for_beside_its_result() -> None:
    (claim,) = claims_of("Drug A is for cancer with a HER2 score of 3+.", VOCABULARY, RULES).markers
    assert claim.score == "3"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Stage IIIA cancer", "3"),
        ("Stages I and II cancer", "1 2"),
        ("Stage IA2 cancer", "1"),
        ("stage 4", "4"),
        ("early breast cancer", "1 2"),
        ("early non-small cell lung cancer", "1 2"),
        ("locally advanced breast cancer", "3"),
        ("advanced breast cancer", "4 extensive"),
        ("metastatic disease", "4 extensive"),
        ("cancer that has not spread", "0 1 2 3"),
        ("a larger tumor than stage I", ""),
        ("limited-stage SCLC", "limited"),
        ("Limited DLBCL", "1 2"),
        ("Advanced Hodgkin lymphoma", "3 4"),
        ("locally advanced cancer that has not spread", "3"),
        ("Stage I: removal of very early tumors", "1"),
        ("at early and advanced stages", "1 2 4 extensive"),
        ("A scan shows whether the cancer has spread.", ""),
        ("It can be found early.", ""),
        ("earlier treatment", ""),
    ],
)
def test_stages_are_read_from_numbers_and_words(text: str, wanted: str) -> None:
    assert " ".join(sorted(stages_of(text, RULES))) == wanted


@pytest.mark.parametrize(
    ("text", "is_first", "is_later"),
    [
        ("It is first treated with drug A.", True, False),
        ("Drug A may be used after earlier treatment.", False, True),
        ("Drug A may be used when the cancer comes back.", False, False),
        ("Drug A lowers the chance that the cancer comes back.", False, False),
        ("Drug A is a pill.", False, False),
    ],
)
def test_the_line_of_treatment_is_read(text: str, is_first: bool, is_later: bool) -> None:
    claims = claims_of(text, VOCABULARY, RULES)
    assert (claims.is_first_line, claims.is_later_line) == (is_first, is_later)


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("Drug A is given after chemotherapy.", {"chemotherapy"}),
        ("Drug A is given when cancer has grown after treatment with trastuzumab.", {"trastuzumab"}),
        ("Drug A is given after surgery.", {"surgery"}),
        ("Drug A is no part of care before or after surgery.", set()),
        ("Chemotherapy comes before surgery.", set()),
    ],
)
def test_treatments_that_come_before_are_read(text: str, follows: set[str]) -> None:
    assert claims_of(text, VOCABULARY, RULES).follows == follows


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("people aged 55 to 69", [(55, 69)]),
        ("from age 70 on", [(70, 130)]),
        ("people 65 years or older", [(65, 130)]),
        ("people younger than 40", [(0, 39)]),
        ("over 50% of cells", []),
        ("after 5 years", []),
    ],
)
def test_ages_are_read(text: str, wanted: list[tuple[int, int]]) -> None:
    assert list(claims_of(text, VOCABULARY, RULES).ages) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("clear cell kidney cancer", {"cell type": {1}}),
        ("non-clear cell kidney cancer", {"cell type": {0}}),
        ("intermediate-risk and poor-risk disease", {"risk group": {2, 4}}),
        ("low risk, intermediate risk or high risk", {}),
        ("mainly for intermediate or poor risk", {"risk group": {2, 4}}),
        ("a higher risk of return", {"risk of return": {1}}),
        ("platinum-resistant cancer", {"response to platinum": {0}}),
        ("cancer that comes back", {"course of the disease": {1}}),
        ("a lower chance that cancer comes back", {}),
        ("cancer that is found before it has grown into muscle", {}),
        ("when some cancer is left at surgery", {"cancer left at surgery": {1}}),
        ("borderline resectable cancer", {"chance of surgery": {1}}),
        ("treatment depends on whether the tumor can be removed", {}),
        ("castration-resistant cancer", {"response to hormone therapy": {0}}),
    ],
)
def test_other_aspects_are_read_unless_a_text_names_them_all(text: str, wanted: dict[str, set[int]]) -> None:
    assert dict(claims_of(text, VOCABULARY, RULES).aspects) == wanted
