"""The messages of SCRAM-SHA-256 (RFC 5802, RFC 7677): what a client sends, and what it is sent.

It must not know whether a proof is right: that the core decides.
"""

import base64
import hashlib
import hmac
import re
from typing import Final

from salon.core.commands import LogInByScram
from salon.core.names import Casemapping
from salon.core.scram import SALT_BYTES, read_verifier
from salon.core.state import State

# RFC 5802, section 7. Channel binding is not offered: a client that insists on it ("p=") fails, and one that
# could do it ("y") is right that the server cannot. An extension that must be known ("m=") is not.
_FIRST: Final = re.compile(
    r"(?P<header>[ny],(?:a=(?P<speaks_for>[^,]+))?,)"
    r"(?P<bare>n=(?P<name>[^,]+),r=(?P<nonce>[!-+\--~]+)(?:,.*)?)"
)
_FINAL: Final = re.compile(r"(?P<bare>c=(?P<header>[^,]+),r=(?P<nonce>[^,]+)(?:,.*)?),p=(?P<proof>[^,]+)")
_NAME: Final = re.compile("(?:[^=,]|=2C|=3D)+")


class Challenges:
    """What all exchanges share. `secret`: random bytes, new for each process; `lasting`: the same in each."""

    def __init__(self, state: State, secret: bytes, lasting: bytes) -> None:
        self._state = state
        self._secret = secret
        self._lasting = lasting
        self._exchanges = 0

    @property
    def names(self) -> Casemapping:
        """How names are compared."""
        return self._state.names

    def next_nonce(self) -> str:
        """Return what no exchange had before, and nobody can guess."""
        self._exchanges += 1
        digest = hmac.digest(self._secret, f"scram {self._exchanges}".encode(), hashlib.sha256)
        return base64.b64encode(digest[:18]).decode()

    def costs_of(self, name: str) -> tuple[bytes, int]:
        """Return the salt and iterations of an account; of one that cannot use SCRAM, or is none, the like.

        Whoever asks does not learn which there are: what is made up stays the same.
        """
        account = self._state.accounts.find(name)
        verifier = read_verifier(account.scram) if account is not None else None
        if verifier is not None:
            return verifier.salt, verifier.iterations
        digest = hmac.digest(self._lasting, f"scram {self.names.fold(name)}".encode(), hashlib.sha256)
        return digest[:SALT_BYTES], self._state.rules.accounts.scram_iterations


class Exchange:
    """One exchange: the client's first message, the server's, the client's proof, the server's."""

    __slots__ = ("_challenges", "_first", "_header", "_name", "_nonce", "login")

    def __init__(self, challenges: Challenges) -> None:
        self._challenges = challenges
        self._name = self._header = self._nonce = self._first = ""
        # What the proof asks for, once it has come.
        self.login: LogInByScram | None = None

    @property
    def begun(self) -> bool:
        """Whether the client's first message has come."""
        return bool(self._first)

    def begin(self, said: str) -> str | None:
        """Return the server's answer to the client's first message; None: it is none."""
        match = _FIRST.fullmatch(said)
        name = match and read_name(match["name"])
        if not (match and name):
            return None
        speaks_for, fold = match["speaks_for"], self._challenges.names.fold
        if speaks_for and fold(read_name(speaks_for)) != fold(name):
            return None
        self._name, self._header = name, match["header"]
        self._nonce = match["nonce"] + self._challenges.next_nonce()
        salt, iterations = self._challenges.costs_of(name)
        challenge = f"r={self._nonce},s={base64.b64encode(salt).decode()},i={iterations}"
        self._first = f"{match['bare']},{challenge}"
        return challenge

    def prove(self, said: str) -> LogInByScram | None:
        """Return what the client's message with the proof asks for; None: it does not go with the others."""
        match = _FINAL.fullmatch(said)
        header = base64.b64encode(self._header.encode()).decode()
        if not match or match["header"] != header or match["nonce"] != self._nonce:
            return None
        try:
            proof = base64.b64decode(match["proof"], validate=True)
        except ValueError:
            return None
        self.login = LogInByScram(self._name, f"{self._first},{match['bare']}", proof)
        return self.login


def read_name(text: str) -> str:
    """Return the name that a saslname is (RFC 5802, section 5.1); empty: it is none."""
    return text.replace("=2C", ",").replace("=3D", "=") if _NAME.fullmatch(text) else ""
