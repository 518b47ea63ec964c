"""Passwords: hashed, checked, and checked off the caller's thread."""

import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from queue import Queue

import argon2
import pytest
from msgspec import structs

from salon.accounts.fair_queue import Place
from salon.accounts.passwords import (
    BUSY_SECONDS,
    HASH_PATTERN,
    PasswordWorker,
    Verified,
    hash_password,
    keep_password,
    renew_password,
    replace_password,
    verify_password,
)
from salon.accounts.scram import make_verifier
from salon.accounts.tries import PasswordTries
from salon.core.needs import Hashed, TryLater, VerifyPassword
from salon.core.rules import AccountPolicy
from salon.core.scram import read_verifier

# Of "sésame"; fixed, for every worker of the test run must name the same tests.
HASH = "$argon2id$v=19$m=19456,t=2,p=1$8MJXtnpRbPeSxzRrxskKIA$jJTvZmJULT4R2bdrhpEILTy7E/Wv53ADrUTxDK1zA4I"

HERE = Place("192.0.2.1")


@pytest.fixture
def worker() -> Iterator[PasswordWorker]:
    """Give a worker and end it."""
    worker = PasswordWorker()
    yield worker
    worker.close()


def test_the_right_password_alone_is_taken() -> None:
    """A hash knows its password and no other."""
    assert verify_password(HASH, "sésame")
    assert not verify_password(HASH, "sesame")
    assert not verify_password(HASH, "")


def test_two_hashes_of_one_password_differ() -> None:
    """Every hash has a salt of its own."""
    assert hash_password("sésame") != HASH


def test_the_cost_is_that_of_owasp() -> None:
    """OWASP, Password Storage: argon2id with 19 MiB, two passes, one lane."""
    parameters = argon2.extract_parameters(hash_password("sésame"))
    assert parameters.type is argon2.Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)


def test_the_same_password_on_another_keyboard() -> None:
    """RFC 8265, 4.2: composed and decomposed letters are the same password, any space is a space."""
    assert verify_password(HASH, "se\N{COMBINING ACUTE ACCENT}same")
    assert verify_password(hash_password("un deux"), "un\N{NO-BREAK SPACE}deux")


@pytest.mark.parametrize("text", ["", "a\x00b", "line\nline", "\ud800"])
def test_what_cannot_be_a_password_is_refused(text: str) -> None:
    """Nothing, control characters and broken text are refused when hashed and never match."""
    with pytest.raises(ValueError, match="DISALLOWED"):
        hash_password(text)
    assert not verify_password(HASH, text)


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "sésame",
        "$argon2id$",
        "$argon2id$\x00",
        "\ud800",
        HASH[:-1] + "é",
        HASH[: len(HASH) // 2],
        "$argon2id$v=19$m=4294967295,t=2,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaA",
    ],
)
def test_garbage_is_no_hash_and_never_raises(garbage: str) -> None:
    """Whatever stands where a hash should, the answer is no."""
    assert verify_password(garbage, "sésame") is False


def test_a_clear_password_is_not_taken_for_a_hash() -> None:
    """Only a whole argon2id hash is one."""
    assert re.fullmatch(HASH_PATTERN, HASH)
    assert re.fullmatch(HASH_PATTERN, hash_password("sésame"))
    for other in ("sésame", "$argon2id$...", HASH.replace("argon2id", "argon2i"), HASH.rpartition("$")[0]):
        assert not re.fullmatch(HASH_PATTERN, other)


@pytest.mark.parametrize("scram", [True, False])
def test_what_is_kept_of_a_password(*, scram: bool) -> None:
    """Its hash, and what SCRAM checks it by where that is on; nothing of what cannot be one."""
    policy = AccountPolicy(scram=scram, scram_iterations=4_097)
    replaced = replace_password(HASH, "sésame", "autre", policy)
    assert isinstance(replaced, Hashed)
    for kept, text in ((keep_password("sésame", policy), "sésame"), (replaced, "autre")):
        assert verify_password(kept.password, text)
        verifier = read_verifier(kept.scram)
        assert (verifier is not None) is scram
        if verifier is not None:
            assert verifier == make_verifier(text, 4_097, verifier.salt)
    assert keep_password("a\0b", policy) == Hashed("")
    assert replace_password(HASH, "wrong", "autre", policy) is False


CHEAP = AccountPolicy(argon2_memory_kib=64, argon2_iterations=1, scram_iterations=4_096)


@pytest.mark.parametrize(
    ("policy", "is_due"),
    [
        (CHEAP, False),
        (structs.replace(CHEAP, argon2_memory_kib=128), True),
        (structs.replace(CHEAP, argon2_iterations=2), True),
        (structs.replace(CHEAP, scram=True), True),
        # Of no use to an account that has no second value.
        (structs.replace(CHEAP, scram_iterations=4_097), False),
    ],
)
def test_a_right_password_is_kept_as_the_policy_has_it(policy: AccountPolicy, *, is_due: bool) -> None:
    """As strong as one that is new; a wrong one changes nothing."""
    kept = keep_password("sésame", CHEAP)
    assert renew_password(kept.password, kept.scram, "sesame", policy) is False
    renewed = renew_password(kept.password, kept.scram, "sésame", policy)
    assert isinstance(renewed, Hashed) is is_due
    if isinstance(renewed, Hashed):
        assert renew_password(renewed.password, renewed.scram, "sésame", policy) is True


@pytest.mark.parametrize(
    "other", [structs.replace(CHEAP, scram=True, scram_iterations=4_097), structs.replace(CHEAP, scram=False)]
)
def test_what_scram_checks_follows_the_policy(other: AccountPolicy) -> None:
    """It is made with as many passes as are wanted now, or is deleted."""
    kept = keep_password("sésame", structs.replace(CHEAP, scram=True))
    renewed = renew_password(kept.password, kept.scram, "sésame", other)
    assert isinstance(renewed, Hashed)
    verifier = read_verifier(renewed.scram)
    assert (verifier.iterations if verifier else 0) == other.scram * other.scram_iterations


def test_the_worker_answers_on_its_own_thread(worker: PasswordWorker) -> None:
    """The answer comes from one other thread, in the order of the questions."""
    answers: Queue[tuple[Verified, str]] = Queue()
    for text in ("sésame", "autre"):
        worker.submit_verify(
            HASH, text, HERE, lambda right: answers.put((right, threading.current_thread().name))
        )
    (first, one), (second, other) = answers.get(timeout=30), answers.get(timeout=30)
    assert (first, second) == (True, False)
    assert one == other != threading.current_thread().name


def test_a_broken_callback_is_told_and_does_not_end_the_worker(
    worker: PasswordWorker, caplog: pytest.LogCaptureFixture
) -> None:
    """A failure in the callback goes to the log; the next question is answered."""

    def break_down(right: Verified) -> None:
        raise RuntimeError(right)

    answers: Queue[Verified] = Queue()
    worker.submit_verify(HASH, "sésame", HERE, break_down)
    worker.submit_verify(HASH, "sésame", HERE, answers.put)
    assert answers.get(timeout=30) is True
    assert "could not be handed back" in caplog.text


def test_close_drops_what_waits() -> None:
    """Closing waits for the check under way and for no other."""
    worker = PasswordWorker()
    begun, go_on = threading.Event(), threading.Event()
    answered: list[str] = []

    def hold(_right: Verified) -> None:
        begun.set()
        go_on.wait(30)
        answered.append("first")

    worker.submit_verify(HASH, "sésame", HERE, hold)
    worker.submit_verify(HASH, "sésame", HERE, lambda _right: answered.append("second"))
    assert begun.wait(30)
    closing = threading.Thread(target=worker.close)
    closing.start()
    # The executor refuses work from the moment that it drops what waits.
    while True:
        try:
            worker.submit_verify(HASH, "sésame", HERE, lambda _right: answered.append("third"))
        except RuntimeError:
            break
    go_on.set()
    closing.join(30)
    assert answered == ["first"]


class Slow:
    """An executor whose calls the test has run, one by one."""

    def __init__(self) -> None:
        self.calls: deque[Callable[[], object]] = deque()

    def submit(self, call: Callable[..., object], /, *args: object) -> None:
        """Keep a call."""
        self.calls.append(lambda: call(*args))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more calls."""


@pytest.mark.parametrize("rounds", [1, 3])
def test_an_owner_does_not_wait_for_a_hundred_addresses(rounds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred addresses guess three times each, and go on; a right password waits for three checks."""
    monkeypatch.setattr("salon.accounts.passwords.verify_password", lambda _stored, text: text == "right")
    slow = Slow()
    tries = PasswordTries(PasswordWorker(slow), lambda call: call(), lambda: 0.0)
    tries.per_address = 60
    answers: list[Verified] = []

    def guess(number: int) -> None:
        for subject in range(3):
            need = VerifyPassword(HASH, f"account {subject}", f"192.0.2.{number}")
            tries.verify(need, "wrong", lambda _answer: None)

    for _ in range(rounds):
        for number in range(100):
            guess(number)
        for _ in range(150):
            slow.calls.popleft()()
    tries.verify(VerifyPassword(HASH, "account 0", "198.51.100.1"), "right", answers.append)
    for checks in range(3):
        slow.calls.popleft()()
        guess(checks)
    assert answers == [True]


def test_too_many_are_told_to_try_again() -> None:
    """At once, and it does not count as a wrong one."""
    slow = Slow()
    worker = PasswordWorker(slow)
    worker.policy = AccountPolicy(waiting_passwords=3, waiting_passwords_per_address=2)
    tries = PasswordTries(worker, lambda call: call(), lambda: 0.0)
    answers: list[Verified] = []
    for number in range(2):
        tries.verify(VerifyPassword(HASH, f"account {number}", "192.0.2.1"), "sésame", lambda _answer: None)
    for _ in range(5):
        tries.verify(VerifyPassword(HASH, "account 2", "192.0.2.1"), "sésame", answers.append)
    assert answers == [TryLater(BUSY_SECONDS, busy=True)] * 5
    tries.verify(VerifyPassword(HASH, "account 2", "192.0.2.2"), "sésame", answers.append)
    tries.verify(VerifyPassword(HASH, "account 2", "192.0.2.3"), "sésame", answers.append)
    assert len(answers) == 6
    while slow.calls:
        slow.calls.popleft()()
    assert answers[6:] == [True]
