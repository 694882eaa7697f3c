"""Statuses, headers and exceptions as servers and libraries give them, and the faults they are."""

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from rag.errors import (
    LlmBadEndpoint,
    LlmError,
    LlmFiltered,
    LlmInterrupted,
    LlmKeyRejected,
    LlmModelMissing,
    LlmRateLimited,
    LlmRequestRefused,
    LlmServerFault,
    LlmUnreachable,
)
from rag.settings import Endpoint
from rag.write.faults import connection_failure, is_about_form, read_refusal, retry_after_s, status_failure

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ENDPOINT = Endpoint(provider="openai", model="m", base_url="http://host/v1", key=SecretStr("canary"))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "Sun, 01 Mar 2026 12:10:00 GMT"}, 600.0),
        ({"retry-after": "Sun, 01 Mar 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Sun, 01 Mar 2026 12:10:00 -0000"}, 600.0),
        ({"retry-after": "tomorrow"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7.0),
    ],
    ids=str,
)
def test_retry_after_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("raw", "text", "code"),
    [
        ('{"error": {"message": "no", "code": "x"}}', "no", "x"),
        ('{"error": {"message": "no", "param": "temperature"}}', "no temperature", ""),
        ('{"error": "no"}', "no", ""),
        ('{"message": "no"}', "no", ""),
        ('{"detail": [{"loc": ["body", "x"]}]}', '[{"loc": ["body", "x"]}]', ""),
        ('["no"]', "['no']", ""),
        ("no", "no", ""),
        ("<html>no</html>", "", ""),
        ("[" * 100_000, "[" * 100_000, ""),
    ],
    ids=lambda value: value[:20],
)
def test_a_servers_words_are_found_in_whatever_they_come_in(raw: str, text: str, code: str) -> None:
    refused = read_refusal(400, raw, {"Retry-After": "1"})
    assert (refused.text, refused.code, refused.headers) == (text, code, {"retry-after": "1"})


@pytest.mark.parametrize(
    ("status", "raw", "kind", "is_passing"),
    [
        (402, '{"error": {"message": "no credit"}}', LlmRequestRefused, False),
        (400, '{"error": {"message": "prompt too long", "code": 400}}', LlmRequestRefused, False),
        (400, '{"error": {"message": "filtered", "code": "content_filter"}}', LlmFiltered, False),
        (400, "m is not a valid model ID", LlmModelMissing, False),
        (404, "model 'm' not found, try pulling it first", LlmModelMissing, False),
        (404, "The model `m` does not exist", LlmModelMissing, False),
        (404, '{"error": {"message": "gone", "code": "model_not_found"}}', LlmModelMissing, False),
        (404, "<html>Not Found</html>", LlmBadEndpoint, False),
        (301, "", LlmBadEndpoint, False),
        (401, "bad key canary", LlmKeyRejected, False),
        (403, "bad key canary", LlmKeyRejected, False),
        (409, "", LlmServerFault, True),
        (413, "request too large", LlmRequestRefused, False),
        (429, "slow down", LlmRateLimited, True),
        (429, '{"error": {"message": "pay", "code": "insufficient_quota"}}', LlmRateLimited, False),
        (529, "overloaded", LlmServerFault, True),
    ],
)
def test_a_status_has_its_fault(status: int, raw: str, kind: type[LlmError], is_passing: bool) -> None:
    failed = status_failure(read_refusal(status, raw, {}), ENDPOINT)
    assert (type(failed.error), failed.is_passing, failed.refusal) == (kind, is_passing, None)
    assert "canary" not in str(failed.error)
    assert ";" in str(failed.error)  # what follows is the remedy


@pytest.mark.parametrize(
    ("status", "said"), [(402, "has no credit left (HTTP 402: no more); add some there"), (500, "; try again later")]
)
def test_a_fault_of_the_account_or_the_server_says_what_helps(status: int, said: str) -> None:
    message = str(status_failure(read_refusal(status, "no more", {}), ENDPOINT).error)
    assert said in message
    assert "doctor" not in message  # the doctor says the same words


@pytest.mark.parametrize("status", [401, 403])
def test_nothing_a_server_says_about_a_key_is_repeated(status: int) -> None:
    assert "zebra" not in str(status_failure(read_refusal(status, "zebra", {}), ENDPOINT).error)


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (400, "response_format is not supported", True),
        (400, "what?", True),
        (422, "extra fields", True),
        (400, "maximum context length exceeded", False),
        (400, "unknown model", False),
        (404, "no provider supports json_schema", True),
        (404, "page not found", False),
        (500, "response_format broke the server", True),
        (500, "unsupported", True),
        (500, "out of memory", False),
        (503, "unsupported", False),
    ],
)
def test_a_refusal_of_the_form_is_told_from_other_faults(status: int, text: str, expected: bool) -> None:
    refused = read_refusal(status, text, {})
    assert is_about_form(refused) is expected
    assert (status_failure(refused, ENDPOINT).refusal is not None) is expected


class ConnectError(Exception):
    """Named as in the client's library."""


class RemoteProtocolError(Exception):
    """Named as in the client's library."""


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (ConnectError("refused by canary"), LlmUnreachable),
        (ConnectionRefusedError(), LlmUnreachable),
        (RemoteProtocolError("Server disconnected without sending a response."), LlmUnreachable),
        (RemoteProtocolError("peer closed connection without sending complete message body"), LlmInterrupted),
        (ConnectionResetError(), LlmInterrupted),
        (None, LlmInterrupted),
    ],
    ids=str,
)
def test_a_connection_never_made_is_told_from_one_that_broke(cause: Exception | None, kind: type[LlmError]) -> None:
    failed = connection_failure(cause, ENDPOINT)
    assert (type(failed.error), failed.is_passing) == (kind, True)
    assert (failed.spent is None) is (kind is LlmInterrupted)
    assert "canary" not in str(failed.error)
