"""How one call is answered: a Script, and the named ones that tests and the command use."""
import dataclasses
from dataclasses import dataclass, field

# How an answer ends once its tokens are out.
ENDS = ("stop", "stop_without_done", "length", "content_filter", "abort", "refusal", "error", "eof", "cut", "hang",
        "stop_then_hang", "error_then_hang")
# What is put into the stream behind the tokens, before the end.
JUNK = ("", "long_line", "bad_utf8", "bad_json", "unknown_event")


@dataclass
class Script:
    # what is said
    questions: int | None = None        # how many; None: as many as asked for
    texts: list | None = None           # these question texts instead of the double's own
    answer: str | None = None           # this content, word for word, instead of questions
    obey: bool = False                  # say what the job description says
    own_words: bool = False             # do what the job description wants, in words of its own
    before: str = ""                    # around the JSON
    after: str = ""
    # when
    headers_after_s: float = 0
    first_content_s: float = 0          # from the request on
    tokens_per_s: float = 0             # 0: at once
    keepalive_s: float = 0              # comments (openai) or pings (anthropic) while nothing else is said
    hold_after_tokens: int | None = None    # wait there for release()
    bytes_per_s: float = 0              # > 0: the body trickles at this rate
    # how it ends
    stop_after_tokens: int | None = None    # say only so much, then end
    end: str = "stop"
    junk: str = ""
    # how it looks on the wire
    cut_seed: int | None = None         # chunks of 1 to 9 bytes, cut anywhere
    line_end: str = "\n"
    tight: bool = False                 # "data:{" without the space
    # or an HTTP answer without a stream
    status: int = 200                   # 0: never answer; -1: close without a word
    headers: dict = field(default_factory=dict)
    body: str | None = None             # None: what the provider says with that status
    error_type: str = ""                # and its type or code, e.g. "insufficient_quota"
    refuse_parameters: list = field(default_factory=list)   # 400 for a request that names one, else as above

    def __post_init__(self):
        if self.end not in ENDS or self.junk not in JUNK:
            raise ValueError(f"no such end or junk: {self.end!r}, {self.junk!r}")

    def but(self, **changes) -> "Script":
        return dataclasses.replace(self, **changes)


HTML_502 = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body></html>\r\n"

SCENARIOS = {
    "answer": Script(),
    "steady": Script(first_content_s=0.4, tokens_per_s=40),
    "slow": Script(first_content_s=12, tokens_per_s=20),
    # refused with a status
    "rate_limited": Script(status=429, error_type="rate_limit_exceeded"),
    "rate_limited_retry_after": Script(status=429, error_type="rate_limit_exceeded", headers={"Retry-After": "1"}),
    "insufficient_quota": Script(status=429, error_type="insufficient_quota"),
    "http_500": Script(status=500),
    "overloaded": Script(status=529, error_type="overloaded_error"),
    "html_502": Script(status=502, headers={"Content-Type": "text/html"}, body=HTML_502),
    "bad_request": Script(status=400),
    "unauthorized": Script(status=401),
    "forbidden": Script(status=403),
    "not_found": Script(status=404),
    "no_json_schema": Script(refuse_parameters=["json_schema"]),
    "no_response_format": Script(refuse_parameters=["response_format"]),
    # silent
    "hang_before_headers": Script(status=0),
    "hang_mid_token": Script(stop_after_tokens=7, end="hang"),
    "comments_only": Script(stop_after_tokens=0, end="hang", keepalive_s=0.2),
    "one_byte_a_second": Script(bytes_per_s=1),
    # ended badly
    "error_in_stream": Script(stop_after_tokens=7, end="error"),
    "length": Script(stop_after_tokens=7, end="length"),
    "content_filter": Script(stop_after_tokens=0, end="content_filter"),
    "error_then_hang": Script(stop_after_tokens=7, end="error_then_hang"),
    "abort": Script(stop_after_tokens=7, end="abort"),
    "refusal": Script(stop_after_tokens=0, end="refusal"),
    "eof": Script(stop_after_tokens=7, end="eof"),
    "cut": Script(stop_after_tokens=7, end="cut"),
    # said badly
    "invalid_json": Script(answer='{"questions": [{"text": "How do you" ], "category"}'),
    "prose": Script(answer="I would ask about teamwork first, then about tools."),
    "too_few": Script(questions=2),
    "too_many": Script(questions=14),
    "none": Script(questions=0),
    "long_line": Script(stop_after_tokens=0, junk="long_line", end="stop"),
    "bad_utf8": Script(stop_after_tokens=7, junk="bad_utf8", end="stop"),
    "bad_event_json": Script(stop_after_tokens=7, junk="bad_json", end="stop"),
    # odd, and still a good answer
    "fenced": Script(before="```json\n", after="\n```"),
    "sentence_around": Script(before="Here are the questions:\n", after="\nGood luck with the interview!"),
    "cut_anywhere": Script(cut_seed=7),
    "crlf": Script(line_end="\r\n"),
    "cr": Script(line_end="\r"),
    "tight": Script(tight=True),
    "unknown_event": Script(junk="unknown_event"),
    "stop_then_hang": Script(end="stop_then_hang"),
    "without_done": Script(end="stop_without_done"),
    "keepalives_first": Script(first_content_s=0.5, keepalive_s=0.1),
}
