"""A record becomes facts in the vocabulary's names; what it says twice or in unknown words is told apart."""

from typing import Any

import pytest

from rag.parts import Parts
from rag.records.known import Known, known_from, shown_facts, shown_stages
from rag.records.record import Record
from rag.records.rules import load_record_rules
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]


def known(demo: Parts, settings: Settings, **fields: Any) -> Known:
    return known_from(Record.model_validate({"age": 50, **fields}), demo, settings)


def marker(name: str, status: str = "positive", **fields: object) -> dict[str, object]:
    return {"name": name, "status": status, **fields}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([marker("ERBB2")], {"HER2": "positive"}),
        ([marker("HER2/neu", "amplified")], {"HER2": "positive"}),
        ([marker("HER2", "mutant")], {"HER2 mutation": "positive"}),
        ([marker("HER2 mutation", "negative")], {"HER2 mutation": "negative"}),
        ([marker("HER2-low")], {"HER2-low": "positive", "HER2": "low"}),
        ([marker("ER")], {"estrogen receptor": "positive", "hormone receptor": "positive"}),
        ([marker("ER", "negative")], {"estrogen receptor": "negative"}),
        (
            [marker("ER", "negative"), marker("PR", "negative")],
            dict.fromkeys(["estrogen receptor", "progesterone receptor", "hormone receptor"], "negative"),
        ),
        ([marker("KRAS G12C")], dict.fromkeys(["KRAS G12C", "KRAS", "RAS"], "positive")),
        ([marker("KRAS", "wild-type")], {"KRAS": "negative", "KRAS G12C": "negative"}),
        ([marker("MMR", "dMMR")], {"microsatellite instability": "positive"}),
        ([marker("MSI", "MSS")], {"microsatellite instability": "negative"}),
        ([marker("PD-L1", "high")], {"PD-L1": "high"}),
        ([marker("HER2", "high")], {"HER2": "positive"}),
        ([marker("HER2", "unknown")], {}),
        (
            [marker("ER", "negative"), marker("PR", "negative"), marker("HER2", "negative")],
            {
                **dict.fromkeys(["estrogen receptor", "progesterone receptor", "hormone receptor", "HER2"], "negative"),
                "triple-negative": "positive",
            },
        ),
        (
            [{"name": "triple-negative"}],
            {
                **dict.fromkeys(["estrogen receptor", "progesterone receptor", "hormone receptor", "HER2"], "negative"),
                "triple-negative": "positive",
            },
        ),
        ([{"name": "HER2", "score": "3+"}], {"HER2": "positive"}),
        ([{"name": "HER2", "score": "IHC 2+"}], {}),
        ([{"name": "HER2", "score": "2+, ISH negative"}], {"HER2": "negative"}),
        ([{"name": "HER2", "score": "1+"}], {"HER2": "negative"}),
        ([marker("HER2", "negative", score="3+")], {}),
        ([{"name": "ER", "value": 90, "unit": "%"}], {"estrogen receptor": "positive", "hormone receptor": "positive"}),
        ([{"name": "ER", "value": 5, "unit": "%"}], {"estrogen receptor": "low", "hormone receptor": "low"}),
        ([{"name": "ER", "score": "<1%"}], {"estrogen receptor": "negative"}),
        ([{"name": "PD-L1", "score": "60 %"}], {}),
        ([marker("shoe size")], {}),
    ],
)
def test_results_get_canonical_names_and_what_follows_from_them(
    demo: Parts, demo_settings: Settings, given: list[dict[str, object]], wanted: dict[str, str]
) -> None:
    assert known(demo, demo_settings, biomarkers=given).results == wanted


@pytest.mark.parametrize("diagnosis", ["triple-negative breast cancer", "TNBC"])
def test_results_may_stand_in_the_diagnosis(demo: Parts, demo_settings: Settings, diagnosis: str) -> None:
    found = known(demo, demo_settings, diagnoses=(diagnosis,))
    assert (found.results["HER2"], found.results["hormone receptor"]) == ("negative", "negative")


@pytest.mark.parametrize(
    ("given", "level", "said"),
    [
        ([{"name": "HER2", "score": "1+"}], "low", "HER2: low (score 1+)"),
        ([{"name": "HER2", "score": "0"}], "negative", "HER2: negative (score 0)"),
        ([{"name": "HER2", "score": "2+"}], None, "HER2: score 2+"),
        ([{"name": "HER2 IHC", "score": "2+"}, marker("HER2 FISH", "negative")], "low", "HER2: low"),
    ],
)
def test_in_breast_cancer_a_low_score_without_amplification_is_called_low(
    demo: Parts, demo_settings: Settings, given: list[dict[str, object]], level: str | None, said: str
) -> None:
    found = known(demo, demo_settings, diagnoses=("breast cancer",), biomarkers=given)
    assert found.results.get("HER2") == level
    assert said in shown_facts(found, None, load_record_rules(demo_settings.prompts_dir))
    assert found.unread == 0


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("IMDC poor risk", "risk group: poor risk"),
        ("high-risk", "risk group: high risk"),
        ("favorable risk", "risk group: favorable risk"),
        ("high risk of coming back", "risk of return: high risk of coming back"),
        ("papillary", "cell type: papillary"),
        ("borderline resectable", "chance of surgery: borderline resectable"),
    ],
)
def test_an_aspect_is_shown_in_the_words_given(demo: Parts, demo_settings: Settings, detail: str, said: str) -> None:
    found = known(demo, demo_settings, details=(detail,))
    assert shown_facts(found, None, load_record_rules(demo_settings.prompts_dir)) == (said,)


@pytest.mark.parametrize("detail", ["no brain metastases", "not castration-resistant", "suspected platinum-resistant"])
def test_what_a_detail_denies_or_leaves_open_is_no_fact(demo: Parts, demo_settings: Settings, detail: str) -> None:
    assert known(demo, demo_settings, details=(detail,)).aspects == {}


@pytest.mark.parametrize(
    ("diagnosis", "stage", "wanted"),
    [
        ("DLBCL", "limited", "12"),
        ("diffuse large B-cell lymphoma", "Limited stage", "12"),
        ("Hodgkin lymphoma", "advanced", "34"),
        ("small cell lung cancer", "limited", ["limited"]),
    ],
)
def test_words_for_the_stage_are_read_for_the_cancer(
    demo: Parts, demo_settings: Settings, diagnosis: str, stage: str, wanted: object
) -> None:
    assert known(demo, demo_settings, diagnoses=(diagnosis,), stage=stage).stages == frozenset(wanted)  # type: ignore[call-overload]


def test_the_newest_result_counts(demo: Parts, demo_settings: Settings) -> None:
    both = [marker("HER2", date="2024-01-05"), marker("ERBB2", "negative", date="2025-01")]
    assert known(demo, demo_settings, biomarkers=both).results == {"HER2": "negative"}


def test_results_of_one_date_that_differ_are_unclear_and_count_as_not_given(
    demo: Parts, demo_settings: Settings
) -> None:
    found = known(demo, demo_settings, biomarkers=[marker("HER2"), marker("ERBB2", "negative")])
    assert found.results == {}
    assert found.unclear == ("HER2",)


@pytest.mark.parametrize(
    ("stage", "wanted"),
    [
        ("II", "stage II"),
        ("2", "stage II"),
        ("Stage IIIA1 (AJCC 8)", "stage III"),
        ("0", "stage 0"),
        ("metastatic", "advanced"),
        ("extensive", "extensive stage"),
        ("early", "early"),
        ("I or II", "early"),
    ],
)
def test_stage_is_read_and_shown_in_fixed_words(demo: Parts, demo_settings: Settings, stage: str, wanted: str) -> None:
    rules = load_record_rules(demo_settings.prompts_dir)
    assert shown_stages(known(demo, demo_settings, stage=stage).stages, rules) == wanted


def test_treatments_had_are_told_from_planned_ones_and_count_as_their_kind(
    demo: Parts, demo_settings: Settings
) -> None:
    given = [{"name": "FOLFOX", "when": "past"}, {"name": "Herceptin 600 mg", "when": "planned"}]
    found = known(demo, demo_settings, treatments=given)
    assert found.had == {"FOLFOX", "chemotherapy", "platinum chemotherapy"}
    assert found.treatments == {"FOLFOX", "trastuzumab"}


def test_facts_in_unknown_words_are_counted(demo: Parts, demo_settings: Settings) -> None:
    found = known(
        demo,
        demo_settings,
        diagnoses=("hypertension",),
        stage="T2N0",
        biomarkers=[marker("shoe size"), marker("HER2", "unknown"), marker("ER")],
        treatments=[{"name": "sleep"}],
        details=("clear cell", "likes tea"),
    )
    assert found.unread == 6
    assert found.aspects["cell type"] == {1}


def test_shown_facts_hold_no_word_of_the_record(demo: Parts, demo_settings: Settings) -> None:
    found = known(
        demo,
        demo_settings,
        diagnoses=("breast cancer of Jane Roe",),
        stage="stage II per Dr Roe",
        biomarkers=[
            marker("HER2 (Roe lab)", date="2024-01-01", score="Roe"),
            marker("PSA", "unknown", value=4.5, unit="ng/mL"),
            marker("CEA", "unknown", value=2, unit="per Roe"),
        ],
        treatments=[{"name": "trastuzumab by Dr Roe", "when": "past", "start": "2024-02-02"}],
        details=("clear cell, says Roe",),
    )
    assert shown_facts(found, "breast cancer", load_record_rules(demo_settings.prompts_dir)) == (
        "breast cancer",
        "stage II",
        "HER2: positive",
        "PSA: 4.5 ng/ml",
        "CEA: 2",
        "treatment: trastuzumab",
        "cell type: clear cell",
    )
