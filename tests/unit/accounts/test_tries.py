"""How often a password may be tried: wrong ones are slowed down, and nobody else waits for it."""

from collections import deque
from collections.abc import Callable

import pytest

from salon.accounts import tries
from salon.accounts.fair_queue import Place
from salon.accounts.passwords import Verified
from salon.accounts.tries import (
    ADDRESS_SECONDS,
    ADDRESS_WAIT,
    FREE_TRIES,
    KNOWN_WAIT,
    LONGEST_WAIT,
    PasswordTries,
)
from salon.core.needs import CountTry, Hashed, TryLater, VerifyPassword


class Desk:
    """Tries at a worker that verifies when the test says so, and a clock that it moves."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.calls: deque[Callable[[], None]] = deque()
        self.begun: deque[tuple[bool, Callable[[Verified], None]]] = deque()
        self.tries = PasswordTries(self, self.calls.append, lambda: self.time)

    def submit_verify(self, stored: str, text: str, _place: Place, done: Callable[[Verified], None]) -> None:
        """Begin to verify."""
        self.begun.append((stored == text, done))

    def submit_renew(
        self, stored: str, scram: str, text: str, _place: Place, done: Callable[[Verified], None]
    ) -> None:
        """Begin to verify an account's."""
        self.begun.append((stored == text, lambda verified: done(Hashed(text, scram) if verified else False)))

    def submit_replace(
        self, stored: str, text: str, new: str, _place: Place, done: Callable[[Verified], None]
    ) -> None:
        """Begin to verify, and to hash another one."""
        self.begun.append((stored == text, lambda verified: done(Hashed(new) if verified else False)))

    def guess(self, text: str, address: str = "192.0.2.1", subject: str = "operator") -> list[Verified]:
        """Try a password, and return where its answer will stand."""
        answers: list[Verified] = []
        self.tries.verify(VerifyPassword("right", subject, address), text, answers.append)
        return answers

    def verify(self, number: int = 1000) -> int:
        """End so many of the tries that have begun; return how many there were."""
        ended = 0
        while self.calls or (self.begun and ended < number):
            while self.calls:
                self.calls.popleft()()
            if self.begun and ended < number:
                verified, done = self.begun.popleft()
                done(verified)
                ended += 1
        return ended

    def answer(self, text: str, address: str = "192.0.2.1", subject: str = "operator") -> Verified:
        """Return what comes of a try that is by itself."""
        answers = self.guess(text, address, subject)
        self.verify()
        (answer,) = answers
        return answer


@pytest.fixture
def desk() -> Desk:
    """Return tries of which none has been made."""
    return Desk()


def test_a_password_is_verified(desk: Desk) -> None:
    """Later, and with its result."""
    answers = desk.guess("right")
    assert answers == []
    desk.verify()
    assert answers == [True]
    assert desk.answer("wrong") is False


def test_wrong_ones_are_slowed_down(desk: Desk) -> None:
    """After some there is a wait, twice as long each time, in which the right one does not help."""
    for _ in range(FREE_TRIES):
        assert desk.answer("wrong") is False
    for wait in (1, 2, 4, 8):
        assert desk.answer("wrong") == TryLater(wait)
        desk.time += wait - 0.5
        assert desk.answer("right") == TryLater(1)
        desk.time += 0.5
        assert desk.answer("wrong") is False


def test_the_wait_has_an_end(desk: Desk) -> None:
    """However many were wrong; and a wrong one does not count for ever."""
    desk.time += 1
    waits = []
    for _ in range(40):
        while isinstance(answer := desk.answer("wrong"), TryLater):
            waits.append(answer.seconds)
            desk.time += min(answer.seconds, LONGEST_WAIT - 1)
    assert max(waits) <= LONGEST_WAIT
    desk.time += LONGEST_WAIT
    for _ in range(FREE_TRIES):
        assert desk.answer("wrong") is False


def test_guesses_at_once_are_no_more_than_one_by_one(desk: Desk) -> None:
    """Of fifty no more are looked at than are free; the rest is told to wait, the right one among it."""
    answers = [desk.guess(f"wrong {number}") for number in range(49)]
    answers.append(desk.guess("right"))
    assert desk.verify() == FREE_TRIES
    assert [answer for (answer,) in answers] == [False] * FREE_TRIES + [TryLater(1)] * (50 - FREE_TRIES)


def test_right_ones_do_not_hinder_each_other(desk: Desk) -> None:
    """A class behind one address that comes back at once is let in."""
    answers = [desk.guess("right") for _ in range(30)]
    desk.verify()
    assert answers == [[True]] * 30
    assert desk.tries._records == {}


def test_a_right_one_forgives(desk: Desk) -> None:
    """Whoever mistyped begins anew."""
    for _ in range(3):
        for _ in range(FREE_TRIES - 1):
            assert desk.answer("wrong") is False
        assert desk.answer("right") is True


@pytest.mark.parametrize(
    ("address", "subject"), [("192.0.2.2", "operator"), ("192.0.2.1", "directory"), ("2001:db8::1", "server")]
)
def test_others_do_not_wait(desk: Desk, address: str, subject: str) -> None:
    """Neither at another address nor for something else; and theirs is begun among the first."""
    flood = [desk.guess("wrong") for _ in range(50)]
    other = desk.guess("right", address, subject)
    assert desk.verify(FREE_TRIES + 1) == FREE_TRIES + 1
    assert other == [True]
    assert len(flood) == 50


def test_one_subscriber_is_one(desk: Desk) -> None:
    """All addresses of a /64 count together."""
    for number in range(FREE_TRIES):
        assert desk.answer("wrong", f"2001:db8::{number}") is False
    assert desk.answer("right", "2001:db8::ffff") == TryLater(1)
    assert desk.answer("right", "2001:db8:0:1::1") is True


def test_what_is_remembered_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it, the one that was wrong least lately is forgotten."""
    monkeypatch.setattr(tries, "REMEMBERED", 3)
    addresses = [f"192.0.2.{number}" for number in range(5)]
    for _ in range(FREE_TRIES):
        for address in addresses[:3]:
            desk.answer("wrong", address)
    desk.answer("wrong", addresses[3])
    assert len(desk.tries._records) == 3
    assert desk.answer("right", addresses[0]) is True
    assert desk.answer("right", addresses[2]) == TryLater(1)


def test_who_goes_on_being_wrong_is_not_the_one_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not matter who was wrong first, but who was last."""
    monkeypatch.setattr(tries, "REMEMBERED", 3)
    addresses = [f"192.0.2.{number}" for number in range(4)]
    for address in (*addresses[:3], addresses[0], addresses[0]):
        desk.answer("wrong", address)
    desk.answer("wrong", addresses[3])
    assert desk.answer("right", addresses[0]) == TryLater(1)


def test_an_address_is_slowed_that_tries_many_things(desk: Desk) -> None:
    """A few of each: after as many wrong ones as may be, one in ten seconds, until the first is long ago."""
    desk.tries.per_address = 4
    for number in range(4):
        assert desk.answer("wrong", subject=f"account {number}") is False
    assert desk.answer("right", subject="account 9") == TryLater(ADDRESS_WAIT)
    assert desk.answer("right", "192.0.2.2", "account 9") is True
    desk.time += ADDRESS_WAIT
    assert desk.answer("wrong", subject="account 9") is False
    assert desk.answer("right", subject="account 9") == TryLater(ADDRESS_WAIT)
    desk.time += ADDRESS_SECONDS
    assert desk.answer("right", subject="account 9") is True


def test_only_so_many_addresses_are_remembered_to_be_slowed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was wrong least lately is forgotten first."""
    monkeypatch.setattr(tries, "REMEMBERED", 2)
    desk.tries.per_address = 1
    for number in range(1, 4):
        assert desk.answer("wrong", f"192.0.2.{number}", f"account {number}") is False
    assert desk.answer("right", "192.0.2.1", "account 9") is True
    assert desk.answer("right", "192.0.2.3", "account 9") == TryLater(ADDRESS_WAIT)


def test_tries_that_are_known_to_be_wrong_count_too(desk: Desk) -> None:
    """With those that have to be verified, for the same thing and the same address."""

    def count(*, right: bool) -> Verified:
        answers: list[Verified] = []
        desk.tries.count(CountTry(right, "operator", "192.0.2.1"), answers.append)
        assert answers == []
        desk.verify()
        (answer,) = answers
        return answer

    desk.tries.per_address = 100
    assert count(right=True) is True
    for _ in range(FREE_TRIES - 1):
        assert count(right=False) is False
    assert desk.answer("wrong") is False
    assert count(right=True) == TryLater(1)
    assert desk.answer("right", subject="other") is True
    desk.time += 1
    assert count(right=True) is True


def test_one_address_gives_only_so_many_proofs(desk: Desk) -> None:
    """Whatever it tries; others do not wait."""
    desk.tries.per_address = 2
    answers: list[Verified] = []
    for subject, address in (("a", "192.0.2.1"), ("b", "192.0.2.1"), ("c", "192.0.2.1"), ("c", "192.0.2.2")):
        desk.tries.count(CountTry(subject == "c", subject, address), answers.append)
        desk.verify()
    assert answers == [False, False, TryLater(ADDRESS_WAIT), True]


def test_an_account_is_kept_anew(desk: Desk) -> None:
    """Which counts as a right try."""
    answers: list[Verified] = []
    for text in ("wrong", "right"):
        need = VerifyPassword("right", "account 1", "192.0.2.1", "of scram")
        desk.tries.verify(need, text, answers.append)
        desk.verify()
    assert answers == [False, Hashed("right", "of scram")]
    assert desk.tries._records == {}


def test_guessers_at_an_address_keep_no_owner_out(desk: Desk) -> None:
    """Twenty try whatever they can, and their address waits; who has been in from there does not."""
    desk.tries.per_address = 60
    assert desk.answer("right", subject="alice") is True
    for number in range(100):
        desk.answer("wrong", subject=f"pupil{number % 20}")
    assert isinstance(desk.answer("right", subject="bob"), TryLater)
    assert desk.answer("right", subject="alice") is True
    # Elsewhere she is as anybody.
    for number in range(100):
        desk.answer("wrong", "192.0.2.9", subject=f"pupil{number}")
    assert isinstance(desk.answer("right", "192.0.2.9", subject="alice"), TryLater)


def test_guesses_at_an_owners_password_make_her_wait_a_minute(desk: Desk) -> None:
    """Where she has been in; what was wrong there still counts."""
    assert desk.answer("right", subject="alice") is True
    for _ in range(FREE_TRIES + 12):
        desk.answer("wrong", subject="alice")
        desk.time += KNOWN_WAIT
    desk.answer("wrong", subject="alice")
    assert desk.answer("right", subject="alice") == TryLater(KNOWN_WAIT)
    desk.time += KNOWN_WAIT
    assert desk.answer("right", subject="alice") is True


def test_not_all_who_were_in_are_remembered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of longest ago are forgotten first."""
    monkeypatch.setattr(tries, "REMEMBERED", 2)
    for subject in ("alice", "bob", "alice", "cleo"):
        assert desk.answer("right", subject=subject) is True
    assert [subject for subject, _ in desk.tries._known] == ["alice", "cleo"]
