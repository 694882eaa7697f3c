"""Notices: exact wording by id and version, and errors that say what to mend."""

import hashlib
import shutil
from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.page.notices import load_notices, load_safety_notice
from rag.schema import Audience
from rag.settings import Settings

PROMPTS = Settings().prompts_dir

# Published pages carry these ids. Changed wording needs a new version in the file and a new line here.
WORDING = {
    "patient-top/1": "1cc8c6bf3021",
    "patient-bottom/1": "40df06217e15",
    "clinician-top/1": "ef2eb13a3007",
    "clinician-bottom/1": "94ff60f002bd",
    "emergency/1": "e8f115a099df",
    "crisis/1": "46bc3cf1d0e0",
}


def test_wording_of_every_notice_is_the_one_its_id_stands_for() -> None:
    patient, clinician = load_notices(PROMPTS, "patient"), load_notices(PROMPTS, "clinician")
    safety = [load_safety_notice(PROMPTS, "emergency"), load_safety_notice(PROMPTS, "crisis")]
    notices = [patient.top, patient.bottom, clinician.top, clinician.bottom, *safety]
    assert {n.id: hashlib.sha256(n.text.encode()).hexdigest()[:12] for n in notices} == WORDING


def test_ordinary_pages_have_no_safety_notice() -> None:
    assert load_notices(PROMPTS, "patient").safety is None


@pytest.mark.parametrize(
    ("audience", "needed"),
    [
        ("patient", ["general information", "not medical advice", "care team"]),
        ("clinician", ["does not replace clinical judgement", "verify"]),
    ],
)
def test_top_notice_says_what_its_audience_must_know(audience: Audience, needed: list[str]) -> None:
    text = load_notices(PROMPTS, audience).top.text.casefold()
    assert [words for words in needed if words not in text] == []


def test_safety_notices_name_the_us_numbers() -> None:
    assert "911" in load_safety_notice(PROMPTS, "emergency").text
    crisis = load_safety_notice(PROMPTS, "crisis").text
    assert "988" in crisis
    assert "911" in crisis


def test_unknown_locale_is_an_error_that_names_the_file() -> None:
    with pytest.raises(OutlineError, match=r"emergency\.xx\.md"):
        load_safety_notice(PROMPTS, "emergency", locale="xx")


HEADER = "---\nid: patient-top/2\nversion: 2\naudience: patient\nplace: top\n---\n"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("Only text.", "no front matter"),
        ("---\nid: [\n---\nText.", "unreadable front matter"),
        ("---\n- a\n---\nText.", "mend the front matter"),
        (HEADER.replace("version: 2", "version: two") + "Text.", "version"),
        (HEADER.replace("patient-top/2", "Patient Top") + "Text.", "id"),
        (HEADER.replace("patient-top/2", "patient-top/1") + "Text.", "end the id with the version"),
        (HEADER.replace("audience: patient", "audience: clinician") + "Text.", "audience"),
        (HEADER.replace("place: top", "place: bottom") + "Text.", "place"),
        (HEADER.replace("place: top", "place: top\ntone: kind") + "Text.", "tone"),
        (HEADER + " \n", "empty"),
    ],
)
def test_bad_notice_file_is_refused(tmp_path: Path, content: str, named: str) -> None:
    shutil.copytree(PROMPTS / "notices", tmp_path / "notices")
    (tmp_path / "notices" / "patient-top.md").write_text(content, "utf-8")
    with pytest.raises(OutlineError, match=named) as caught:
        load_notices(tmp_path, "patient")
    assert "patient-top.md" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_new_version_is_used_with_its_exact_text(tmp_path: Path) -> None:
    shutil.copytree(PROMPTS / "notices", tmp_path / "notices")
    (tmp_path / "notices" / "patient-top.md").write_text(HEADER + "One.\n\nTwo: *as it stands*.\n", "utf-8")
    top = load_notices(tmp_path, "patient").top
    assert (top.id, top.text) == ("patient-top/2", "One.\n\nTwo: *as it stands*.")
