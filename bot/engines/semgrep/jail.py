"""What surrounds semgrep-core besides the common fence: its limits and a clean environment."""

from __future__ import annotations

from dataclasses import dataclass

AUTHORITY = b"""\
-----BEGIN CERTIFICATE-----
MIIBIzCBzKADAgECAgEBMAoGCCqGSM49BAMCMBExDzANBgNVBAMMBm5vYm9keTAg
Fw0yMDAxMDEwMDAwMDBaGA8yMjAwMDEwMTAwMDAwMFowETEPMA0GA1UEAwwGbm9i
b2R5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErqO6RknAUGmKP4pGXjEEcg70
IqBrfoTt6NJH4Ahmsg9qOIYuZMvPIlpTaw96LLu+abJ2gh7KfgyrKRU59BMAjaMT
MBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNGADBDAiAYXfJnrGWuayfG
AkUeVNwMhMIR7be5kZlfYuBOv5tsHgIfF39JtEJnF7dCA0RtILqlZ4kmtPYTOSTx
fczjLYrO5w==
-----END CERTIFICATE-----
"""
"""A certificate that vouches for nothing; its key was thrown away.

At its start the program reads every certificate authority of the machine, a quarter of its time to start,
although it calls nobody. It refuses to start with none, so it gets this one.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one run.

    Attributes:
        rule_seconds: longest time of one rule on one file.
        wall_seconds: longest time of a whole run.
        cpu_seconds: most processor time of one process of a run.
        memory_bytes: most address space of one process of a run.
    """

    rule_seconds: float = 5.0
    wall_seconds: float = 30.0
    cpu_seconds: int = 30
    memory_bytes: int = 4 << 30

    @property
    def larger(self) -> Limits:
        """The limits of the one retry."""
        return Limits(self.rule_seconds * 3, self.wall_seconds * 2, self.cpu_seconds * 2, self.memory_bytes)


def environment(home: str) -> dict[str, str]:
    """The whole environment of the program; its warnings tell of regular expressions it gave up on.

    Args:
        home: its folder, in which the file `authority` holds `AUTHORITY`.
    """
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "LC_ALL": "C.UTF-8",
        "SEMGREP_LOG_SRCS": "semgrep.engine",
        "SEMGREP_LOG_LEVEL": "warning",
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "SEMGREP_SEND_METRICS": "off",
        "SSL_CERT_FILE": f"{home}/authority",
        "EIO_BACKEND": "posix",  # its default needs io_uring, whose memory many machines and containers limit
    }
