"""Nothing that is a key, or looks like one, comes through."""

import logging

import pytest
from pydantic import SecretStr

from rag.settings import Endpoint
from rag.write.scrub import MAX_SHOWN, keep_keys_out_of_logs, scrub, shown_url

KEY = "canary+with/odd=signs"


def endpoint(base_url: str | None = None) -> Endpoint:
    return Endpoint(provider="openai", model="m", base_url=base_url, key=SecretStr(KEY))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"your key {KEY} is wrong", "your key [key] is wrong"),
        ("got sk-proj-abc_DEF-123.", "got [key]"),
        ("got sk-ab****yz here", "got [key] here"),
        ('{"Authorization": "Bearer abc.def"}', '{"Authorization": "[key]"}'),
        ("gsk_abcdef1234 and hf_abcdef1234", "[key] and [key]"),
        ("http://user:pass@host/v1", "http://[key]host/v1"),
        ("http://host/v1?api_key=abc&x=1", "http://host/v1?[key]&x=1"),
        ("two\nlines\r\n and \x1b[31mred", "two lines and ?[31mred"),
        ("a risk-based plan for the desk", "a risk-based plan for the desk"),
        ("", ""),
    ],
)
def test_text_from_outside_is_shown_on_one_line_without_keys(text: str, shown: str) -> None:
    assert scrub(text, endpoint()) == shown


def test_a_long_text_is_cut_after_its_keys_are_masked() -> None:
    shown = scrub("x" * (MAX_SHOWN - 10) + f" {KEY} " + "y" * 500, endpoint())
    assert len(shown) == MAX_SHOWN
    assert "canary" not in shown


@pytest.mark.parametrize(
    ("base_url", "shown"),
    [
        (None, "the openai API"),
        ("http://localhost:8000/v1", "http://localhost:8000/v1"),
        (f"https://user:pass@host:1/v1?key={KEY}#x", "https://host:1/v1"),
        ("localhost:8000/v1", "localhost:8000/v1"),
        ("http://[::1/v1", "http://[::1/v1"),
    ],
)
def test_an_endpoint_is_named_without_its_secrets(base_url: str | None, shown: str) -> None:
    assert shown_url(endpoint(base_url)) == shown


@pytest.mark.parametrize("name", ["openai._base_client", "httpx2", "httpcore2.http11", "httpcore.connection"])
def test_records_of_the_clients_are_masked(name: str, caplog: pytest.LogCaptureFixture) -> None:
    keep_keys_out_of_logs(endpoint())
    keep_keys_out_of_logs(endpoint())
    logger = logging.getLogger(name)
    assert len(logger.filters) <= 2  # the client library has one of its own
    with caplog.at_level(logging.DEBUG, logger=name):
        logger.debug("sent %s with %r", {"authorization": f"Bearer {KEY}"}, KEY)
        try:
            raise ValueError(KEY)
        except ValueError:
            logger.debug("failed", exc_info=True)
    assert [record.getMessage() for record in caplog.records][-1] == "failed (ValueError)"
    assert "canary" not in caplog.text
