"""Names in texts: the longest one counts, whatever its spelling; a broken vocabulary file is named with its line."""

from pathlib import Path

import pytest

from rag.errors import OutlineError
from rag.vocabulary import Term, Vocabulary, load_vocabulary, names_in
from rag.words import stems
from tests.demo_shelf import CORPUS

HEAD = "term,kind,synonyms,origin\n"
VOCABULARY = Vocabulary(
    terms=(
        Term(name="lung cancer", kind="cancer", synonyms=("cancer of the lung",)),
        Term(name="non-small cell lung cancer", kind="cancer", synonyms=("NSCLC",)),
        Term(name="HER2", kind="biomarker", synonyms=("ERBB2", "HER2/neu")),
        Term(name="trastuzumab", kind="drug", synonyms=("Herceptin",)),
    )
)


def mentioned(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    return [mention.term.name for mention in vocabulary.mentions(stems(text, keep_stopwords=True))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("nothing of the kind", []),
        ("Lung cancers", ["lung cancer"]),
        ("cancer of the lung", ["lung cancer"]),
        ("Non small-cell lung cancer", ["non-small cell lung cancer"]),
        ("NSCLC and lung cancer", ["non-small cell lung cancer", "lung cancer"]),
        ("her-2 positive", ["HER2"]),
        ("HER2/neu", ["HER2"]),
        ("HERCEPTIN for ERBB2", ["trastuzumab", "HER2"]),
        ("lung cancer lung cancer", ["lung cancer", "lung cancer"]),
        ("cancerlung", []),
    ],
)
def test_names_are_found_left_to_right_the_longest_first(text: str, expected: list[str]) -> None:
    assert mentioned(text) == expected


def test_a_mention_says_where_it_stands() -> None:
    sequence = stems("Does the HER2/neu test help", keep_stopwords=True)
    (mention,) = VOCABULARY.mentions(sequence)
    assert sequence[mention.start : mention.end] == stems("HER2/neu")


def test_topics_of_the_shelf_count_as_cancers_beside_the_vocabulary() -> None:
    wider = VOCABULARY.with_topics(("made-up-disease",))
    assert mentioned("A made up disease and NSCLC", wider) == ["made up disease", "non-small cell lung cancer"]
    assert mentioned("A made up disease") == []


@pytest.mark.parametrize(
    ("topic", "canonical"),
    [
        ("nsclc", "non-small-cell-lung-cancer"),
        ("cancer-of-the-lung", "lung-cancer"),
        ("lung-cancer", "lung-cancer"),
        ("unknown-disease", "unknown-disease"),
        ("erbb2", "erbb2"),  # a biomarker is no topic
    ],
)
def test_a_topic_goes_by_the_vocabularys_name(topic: str, canonical: str) -> None:
    assert VOCABULARY.canonical_topic(topic) == canonical


@pytest.mark.parametrize(
    ("names", "text", "expected"),
    [
        (["HER2"], "a HER-2 test", True),
        (["lung cancer"], "cancer, lung", False),
        (["lung cancer"], "lung cancers", True),
        (["her"], "her2", False),
        ([], "anything", False),
        (["?"], "anything", False),
        (["HER2"], "", False),
    ],
)
def test_a_name_is_in_a_text_as_whole_words_in_order(names: list[str], text: str, expected: bool) -> None:
    assert names_in(names, stems(text, keep_stopwords=True)) is expected


def test_file_is_read_with_synonyms_in_order(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.csv").write_text(HEAD + '"p53, mutant",biomarker, TP53 | p-53 ||,HGNC\n', "utf-8")
    (term,) = load_vocabulary(tmp_path).terms
    assert (term.kind, term.names) == ("biomarker", ("p53, mutant", "TP53", "p-53"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the first line must be"),
        (b"name,kind\n", "the first line must be"),
        (HEAD.encode() + b"HER2,protein,,x\n", "line 2"),
        (HEAD.encode() + b"HER2,biomarker,,x\nKi-67,biomarker\n", "line 3"),
        (b"\xff\xfe", "cannot read"),
    ],
    ids=["empty", "head", "kind", "columns", "bytes"],
)
def test_broken_file_is_named_with_the_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "vocabulary.csv").write_bytes(content)
    with pytest.raises(OutlineError, match=said) as error:
        load_vocabulary(tmp_path)
    assert "vocabulary.csv" in str(error.value)


def test_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutlineError, match="restore it from the repository"):
        load_vocabulary(tmp_path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What is RCC?", "kidney cancer"),
        ("stomach cancer", "gastric cancer"),
        ("bowel cancer", "colorectal cancer"),
        ("Herceptin", "trastuzumab"),
        ("erb-b2", "HER2"),
        ("Her2/neu", "HER2"),
    ],
)
def test_demonstration_vocabulary_knows_what_people_type(text: str, name: str) -> None:
    assert mentioned(text, load_vocabulary(CORPUS)) == [name]
