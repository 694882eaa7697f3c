"""Text from outside to text that may be shown or logged: one short line without keys. Decides nothing."""

import logging
import re
from urllib.parse import urlsplit

from rag.settings import Endpoint

MASK = "[key]"
MAX_SHOWN = 200  # characters of a server's words in a message
KEY_LIKE = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|hf)[-_][\w*.…-]{4,}|\bAIza[\w-]{20,}|\bBearer\s+[^\s'\",}]+|(?<=//)[^/@\s]+@"
    r"|(?<=[?&])(?:api[-_]?key|key|token)=[^\s&'\"]+",
    re.IGNORECASE,
)
LOGGERS = (  # a filter works on the logger a record is made by, not on those above it
    *("openai", "openai._base_client", "openai._response", "openai._streaming", "openai._models"),
    *("httpx", "httpx2", "httpcore", "httpcore2"),
    *(f"httpcore{v}.{part}" for v in ("", "2") for part in ("connection", "proxy", "socks", "http11", "http2")),
)


def scrub(text: str, endpoint: Endpoint | None = None) -> str:
    """The text on one line, cut at 200 characters, with keys and anything that looks like one masked."""
    line = " ".join("".join(c if c.isprintable() or c.isspace() else "?" for c in _masked(text, endpoint)).split())
    return line if len(line) <= MAX_SHOWN else f"{line[: MAX_SHOWN - 1]}…"


def shown_url(endpoint: Endpoint) -> str:
    """The endpoint as messages name it: its URL without user, password and query, or its provider's name."""
    if not endpoint.base_url:
        return f"the {endpoint.provider} API"
    try:
        parts = urlsplit(endpoint.base_url)
    except ValueError:
        return scrub(endpoint.base_url, endpoint)
    if parts.scheme not in ("http", "https"):
        return scrub(endpoint.base_url, endpoint)
    return scrub(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}", endpoint)


def keep_keys_out_of_logs(endpoint: Endpoint) -> None:
    """From now on the client libraries' log records, DEBUG included, pass through `scrub`'s masks."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        known = next((entry for entry in logger.filters if isinstance(entry, _KeyFilter)), None)
        if known is None:
            known = _KeyFilter()
            logger.addFilter(known)
        if endpoint.key:
            known.secrets.add(endpoint.key.get_secret_value())


class _KeyFilter(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        for secret in self.secrets:
            said = said.replace(secret, MASK)
        record.msg, record.args = KEY_LIKE.sub(MASK, said), None
        if record.exc_info and record.exc_info[0]:  # a traceback may hold the request
            record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
            record.exc_info = record.exc_text = None
        return True


def _masked(text: str, endpoint: Endpoint | None) -> str:
    if endpoint and endpoint.key:
        text = text.replace(endpoint.key.get_secret_value(), MASK)
    return KEY_LIKE.sub(MASK, text)
