"""What is kept of acts of moderation when they are undone."""

from contextlib import closing

from msgspec import structs

from harness.storing import write
from salon.core.account_events import AccountErased, AccountRegistered, AccountRenamed
from salon.core.acts import Act, ActKind, ActNoted, Reversal
from salon.core.events import ChannelFounded, ModeChange
from salon.core.needs import FindActs
from salon.storage.port import Storage

BANNED = ActNoted(
    channel=5,
    name="#5",
    nick="ann",
    account="ann",
    kind=ActKind.BAN,
    time=9,
    keep=99,
    since=0,
    target="ben",
    reversal=Reversal((ModeChange("b", adding=False, parameter="ben!*@*"),)),
)


def acts(storage: Storage, *, standing: bool = False) -> list[Act]:
    """Return the entries of the log of channel 5, the newest first."""
    with closing(storage.reader()) as reader:
        return [*reader.acts(FindActs(channel=5, limit=99, since=0, standing=standing))]


def test_undoing_is_undone(storage: Storage) -> None:
    """An act is undone as long as one that undid it is not undone itself."""
    write(storage, ChannelFounded(5, "#5", 5), BANNED)
    states = []
    for undoes in (1, 2, 3, 4):
        write(storage, structs.replace(BANNED, undoes=undoes))
        states.append([its.undone for its in reversed(acts(storage))])
    assert states == [
        [True, False],
        [False, True, False],
        [True, False, True, False],
        [False, True, False, True, False],
    ]
    # Once more by itself, and once by what was undone before: both must be undone.
    write(storage, structs.replace(BANNED, undoes=1), structs.replace(BANNED, undoes=5))
    write(storage, structs.replace(BANNED, undoes=6))
    assert [its.undone for its in reversed(acts(storage))] == [
        *(True, False, True, False, True, True, False, False)
    ]
    assert acts(storage, standing=True) == []


def test_undoing_bans_an_account_by_its_new_name(storage: Storage) -> None:
    """Once the account is erased, nothing may ban whoever has its name next."""
    change = ModeChange("b", adding=True, parameter="~m:~a:zoe")
    lifted = structs.replace(BANNED, reversal=Reversal((change,), (("~m:~a:zoe", 0, "zoe"),)))
    write(storage, ChannelFounded(5, "#5", 5), AccountRegistered(7, "zoe", "", 0), lifted, BANNED)
    write(storage, AccountRenamed(7, "zora", "~a:zoe", "~a:zora"))
    other, renamed = acts(storage)
    assert other.reversal == BANNED.reversal
    assert renamed.reversal == Reversal(
        (structs.replace(change, parameter="~m:~a:zora"),), (("~m:~a:zora", 0, "zoe"),)
    )
    write(storage, AccountErased(7, "zora", mask="~a:zora"))
    assert [its.reversible for its in acts(storage)] == [True, False]
