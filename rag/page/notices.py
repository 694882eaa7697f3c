"""Read the disclaimers and safety texts of prompts/notices/. The wording is the file's; no model sees or writes it."""

import re
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from rag.errors import OutlineError
from rag.schema import Alarm, Audience, Notice, Notices, Value

FRONT_MATTER = re.compile(r"\A---\n(?P<meta>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)


class NoticeHeader(Value):
    """The front matter of a notice file. A change of wording needs a new version, and so a new id."""

    id: str = Field(pattern=r"^[a-z][a-z-]*/[1-9][0-9]*$")
    version: int = Field(ge=1)
    audience: Literal["patient", "clinician", "any"]
    place: Literal["top", "bottom", "safety"]
    locale: str | None = None


def load_notices(prompts_dir: Path, audience: Audience) -> Notices:
    """The top and bottom notice for `audience`; no safety notice.

    Raises: OutlineError: a file is missing or breaks the format.
    """
    return Notices(
        top=_load(prompts_dir / "notices" / f"{audience}-top.md", audience=audience, place="top"),
        bottom=_load(prompts_dir / "notices" / f"{audience}-bottom.md", audience=audience, place="bottom"),
    )


def load_safety_notice(prompts_dir: Path, kind: Alarm | Literal["unwell"], *, locale: str = "us") -> Notice:
    """The text shown before everything else when a message sounds like an emergency or a crisis.

    "unwell": the line for a message that tells of somebody, and is neither.

    `locale`: lower-case country code, which decides the telephone numbers.
    Raises: OutlineError: there is no such file for the locale, or it breaks the format.
    """
    return _load(prompts_dir / "notices" / f"{kind}.{locale}.md", audience="any", place="safety", locale=locale)


def _load(path: Path, *, audience: str, place: str, locale: str | None = None) -> Notice:
    try:
        content = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutlineError(
            f"notice {path} cannot be read ({error}); restore the file or point prompts_dir at it"
        ) from error
    parts = FRONT_MATTER.match(content)
    if parts is None:
        raise OutlineError(
            f"notice {path} has no front matter; begin it with '---', id, version, audience, place, '---'"
        )
    header = _header(path, parts["meta"])
    wanted = {"audience": audience, "place": place, "locale": locale}
    for name, value in wanted.items():
        if getattr(header, name) != value:
            raise OutlineError(f"notice {path} says {name} {getattr(header, name)!r}; its file name asks for {value!r}")
    if not header.id.endswith(f"/{header.version}"):
        raise OutlineError(
            f"notice {path} has id {header.id!r} but version {header.version}; end the id with the version"
        )
    text = parts["body"].strip()
    if not text:
        raise OutlineError(f"notice {path} is empty; write its text below the front matter")
    return Notice(id=header.id, text=text)


def _header(path: Path, meta: str) -> NoticeHeader:
    try:
        return NoticeHeader.model_validate(yaml.safe_load(meta))
    except yaml.YAMLError as error:
        summary = " ".join(str(error).split())
        raise OutlineError(
            f"notice {path} has unreadable front matter ({summary}); write 'name: value' lines"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "front matter"
        raise OutlineError(
            f"notice {path}: {name}: {first['msg']} (got {first['input']!r}); mend the front matter"
        ) from error
