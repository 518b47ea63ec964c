"""What the holders of accounts get by e-mail, and the codes in it."""

import re
from email.message import EmailMessage

from harness.world import World
from salon.core.rules import AccountPolicy, MailPolicy

_CODE = re.compile(r"^    ((?:[a-z2-7]{1,5}-){5}[a-z2-7]{1,5})\r?$", re.MULTILINE)


def mailing_world(*, needed: bool = True, scram: bool = False, **rules: object) -> World:
    """Return a server that sends e-mails; `needed`: nobody has an account without an address."""
    policy = {"require_email": needed, "scram": scram, "plaintext_passwords": "allow", **rules}
    return World(rules={"accounts": AccountPolicy(**policy), "mail": MailPolicy()})  # type: ignore[arg-type]


def code_in(message: EmailMessage) -> str:
    """Return the code in an e-mail."""
    found = _CODE.search(message.get_content())
    assert found is not None, message.get_content()
    return found[1]


def last_code(world: World) -> str:
    """Return the code in the e-mail that was sent last."""
    return code_in(world.mails[-1])
