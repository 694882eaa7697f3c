"""The topic of a record is the narrowest cancer that diagnosis and details name; what is ruled out or denied is none."""

import pytest

from rag.parts import Parts
from rag.records.record import Record
from rag.records.topics import topic_from
from rag.settings import Settings

pytest_plugins = ["tests.demo_shelf"]


@pytest.mark.parametrize(
    ("diagnosis", "topic"),
    [
        ("Stomach cancer", "gastric-cancer"),
        ("RCC", "kidney-cancer"),
        ("lung adenocarcinoma", "non-small-cell-lung-cancer"),
        ("small cell lung cancer", "small-cell-lung-cancer"),
        ("Malignant neoplasm of female breast", "breast-cancer"),
        ("Primary malignant neoplasm of kidney", "kidney-cancer"),
        ("Carcinoma of colon", "colon-cancer"),
        ("glioblastoma", "glioblastoma"),
        ("Secondary malignant neoplasm of bone", None),
        ("family history of breast cancer", None),
        ("benign neoplasm of kidney", None),
        ("hypertension", None),
        ("Non-small cell lung cancer", "non-small-cell-lung-cancer"),
        ("Non-small cell carcinoma of lung, TNM stage 4", "non-small-cell-lung-cancer"),
        ("Small cell carcinoma of lung", "small-cell-lung-cancer"),
        ("Adenocarcinoma of lung", "non-small-cell-lung-cancer"),
        ("Non-Hodgkin lymphoma", "non-hodgkin-lymphoma"),
        ("non-muscle-invasive bladder cancer", "bladder-cancer"),
        ("non-melanoma skin cancer", None),
        ("non-malignant neoplasm of kidney", None),
        ("breast cancer metastatic to bone", "breast-cancer"),
    ],
)
def test_topic_is_the_cancer_that_the_diagnosis_names(
    demo: Parts, demo_settings: Settings, diagnosis: str, topic: str | None
) -> None:
    assert topic_from(Record(diagnoses=(diagnosis,)), demo, demo_settings) == topic


def test_of_several_diagnoses_one_on_the_shelf_counts(demo: Parts, demo_settings: Settings) -> None:
    record = Record(diagnoses=("hypertension", "glioblastoma", "kidney cancer"))
    assert topic_from(record, demo, demo_settings) == "kidney-cancer"
    assert topic_from(Record(age=3), demo, demo_settings) is None


@pytest.mark.parametrize(
    ("diagnosis", "detail", "topic"),
    [
        ("lung cancer", "small cell", "small-cell-lung-cancer"),
        ("lung cancer", "non-small cell", "non-small-cell-lung-cancer"),
        ("lymphoma", "DLBCL", "diffuse-large-b-cell-lymphoma"),
        ("colorectal cancer", "rectal cancer", "rectal-cancer"),
        ("lung cancer", "not small cell", "lung-cancer"),
        ("lung cancer", "mother had small cell lung cancer", "lung-cancer"),
        ("breast cancer", "lung cancer", "breast-cancer"),
        ("non-small cell lung cancer", "small cell", "non-small-cell-lung-cancer"),
    ],
)
def test_a_detail_names_the_kind_of_the_diagnosis(
    demo: Parts, demo_settings: Settings, diagnosis: str, detail: str, topic: str
) -> None:
    record = Record(diagnoses=(diagnosis,), details=(detail,))
    assert topic_from(record, demo, demo_settings) == topic
