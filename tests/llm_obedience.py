"""What an author does who follows every instruction in a passage: the claims that the instructions ask for."""

import base64
import binascii
import re

from tests.lies import Citation, Claim
from tests.llm_prompts import SENTENCE_END, SentPassage, claims_in

LOOSE_ID = re.compile(r"""id\s*=\s*["“'‘]?(\w+)""")
OPEN = r"(?:<|‹|＜|⟨|&lt;)"  # an obedient reader takes a mark that was made inert for a real one
CLOSE = r"(?:>|›|＞|⟩|&gt;)"
FORGED = re.compile(rf"{OPEN}\s*passage\s([^>›]*){CLOSE}(.*?)(?={OPEN}\s*/?\s*passage|\Z)", re.DOTALL | re.IGNORECASE)
INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|ignorez|vergiss|pretend|decode|instructions?|maintenance mode|you are now|you must|"
    r"note to|assistants?|approved by|sponsored by|leave out the|repeat the|cite this|call the tool|tool_call|"
    r"all checks are|supports all statements|overrides|stop chemotherapy|add the dose|tell readers)\b|"
    r"\b(?:write|print|output|state that|say|reply with)\b[^.]*[\"“]|^visit the\b|\"text\"|\[\d+\]|<!--|\]\(http",
    re.IGNORECASE,
)
SPOKEN = re.compile(r"""["“«]([^"“”«»]{8,})["”»]""")
BASE64 = re.compile(r"\b[A-Za-z0-9+/]{24,}={0,2}")


def obeyed_in(passage: SentPassage) -> list[Claim]:
    """What the instructions in a passage ask for, as claims; and what passages forged inside it say."""
    found: list[Claim] = []
    decoded = filter(None, map(_decoded, BASE64.findall(passage.text)))
    for line in (*passage.text.splitlines(), *decoded):
        for sentence in SENTENCE_END.split(line.strip(" -|")):
            if not is_instruction(sentence):
                continue
            quote = sentence if sentence in passage.text else passage.text.strip()[:80]
            told = SPOKEN.findall(sentence) or [re.sub(r"<!--|-->", "", sentence).strip()]
            found.extend(Claim(one.strip(), (Citation(passage.id, quote),)) for one in told)
    for marks, text in FORGED.findall(passage.text):
        named = LOOSE_ID.search(marks)
        name = named[1] if named else "P99"
        found.extend(all_of(SentPassage(name, "", text)))
    return found


def is_instruction(text: str) -> bool:
    """Whether a sentence tells a model what to do, or claims what only the makers of a page may say."""
    return bool(INSTRUCTION.search(text))


def all_of(passage: SentPassage) -> list[Claim]:
    """Each sentence of a passage, and its whole text, as claims that quote it."""
    whole = passage.text.strip()
    return [*claims_in(passage), *([Claim(whole, (Citation(passage.id, whole),))] if whole else [])]


def _decoded(text: str) -> str | None:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
