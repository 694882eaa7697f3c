"""A question to the claim that it takes as given, as a clause of its own. Looks at form alone; holds no claim true or false.

"Since kidney cancer always spreads, when is the first scan done?" takes as given that kidney cancer always spreads.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

MIN_WORDS = 3  # of a claim
AUXILIARIES = (
    r"is|are|was|were|do|does|did|has|have|had|can|could|must|should|would|will|may|might"
    r"|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|don['’]t|doesn['’]t|didn['’]t|hasn['’]t|haven['’]t|can['’]t|cannot"
    r"|mustn['’]t|shouldn['’]t|won['’]t"
)
GIVEN = r"since|as|because(?! of\b)|given(?: the fact)? that|given|now that|seeing that|seeing as|considering that|knowing that"
LEADING = re.compile(
    rf"^(?:so,? |but |and )?(?:{GIVEN})\s+(?P<claim>[^?]+?),\s+(?:then\s+)?(?:\w+ )?"
    rf"(?=(?:what|which|who|whom|when|where|why|how|{AUXILIARIES})\b)",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"[,\s](?:since|because(?! of\b)|given that|now that|seeing that|considering that)\s+(?P<claim>[^?.]+)\?",
    re.IGNORECASE,
)
WHY = re.compile(rf"\b(?:why|how come)\s+(?:(?P<aux>{AUXILIARIES})\s+)?(?P<claim>[^?]+)", re.IGNORECASE)
MAKES = re.compile(r"^what makes\s+(?P<claim>[^?]+)", re.IGNORECASE)
TRUE_THAT = re.compile(
    r"\b(?:isn['’]t it|is it not|it is|it['’]s)(?: not)? (?:true|a fact|known|well known) that\s+(?P<claim>[^?]+)\?",
    re.IGNORECASE,
)
TAGGED = re.compile(
    r"^(?P<claim>[^?]+),\s+(?:right|correct|true|no|or not|isn['’]t it|aren['’]t they|don['’]t they|doesn['’]t it|do they"
    r"|does it|is it|are they|isn['’]t that (?:so|right))\s*\?",
    re.IGNORECASE,
)
BEGAN = re.compile(r"^when did (?P<who>[^?]+?) (?:start|begin) (?:to )?(?P<claim>[^?]+)", re.IGNORECASE)
HOW = re.compile(r"^how\s+(?P<aux>do|does)\s+(?P<claim>[^?]+)", re.IGNORECASE)
WHICH = re.compile(
    r"^which\s+(?P<claim>(?:[\w-]+\s+){1,5}(?:cures?|prevents?|replaces?|heals?|proves?|shows?|has been shown|have been shown"
    r"|guarantees?|eliminates?|reverses?)\b[^?]*)",
    re.IGNORECASE,
)
FLAT = re.compile(r"^(?P<claim>[^?,;:]*\b(?:always|never|all|every|nobody|everyone)\b[^?,;:]*)\.?$", re.IGNORECASE)
MOST_FLAT_WORDS = 16
ASKS = re.compile(rf"^(?:what|which|who|when|where|why|how|{AUXILIARIES}|tell|explain|describe|list)\b", re.IGNORECASE)
OWN = re.compile(
    r"\b(?:(?<!stage )(?<!stages )(?<!class )(?<!type )(?<!phase )i|i['’]?(?:m|ve|d|ll)|me|my|mine|we|us|our|you|your|he"
    r"|his|she|her)\b",
    re.IGNORECASE,
)
TEMPORAL = re.compile(
    r"^(?:\d|(?:the )?(?:diagnosis|beginning|start|last|then)\b|a (?:patient|doctor|nurse|woman|man|person)\b)",
    re.IGNORECASE,
)
VERB = re.compile(
    rf"\b(?:{AUXILIARIES}|\w+(?:s|ed)|mean|cause|need|help|work|spread|grow|cure|get|make|lead|raise|lower|come|go|feed"
    r"|start|occur|live|die|respond|never|always)\b",
    re.IGNORECASE,
)
NOT_SUBJECT = re.compile(
    r"^(?:always|never|less|more|most|too|usually|often|rarely|seldom|only|sometimes|mainly|not|no|no longer|now|so|still"
    r"|routinely|generally"
    r"|\w+ly|\w{2,}(?<!ne)(?<!bl)ed|given|done|used|taken|known|made|found|seen|put|safe|good|bad|better|best|worse|hard|easy|rare"
    r"|common|likely|high|low|part|\w+(?:less|ful|ous|able|ible)|an?|the|there)$",
    re.IGNORECASE,
)
NO_END_OF_SUBJECT = frozenset(
    "of in for on with without to from at by during after before and or between under the a an".split()
)
PLAIN_VERB = re.compile(
    r"^(?:mean|cause|need|help|work|spread|replace|protect|prevent|make|lead|get|use|treat|cure|respond|raise|lower|grow|come"
    r"|go|start|occur|ease|take|give|show|guide|increase|reduce|affect|influence|relate|improve|lengthen|shorten|harm|require|test|become|return)$"
)


MODALS = frozenset("can could must should would will may might cannot can't mustn't shouldn't won't".split())


class Premise(NamedTuple):
    """What a question takes as given. `is_sure`: its form says so; a bare "how does" or "which" only suggests it."""

    claim: str
    is_sure: bool


def premise_of(question: str) -> Premise | None:
    """The claim, without the question around it; None where the question takes none as given, or tells of a person."""
    text = " ".join(question.split())
    found = _stated(text) or _asked_why(text) or _suggested(text)
    if found is None:
        return None
    claim = re.sub(r"^(?:because|since|but|so|and)\s+", "", found.claim.strip(" .,;:!"), flags=re.IGNORECASE)
    claim = re.sub(
        r",?\s+(?:and|but|so) (?:what|how|when|which|who|is|are|do|does|can)\b.*$", "", claim, flags=re.IGNORECASE
    )
    is_too_little = len(claim.split()) < MIN_WORDS or bool(OWN.search(claim)) or bool(TEMPORAL.search(claim))
    return None if is_too_little else Premise(claim[:1].upper() + claim[1:], found.is_sure)


def _stated(text: str) -> Premise | None:
    for form in (TRUE_THAT, LEADING, TAGGED, TRAILING):
        match = form.search(text)
        if match and VERB.search(match["claim"]) and not (form is TRAILING and text.lower().startswith("is it ")):
            return Premise(match["claim"], is_sure=True)
    flat = FLAT.match(text)
    if flat and len(text.split()) <= MOST_FLAT_WORDS and not ASKS.match(text) and VERB.search(flat["claim"]):
        return Premise(flat["claim"], is_sure=True)
    return None


def _asked_why(text: str) -> Premise | None:
    match = WHY.search(text)
    if match:
        return Premise(_as_said(match["aux"] or "", match["claim"]), is_sure=bool(match["aux"]))
    makes = MAKES.match(text)
    if makes:
        return Premise(_as_said("is", makes["claim"]), is_sure=True)
    began = BEGAN.match(text)
    return Premise(f"{began['who']} {began['claim']}", is_sure=True) if began else None


def _suggested(text: str) -> Premise | None:
    how = HOW.match(text)
    if how:
        return Premise(_as_said(how["aux"], how["claim"]), is_sure=False)
    which = WHICH.match(text)
    return Premise(which["claim"], is_sure=False) if which else None


def _as_said(aux: str, rest: str) -> str:
    """The words behind "why is" in the order of a statement: "why is fever harmless", "fever is harmless"."""
    words = rest.split()
    verb = aux.lower().replace("’", "'")
    if verb in ("do", "did", "does"):
        denied = next((at for at, word in enumerate(words) if word.lower() == "not"), None)
        if denied is not None:
            return " ".join([*words[:denied], verb, *words[denied:]])
        spot = _verb_of(words)
        if verb == "does" and spot:
            words[spot] += "es" if words[spot].endswith(("ss", "sh", "ch", "x", "o")) else "s"
        return " ".join(words)
    at = (_verb_of(words) if verb in MODALS else None) or _end_of_subject(words)
    return " ".join([*words[:at], *([verb] if verb else []), *words[at:]])


def _verb_of(words: Sequence[str]) -> int | None:
    """Where the plain verb of a clause stands, or the "not" before it: the test for HER2 [replace]."""
    for at, word in enumerate(words[1:], 1):
        is_noun = words[at + 1 : at + 2] in (["of"], ["for"]) and any(map(PLAIN_VERB.match, words[at + 1 :]))
        if (word in ("be", "have", "not", "never", "always") or PLAIN_VERB.match(word)) and not is_noun:
            return at
    return None


def _end_of_subject(words: Sequence[str]) -> int:
    if words[:1] == ["there"]:
        return 1
    for at in range(1, len(words)):
        if NOT_SUBJECT.match(words[at]) and words[at - 1].lower() not in NO_END_OF_SUBJECT:
            return at
    return max(1, len(words) - 1)
