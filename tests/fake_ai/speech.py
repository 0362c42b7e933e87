"""How POST /v1/audio/speech is answered."""
from dataclasses import dataclass, field


def wav(seconds: float = 0.2, rate: int = 8000) -> bytes:
    """Silence, as a valid file of 8 bits a sample."""
    n = int(seconds * rate)
    form = b"fmt " + (16).to_bytes(4, "little") + (1).to_bytes(2, "little") + (1).to_bytes(2, "little") \
        + rate.to_bytes(4, "little") * 2 + (1).to_bytes(2, "little") + (8).to_bytes(2, "little")
    body = b"WAVE" + form + b"data" + n.to_bytes(4, "little") + b"\x80" * n
    return b"RIFF" + len(body).to_bytes(4, "little") + body


@dataclass
class Speech:
    """One way of answering: all calls or, with `first`, those up to this number; the others get audio."""
    status: int = 200               # 0: never answer
    media_type: str = "audio/wav"
    body: bytes = field(default_factory=wav)
    headers: dict = field(default_factory=dict)
    after_s: float = 0
    first: int | None = None

    def at(self, number: int) -> "Speech":
        return self if self.first is None or number <= self.first else Speech()


REFUSED = b'{"error": {"message": "no", "type": "refused"}}'
SPEECHES = {
    "unauthorized": Speech(status=401, media_type="application/json", body=REFUSED),
    "rate_limited": Speech(status=429, media_type="application/json", body=REFUSED),
    "http_500": Speech(status=500, media_type="application/json", body=REFUSED),
    "hang": Speech(status=0),
    "html": Speech(media_type="text/html", body=b"<html>please log in</html>"),
    "empty": Speech(body=b""),
    "too_large": Speech(body=wav(100)),
}
