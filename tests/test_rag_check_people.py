"""Groups of people that a statement names and its evidence does not."""

import pytest

from rag.check.people import GROUPS, group_failure


@pytest.mark.parametrize(
    ("statement", "text", "why"),
    [
        ("It is given to children.", "It is given to adults.", "the quotes do not speak of children ('children')"),
        ("Women are offered a scan.", "People are offered a scan.", "the quotes do not speak of women ('Women')"),
        ("Women may take it.", "It may be taken in pregnancy.", None),
        ("Older people need less.", "People aged 70 need less.", None),
        ("Older people need less.", "People aged 40 need less.", "the quotes do not speak of older people ('Older people')"),
        ("Kids may swim.", "Paediatric patients may swim.", None),
        ("It may harm an unborn child.", "It may harm a fetus.", None),
        ("Guests may swim.", "", None),
    ],
)  # fmt: skip
def test_a_group_of_which_the_evidence_does_not_speak_is_named(statement: str, text: str, why: str | None) -> None:
    assert group_failure(statement, text) == why


@pytest.mark.parametrize("group", [name for name in GROUPS if "menopause" not in name])
def test_every_group_is_found_by_its_name(group: str) -> None:
    assert group_failure(f"It is meant for {group} too.", "It is meant for patients.")
