"""A file becomes a record, or is refused by field; no value of it stands in any message."""

import json
from pathlib import Path

import pytest

from rag.errors import InputError, RecordError
from rag.records.read import MAX_BYTES, load_record
from rag.records.record import Biomarker, Treatment

OWN = """
diagnosis: breast cancer
stage: II
age: 54
biomarkers:
  - {name: HER2, status: Positive, score: 3+}
  - {name: PSA, value: 6.5, unit: ng/mL}
treatments:
  - {name: trastuzumab, status: current, start: 2026-03-04}
  - surgery
"""


def written(folder: Path, text: str | bytes, name: str = "record.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_yaml_is_read_field_by_field(tmp_path: Path) -> None:
    record = load_record(written(tmp_path, OWN))
    assert (record.diagnoses, record.stage, record.age) == (("breast cancer",), "II", 54)
    assert record.biomarkers == (
        Biomarker(name="HER2", status="positive", score="3+"),
        Biomarker(name="PSA", value=6.5, unit="ng/mL"),
    )
    assert record.treatments == (
        Treatment(name="trastuzumab", when="current", start="2026-03-04"),
        Treatment(name="surgery"),
    )
    assert record.unused == ()


def test_json_says_the_same_as_yaml(tmp_path: Path) -> None:
    value = {"diagnosis": ["breast cancer"], "stage": 2, "biomarkers": {"HER2": "low", "ER": None}, "age": 54}
    record = load_record(written(tmp_path, json.dumps(value), "record.json"))
    assert (record.stage, record.age) == ("2", 54)
    assert record.biomarkers == (Biomarker(name="HER2", status="low"), Biomarker(name="ER"))


@pytest.mark.parametrize(
    "text", ["biomarkers: {HER2: low}", "biomarkers: [{HER2: low}]", "biomarkers: {HER2: {status: low}}"]
)
def test_short_forms_of_a_biomarker_are_the_same(tmp_path: Path, text: str) -> None:
    assert load_record(written(tmp_path, text)).biomarkers == (Biomarker(name="HER2", status="low"),)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("{name: HER2, status: IHC 3+}", Biomarker(name="HER2", score="IHC 3+")),
        ("{name: HER2, score: 1+}", Biomarker(name="HER2", score="1+")),
        (
            "{name: HER2, status: '2+, FISH negative'}",
            Biomarker(name="HER2", status="negative", score="2+, FISH negative"),
        ),
        ("{ER: 90 %}", Biomarker(name="ER", score="90 %")),
        ("{ER: 0 %}", Biomarker(name="ER", score="0 %")),
        ("{KRAS: G12C}", Biomarker(name="KRAS G12C", status="mutant")),
    ],
)
def test_scores_and_shares_may_stand_as_the_status(tmp_path: Path, given: str, wanted: Biomarker) -> None:
    (found,) = load_record(written(tmp_path, f"biomarkers: [{given}]")).biomarkers
    assert found.model_dump() == wanted.model_dump()


def test_a_word_that_yaml_takes_for_a_truth_value_stays_a_word(tmp_path: Path) -> None:
    assert load_record(written(tmp_path, "diagnosis: no\nstage: 1.10")).diagnoses == ("no",)


def test_fields_that_are_not_known_are_named_without_their_values(tmp_path: Path) -> None:
    text = f"{OWN}\nname: Jane Roe\nbirth_date: 1971-02-03\nJane Roe of Bath: yes\nunused: [x]\n"
    record = load_record(written(tmp_path, text.replace("score: 3+", "score: 3+, lab: Acme")))
    assert record.unused == ("name", "birth_date", "(a field whose name is not one word)", "unused", "biomarkers.lab")
    assert "Roe" not in record.model_dump_json()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("record.txt", "stage: II", "name it .yaml or .json"),
        ("record.yaml", "", "holds no fields"),
        ("record.yaml", "- Jane Roe", "holds no fields"),
        ("record.json", "[]", "holds no fields"),
        ("record.yaml", "name: Jane Roe", "gives no fact"),
        ("record.yaml", "diagnosis: ''\nstage: null\nbiomarkers: []", "gives no fact"),
        ("record.yaml", "stage: [Jane Roe", r"not plain YAML \(line 1\)"),
        ("record.yaml", "stage: II\nstage: Jane Roe", "not plain YAML.*line 1"),
        ("record.yaml", "a: &a [Jane Roe]\nb: *a", "not plain YAML.*line 2"),
        ("record.yaml", "age: Jane Roe", "age does not fit.*0 to 130"),
        ("record.yaml", "age: 131", "age does not fit.*0 to 130"),
        ("record.yaml", "stage: {Jane: Roe}", "stage does not fit"),
        ("record.yaml", "diagnosed: Jane Roe", "diagnosed does not fit.*2025-03-01"),
        ("record.yaml", "biomarkers: [{name: HER2, status: Jane Roe}]", r"biomarkers.0.status.*use one of positive"),
        ("record.yaml", "biomarkers: [{name: HER2, value: Jane Roe}]", r"biomarkers.0.value does not fit.*score"),
        ("record.yaml", "biomarkers: [[Jane Roe]]", r"biomarkers.0 is no name"),
        ("record.yaml", "treatments: [{name: x, when: Jane Roe}]", "treatments.0.when does not fit.*past, current"),
        ("record.yaml", "stage: II\ndiagnosis: a\ndiagnoses: [Jane Roe]", "diagnoses is given twice"),
        ("record.json", '{"stage": "II", "stage": "Jane Roe"}', "stands twice"),
        ("record.json", '{"stage": "Jane Roe"', r"not valid JSON \(line 1\)"),
        ("record.json", '{"age": NaN}', "mend it"),
        ("record.json", b'{"stage": "\xff"}', "save it as UTF-8"),
        ("record.json", "[" * 100_000, "nested too deep"),
        ("record.json", json.dumps({"details": ["Jane Roe"] * 50_001}), "details has too many entries"),
        ("record.yaml", "[" * 20_000, "nested too deep|not plain YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field_and_never_repeated(
    tmp_path: Path, name: str, text: str | bytes, said: str
) -> None:
    with pytest.raises(RecordError, match=said) as raised:
        load_record(written(tmp_path, text, name))
    assert "Roe" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    text = "stage: II\n#" + "x" * MAX_BYTES[".yaml"]
    with pytest.raises(RecordError, match="larger than 100,000 bytes"):
        load_record(written(tmp_path, text))


@pytest.mark.parametrize("name", ["none.yaml", "folder.yaml"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(RecordError, match=r"no such file.*--records"):
        load_record(tmp_path / name)


def test_a_record_error_is_an_input_error() -> None:
    assert issubclass(RecordError, InputError)
