"""The demonstration corpus keeps its own rules: whole metadata, real structure, silence where silence is shown, clean words."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
import yaml

from rag.schema import SourceKind
from rag.settings import PROJECT_ROOT
from rag.vocabulary import load_vocabulary, name_stems
from rag.words import slug
from tests.demo_shelf import CORPUS

TEXTS = sorted(path for path in CORPUS.glob("*.md") if path.name != "README.md")
SILENT_ON_HER2 = (
    *(
        "kidney-cancer.md",
        "multiple-myeloma.md",
        "prostate-cancer.md",
        "bladder-cancer.md",
        "melanoma.md",
        "lymphoma.md",
    ),
    *("pancreatic-cancer.md", "clinical-trials.md", "finding-a-trial.md", "fatigue.md", "neutropenia-and-fever.md"),
    *("nutrition.md", "exercise.md", "glossary-words.md"),
)
OWN_FIELDS = ("title", "edition", "published", "kind", "audience", "topics", "url", "demonstration")
README = (CORPUS / "README.md").read_text("utf-8")
VOCABULARY = load_vocabulary(CORPUS)

each_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)


def front_matter(path: Path) -> dict[str, object]:
    head = path.read_text("utf-8").split("---\n", 2)[1]
    values = yaml.safe_load(head)
    assert isinstance(values, dict)
    return values


def body(path: Path) -> str:
    return path.read_text("utf-8").split("---\n", 2)[2]


def test_there_are_at_least_sixteen_texts_of_which_some_are_glossaries() -> None:
    assert len(TEXTS) >= 16
    kinds = Counter(front_matter(path)["kind"] for path in TEXTS)
    assert set(kinds) <= set(get_args(SourceKind))
    assert kinds["guideline"] >= 12
    assert kinds["glossary"] >= 3


@each_text
def test_text_is_long_enough_to_answer_from(path: Path) -> None:
    assert 700 <= len(body(path).split()) <= 2000


@each_text
def test_text_has_headings_a_table_and_a_list(path: Path) -> None:
    text = body(path)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert len(re.findall(r"^#{2,3} ", text, re.MULTILINE)) >= 5
    assert re.search(r"^\|.+\|\n\| ?-+", text, re.MULTILINE)
    assert re.search(r":\n\n- .+\n- ", text)


@each_text
def test_front_matter_is_complete(path: Path) -> None:
    values = front_matter(path)
    assert [name for name in OWN_FIELDS if not values.get(name)] == []


@each_text
def test_text_is_marked_as_a_demonstration_in_its_metadata_alone(path: Path) -> None:
    """In its body the mark would be found, sent to a model and quoted as if the guideline said it of cancer."""
    assert front_matter(path)["demonstration"] is True
    assert front_matter(path)["notice"] == "Demonstration text, not for clinical use."
    assert "demonstration" not in body(path).casefold()
    assert "example.org" in str(front_matter(path)["url"])


@each_text
def test_topics_are_slugs_of_cancers_that_the_vocabulary_knows(path: Path) -> None:
    cancers = {slug(term.name) for term in VOCABULARY.terms if term.kind == "cancer"}
    topics = front_matter(path)["topics"]
    assert isinstance(topics, list)
    assert set(topics) <= cancers


@each_text
def test_text_gives_no_survival_figures(path: Path) -> None:
    """A question about them must find the shelf silent."""
    assert not re.search(r"surviv\w*[^.\n]{0,60}\d+ ?%|\d+ ?%[^.\n]{0,60}surviv", body(path), re.IGNORECASE)


@pytest.mark.parametrize("name", SILENT_ON_HER2)
def test_texts_that_show_the_off_topic_premise_never_name_her2(name: str) -> None:
    names = next(term for term in VOCABULARY.terms if term.name == "HER2").names
    text = (CORPUS / name).read_text("utf-8").casefold()
    assert [word for word in (*names, "trastuzumab") if word.casefold() in text] == []


def test_one_edition_supersedes_another_that_is_kept() -> None:
    by_id = {path.stem: front_matter(path) for path in TEXTS}
    chain = {newer: values["supersedes"] for newer, values in by_id.items() if values.get("supersedes")}
    assert chain == {"her2-testing-2023": ["her2-testing-2007"]}
    older, newer = by_id["her2-testing-2007"], by_id["her2-testing-2023"]
    assert str(older["published"]) < str(newer["published"])
    assert (older["title"], older["topics"]) == (newer["title"], newer["topics"])


def test_editions_differ_where_they_show_the_difference() -> None:
    older, newer = (body(CORPUS / f"her2-testing-{year}.md") for year in (2007, 2023))
    assert re.search(r"in more than 30 ?% of", older)
    assert re.search(r"in more than 10 ?% of", newer)
    assert not re.search(r"in more than 30 ?% of", newer)


def test_readme_says_where_every_text_comes_from() -> None:
    assert [path.name for path in TEXTS if f"`{path.name}`" not in README] == []
    assert "not for clinical use" in README


# ---------------------------------------------------------------- vocabulary


def rows() -> list[list[str]]:
    with (CORPUS / "vocabulary.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))[1:]


def test_vocabulary_knows_at_least_300_terms_of_several_kinds() -> None:
    kinds = Counter(term.kind for term in VOCABULARY.terms)
    assert len(VOCABULARY.terms) >= 300
    assert min(kinds[kind] for kind in ("cancer", "biomarker", "drug", "test", "treatment", "symptom")) >= 10


def test_every_row_says_where_its_name_comes_from() -> None:
    assert [row for row in rows() if not all(row[at].strip() for at in (0, 1, 3))] == []


def test_no_name_belongs_to_two_terms() -> None:
    names = Counter(name.casefold() for term in VOCABULARY.terms for name in term.names)
    assert [name for name, count in names.items() if count > 1] == []


def test_no_two_terms_are_the_same_when_looked_up() -> None:
    """Names are found by their stems: two terms with one stem would hide each other."""
    terms: dict[tuple[str, ...], set[str]] = {}
    for term in VOCABULARY.terms:
        for name in term.names:
            terms.setdefault(name_stems(name), set()).add(term.name)
    assert {names: found for names, found in terms.items() if len(found) > 1} == {}


def test_every_name_has_a_word_to_look_up_and_none_is_padded() -> None:
    for row in rows():
        for name in (row[0], *filter(None, row[2].split("|"))):
            assert name == name.strip() == " ".join(name.split())
            assert name_stems(name)


def test_no_term_is_a_word_of_everyday_questions() -> None:
    everyday = {"all", "can", "for", "it", "kit", "mean", "met", "pain", "ret", "status", "the", "was"}
    clashes = {n for t in VOCABULARY.terms for n in t.names if n.casefold() in everyday and t.kind != "symptom"}
    assert clashes == set()


def test_every_drug_the_treatment_sections_name_is_known() -> None:
    drugs = {w for term in VOCABULARY.terms if term.kind == "drug" for n in term.names for w in n.casefold().split()}
    words = {
        word
        for path in TEXTS
        for word in re.findall(r"\b[a-z]+(?:mab|nib|lisib|ciclib|parib|platin|lomide)\b", body(path).casefold())
    }
    assert words
    assert words - drugs == set()


def test_corpus_is_what_the_settings_point_at() -> None:
    assert CORPUS == PROJECT_ROOT / "corpus"
