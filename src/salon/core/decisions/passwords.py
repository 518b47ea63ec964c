"""Have a password verified before something is done: the server's, an operator's, the directory's."""

from salon.core.context import Context
from salon.core.needs import Need, TryLater, VerifyPassword
from salon.core.refusals import Refusal, TooManyTries


def verify(stored: str, subject: str, context: Context, wrong: Refusal) -> Need | Refusal | None:
    """Return a need, or why the password does not do; None: it is right. `subject`: what it opens."""
    need = VerifyPassword(stored, subject, context.actor.address)
    result = context.answer_to(need)
    if result is None:
        return need
    if isinstance(result, TryLater):
        return TooManyTries(result.seconds)
    return None if result else wrong
