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


class SettingsError(CitewellError):
    """A setting is unknown, of the wrong type or out of range."""


class OutlineError(CitewellError):
    """An outline, notice or intent file under prompts/ breaks its format."""


class SuiteError(CitewellError):
    """A golden suite or a run file breaks its format."""


class WriterUnavailable(CitewellError):
    """The writer that was asked for by name cannot be used."""
