"""The command that holds any text against its sources: `citewell check`, one text or many. Asks no model, reads no shelf."""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from rag.check.languages import foreign_language
from rag.checked import CheckedText
from rag.cli.ask import put
from rag.cli.console import JsonLine, keep_apart, progress_bar, read_jsonl, say
from rag.cli.main import DONE, ERROR, REFUSED, SOME_REJECTED
from rag.cli.shelf import settings_of
from rag.errors import InputError
from rag.page.verdicts import CheckedItem, RejectedItem

CheckFormat = Literal["text", "json", "jsonl", "html"]
ENDINGS: Mapping[str, CheckFormat] = {
    ".txt": "text",
    ".md": "text",
    ".json": "json",
    ".jsonl": "jsonl",
    ".html": "html",
    ".htm": "html",
}
MIN_WORDS = 6  # of a single statement whose language is told
LONE_RETURN = re.compile(r"\r(?!\n)")  # ends a line, as in files of old
FIELDS = ("id", "response", "passages", "question")
Item = CheckedItem | RejectedItem


def command_check(options: argparse.Namespace) -> int:
    """Verdicts on one text (exit code 3: not supported) or, with --in, one per line (4: some lines could not be checked)."""
    for source in (options.source, options.response, *options.passage):
        keep_apart(options.out, source, {})
    if options.source and (options.response or options.passage):
        raise InputError("give either --in FILE, or --response and --passage, not both")
    if not options.source and not (options.response and options.passage):
        raise InputError("nothing to check; give --response FILE and --passage FILE, or --in FILE.jsonl")
    if [*map(str, options.passage), str(options.response)].count("-") > 1:
        raise InputError("standard input (-) can be read once only; put the other text into a file")
    shown = _format(options)
    items = _many(options) if options.source else [_one(options)]
    put(_shown(items, shown, options), options.out)
    if not options.source:
        return DONE if items[0].checked.supported else REFUSED  # type: ignore[union-attr]
    rejected = sum(isinstance(item, RejectedItem) for item in items)
    return DONE if not rejected else ERROR if rejected == len(items) else SOME_REJECTED


def verdict_json(item: Item) -> dict[str, Any]:
    """A verdict as a line of the output gives it. One that could not be had: `{"id", "error"}`."""
    if isinstance(item, RejectedItem):
        return {"id": item.id, "error": item.message}
    checked = item.checked
    return {
        "id": item.id,
        "supported": checked.supported,
        "score": round(checked.score, 4),
        "remarks": list(checked.remarks),
        "statements": [
            {
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "verdict": one.verdict,
                "score": round(one.score, 4),
                "failed": list(one.failed),
                "why": [failure.why for failure in one.failures],
                "unsupported": [[span.start, span.end] for span in one.unsupported],
                "nearest": one.nearest,
                "passage": one.passage,
                "hint": one.hint,
            }
            for one in checked.statements
        ],
    }


class _Checker:
    """Everything a check needs, opened once."""

    def __init__(self, options: argparse.Namespace) -> None:
        from rag.index.encoder import load_encoder
        from rag.vocabulary import load_vocabulary

        self._settings = settings_of(options)
        self._encoder = load_encoder(self._settings.index)
        self._vocabulary = load_vocabulary(self._settings.corpus_dir)
        self._cross_encoder = None
        if self._settings.check.cross_encoder:
            from rag.check.score.cross_encoder import load_cross_encoder

            least = self._settings.check.min_cross_encoder_score
            self._cross_encoder = load_cross_encoder(self._settings.check.cross_encoder, min_score=least)

    def item(self, name: str | int, line: Mapping[str, Any]) -> Item:
        """The verdict on one line, or what is wrong with it."""
        from rag.check.text import check_text

        fault = _fault(line, self._settings.check.max_chars)
        if fault:
            return RejectedItem(id=name, message=fault)
        given = line.get("passages") or []
        checked = check_text(
            line["response"],
            [given] if isinstance(given, str) else given,
            self._settings,
            encoder=self._encoder,
            vocabulary=self._vocabulary,
            question=line.get("question") or "",
            cross_encoder=self._cross_encoder,
        )
        remark = _remark_on_language(checked)
        if remark:
            checked = checked.model_copy(update={"remarks": (*checked.remarks, remark)})
        return CheckedItem(id=name, checked=checked)


def _remark_on_language(checked: CheckedText) -> str:
    """What to know of a response, or of a statement of it, that is not in English; nothing if all is."""
    whole = foreign_language(checked.response)
    parts = (foreign_language(one.text) for one in checked.statements if len(one.text.split()) >= MIN_WORDS)
    language = whole or next(filter(None, parts), None)
    what = "the response" if whole else "a statement"
    return f"{what} seems to be in {language}: verdicts hold for English only, copies apart" if language else ""


def _fault(line: Mapping[str, Any], max_chars: int) -> str | None:
    """What is wrong with a line, with the remedy; None: it can be checked."""
    response, passages, question = line.get("response"), line.get("passages"), line.get("question")
    if not isinstance(response, str):
        return "the response is no text; give it as a JSON string"
    if not response.strip():
        return "the response is empty; give the text to be checked"
    if "passages" not in line:
        return 'it has no "passages"; give the text, or a list of the texts, that the response must rest on'
    if not (passages is None or isinstance(passages, str) or _is_texts(passages)):
        return "passages is neither a text nor a list of texts; give one of the two"
    if question is not None and not isinstance(question, str):
        return "question is no text; give it as a JSON string, or leave it out"
    for name, text in (("response", response), ("passages", "".join(passages or ()))):
        if len(text) > max_chars:
            return f"{name}: {len(text):,} characters, {max_chars:,} at most (check.max_chars); check it in parts"
    return None


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _many(options: argparse.Namespace) -> list[Item]:
    lines = list(read_jsonl(options.source, ("id",)))
    if not lines:
        raise InputError(f'{options.source} holds no line; a line is {{"id", "response", "passages", "question"?}}')
    _tell_unused(lines)
    checker = _Checker(options)
    items: list[Item] = []
    with progress_bar() as bar:
        for line in lines:
            name = line.id if line.id is not None else f"line {line.number}"
            item = RejectedItem(name, line.value) if isinstance(line.value, str) else checker.item(name, line.value)
            if isinstance(item, RejectedItem):
                say(f"rejected {item.id}: {item.message}")
            items.append(item)
            bar.show("text", len(items), len(lines))
    return items


def _tell_unused(lines: Sequence[JsonLine]) -> None:
    unused = {name for line in lines if isinstance(line.value, dict) for name in line.value if name not in FIELDS}
    if unused:
        say(f"warning: no effect: {', '.join(sorted(unused)[:5])}; a line has {', '.join(FIELDS)}")


def _one(options: argparse.Namespace) -> Item:
    passages = [_text(path) for path in options.passage]
    line = {"response": _text(options.response), "passages": passages, "question": options.question}
    item = _Checker(options).item(str(options.response), line)
    if isinstance(item, RejectedItem):
        raise InputError(f"{item.id}: {item.message}")
    return item


def _text(path: Path) -> str:
    """The text of a file, or of standard input for "-". No line end is made shorter: places in the text count them."""
    try:
        text = (sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()).decode("utf-8-sig")
        return LONE_RETURN.sub("\n", text)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path} ({error}); give a text file in UTF-8") from error


def _format(options: argparse.Namespace) -> CheckFormat:
    """What --json or --format asks for, else what --out ends in. Raises: InputError: an ending that is none of ours."""
    usual: CheckFormat = "jsonl" if options.source else "text"
    if options.json:
        return "jsonl" if options.source else "json"
    if options.format or not options.out or not options.out.suffix:
        return options.format or usual
    ending = options.out.suffix.lower()
    if ending not in ENDINGS:
        raise InputError(f"--out {options.out}: reports end in {', '.join(ENDINGS)}; or say which with --format")
    return "jsonl" if options.source and ENDINGS[ending] == "json" else ENDINGS[ending]


def _shown(items: Sequence[Item], shown: CheckFormat, options: argparse.Namespace) -> str:
    if shown == "html":
        from rag.page.verdicts_html import verdicts_html

        return verdicts_html(items)
    if shown == "text":
        from rag.page.verdicts_text import verdicts_text

        return verdicts_text(items, colour=options.out is None and sys.stdout.isatty())
    return "".join(json.dumps(verdict_json(item), ensure_ascii=False) + "\n" for item in items)
