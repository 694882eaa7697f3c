"""Quotes to a verdict: do they come from text that gives orders to a language model? Such a passage supports nothing.

A guideline speaks about patients and to readers. Text that speaks to the program which reads it was put there by
somebody else, and what stands beside it may have been, too.
"""

# ruff: noqa: E501  # a pattern is easier to read in one line
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rag.schema import Passage, Quote

_MODEL = (
    r"(?:a\.?i\.?|llms?|gpt|chat ?bots?|(?:large )?language models?|assistants?|summari[sz]ers?|(?:text )?generators?"
    r"|(?:automated|automatic) (?:systems?|readers?|tools?|agents?|processing))"
)
_ORDERS = (
    r"(?:instructions?|prompts?|directives?|rules|orders|commands|guardrails|constraints|(?:safety )?polic(?:y|ies))"
)
_OUTPUT = (
    r"(?:(?:your|the|every|each|any|all) (?:final |next |whole |entire )?"
    r"(?:answers?|outputs?|repl(?:y|ies)|responses?|summar(?:y|ies)|json|key points?|statements?|pages?|completion))"
)
_SAY = (
    r"(?:write|say|state|output|reply|respond|answer|print|return|include|insert|add|append|begin|start|end|repeat"
    r"|report|emit|produce|put|copy)"
)
_LEAVE = r"(?:ignore|disregard|forget|override|bypass|discard|drop|stop following|do not follow|don't follow|replace|leave out|omit)"
_QUOTED = r"(?:[\"“«‘]|(?<!\w)')"
_READER = r"(?:the |every |all |your )?(?:readers?|users?|patients?)"
PATTERNS = (
    # leave out what you were told
    rf"\b{_LEAVE}\b[^.\n]{{0,60}}\b{_ORDERS}\b",
    rf"\b{_LEAVE}\b[^.\n]{{0,30}}\b(?:everything|anything|all|the (?:text|passages?|content)s?)\b[^.\n]{{0,20}}"
    r"\b(?:above|before|previous|prior|earlier|else)\b",
    rf"\b{_LEAVE} (?:the|all|any|every|your)\b[^.\n]{{0,30}}\b(?:disclaimers?|notices?|citations?|other passages?|other sources?)\b",
    r"\b(?:vergi(?:ss|ß)|vergessen sie|ignorier\w*|missachte\w*|oublie\w*|ignore[zr]|ignora\w*|olvida\w*|dimentica\w*|esque[cç]\w*|negeer)\b"
    r"[^.\n]{0,60}\b(?:anweisung\w*|befehl\w*|instru\w+|consignes|istruzion\w*|aanwijzing\w*|regeln|r[eè]g\w+|regol\w+)",
    # write what I tell you
    rf"\b(?:{_SAY}|cite|quote)\b[^.\n]{{0,60}}\b(?:in|into|to|at|of|for|on|under|with) {_OUTPUT}\b",
    rf"\b{_SAY} (?:each|every|all)(?: of the| your)? (?:statements?|sections?|answers?|sentences?|repl(?:y|ies)|pages?)\b",
    rf"\b{_OUTPUT} (?:must|should|shall|has to|needs? to) (?:\w+ ){{0,2}}(?:say|state|begin|start|end|include|contain|cite|mention)",
    rf"\b(?:write|print|output|insert|append|emit|affiche[zr]|schreib\w*|escrib\w+|scriv\w+)\b[^.\n]{{0,30}}{_QUOTED}",
    rf"\b{_SAY} (?:only |exactly |just |verbatim |literally |with |out )*(?:this|the following|these words|exactly|verbatim)[^.\n]{{0,20}}{_QUOTED}",
    rf"\b(?:reply|respond|answer|continue|finish)\w* (?:only |just )?with\b[^.\n]{{0,40}}{_QUOTED}",
    rf"\btell {_READER} (?:that |to )?{_QUOTED}",
    r"\brepeat (?:the|this) (?:sentence|text|paragraph|words?|line|passage)s?\b",
    r"\b(?:cite|quote|use) (?:only )?this (?:passage|text|document|source|paragraph|section)\b",
    # you, the program
    rf"\b(?:notes?|messages?|attention|notices?|memos?|reminders?|corrections?|instructions?|hints?|tasks?|requests?|text) (?:to|for) (?:the |any |all )?{_MODEL}\b",
    rf"\b(?:for|to) {_MODEL} only\b|\b{_MODEL}\s*:",
    rf"\b(?:dear|hey|attention|you are|you're|act as|acting as|pretend to be) (?:now )?(?:an? |the |any )?(?:helpful |medical )?{_MODEL}\b(?! (?:professor|surgeon|director))",
    r"\bfrom now on,? you\b|\byou are (?:now|no longer) (?:an? |the |in |bound|free|\"|“)|\blet us pretend\b|\bpretend (?:that )?(?:you|this)\b",
    rf"\b(?:if|when|since) you are (?:reading|processing|summari[sz]ing|generating|an? )[^.\n]{{0,20}}(?:\b{_MODEL}\b|\bthis (?:text|document|passage|file)\b)",
    # how such programs are built
    r"\b(?:system|developer|hidden|initial|original) (?:prompt|message|instructions?|override)\b",
    r"\bnew (?:instructions?|directives?|task|persona|role)\s*(?::|from\b|for you\b)",
    r"\b(?:reveal|print|repeat|show|disclose|output|leak)\b[^.\n]{0,30}\b(?:prompt|your instructions|system message|api key)\b",
    r"\b(?:jailbreak|developer mode|dan mode|prompt injection|unrestricted mode|tool_?call|function_?call)",
    r"(?:^|\n)\s*(?:[#*]*\s*)(?:system|user)\s*:",
    r"<\s*/?\s*(?:passage|section|failed|system|instructions?|assistant|user)\b|‹\s*/?\s*(?:passage|section|failed)\b",
    r"<\||\[/?inst\]|\"(?:role|sections|statements|citations|cannot_answer|key_points)\"\s*:",
    r"\bdecode (?:this|the)\b|\bbase64\b",
    # what only this program may say
    r"\b(?:approved|reviewed|cleared|certified|endorsed)\b[^.\n]{0,80}\b(?:for (?:publication|release|display)|without (?:further|any) review)\b",
)
LOOK_ALIKES = str.maketrans(  # Cyrillic and Greek letters for the Latin ones they look like
    "АВЕЅІЈКМНОРСТУХаеіјорсухѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαιν", "ABESIJKMHOPCTYXaeijopcyxsdhqwABEZHIKMNOPTYXoaiv"
)
ORDERS_A_MODEL = re.compile(  # every pattern begins at a word, a line or one of these signs: nothing else is tried
    rf"(?:\b(?=\w)|(?=[\n<‹\[\"])|^)(?:{'|'.join(f'(?:{pattern})' for pattern in PATTERNS)})", re.IGNORECASE
)


def instruction_failure(quotes: Iterable[Quote], passages: Mapping[str, Passage]) -> str | None:
    """Why a quote's passage is not to be trusted, with the words that give it away, or None."""
    for quote in quotes:
        passage = passages.get(quote.passage_id)
        texts = [passage.text, passage.title, *passage.locator.headings] if passage else []
        found = next(filter(None, map(order_to_a_model, texts)), None)
        if found:
            return f"its passage gives orders to a language model ({found[:60]!r}); report the document"
    return None


@lru_cache(maxsize=20_000)
def order_to_a_model(text: str) -> str | None:
    """The first words of `text` that speak to a language model, or None.

    Characters that show nothing, or look like Latin letters, do not hide them.
    """
    if not text.isascii():
        shown = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
        text = shown.translate(LOOK_ALIKES)
    match = ORDERS_A_MODEL.search(text)
    return " ".join(match.group().split()) if match else None
