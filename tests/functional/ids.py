"""Operation ids as clients make them: UUID version 7 (RFC 9562)."""

import random
import time
import uuid

_random = random.SystemRandom()


def uuid7(unix_ms=None):
    unix_ms = int(time.time() * 1000) if unix_ms is None else unix_ms
    value = unix_ms << 80 | 0x7 << 76 | _random.getrandbits(12) << 64 | 0b10 << 62 | _random.getrandbits(62)
    return str(uuid.UUID(int=value))
