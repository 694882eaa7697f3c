"""What a question asks for: the longest cue wins, ties go to the earlier intent, generic ones come last."""

from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.intents import Intent, Intents, load_intents
from rag.settings import PROJECT_ROOT
from rag.words import stems

INTENTS = Intents(
    version=1,
    frame="mean tell",
    domain="cancer",
    intents=(
        Intent(id="about", label="Overview", cues=("what is",), generic=True),
        Intent(id="treatment", label="Treatment", cues=("treatment", "drug for"), headings=("therapy",)),
        Intent(id="effects", label="Side effects", cues=("side effects of treatment", "toxicity")),
        Intent(id="therapy", label="Therapy", cues=("treatments",)),
    ),
)


def matched(text: str, intents: Intents = INTENTS) -> str | None:
    intent, _ = intents.match(stems(text, keep_stopwords=True))
    return intent.id if intent else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", None),
        ("hello", None),
        ("What is it?", "about"),
        ("What is the treatment?", "treatment"),  # any other intent goes before a generic one
        ("Which drug for this?", "treatment"),
        ("What are the side effects of the treatment?", "treatment"),  # a cue is a run of words
        ("side effects of treatment", "effects"),  # more words
        ("toxicity of treatment", "treatment"),  # as many words, more letters
        ("treatments", "treatment"),  # equal cues: the earlier intent
    ],
)
def test_the_longest_cue_wins(question: str, expected: str | None) -> None:
    assert matched(question) == expected


def test_the_cue_that_showed_the_intent_is_told() -> None:
    _, shown = INTENTS.match(stems("Which drug for this?", keep_stopwords=True))
    assert shown == {"drug", "for"}


def test_heading_words_of_an_unknown_intent_are_none() -> None:
    assert INTENTS.heading_words("treatment") == ("therapy",)
    assert INTENTS.heading_words("unknown") == ()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does HER2 status mean for kidney cancer treatment", "term_significance"),
        ("signs of kidney cancer", "symptoms"),
        ("How is myeloma diagnosed?", "diagnosis"),
        ("stages of lung cancer", "stages"),
        ("What is the five-year survival rate?", "statistics"),
        ("What causes kidney cancer?", "risk"),
        ("Does it run in families?", "inheritance"),
        ("What are the side effects?", "side_effects"),
        ("Are there clinical trials?", "trials"),
        ("What is gastric cancer?", "what_is"),
    ],
)
def test_questions_people_ask_have_their_intent(question: str, expected: str) -> None:
    assert matched(question, load_intents(PROJECT_ROOT / "prompts")) == expected


def test_intents_of_the_project_have_unique_ids_and_cues() -> None:
    intents = load_intents(PROJECT_ROOT / "prompts").intents
    ids = [intent.id for intent in intents]
    assert len(set(ids)) == len(ids)
    assert all(cue for intent in intents for cue in intent.cue_stems)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "intents.yaml"),
        ("version: [", "cannot read"),
        ("version: 1\nframe: a\ndomain: b\nintents: [{id: x, label: X, cues: []}]", "intents.0.cues"),
        ("version: 1\nframe: a\ndomain: b\nintents: []\ncolour: red", "colour"),
    ],
    ids=["empty", "not yaml", "no cue", "unknown field"],
)
def test_broken_file_is_named_with_the_field(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "intents.yaml").write_text(content)
    with pytest.raises(OutlineError, match=said):
        load_intents(tmp_path)


def test_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutlineError, match="restore it from the repository"):
        load_intents(tmp_path)
