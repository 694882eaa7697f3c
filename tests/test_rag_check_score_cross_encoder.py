"""Rules of a cross-encoder named by the user, on tiny models made on the spot whose outputs are known."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from rag.check.score.cross_encoder import CrossEncoderScorer, load_cross_encoder
from rag.errors import EncoderError
from tests.shelf import write_tiny_model

PASSAGES = (
    "The common swift spends almost all of its life in the air. It feeds on insects that it catches in flight.",
    "Swifts winter in Africa and return to Europe in May.",
)
TRUE = "The common swift spends almost all of its life in the air. Swifts winter in Africa and return to Europe in May."
LENGTH = 64  # tokens that the tiny models take; a token is a letter, and half of them are for the statement
SIZE = 32
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-|.,:#"
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{letter}" for letter in LETTERS)]
FILLER = "Other birds stay low over the sea all day. They come home late."
NLI = ("contradiction", "entailment", "neutral")
REMEDY = 'check.cross_encoder = ""'


def write_cross_encoder(folder: Path, labels: tuple[str, ...], bias: tuple[float, ...] = ()) -> Path:
    """A tiny BERT with random weights in `folder`, saved as safetensors, whose outputs are `bias`, whatever it reads."""
    import torch

    model = _bert(folder, labels)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor(bias or (0.0,) * len(labels)))
    model.save_pretrained(folder)
    return folder


def write_finder(folder: Path, letter: str = "") -> Path:
    """A cross-encoder with one output, high where it reads the letter, else low; without one, it is the share of tokens
    in the second of the two texts.

    Its attention is even, and all but what it looks for has the same embedding: so the mean tells what was read.
    """
    import torch

    model = _bert(folder, ("LABEL_0",))
    bert, layer = model.bert, model.bert.encoder.layer[0]
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
        for norm in (bert.embeddings.LayerNorm, layer.attention.output.LayerNorm, layer.output.LayerNorm):
            norm.weight.fill_(1.0)
        for dense in (layer.attention.self.value, layer.attention.output.dense, bert.pooler.dense):
            dense.weight.copy_(torch.eye(SIZE))
        other, found = torch.zeros(SIZE), torch.zeros(SIZE)
        other[1], other[2] = 1.0, -1.0
        found[0], found[3] = 1.0, -1.0
        bert.embeddings.word_embeddings.weight.copy_(other.expand(len(PIECES), SIZE))
        if letter:
            for piece in (letter, f"##{letter}"):
                bert.embeddings.word_embeddings.weight[PIECES.index(piece)] = found
        else:
            bert.embeddings.token_type_embeddings.weight[1] = found
        model.classifier.weight[0, 0] = 1000.0 if letter else 1.0
        model.classifier.bias.fill_(-5.0 if letter else 0.0)
    model.save_pretrained(folder)
    return folder


def _bert(folder: Path, labels: tuple[str, ...]) -> Any:
    """A BERT of one layer with a head for `labels`; its tokenizer, in `folder`, reads single letters."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(parents=True)
    vocabulary = {piece: at for at, piece in enumerate(PIECES)}
    BertTokenizerFast(vocab=vocabulary, model_max_length=LENGTH).save_pretrained(folder)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(PIECES),
        hidden_size=SIZE,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=LENGTH,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: at for at, label in enumerate(labels)},
    )
    return BertForSequenceClassification(config)


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoderScorer:
    """Finds a statement supported where it reads a "q" in it or in the source beside it."""
    return load_cross_encoder(str(write_finder(tmp_path_factory.mktemp("finder") / "model", "q")))


# ---------------------------------------------------------------- probability of support


@pytest.mark.parametrize(
    ("labels", "bias", "score"),
    [
        (("LABEL_0",), (1.5,), 1 / (1 + math.exp(-1.5))),
        (("LABEL_0",), (-80.0,), 0.0),
        (("anything",), (0.0,), 0.5),
        (NLI, (0.0, math.log(2), 0.0), 0.5),
        (("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), (math.log(6), math.log(2), math.log(2)), 0.6),
        (("neutral", "Contradiction", " Entailment "), (0.0, 0.0, math.log(8)), 0.8),
        (("entailment", "not_entailment"), (math.log(3), 0.0), 0.75),
        (NLI, (900.0, -900.0, 0.0), 0.0),
    ],
)
def test_one_output_is_a_sigmoid_and_entailment_a_softmax(
    tmp_path: Path, labels: tuple[str, ...], bias: tuple[float, ...], score: float
) -> None:
    found = load_cross_encoder(str(write_cross_encoder(tmp_path / "model", labels, bias))).score_text(TRUE, PASSAGES)
    assert [one.score for one in found.statements] == pytest.approx([score, score], abs=1e-5)
    assert found.score == pytest.approx(score, abs=1e-5)


@pytest.mark.parametrize("activation", ["torch.nn.modules.linear.Identity", "torch.nn.modules.activation.Tanh"])
def test_the_activation_that_a_model_names_does_not_change_its_score(tmp_path: Path, activation: str) -> None:
    folder = write_cross_encoder(tmp_path / "model", ("LABEL_0",), (1.0,))
    config = json.loads((folder / "config.json").read_text())
    config["sentence_transformers"] = {"activation_fn": activation}
    (folder / "config.json").write_text(json.dumps(config))
    found = load_cross_encoder(str(folder)).score_text(TRUE, PASSAGES)
    assert found.score == pytest.approx(1 / (1 + math.exp(-1)), abs=1e-5)


@pytest.mark.parametrize(("min_score", "is_supported"), [(0.5, True), (0.8, True), (0.81, False)])
def test_the_threshold_itself_is_enough(tmp_path: Path, min_score: float, is_supported: bool) -> None:
    folder = write_cross_encoder(tmp_path / "model", ("LABEL_0",), (math.log(4.0001),))
    found = load_cross_encoder(str(folder), min_score=min_score).score_text(TRUE, PASSAGES)
    assert (found.is_supported, [one.is_supported for one in found.statements]) == (is_supported, [is_supported] * 2)
    assert [bool(one.failed) for one in found.statements] == [not is_supported] * 2


# ---------------------------------------------------------------- statements and windows


def test_a_text_scores_as_its_worst_statement(finder: CrossEncoderScorer) -> None:
    found = finder.score_text("Quails run. Ducks swim.", ["Birds move."])
    assert [one.is_supported for one in found.statements] == [True, False]
    assert found.score == found.statements[1].score
    assert not found.is_supported


def test_the_source_is_read_first_and_the_statement_after_it(tmp_path: Path) -> None:
    second = load_cross_encoder(str(write_finder(tmp_path / "model")))
    short, long = "Bees fly.", "Wasps also fly in August."
    assert second.score_text(long, [short]).score > second.score_text(short, [long]).score


@pytest.mark.parametrize("passages", [(FILLER, "It is quiet."), ("It is quiet.", FILLER), (f"{FILLER} It is quiet.",)])
def test_the_best_window_decides_wherever_it_stands(finder: CrossEncoderScorer, passages: tuple[str, ...]) -> None:
    assert finder.score_text("It is calm.", passages).is_supported
    assert not finder.score_text("It is calm.", [FILLER]).is_supported


def test_only_the_windows_nearest_in_words_are_read(finder: CrossEncoderScorer) -> None:
    near = ["Swifts eat."] * 9
    assert not finder.score_text("Swifts winter in Africa.", [*near, "Quails do not."]).is_supported
    assert finder.score_text("Swifts winter in Africa.", [*near, "Quails winter in Africa."]).is_supported


@pytest.mark.parametrize("sentence", ["It is so very quiet here today.", "x" * 70 + "q", "words " * 12 + "quiet"])
def test_no_word_of_a_long_passage_is_left_unread(finder: CrossEncoderScorer, sentence: str) -> None:
    assert finder.score_text("Words.", [sentence]).is_supported


@pytest.mark.parametrize(
    ("text", "is_supported"),
    [
        ("Quails feed on seeds and insects and on all else that they find", False),
        ("Quails feed on seeds and insects quite as well as on all else that they find", False),
        ("Quails feed on seeds and insects quite as well as quails elsewhere", True),
    ],
)
def test_every_part_of_a_long_statement_must_be_supported(
    finder: CrossEncoderScorer, text: str, is_supported: bool
) -> None:
    found = finder.score_text(text, ["Birds eat."])
    assert [(one.piece.text, one.is_supported) for one in found.statements] == [(text, is_supported)]


def test_the_nearest_sentence_is_shown(finder: CrossEncoderScorer) -> None:
    found = finder.score_text("Swifts winter in Africa.", PASSAGES)
    assert found.statements[0].nearest == "Swifts winter in Africa and return to Europe in May."


def test_spans_lie_in_the_text_and_clauses_that_fail_are_named(tmp_path: Path) -> None:
    scorer = load_cross_encoder(str(write_cross_encoder(tmp_path / "model", ("LABEL_0",), (-1.0,))))
    text = "Swifts winter in warm Africa, but storks breed on tall chimneys. - Ducks swim."
    found = scorer.score_text(text, PASSAGES)
    assert [piece.text for piece in found.statements[0].failed] == [
        "Swifts winter in warm Africa,",
        "but storks breed on tall chimneys.",
    ]
    for one in found.statements:
        for piece in (one.piece, *one.failed):
            assert text[piece.start : piece.end] == piece.text


@pytest.mark.parametrize("text", ["", "  \n", "..."])
def test_a_text_without_a_word_states_nothing_and_is_supported(finder: CrossEncoderScorer, text: str) -> None:
    found = finder.score_text(text, PASSAGES)
    assert (found.statements, found.score, found.is_supported) == ((), 1.0, True)


@pytest.mark.parametrize("passages", [(), ("",), ("\n \n",)])
def test_without_passages_nothing_is_supported(finder: CrossEncoderScorer, passages: tuple[str, ...]) -> None:
    found = finder.score_text(TRUE, passages)
    assert (found.score, found.is_supported) == (0.0, False)
    assert [(one.is_supported, one.nearest) for one in found.statements] == [(False, ""), (False, "")]


@pytest.mark.parametrize("text", ["\x00 a", "🎗️ b", "مرحبا بالعالم", "word " * 5000, "x" * 5000])
def test_any_text_is_scored(finder: CrossEncoderScorer, text: str) -> None:
    for said, source in ((text, PASSAGES[0]), ("Swifts eat.", text)):
        found = finder.score_text(said, [source])
        assert all(0 <= one.score <= 1 for one in found.statements)


def test_the_same_input_gives_the_same_scores(finder: CrossEncoderScorer) -> None:
    assert finder.score_text(TRUE, PASSAGES) == finder.score_text(TRUE, PASSAGES)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "labels",
    [("negative", "positive"), ("LABEL_0", "LABEL_1", "LABEL_2"), ("entailment", "joy"), (*NLI, "entailment ")],
)
def test_other_labels_are_refused_by_name_with_the_remedy(tmp_path: Path, labels: tuple[str, ...]) -> None:
    folder = write_cross_encoder(tmp_path / "moods", labels)
    with pytest.raises(EncoderError) as caught:
        load_cross_encoder(str(folder))
    for part in ("moods", *labels, REMEDY):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_encoder_without_a_trained_head_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"no head .*random.*check\.cross_encoder"):
        load_cross_encoder(str(write_tiny_model(tmp_path / "tiny")))


@pytest.mark.parametrize("name", ["absent", "no-such-owner/no-such-model"])
def test_a_model_that_is_nowhere_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EncoderError) as caught:
        load_cross_encoder(name)
    assert name in str(caught.value)
    assert REMEDY in str(caught.value)


def test_a_model_with_only_pickled_weights_is_refused(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", NLI)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match="safetensors"):
        load_cross_encoder(str(folder))


def test_code_that_a_model_brings_is_not_run(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", NLI)
    mark = tmp_path / "ran"
    (folder / "code.py").write_text(f"open({str(mark)!r}, 'w').close()\nclass Model: ...\n")
    config = json.loads((folder / "config.json").read_text())
    foreign = {"model_type": "other", "auto_map": {"AutoModelForSequenceClassification": "code.Model"}}
    (folder / "config.json").write_text(json.dumps({**config, **foreign}))
    with pytest.raises(EncoderError, match=r"check\.cross_encoder"):
        load_cross_encoder(str(folder))
    assert not mark.exists()


def test_outputs_that_are_no_numbers_are_an_error(tmp_path: Path) -> None:
    folder = write_cross_encoder(tmp_path / "model", NLI, (math.nan, 0.0, 0.0))
    scorer = load_cross_encoder(str(folder))
    with pytest.raises(EncoderError, match="gave no number"):
        scorer.score_text(TRUE, PASSAGES)


@pytest.mark.parametrize(
    ("name", "data"),
    [("config.json", b"{"), ("config.json", b"[]"), ("model.safetensors", b"x"), ("tokenizer.json", b"{}")],
)
def test_a_damaged_folder_is_an_error_of_ours(tmp_path: Path, name: str, data: bytes) -> None:
    folder = write_cross_encoder(tmp_path / "model", NLI)
    (folder / name).write_bytes(data)
    with pytest.raises(EncoderError, match=r"check\.cross_encoder"):
        load_cross_encoder(str(folder))
