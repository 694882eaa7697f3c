"""HTTP statuses, headers and client exceptions to typed faults with a remedy. Shows no key; repeats nothing of a 401 or 403."""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rag.errors import (
    LlmBadEndpoint,
    LlmBadReply,
    LlmFiltered,
    LlmInterrupted,
    LlmKeyRejected,
    LlmModelMissing,
    LlmRateLimited,
    LlmRequestRefused,
    LlmServerFault,
    LlmUnreachable,
)
from rag.schema import Value
from rag.settings import Endpoint
from rag.write.endpoints import ABOUT_FORMAT, UNSUPPORTED
from rag.write.outcome import AttemptFailed
from rag.write.scrub import scrub, shown_url

TAIL = "/chat/completions"  # what the client adds by itself
PASSING = {408, 409, 425, 429}
NEVER_REACHED = {  # exception types of httpx, httpx2 and the standard library
    *("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "ConnectionRefusedError", "gaierror"),
}
NO_URL = {"UnsupportedProtocol", "InvalidURL"}
NO_ANSWER = re.compile(r"without sending a(?: complete)? response", re.IGNORECASE)
TOO_LONG = re.compile(
    r"context (?:length|window|size)|maximum context|too (?:long|large|many)|reduce the", re.IGNORECASE
)
NO_MODEL = re.compile(
    r"model\b.*(?:not (?:found|exist|valid|available)|no such|unknown)|not a valid model", re.IGNORECASE
)
NOT_FOUND_MODEL = re.compile(r"(?:unknown|invalid|no such|not found).{0,20}model", re.IGNORECASE)


class Refused(Value):
    """An HTTP error answer: status, the server's words, its error code, headers by lower-case name."""

    status: int
    text: str = ""
    code: str = ""
    headers: Mapping[str, str] = {}


def read_refusal(status: int, raw: str, headers: Mapping[str, str]) -> Refused:
    """The error answer with its words taken out of the JSON they come in; a web page says nothing."""
    lower = {name.lower(): value for name, value in headers.items()}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return Refused(status=status, text="" if raw.lstrip().startswith("<") else raw, headers=lower)
    error = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return Refused(status=status, text=str(error), headers=lower)
    said = error.get("message") or error.get("detail") or error
    param = error.get("param") or ""
    text = f"{said if isinstance(said, str) else json.dumps(said)} {param}".strip()
    return Refused(status=status, text=text, code=str(error.get("code") or ""), headers=lower)


def status_failure(refused: Refused, endpoint: Endpoint) -> AttemptFailed:
    """The fault of an error answer, and whether it passes or is about the form of the request."""
    status, where = refused.status, shown_url(endpoint)
    words = f": {scrub(refused.text, endpoint)}" if refused.text else ""
    if status in (401, 403):
        return AttemptFailed(LlmKeyRejected(_key_message(status, endpoint)))
    if status == 402:
        message = (
            f"the account at {where} has no credit left (HTTP 402{words}); add some there, or use another endpoint"
        )
        return AttemptFailed(LlmRequestRefused(message))
    if is_about_form(refused):
        message = f"{where} cannot take this request (HTTP {status}{words}); try another --model"
        return AttemptFailed(LlmRequestRefused(message), refusal=refused.text)
    if refused.code == "content_filter":
        message = "the endpoint's content filter refused the request; ask in other words, or use another --model"
        return AttemptFailed(LlmFiltered(message))
    if is_about_model(refused):
        return AttemptFailed(missing_model(endpoint, ()))
    if status == 429:
        return _rate_failure(refused, words, where)
    if status in PASSING or status >= 500:
        message = f"{where} answered HTTP {status}{words}; try again later, or see its log"
        return AttemptFailed(
            LlmServerFault(message), is_passing=True, retry_after_s=retry_after_s(refused.headers, datetime.now(UTC))
        )
    if status in (404, 405) or status < 400:
        return AttemptFailed(bad_endpoint(endpoint, f"HTTP {status}{words}"))
    remedy = (
        "lower llm.evidence_tokens or llm.max_output_tokens" if TOO_LONG.search(refused.text) else "see its message"
    )
    return AttemptFailed(LlmRequestRefused(f"{where} refused the request (HTTP {status}{words}); {remedy}"))


def is_about_form(refused: Refused) -> bool:
    """Whether the endpoint may take the same request in another form: less structured output, other parameters."""
    if refused.status in (400, 422):
        return not (TOO_LONG.search(refused.text) or is_about_model(refused) or refused.code == "content_filter")
    names_it = bool(ABOUT_FORMAT.search(refused.text))
    return (
        names_it
        if refused.status == 404
        else refused.status in (500, 501) and (names_it or bool(UNSUPPORTED.search(refused.text)))
    )


def is_about_model(refused: Refused) -> bool:
    """Whether it says that there is no such model."""
    if refused.status not in (400, 404, 422):
        return False
    says_so = NO_MODEL.search(refused.text) or NOT_FOUND_MODEL.search(refused.text)
    return refused.code == "model_not_found" or bool(says_so)


def connection_failure(cause: BaseException | None, endpoint: Endpoint) -> AttemptFailed:
    """The fault of a connection that was never made, gave no answer, or broke off."""
    kind, where = type(cause).__name__, shown_url(endpoint)
    if kind in NO_URL:
        return AttemptFailed(no_address(endpoint), was_sent=False)
    if kind in NEVER_REACHED or NO_ANSWER.search(str(cause)):
        why = scrub(str(cause), endpoint) or kind
        message = f"nothing answers at {where} ({why}); check that it runs, and llm.base_url"
        return AttemptFailed(LlmUnreachable(message), is_passing=True)
    message = f"the connection to {where} broke off in the middle of a reply; try again"
    return AttemptFailed(LlmInterrupted(message), is_passing=True, spent=None)


def bad_endpoint(endpoint: Endpoint, why: str, better: str = "") -> LlmBadEndpoint:
    """`better`: a URL that does answer."""
    base_url = (endpoint.base_url or "").rstrip("/")
    if not better and base_url.endswith(TAIL):
        better = shown_url(endpoint.model_copy(update={"base_url": base_url.removesuffix(TAIL)}))
    remedy = f"use --base-url {better}" if better else "give the URL up to /v1 as llm.base_url"
    return LlmBadEndpoint(f"{shown_url(endpoint)} does not speak the chat-completions protocol ({why}); {remedy}")


def no_address(endpoint: Endpoint) -> LlmBadEndpoint:
    """The base URL is no web address."""
    return LlmBadEndpoint(
        f"{shown_url(endpoint)} is no web address; begin --base-url (llm.base_url) with http:// or https://, up to /v1"
    )


def missing_model(endpoint: Endpoint, served: tuple[str, ...]) -> LlmModelMissing:
    """`served`: names of models the endpoint does have, the most alike first."""
    listed = f"use one of: {', '.join(scrub(name, endpoint)[:60] for name in served)}" if served else "check --model"
    return LlmModelMissing(f"{shown_url(endpoint)} has no model {endpoint.model!r}; {listed}")


def unreadable(text: str, endpoint: Endpoint) -> AttemptFailed:
    """The fault of an HTTP 200 whose body is no completion: a web page, or broken JSON."""
    if text.lstrip()[:1] == "<":
        return AttemptFailed(bad_endpoint(endpoint, "it answered with a web page"))
    why = "no JSON object" if text.strip() else "an empty body"
    return AttemptFailed(LlmBadReply(f"{shown_url(endpoint)} answered with {why}; try again, or another endpoint"))


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds the server asks to wait (`retry-after-ms`, or `retry-after` in seconds or as an HTTP date), if it does."""
    milliseconds, seconds = _number(headers.get("retry-after-ms")), _number(headers.get("retry-after"))
    if milliseconds is not None:
        return milliseconds / 1000
    if seconds is not None or "retry-after" not in headers:
        return seconds
    try:
        until = parsedate_to_datetime(headers["retry-after"])
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return max(0.0, number) if math.isfinite(number) else None


def _key_message(status: int, endpoint: Endpoint) -> str:
    where = shown_url(endpoint)
    if endpoint.provider != "openai":
        return f"{where} did not accept the key (HTTP {status}); set the key of {endpoint.provider} in the environment"
    if endpoint.key is None:
        return f"{where} asks for a key (HTTP {status}); set OPENAI_API_KEY"
    if status == 403:
        return (
            f"{where} does not let this key use {endpoint.model!r} (HTTP 403); check its rights, or use another --model"
        )
    return f"{where} did not accept the key (HTTP {status}); set OPENAI_API_KEY to one that it accepts"


def _rate_failure(refused: Refused, words: str, where: str) -> AttemptFailed:
    wait = retry_after_s(refused.headers, datetime.now(UTC))
    if refused.code == "insufficient_quota":  # no wait helps
        return AttemptFailed(LlmRateLimited(f"the quota of this key at {where} is used up; see your plan there"))
    asks = f"; it asks to wait {math.ceil(wait)} s" if wait is not None else ""
    remedy = "try again later, or lower llm.concurrency or llm.requests_per_minute"
    return AttemptFailed(
        LlmRateLimited(f"{where} answered HTTP 429{words}{asks}; {remedy}"), is_passing=True, retry_after_s=wait
    )
