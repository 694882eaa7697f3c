"""What was said, judged: a reply, or the fault it amounts to."""

import pytest

from rag.errors import LlmBadReply, LlmError, LlmFiltered, LlmTruncated
from rag.exchange import ChatMessage, ChatRequest
from rag.write.endpoints import Manner
from rag.write.outcome import AttemptFailed, Said, Spent, estimate_tokens, reply_of

REQUEST = ChatRequest(messages=(ChatMessage(role="user", content="12345678"),), reply_model="page", max_output_tokens=9)


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("ääää", 2), ("\ud800", 1)])
def test_four_bytes_make_a_token(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


def test_a_reply_takes_what_the_endpoint_counts_and_estimates_the_rest() -> None:
    counted = Said(text="text!", reason="stop", spent=Spent(model="m-1", prompt_tokens=40, completion_tokens=30))
    reply = reply_of(counted, REQUEST, Manner(level="plain"), "m")
    assert (reply.text, reply.model, reply.level) == ("text!", "m-1", "plain")
    assert (reply.prompt_tokens, reply.completion_tokens) == (40, 30)
    reply = reply_of(Said(text="text!"), REQUEST, Manner(), "m")
    assert (reply.model, reply.prompt_tokens, reply.completion_tokens) == ("m", 2, 2)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (Said(text="half", reason="length"), LlmTruncated),
        (Said(text="", reason="length"), LlmTruncated),
        (Said(text="half", reason="content_filter"), LlmFiltered),
        (Said(text="half", refusal="no", reason="stop"), LlmFiltered),
        (Said(text=None, reason="stop"), LlmBadReply),
        (Said(text=" \n", reason="stop"), LlmBadReply),
    ],
)
def test_what_is_not_whole_is_no_reply(said: Said, kind: type[LlmError]) -> None:
    with pytest.raises(AttemptFailed) as caught:
        reply_of(said, REQUEST, Manner(), "m")
    assert type(caught.value.error) is kind
    assert "half" not in str(caught.value)
    assert caught.value.spent is not None
    assert caught.value.spent.prompt_tokens == 2
