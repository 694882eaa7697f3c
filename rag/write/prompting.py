"""Prompt files to checked prompts, and a prompt filled in to messages. Only reader of prompts/*.md; sends nothing.

The system part is constant: it holds no variable, so that no text of others gets into it and servers can keep it.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal, NoReturn, get_args

import yaml
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import SandboxedEnvironment
from pydantic import Field, ValidationError

from rag.errors import LlmBadReply, PromptError
from rag.exchange import ChatMessage, ReplyModel
from rag.schema import Audience, PageKind, Value
from rag.write.reply import REPLIES, read_reply

Use = Literal["patient answer", "clinician answer", "patient glossary", "clinician glossary"]

FRONT_MATTER = re.compile(r"\A---\n(?P<meta>.*?)\n---\n", re.DOTALL)
PARTS = re.compile(r"\A\s*^# System$\n(?P<system>.*?)^# User$\n(?P<user>.*)\Z", re.DOTALL | re.MULTILINE)
EXAMPLE = re.compile(r"^```json\n(.*?)^```$", re.DOTALL | re.MULTILINE)
REQUIRED: Mapping[ReplyModel, frozenset[str]] = {
    "page": frozenset({"question", "sections", "key", "passages"}),
    "repair": frozenset({"failed", "key", "passages"}),
    "standalone_question": frozenset({"history", "question"}),
    "judgement": frozenset({"key", "criteria", "question", "page", "statements", "passages"}),
}
OPTIONAL: Mapping[ReplyModel, frozenset[str]] = {
    "page": frozenset({"audience", "topics", "intent", "notes", "max_key_points"}),
    "repair": frozenset({"question", "audience"}),
    "standalone_question": frozenset(),
    "judgement": frozenset({"audience"}),
}
OF_PAGES: tuple[ReplyModel, ...] = ("page", "repair", "standalone_question")  # what prompts/ must serve, and may


class PromptHeader(Value):
    """The front matter of a prompt file. A change of wording needs a new version."""

    name: str = Field(pattern=r"^[a-z][a-z-]*$")
    version: int = Field(ge=1)
    description: str = ""
    reply_model: ReplyModel
    used_by: tuple[Use, ...] = Field(default=(), description="empty: all pages that no other prompt serves")
    variables: tuple[str, ...]


class Prompt(PromptHeader):
    """A prompt file, read and checked. `system` is sent as it stands, `user` is a Jinja2 template."""

    system: str
    user: str
    fingerprint: str = Field(description="first 12 digits of the file's SHA-256, as in an answer's trace")


def load_prompts(prompts_dir: Path) -> tuple[Prompt, ...]:
    """All of prompts_dir/*.md, by name. Raises: PromptError: a file breaks the format, or a page has none or two to serve it."""
    prompts = tuple(read_prompt(path) for path in sorted(prompts_dir.glob("*.md")))
    for stray in (prompt for prompt in prompts if prompt.reply_model not in OF_PAGES):
        raise PromptError(
            f"{prompts_dir}: {stray.name} is a {stray.reply_model} prompt, which makes no page; take it out"
        )
    for reply_model in OF_PAGES:
        for use in get_args(Use):
            names = [prompt.name for prompt in _serving(prompts, use, reply_model)]
            if len(names) != 1:
                raise PromptError(
                    f"{prompts_dir}: {len(names)} {reply_model} prompts serve {use!r} pages ({', '.join(names)}), one must; "
                    "restore the file from the repository, or mend used_by"
                )
    return prompts


def read_prompt(path: Path) -> Prompt:
    """One prompt file, wherever it is. Raises: PromptError: it breaks the format."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"prompt {path} cannot be read ({error}); restore the file, in UTF-8") from error
    front = FRONT_MATTER.match(text)
    if front is None:
        _refuse(path, 1, "there is no front matter", "begin the file with '---', name: ..., version: ..., '---'")
    header = _header(path, front["meta"])
    if header.name != path.stem:
        _refuse(path, 1, f"name is {header.name!r}", f"call it {path.stem!r}, as the file, or rename the file")
    parts = PARTS.match(text[front.end() :])
    if parts is None:
        line = text[: front.end()].count("\n") + 1
        _refuse(path, line, "the two parts are not marked", "head them with the lines '# System' and '# User'")
    user_line = text[: front.end() + parts.start("user")].count("\n")
    _check_system(path, parts["system"], header.reply_model)
    _check_variables(path, parts["user"], user_line, header)
    return Prompt(
        **dict(header),
        system=parts["system"].strip(),
        user=parts["user"],
        fingerprint=hashlib.sha256(content).hexdigest()[:12],
    )


def choose_prompt(
    prompts: Sequence[Prompt], audience: Audience, page_kind: PageKind, reply_model: ReplyModel = "page"
) -> Prompt:
    """The prompt that serves such pages: the one that names them in `used_by`, else the one that names none."""
    return _serving(prompts, f"{audience} {page_kind}", reply_model)[0]


def fill_prompt(prompt: Prompt, values: Mapping[str, object]) -> tuple[ChatMessage, ...]:
    """The system and the user message. `values`: every variable of the reply model; texts in them are already inert.

    Raises: PromptError: the prompt asks for something that a value has not.
    """
    given = {name: values[name] for name in prompt.variables}
    try:
        user = _template(prompt.user).render(given)
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise PromptError(f"prompt {prompt.name}: {error}; docs/prompts.md lists what a prompt can show") from error
    return (ChatMessage(role="system", content=prompt.system), ChatMessage(role="user", content=user.strip()))


def _serving(prompts: Sequence[Prompt], use: str, reply_model: ReplyModel) -> list[Prompt]:
    able = [prompt for prompt in prompts if prompt.reply_model == reply_model]
    return [prompt for prompt in able if use in prompt.used_by] or [prompt for prompt in able if not prompt.used_by]


def _header(path: Path, meta: str) -> PromptHeader:
    try:
        return PromptHeader.model_validate(yaml.safe_load(meta))
    except yaml.YAMLError as error:
        why = " ".join(str(error).split())
        raise PromptError(f"prompt {path}: unreadable front matter ({why}); write 'name: value' lines") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "front matter"
        raise PromptError(
            f"prompt {path}: {name}: {first['msg']} (got {first['input']!r}); mend the front matter"
        ) from error


def _check_system(path: Path, system: str, reply_model: ReplyModel) -> None:
    """The system part holds no variable, and one example that can be read as the reply that is asked for."""
    if "{{" in system or "{%" in system:
        raise PromptError(f"prompt {path}: the System part holds a variable; move it to the User part")
    examples = EXAMPLE.findall(system)
    if len(examples) != 1:
        raise PromptError(f"prompt {path}: the System part needs one ```json example, it has {len(examples)}")
    try:
        read_reply(examples[0], REPLIES[reply_model])
    except LlmBadReply as error:
        why = str(error).partition(";")[0].removeprefix("the model's reply")
        raise PromptError(f"prompt {path}: the ```json example{why}; mend it, as docs/prompts.md shows") from error


def _check_variables(path: Path, user: str, line: int, header: PromptHeader) -> None:
    """Declared variables are used, used ones declared, and both among those the reply model gives."""
    try:
        tree = _environment().parse(user)
    except TemplateSyntaxError as error:
        _refuse(path, line + error.lineno, f"{error.message}", "mend the {{ }} or {% %} there")
    required, declared = REQUIRED[header.reply_model], set(header.variables)
    known = required | OPTIONAL[header.reply_model]
    used = dict(reversed(list(_names(tree))))  # where each stands first
    for name, at in used.items():
        if name not in declared:
            _refuse(path, line + at, f"{name!r} is not declared", "add it to variables, or mend its spelling")
    for name in header.variables:
        if name not in known:
            there_are = ", ".join(sorted(known))
            raise PromptError(f"prompt {path}: there is no variable {name!r}; a {header.reply_model} has {there_are}")
        if name not in used:
            raise PromptError(f"prompt {path}: variable {name!r} is declared but not used; use it or take it out")
    for name in sorted(required - declared):
        raise PromptError(f"prompt {path}: variable {name!r} is missing; a {header.reply_model} prompt must show it")


def _names(tree: nodes.Template) -> Iterator[tuple[str, int]]:
    """Variables read in a template that it does not set itself (loops), each with a line."""
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    yield from ((n.name, n.lineno) for n in tree.find_all(nodes.Name) if n.ctx == "load" and n.name not in own)


def _refuse(path: Path, line: int, what: str, remedy: str) -> NoReturn:
    raise PromptError(f"prompt {path}, line {line}: {what}; {remedy}")


@lru_cache
def _template(text: str) -> Template:
    return _environment().from_string(text)


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )


def _shown(value: object) -> object:
    """What stands for {{ }}. The methods that texts have by the names of what they lack, such as `title`, are no text."""
    if callable(value) and not isinstance(value, Undefined):
        raise TypeError(f"{getattr(value, '__name__', value)!r} is no text that can be shown")
    return value
