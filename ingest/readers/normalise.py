"""Blocks as read -> the same blocks without invisible characters. Visible characters stay as they are (no NFKC)."""

import re

from rag.schema import Block, Document

# Characters a reader cannot see and a model can: controls, zero-width, bidi, tags, fillers, lone surrogates.
# Unicode 15.1: Default_Ignorable_Code_Point, without the emoji selectors U+FE0E and U+FE0F, plus categories Cc and Cs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_FIXED_SPACE = re.compile("[\u00a0\u2007\u202f]")
_BORDER = re.compile(r"[ \t]*\n[ \t]*")
# A Latin word with a Cyrillic letter, or with a Greek letter that looks Latin, in it.
_LOOKALIKE = re.compile(r"[A-Za-z][\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧο]|[\u0400-\u04ffΑΒΕΖΗΙΚΜΝΟΡΤΥΧο][A-Za-z]")


def clean_text(text: str) -> str:
    """The text without invisible characters; line ends as "\\n", fixed spaces as spaces, no space around line ends."""
    text = _FIXED_SPACE.sub(" ", _INVISIBLE.sub("", _LINE_END.sub("\n", text)))
    return _BORDER.sub("\n", text).strip()


def clean_document(document: Document) -> Document:
    """The document with every text cleaned, blocks left without text removed, and warnings for what was found."""
    texts = [block.text for block in document.blocks] + [document.title or ""]
    dropped = sum(len(_INVISIBLE.findall(text)) for text in texts)
    blocks: list[Block] = []
    for block in document.blocks:
        text = clean_text(block.text)
        if text:
            blocks.append(block if text == block.text else block.model_copy(update={"text": text}))
    warnings = list(document.warnings)
    if dropped:
        warnings.append(f"invisible or control characters removed: {dropped}")
    lookalikes = sum(len(_LOOKALIKE.findall(block.text)) for block in blocks)
    if lookalikes:
        warnings.append(f"letters of another alphabet inside Latin words: {lookalikes}")
    title = " ".join(clean_text(document.title or "").split()) or None
    return Document(title=title, blocks=tuple(blocks), warnings=tuple(warnings))
