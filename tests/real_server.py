"""`transformers serve` on 127.0.0.1 with models of two layers made on the spot: a real server to try our client on.

The models know no medicine. One rambles from random weights and never ends; others recite a text and end.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
RAMBLING = "rambling"
TURN, END, REPLY = SPECIAL = ("<|turn|>", "<|end|>", "<|reply|>")
TEMPLATE = (
    "{% for m in messages %}" + TURN + "{{ m['role'] }}\n{{ m['content'] }}" + END + "{% endfor %}"
    "{% if add_generation_prompt %}" + TURN + "assistant\n" + REPLY + "{% endif %}"
)
READY = re.compile(r"Uvicorn running on (http://127\.0\.0\.1:\d+)")
START_S = 120.0
HIDDEN = 64
OFFLINE = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


class RealServer:
    """Serves the models of `folder`, by the names of their folders, while entered. `model` is the one that rambles."""

    model = RAMBLING

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "server.log"
        self.url = ""
        (folder / "hub").mkdir(parents=True)  # without it GET /v1/models is an error

    def __enter__(self) -> Self:
        """Start the server and wait until it answers. Raises: RuntimeError with its log if it does not."""
        command = [sys.executable, "-m", "transformers.cli.transformers", "serve", "--device", "cpu"]
        command += ["--host", "127.0.0.1", "--port", "0"]
        environment = {**os.environ, **OFFLINE, "HF_HOME": str(self.folder), "OMP_NUM_THREADS": "1"}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            write_model(self.folder / RAMBLING)  # meanwhile
            self.url = f"{self._address()}/v1"
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server and wait until it has ended."""
        self._end()

    def add_reciting(self, name: str, text: str) -> str:
        """Serve one more model under `name`: its reply to everything is `text` (ASCII, not empty). Returns: `name`."""
        write_model(self.folder / name, pieces_of(text))
        return name

    def add_broken(self, name: str) -> str:
        """Serve one more model under `name`, which fails at the first token of every prompt. Returns: `name`."""
        write_model(self.folder / name, is_broken=True)
        return name

    def _address(self) -> str:
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            ready = READY.search(self.log.read_text("utf-8", errors="replace"))
            if ready:
                return ready[1]
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"transformers serve did not start: {self.log.read_text('utf-8', errors='replace')[-2000:]}")

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def pieces_of(text: str) -> list[str]:
    """The text cut into at most HIDDEN - 2 pieces, no two alike, so that each piece tells which one comes next."""
    size = max(len(text) // (HIDDEN // 4), 8)
    pieces: list[str] = []
    while text:
        end = size
        while text[:end] in pieces and end < len(text):
            end += 1
        if text[:end] in pieces:  # the last piece is like another: it goes with the one before
            text = pieces.pop() + text
            end = len(text)
        pieces.append(text[:end])
        text = text[end:]
    return pieces


def write_model(folder: Path, recites: Sequence[str] = (), *, is_broken: bool = False) -> None:
    """Save a Llama of two layers in `folder`. Without pieces to recite its weights are random and nothing ends it.

    `is_broken`: it has no embedding for most of its tokens.
    """
    import torch
    from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

    tokenizer = _tokenizer(recites)
    end = tokenizer.convert_tokens_to_ids(END)
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(SPECIAL) if is_broken else len(tokenizer),
        hidden_size=HIDDEN,
        intermediate_size=2 * HIDDEN,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=32_768,
        bos_token_id=None,
        eos_token_id=end if recites else None,
        pad_token_id=end,
    )
    model = LlamaForCausalLM(config)
    if recites:
        _teach(model, [tokenizer.convert_tokens_to_ids(token) for token in (REPLY, *recites, END)])
    model.generation_config = GenerationConfig(eos_token_id=config.eos_token_id, pad_token_id=end, do_sample=False)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _tokenizer(recites: Sequence[str]) -> Any:
    """Byte pairs learnt from corpus/, the marks of the chat template, and the pieces to recite as tokens."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bare = Tokenizer(models.BPE())
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=1_000, special_tokens=list(SPECIAL), initial_alphabet=alphabet, show_progress=False
    )
    bare.train([str(path) for path in sorted(CORPUS.glob("*.md"))], trainer)
    bare.add_tokens([AddedToken(piece, normalized=False) for piece in recites])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bare, eos_token=END, pad_token=END)
    tokenizer.chat_template = TEMPLATE
    return tokenizer


def _teach(model: Any, chain: Sequence[int]) -> None:
    """Set the weights so that each token of `chain` is followed by the next: the layers add nothing, the head maps."""
    import torch

    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        model.model.embed_tokens.weight.zero_()
        model.lm_head.weight.zero_()
        for place, (token, following) in enumerate(pairwise(chain)):
            model.model.embed_tokens.weight[token, place] = 1.0
            model.lm_head.weight[following, place] = 10.0
