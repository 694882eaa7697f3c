"""The exceptions users meet. Each says what was wrong, with what value, and what to do."""


class CitewellError(Exception):
    """Base of our errors: a one-line message that ends with a remedy. The command line prints it and exits 1."""


class IndexMissing(CitewellError):
    """There is no finished generation in the index folder."""


class IndexMismatch(CitewellError):
    """The index was built with another encoder or dimension than the settings ask for."""


class IndexDamaged(CitewellError):
    """A file of the generation is missing, cut or altered."""


class IndexLocked(CitewellError):
    """Another process is writing this index."""


class IndexNotWritten(CitewellError):
    """The disk is full, or a folder cannot be written. The generation in force is untouched."""


class EncoderError(CitewellError):
    """The encoder's weights are missing, refused (pickle, remote code, wrong hash) or produced unusable vectors."""


class InputError(CitewellError):
    """A file, question or argument that cannot be used as it is."""


class RecordError(InputError):
    """A record file cannot be read, or a field of it does not fit. Never repeats a value of the record."""


class SettingsError(CitewellError):
    """A setting is unknown, of the wrong type or out of range."""


class OutlineError(CitewellError):
    """An outline, notice or intent file under prompts/ breaks its format."""


class SuiteError(CitewellError):
    """A golden suite or a run file breaks its format."""


class WriterUnavailable(CitewellError):
    """The writer that was asked for by name cannot be used."""


class PromptError(CitewellError):
    """A prompt file under prompts/ breaks its format, or names a variable it is not given."""


class LlmError(CitewellError):
    """Base of all faults of the LLM path. Unless the LLM was asked for by name, the extractive writer takes over.

    `calls`: HTTP requests that were sent before it was given up. `kind`: the fault in one word, as the trace names it.
    """

    calls: int = 0
    kind: str = "failed"


class LlmUnreachable(LlmError):
    """Nothing answers at the endpoint: refused, reset or no such host."""

    kind = "unreachable"


class LlmDeadline(LlmError):
    """The whole exchange, retries included, took longer than `llm.deadline_s`."""

    kind = "deadline"


class LlmRateLimited(LlmError):
    """The endpoint asks to wait longer than we may, or kept refusing."""

    kind = "rate_limited"


class LlmServerFault(LlmError):
    """The endpoint answered with a server error (5xx) until the attempts were used up."""

    kind = "server_fault"


class LlmKeyRejected(LlmError):
    """401 or 403: the key is missing, wrong or without the right. Never repeats what the server said about the key."""

    kind = "key_rejected"


class LlmModelMissing(LlmError):
    """The endpoint does not serve the model asked for."""

    kind = "model_missing"


class LlmBadEndpoint(LlmError):
    """What answers at the base URL does not speak the chat-completions protocol."""

    kind = "bad_endpoint"


class LlmRequestRefused(LlmError):
    """400 or 422 at every level of structured output: the endpoint cannot take this request."""

    kind = "request_refused"


class LlmBadReply(LlmError):
    """No choices, no content, broken JSON, or JSON of another shape than asked for."""

    kind = "bad_reply"


class LlmTruncated(LlmError):
    """The reply ended at its token limit: it is never shown as if it were complete."""

    kind = "truncated"


class LlmFiltered(LlmError):
    """The endpoint's content filter, or the model itself, refused to answer."""

    kind = "filtered"


class LlmInterrupted(LlmError):
    """The connection was cut in the middle of a reply. Nothing of it is kept."""

    kind = "interrupted"


class LlmBreakerOpen(LlmError):
    """The endpoint failed too often in a row: no call is made for a while."""

    kind = "breaker_open"


class LlmBudgetReached(LlmError):
    """The spending cap of this run is reached: no further call is made."""

    kind = "budget_reached"


class RecordingMissing(LlmError):
    """Replaying, and no reply was recorded for exactly this request."""

    kind = "recording_missing"


class LlmPromptTooLong(LlmError):
    """The prompt leaves no room for a passage within `llm.prompt_tokens`: nothing is sent."""

    kind = "prompt_too_long"
