"""Mutants change the meaning in one place, variants keep it, and both are the same for the same seed. Texts made up here."""

from pathlib import Path
from random import Random

import pytest

from benchmarks.mutations.mutants import mutants
from benchmarks.mutations.pairs import Pair, halves, list_pairs, sentence_pairs, without
from benchmarks.mutations.variants import VARIANTS, joined, variants
from evals.mutations.falsehoods import KINDS

TEXT = """---
title: "Lumaria"
topic: "{topic}"
---

# Lumaria

## Treatment

<!-- section: 1 -->

Lumaria is larger than 2 centimeters and may be treated with tamoxifen for 5 years. See the pages on warts for more of it.
Signs of lumaria include the following:
- Fever.
- A cough (with or without blood).
- Weight loss. The outlook depends on many things.
"""


def pair(text: str) -> Pair:
    return Pair(document="a", topic="Lumaria", heading="Care", paragraph=text, quote=text)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(TEXT.format(topic=name), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "sentence", "expected"),
    [
        ("shortened", "It affects the lining (tissue) of the lung.", "It affects the lining of the lung."),
        ("shortened", "It affects the lining (if it has spread) of the lung.", None),
        ("reordered", "In adults, the lung may be affected.", "The lung may be affected in adults."),
        ("synonym", "It gets worse.", "It worsens."),
        ("active to passive", "Smoking may cause lumaria.", "Lumaria may be caused by smoking."),
        ("active to passive", "Smoking may not cause lumaria.", None),
    ],
)
def test_a_variant_says_the_same(kind: str, sentence: str, expected: str | None) -> None:
    assert VARIANTS[kind](sentence, Random(1)) == expected


def test_a_list_is_joined_up_to_where_it_ends() -> None:
    listed = pair("Signs include the following:\n- Fever.\n- A cough (dry).\n- Pain. The outlook depends on:\n- Age.")
    assert joined(listed, Random(1)) == "Signs include fever, a cough and pain."
    assert joined(pair("All of the following are found:\n- Fever.\n- Pain; redness."), Random(1)) is None


def test_sentences_and_lists_are_found_with_what_holds_them(docs: Path) -> None:
    paths = sorted(docs.glob("*.md"))
    sentences = sentence_pairs(paths)
    assert [each.quote for each in sentences] == [
        "Lumaria is larger than 2 centimeters and may be treated with tamoxifen for 5 years.",
        "The outlook depends on many things.",
    ]
    (listed,) = list_pairs(paths)
    assert listed.quote.startswith("Signs of lumaria include")
    for each in (*sentences, listed):
        assert each.paragraph[each.start : each.start + len(each.quote)] == each.quote
        assert each.drafted("x").quotes[0].passage_id == each.passage.id


def test_the_half_held_back_has_no_document_and_no_sentence_of_the_other(docs: Path) -> None:
    first, second = halves(docs)
    assert len(first) + len(second) == 3
    assert not set(first) & set(second)
    known = (pair("Lung cancer lasts 3 weeks in adults."),)
    same, other = pair("Breast cancer lasts 5 weeks in adults."), pair("It lasts long.")
    assert without((same, other), known) == (other,)


def test_the_same_seed_makes_the_same_cases(docs: Path) -> None:
    pairs, lists = sentence_pairs(sorted(docs.glob("*.md"))), list_pairs(sorted(docs.glob("*.md")))
    false = mutants(pairs, 1, 2)
    assert false == mutants(pairs, 1, 2)
    assert all(case.text != case.pair.quote for case in false)
    assert len({case.kind for case in false}) >= 5
    assert max(sum(case.kind == kind for case in false) for kind in KINDS) <= 2
    assert variants(pairs, lists, 1, 2) == variants(pairs, lists, 1, 2)
