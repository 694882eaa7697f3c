"""The words of prompts/records.yaml are read, name what the vocabulary knows, and are found by word forms."""

from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.records.rules import MARKER, Lines, load_record_rules, says, without
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary
from rag.words import stems

RULES = load_record_rules(PROJECT_ROOT / "prompts")


def marked(text: str) -> list[str]:
    """Stems of a text in which "@" stands for the marker."""
    return [MARKER if stem == "zzz" else stem for stem in stems(text.replace("@", "zzz"), keep_stopwords=True)]


@pytest.mark.parametrize(
    ("phrase", "words", "is_said"),
    [
        ("comes back", "cancer that came and comes back", True),
        ("comes back", "it can come back", True),
        ("comes back", "back it comes", False),
        ("if _ spread", "if the cancer has spread", True),
        ("if _ spread", "if a b c d e spread", False),
        ("with a {}", "tumors with a @ change", True),
        ("with a {}", "tumors with an @ change", False),
        ("{} positive", "@ positive", True),
        ("{} positive", "@ is positive", False),
        ("low", "below", False),
    ],
)
def test_a_phrase_is_found_by_word_forms(phrase: str, words: str, is_said: bool) -> None:
    assert says([phrase], marked(words)) is is_said


def test_no_phrase_is_never_said() -> None:
    assert not says([], ["anything"])


def test_places_of_a_phrase_are_taken_out() -> None:
    assert without(["has spread"], stems("cancer that has spread far", keep_stopwords=True)) == [
        "cancer",
        "that",
        "far",
    ]


def test_markers_and_treatments_of_the_rules_are_terms_of_the_vocabulary() -> None:
    known = load_vocabulary(PROJECT_ROOT / "corpus").by_name
    markers = {
        *(*RULES.alterations, *RULES.stands_for, *RULES.levels, *RULES.mutation_apart, *RULES.told_by, *RULES.part_of),
        *(name for names in RULES.told_by.values() for name in names),
        *(name for names in RULES.stands_for.values() for name in names),
        *(*RULES.part_of.values(), *RULES.same, *RULES.same.values()),
    }
    assert {name for name in markers if name not in known} == set()
    treatments = {name for names in RULES.kinds_of_treatment.values() for name in names}
    assert {name for name in treatments if name not in known} == set()


def test_the_alteration_is_an_alternative_of_an_aspect() -> None:
    assert RULES.altered.alternative < len(RULES.aspects[RULES.altered.aspect])


def test_lines_hold_only_the_names_that_are_filled_in() -> None:
    filled = {"{facts}", "{topic}", "{count}", "{asked}", "{given}", "{words}"}
    lines = RULES.lines.model_dump().values()
    found = {piece.split("}")[0] for line in lines for piece in line.split("{")[1:]}
    assert {f"{{{name}}}" for name in found} == filled
    assert set(Lines.model_fields) == set(RULES.lines.model_dump())


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutlineError, match=r"records.yaml.*restore it"):
        load_record_rules(tmp_path)
