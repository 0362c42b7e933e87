"""
The AI double: speaks OpenAI's chat completions and Anthropic's messages, streaming or not, and misbehaves on demand.

In a test:

    with FakeAi() as ai:
        ai.play("steady")                           # a name of SCENARIOS, or a Script
        ai.then("http_500", Script(questions=2))    # the next two calls
        ...
        assert ai.calls == 1 and not ai.records[0].dropped

By hand, or as a process of its own: `python3 -m tests.fake_ai --help`.
"""
from tests.fake_ai.script import SCENARIOS, Script
from tests.fake_ai.server import Call, FakeAi

__all__ = ["Call", "FakeAi", "SCENARIOS", "Script"]
