"""The prompts command: the files of prompts/, and what exactly would be sent for a question. Sends nothing."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.cli.console import print_json, say
from rag.cli.main import DONE, REFUSED
from rag.cli.shelf import settings_of
from rag.errors import InputError, PromptError, WriterUnavailable
from rag.exchange import ChatReply, ChatRequest
from rag.schema import Answer
from rag.settings import Settings
from rag.write.prompting import Prompt, choose_prompt, load_prompts


def command_prompts(options: argparse.Namespace) -> int:
    """List the prompt files, show one, or render one for a question."""
    settings = settings_of(options)
    prompts = load_prompts(settings.prompts_dir)
    if options.action == "render":
        return _render(options, prompts, settings)
    if options.action == "show":
        return _show(options, prompts, settings.prompts_dir)
    tokens = prompt_sizes(prompts, settings)
    if options.json:
        print_json([{**_entry(prompt), "tokens": tokens[prompt.name]} for prompt in prompts])
        return DONE
    for prompt in prompts:
        serves = ", ".join(prompt.used_by) or "every page"
        size = f"{tokens[prompt.name]:,} tokens without passages"
        print(f"{prompt.name} version {prompt.version} [{prompt.fingerprint}] {prompt.reply_model}: {serves}; {size}")
    return DONE


def prompt_sizes(prompts: Sequence[Prompt], settings: Settings) -> dict[str, int]:
    """Tokens of each prompt filled in with samples, without passages, by name.

    Raises: PromptError: one cannot be filled in, or leaves no room within `llm.prompt_tokens`.
    """
    from rag.write.asking import try_prompt
    from rag.write.tokens import load_token_counter

    count = load_token_counter(settings.index)
    sizes = {prompt.name: sum(count(message.content) for message in try_prompt(prompt)) for prompt in prompts}
    limit = settings.llm.prompt_tokens
    for name, size in sizes.items():
        if size >= limit:
            raise PromptError(
                f"prompts/{name}.md alone takes {size:,} of the {limit:,} tokens of a prompt, which leaves no room for a "
                "passage; raise llm.prompt_tokens, or shorten the file"
            )
    return sizes


def _show(options: argparse.Namespace, prompts: Sequence[Prompt], prompts_dir: Path) -> int:
    prompt = next((prompt for prompt in prompts if prompt.name == options.name), None)
    if prompt is None:
        names = ", ".join(prompt.name for prompt in prompts)
        raise InputError(f"there is no prompt {options.name!r}; there are {names}")
    text = (prompts_dir / f"{prompt.name}.md").read_text("utf-8")
    if options.json:
        print_json({**_entry(prompt), "text": text})
    else:
        print(text, end="" if text.endswith("\n") else "\n")
    return DONE


def _render(options: argparse.Namespace, prompts: Sequence[Prompt], settings: Settings) -> int:
    from rag.llm_request import page_request
    from rag.parts import open_parts
    from rag.prepare import prepare
    from rag.write.llm import Llm
    from rag.write.packing import element_tokens
    from rag.write.tokens import load_token_counter

    parts = open_parts(settings, say)
    prepared = prepare(options.question, parts, settings, audience=options.audience, page_kind=options.kind)
    if isinstance(prepared, Answer):
        reason = prepared.refusal.reason if prepared.refusal else "refused"
        if options.json:
            print_json({"refused": reason})
        say(f"nothing would be sent: the page is a refusal ({reason}); see: citewell ask")
        return REFUSED
    count = load_token_counter(settings.index)
    prompt = choose_prompt(prompts, options.audience, options.kind)
    request = page_request(prepared, parts, settings, Llm(_Nobody(), tuple(prompts), count))
    passages = [
        {
            "id": packed.id,
            "source_id": packed.passages[0].source_id,
            "edition": packed.passages[0].edition,
            "passage_ids": [passage.id for passage in packed.passages],
            "sections": list(packed.sections),
            "tokens": element_tokens(packed, count, parts.shelf.sources),
        }
        for packed in request.frame.pack.passages
    ]
    left_out, total = request.frame.pack.left_out, request.tokens(count)
    if options.json:
        by_role = {message.role: count(message.content) for message in request.chat.messages}
        print_json(
            {
                **_entry(prompt),
                "messages": [message.model_dump() for message in request.chat.messages],
                "tokens": {**by_role, "total": total, "limit": settings.llm.prompt_tokens},
                "passages": passages,
                "left_out": left_out,
            }
        )
        return DONE
    for message in request.chat.messages:
        print(f"# {message.role.title()}\n\n{message.content}\n")
    say(f"{prompt.name} version {prompt.version}: about {total} tokens, {settings.llm.prompt_tokens} at most")
    for passage, packed in zip(passages, request.frame.pack.passages, strict=True):
        say("{id}: {tokens} tokens, {source_id} {edition}".format(**passage) + f", for {', '.join(packed.sections)}")
    say(f"passages found and not sent: {left_out}")
    return DONE


class _Nobody:
    """Stands where a model would: a request is made for it, and never sent."""

    name = "nobody"

    async def complete(self, request: ChatRequest, on_text: Callable[[str], None] | None = None) -> ChatReply:
        raise WriterUnavailable("citewell prompts sends nothing; use citewell ask --writer llm")


def _entry(prompt: Prompt) -> dict[str, object]:
    return prompt.model_dump(include={"name", "version", "description", "reply_model", "used_by", "fingerprint"})
