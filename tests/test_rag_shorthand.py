"""Clinical shorthand is written out where it stands as a word of its own and means one thing."""

from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.schema import Correction
from rag.settings import Settings
from rag.shorthand import load_shorthand

SHORTHAND = load_shorthand(Settings().prompts_dir)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("tx of NSCLC w/ EGFR mut?", "treatment of NSCLC with EGFR mutation?"),
        ("SE of T-DXd in BC", "side effects of T-DXd in breast cancer"),
        ("mCRPC 2L", "metastatic castration-resistant prostate cancer second-line"),
        ("pt w/o mets, RT?", "patient without metastases, radiation therapy?"),
        ("tx w/pembrolizumab", "treatment with pembrolizumab"),
    ],
)
def test_short_forms_are_written_out(typed: str, read: str) -> None:
    assert SHORTHAND.expanded(typed)[0] == read


@pytest.mark.parametrize(
    "text",
    [
        "Austin, TX",
        "RT-PCR and txt",
        "drink 2L of water, 1L/day",
        "BC pills",  # not breast cancer: nothing beside it says so
        "mutation, setting, option",
        "",
    ],
)
def test_what_means_something_else_is_left(text: str) -> None:
    assert SHORTHAND.expanded(text) == (text, ())


def test_what_was_written_out_is_told() -> None:
    assert SHORTHAND.expanded("dx and tx")[1] == (
        Correction(typed="dx", read_as="diagnosis"),
        Correction(typed="tx", read_as="treatment"),
    )


def test_no_form_is_listed_twice() -> None:
    listed = [short for form in SHORTHAND.forms for short in form.short]
    assert len(listed) == len(set(listed))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutlineError, match="shorthand"):
        load_shorthand(tmp_path)
