"""Topics of the shelf that a question names in part."""

import pytest

from rag.intents import load_intents
from rag.settings import PROJECT_ROOT
from rag.topics import begun_topic, implied_topics, shortened_topics
from rag.vocabulary import load_vocabulary
from rag.words import stems
from tests.demo_shelf import CORPUS

VOCABULARY = load_vocabulary(CORPUS)
INTENTS = load_intents(PROJECT_ROOT / "prompts")
SHELF = ("kidney-cancer", "pancreatic-cancer", "lung-cancer")


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("a tumor in the kidney", ["kidney-cancer"]),
        ("kidney disease and lung infection", []),
        ("kidney disease, then a lump in the kidney", ["kidney-cancer"]),
        ("the heart", []),
    ],
)
def test_organ_names_its_topic_unless_another_disease_of_it_is_named(text: str, topics: list[str]) -> None:
    assert implied_topics(stems(text, keep_stopwords=True), VOCABULARY, INTENTS, SHELF) == topics


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hodgkin versus non-Hodgkin lymphoma", ["Hodgkin lymphoma"]),
        ("Hodgkin, non-Hodgkin lymphoma", []),
        ("breast or kidney cancer", ["breast cancer"]),
        ("kidney cancer", []),
    ],
)
def test_first_word_of_a_topic_beside_a_whole_one_names_it_too(text: str, names: list[str]) -> None:
    sequence = stems(text, keep_stopwords=True)
    topics = [one for one in VOCABULARY.mentions(sequence) if one.term.kind == "cancer"]
    assert [one.term.name.casefold() for one in shortened_topics(topics, sequence, VOCABULARY)] == [
        name.casefold() for name in names
    ]


@pytest.mark.parametrize(
    ("stump", "topic"), [("pancrea", "pancreatic cancer"), ("kidn", "kidney cancer"), ("kid", None), ("canc", None)]
)
def test_beginning_of_one_topic_alone_names_it(stump: str, topic: str | None) -> None:
    assert begun_topic(stump, SHELF) == topic
