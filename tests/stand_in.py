"""A command run beside a stand-in for a language model, so that the guides can be tried without one.

python -m tests.stand_in citewell eval run SUITE ...

It copies sentences of the passages, rewords some, and obeys one thing: the number of statements a section may hold.
"""

import os
import subprocess
import sys

from tests.llm_authors import honest_author
from tests.llm_server import LlmServer

MODEL = "stand-in"


def main(command: list[str]) -> int:
    """Run the command with the stand-in as its endpoint. Returns its exit code; 2 without a command."""
    if not command:
        print("give a command: python -m tests.stand_in citewell eval run ...", file=sys.stderr)
        return 2
    with LlmServer(honest_author, models=(MODEL,)) as server:
        own = {"OPENAI_BASE_URL": server.url, "CITEWELL_LLM_MODEL": MODEL, "CITEWELL_LLM_CACHE": "false"}
        return subprocess.run(command, env={**os.environ, **own}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
