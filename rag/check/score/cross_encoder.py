"""Text and passages to scored statements by a cross-encoder that the user names. Runs offline, trains nothing.

For those who have the weights of an entailment model. Nothing is downloaded, and no code of a model is run.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from rag.check.score.pieces import Piece, clauses, statements
from rag.check.score.response import Scored, ScoredText
from rag.check.score.source import content, rarities_of
from rag.errors import EncoderError

MAX_TOKENS = 512  # of statement and window together: models that take more are slow at it, and trained on less
NEAREST = 4  # windows that a statement is held against
BATCH = 16
ENTAILMENT = "entailment"
LABELS = (["contradiction", ENTAILMENT, "neutral"], [ENTAILMENT, "not_entailment"])
REMEDY = 'give a local folder with an entailment model and safetensors weights, or set check.cross_encoder = ""'


@dataclass(frozen=True)
class Window:
    """Sentences of one passage that follow each other, and the stems of their content words."""

    sentences: tuple[str, ...]
    stems: frozenset[str]

    @property
    def text(self) -> str:
        """The sentences as they are read beside a statement."""
        return " ".join(self.sentences)


class CrossEncoderScorer:
    """Scores statements by reading each together with the parts of the source that share most words with it.

    A score is the highest probability of support over these windows; of a statement too long to be read beside one,
    the lowest of its parts. The label of support is the entailment of a model of three or two labels, or the only one.
    """

    def __init__(self, model: Any, name: str, min_score: float) -> None:
        """`model`: a sentence_transformers.CrossEncoder. Raises: EncoderError: its labels tell nothing of support."""
        self._model = model
        self._name = name
        self._min_score = min_score
        self._support = _label_of_support(model, name)
        tokens = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS, model.tokenizer.model_max_length)
        self._room = (tokens - model.tokenizer.num_special_tokens_to_add(pair=True)) // 2

    def score_text(self, text: str, passages: Sequence[str]) -> ScoredText:
        """Score each statement of `text` against all `passages`, and the clauses of those that fail.

        A text scores as its worst statement does. One without a word holds no statement and is supported; without
        passages nothing is. Raises: EncoderError: the model gave no number.
        """
        sentences = [[piece.text for piece in statements(passage)] for passage in passages]
        windows = [window for passage in sentences for window in self._windows(passage)]
        pieces = statements(text)
        scores = self._scores([piece.text for piece in pieces], windows)
        alone = [_window([sentence]) for passage in sentences for sentence in passage]
        scored = tuple(
            Scored(
                piece=piece,
                score=score,
                is_supported=score >= self._min_score,
                nearest=next((one.text for one in _nearest(piece.text, alone)), ""),
                failed=() if score >= self._min_score else self._failed_clauses(piece, windows),
            )
            for piece, score in zip(pieces, scores, strict=True)
        )
        lowest = min(scores, default=1.0)
        return ScoredText(statements=scored, score=lowest, is_supported=lowest >= self._min_score)

    def _failed_clauses(self, piece: Piece, windows: Sequence[Window]) -> tuple[Piece, ...]:
        """The clauses that fail by themselves, or the whole statement where none does."""
        parts = clauses(piece)
        if len(parts) == 1:
            return (piece,)
        scores = self._scores([part.text for part in parts], windows)
        return tuple(part for part, score in zip(parts, scores, strict=True) if score < self._min_score) or (piece,)

    def _scores(self, texts: Sequence[str], windows: Sequence[Window]) -> list[float]:
        """Probability of support of each text; 0 without windows."""
        read = [
            [[(window.text, part) for window in _nearest(text, windows)[:NEAREST]] for part in self._cut(text)]
            for text in texts
        ]
        pairs = list(dict.fromkeys(pair for parts in read for part in parts for pair in part))
        found = dict(zip(pairs, self._predicted(pairs), strict=True))
        return [min(max((found[pair] for pair in part), default=0.0) for part in parts) for parts in read]

    def _predicted(self, pairs: Sequence[tuple[str, str]]) -> Iterator[float]:
        if not pairs:
            return
        rows = self._model.predict(list(pairs), batch_size=BATCH, activation_fn=_as_it_is, show_progress_bar=False)
        for row in rows.reshape(len(pairs), -1).tolist():
            if not all(map(math.isfinite, row)):
                raise EncoderError(f"the cross-encoder {self._name!r} gave no number for a pair; {REMEDY}")
            yield _probability(row, self._support)

    def _windows(self, sentences: Sequence[str]) -> Iterator[Window]:
        """Runs of sentences that fit half of the model's length, each beginning with the last sentence of the one before."""
        window: list[str] = []
        used = 0
        for sentence in (part for whole in sentences for part in self._cut(whole)):
            size = len(self._starts(sentence))
            if window and used + size > self._room:
                yield _window(window)
                last = window[-1]
                used = len(self._starts(last))
                window, used = ([last], used) if used + size <= self._room else ([], 0)
            window.append(sentence)
            used += size
        if window:
            yield _window(window)

    def _cut(self, text: str) -> list[str]:
        """The text in parts that fit half of the model's length: mostly all of it."""
        starts = self._starts(text)
        cuts = [0, *starts[self._room :: self._room], len(text)]
        return [text[start:end] for start, end in pairwise(cuts) if end > start]

    def _starts(self, text: str) -> list[int]:
        """Where in `text` each token begins."""
        read = self._model.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        return [start for start, _ in read["offset_mapping"]]


def load_cross_encoder(name_or_path: str, *, min_score: float = 0.5) -> CrossEncoderScorer:
    """The cross-encoder by that name: a local folder, or a name found in the local Hugging Face cache.

    `min_score`: the probability of support from which a statement is supported.
    Raises: EncoderError: weights missing, or in a format that can run code; no trained head; other labels than support.
    """
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(
            name_or_path,
            device="cpu",
            trust_remote_code=False,
            local_files_only=True,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as error:  # safetensors and tokenizers raise classes of their own, or bare ones, at damaged files
        why = str(error).strip().partition("\n")[0][:200]
        raise EncoderError(f"cannot load the cross-encoder {name_or_path!r} ({why}); {REMEDY}") from error
    return CrossEncoderScorer(model, Path(name_or_path).name, min_score)


def _label_of_support(model: Any, name: str) -> int | None:
    """Number of the entailment label; None: the model has one label, which is support."""
    config = model.model.config
    if not any("ForSequenceClassification" in kind for kind in config.architectures or ()):
        raise EncoderError(f"{name!r} has no head that tells labels apart, so its scores would be random; {REMEDY}")
    labels: Mapping[int, str] = {at: str(label).strip().casefold() for at, label in config.id2label.items()}
    if len(labels) == 1:
        return None
    if sorted(labels.values()) not in LABELS:
        shown = ", ".join(repr(str(label)) for label in config.id2label.values())
        raise EncoderError(f"the labels of the cross-encoder {name!r} are {shown}, none of support; {REMEDY}")
    return next(at for at, label in labels.items() if label == ENTAILMENT)


def _window(sentences: Sequence[str]) -> Window:
    return Window(tuple(sentences), frozenset(stem for sentence in sentences for stem in content(sentence)))


def _nearest(text: str, windows: Sequence[Window]) -> list[Window]:
    """Windows by the rarity of the words of `text` that they hold, most first; ties in the order of the source."""
    rarities = rarities_of(text)
    held = [sum(rarities[stem] for stem in window.stems & rarities.keys()) for window in windows]
    return [windows[at] for at in sorted(range(len(windows)), key=lambda at: (-held[at], at))]


def _probability(outputs: Sequence[float], support: int | None) -> float:
    """Sigmoid of the only output, or softmax of the output number `support`."""
    if support is None:
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, outputs[0]))))
    highest = max(outputs)
    return math.exp(outputs[support] - highest) / sum(math.exp(output - highest) for output in outputs)


def _as_it_is(outputs: Any) -> Any:
    """Whatever activation the model names: ours is applied to its raw outputs."""
    return outputs
