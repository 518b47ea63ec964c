"""Judge changes of ranks, each as if those before it in the command had been made.

In a guests' channel somebody leads, which no rank shows. One that belongs to an account shows its founder,
and ranks that are given in it to people who are logged in are kept by their accounts.
"""

from collections.abc import Iterator

from salon.core import ownership_refusals, refusals
from salon.core.accounts import Account
from salon.core.decisions.kept_ranks import access_full, owns_too_many
from salon.core.decisions.mode_changes import rank_changes
from salon.core.decisions.succession import server_source
from salon.core.events import Event, MainAdministratorChanged, ModeChange
from salon.core.modes import RANKS_BY_LETTER
from salon.core.ownership_events import ChannelOwnerChanged, RankKept
from salon.core.ranks import OWNER_RANKS, Rank, Right, highest, may
from salon.core.refusals import Refusal
from salon.core.state import Channel, Person, State

Judged = list[ModeChange] | Refusal
"""What a wished change comes to: none, one or several changes, or a refusal."""


class RankJudge:
    """Judges the changes of ranks that somebody wishes for, and says what else comes of them."""

    def __init__(self, state: State, channel: Channel, person: Person) -> None:
        self._state = state
        self._channel = channel
        self._person = person
        # By person, where they change; and by account.
        self._ranks: dict[int, int] = {}
        self._kept: dict[int, int] = {}
        # Who leads a guests' channel then; the account that owns the channel.
        self._main = channel.main_administrator
        self._owner: Account | None = state.accounts.get(channel.owner)

    def may(self, right: Right) -> bool:
        """Tell whether the person has a right after the changes so far."""
        return self._person.is_operator or may(self._standing(self._person), right)

    def change(self, change: ModeChange) -> Judged:
        """Judge the next change."""
        target = self._state.find_person(change.parameter)
        if target is None:
            return refusals.NoSuchNick(change.parameter)
        if target.id not in self._channel.members:
            return refusals.TargetNotInChannel(target.nick, self._channel.name)
        rank = RANKS_BY_LETTER[change.letter]
        if rank is Rank.FOUNDER:
            return self._lead_refusal() or self._change_lead(target, adding=change.adding)
        refusal = self._refusal(rank, target, adding=change.adding)
        return refusal or self._set(rank, target, adding=change.adding)

    def outcome(self, now: int) -> Iterator[Event]:
        """Yield what else the changes come to: who leads, whose the channel is, what accounts keep."""
        channel = self._channel
        if self._main != channel.main_administrator:
            members = channel.members
            former, heir = members.get(channel.main_administrator), members.get(self._main)
            source = former.person.source if former is not None else server_source(self._state)
            nick = heir.person.nick if heir is not None else ""
            yield MainAdministratorChanged(source, channel.id, channel.name, self._main, nick, now)
        owner = self._owner
        if owner is not None and owner.id != channel.owner:
            person = owner.person.id if owner.person is not None else 0
            place = channel.id, channel.name
            yield ChannelOwnerChanged(
                self._person.source, *place, owner.id, owner.name, person, channel.since, now
            )
        for account, ranks in self._kept.items():
            if ranks != channel.account_ranks.get(account, 0):
                yield RankKept(channel.id, account, ranks)

    # --- what may be done ---------------------------------------------------------------------------

    def _standing(self, person: Person) -> Rank:
        """Return somebody's standing after the changes so far."""
        return Rank.FOUNDER if person.id == self._main else highest(self._ranks_of(person))

    def _ranks_of(self, person: Person) -> int:
        member = self._channel.members.get(person.id)
        return 0 if member is None else self._ranks.get(person.id, member.ranks)

    def _refusal(self, rank: Rank, target: Person, *, adding: bool) -> Refusal | None:
        """Tell why a rank may not be given (to anybody), or taken; one may always lay down one's own."""
        channel = self._channel.name
        if rank is Rank.ADMIN and self._owner is None:
            return refusals.RankNeedsOwner(channel)
        if self._person.is_operator or (target is self._person and not adding):
            return None
        right = Right.GIVE_RANKS if adding else Right.TAKE_RANKS
        if rank is Rank.ADMIN and adding:
            right = Right.GOVERN
        if not self.may(right):
            return refusals.RankTooLow(channel, right)
        if not adding and self._standing(target) >= self._standing(self._person):
            return refusals.TargetOutranks(channel, target.nick)
        return None

    def _lead_refusal(self) -> Refusal | None:
        """Tell why the lead may not change: +q hands it over, and -q lays it down in a guests' channel."""
        channel = self._channel.name
        if self._state.is_room(channel):
            return refusals.RoomHasNoFounder(channel)
        return None if self.may(Right.GOVERN) else refusals.RankTooLow(channel, Right.GOVERN)

    # --- what follows -------------------------------------------------------------------------------

    def _change_lead(self, target: Person, *, adding: bool) -> Judged:
        if self._owner is not None:
            return self._change_owner(target, adding=adding)
        if not adding:
            self._lay_down(target)
            return []
        given = self._toggle(Rank.OPERATOR, target, adding=True)
        self._main = target.id
        return given

    def _change_owner(self, target: Person, *, adding: bool) -> Judged:
        """Hand an owned channel over: whoever gives it keeps being an operator, by account as well."""
        channel, former, heir = self._channel, self._owner, self._state.account_of(target)
        assert former is not None  # noqa: S101 - whoever asks has seen it
        if not adding:
            has = self._ranks_of(target) & Rank.FOUNDER.bit
            return ownership_refusals.OwnerKeepsRank(channel.name) if has else []
        if heir is None:
            return ownership_refusals.OwnerNeedsAccount(channel.name, target.nick)
        if heir is former:
            return []
        refusal = owns_too_many(self._state, heir, channel.name)
        if refusal is not None:
            return refusal
        changes: list[ModeChange] = []
        holder = former.person
        self._kept[former.id] = Rank.OPERATOR.bit
        if holder is not None and holder.id in channel.members:
            changes += rank_changes(holder, Rank.FOUNDER.bit, adding=False)
            left = self._ranks[holder.id] = self._ranks_of(holder) & ~Rank.FOUNDER.bit
            self._kept[former.id] = left
        changes += rank_changes(target, OWNER_RANKS & ~self._ranks_of(target), adding=True)
        self._ranks[target.id] = self._ranks_of(target) | OWNER_RANKS
        self._kept[heir.id] = 0
        self._owner = heir
        return changes

    def _lay_down(self, person: Person) -> None:
        """Pass the lead on from somebody who has it: to the operator who is here longest, or to nobody."""
        if person.id == self._main:
            others = (m.person for m in self._channel.members.values() if m.person is not person)
            self._main = next((other.id for other in others if self._is_operator(other)), 0)

    def _is_operator(self, person: Person) -> bool:
        return bool(self._ranks_of(person) & Rank.OPERATOR.bit)

    def _set(self, rank: Rank, person: Person, *, adding: bool) -> Judged:
        refusal = self._keep(rank, person, adding=adding)
        return refusal or self._toggle(rank, person, adding=adding)

    def _toggle(self, rank: Rank, person: Person, *, adding: bool) -> list[ModeChange]:
        ranks = self._ranks_of(person)
        if adding == bool(ranks & rank.bit):
            return []
        self._ranks[person.id] = ranks ^ rank.bit
        if rank is Rank.OPERATOR and not adding:
            self._lay_down(person)
        elif rank is Rank.OPERATOR and not self._main and self._has_lead:
            # Somebody has to lead who can give it on.
            self._main = person.id
        return [*rank_changes(person, rank.bit, adding=adding)]

    @property
    def _has_lead(self) -> bool:
        return self._owner is None and not self._state.is_room(self._channel.name)

    def _keep(self, rank: Rank, person: Person, *, adding: bool) -> Refusal | None:
        """Have the account of somebody keep a rank that is given in an owned channel, or no more."""
        owner, account = self._owner, self._state.account_of(person)
        if owner is None or account is None or account is owner:
            return None
        kept = {**self._channel.account_ranks, **self._kept}
        before = kept.get(account.id, 0)
        if adding and not before:
            refusal = access_full(self._state, self._channel, sum(map(bool, kept.values())))
            if refusal is not None:
                return refusal
        self._kept[account.id] = before | rank.bit if adding else before & ~rank.bit
        return None
