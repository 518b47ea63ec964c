"""What an e-mail says: plain text in one language, and the headers that belong to it."""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import NamedTuple

from salon.core.emails import domain_of
from salon.core.replies import Letter, LetterKind
from salon.texts.dates import word_date
from salon.texts.marks import N_, Translate


class Words(NamedTuple):
    """The subject, and the paragraphs in their order."""

    subject: str
    paragraphs: tuple[str, ...]


_ENDS = N_("The code is valid once, until {when}.")
_NOT_YOU = N_("If this was not you, do nothing: without the code, nothing happens.")

_WITH_PAGE = N_("This e-mail is from the server {server}. Its page: {page}")
_WITHOUT_PAGE = N_("This e-mail is from the server {server}.")

WORDS = {
    LetterKind.CONFIRM: Words(
        N_("{network}: your code for the account {account}"),
        (
            N_("Hello,"),
            N_("Somebody, probably you, has created the account {account} on {network} with this address."),
            N_("To confirm it, enter this code:"),
            "    {code}",
            N_("On IRC, write this:"),
            "    /msg NickServ VERIFY {account} {code}",
            N_("On the other protocols, write this:"),
            "    /verify {account} {code}",
            _ENDS,
            _NOT_YOU,
        ),
    ),
    LetterKind.ADDRESS: Words(
        N_("{network}: confirm your e-mail address"),
        (
            N_("Hello,"),
            N_("This e-mail address was given for the account {account} on {network}."),
            N_("To confirm it, enter this code while you are logged in:"),
            "    {code}",
            N_("On IRC, write this:"),
            "    /msg NickServ VERIFY {account} {code}",
            N_("On the other protocols, write this:"),
            "    /verify {account} {code}",
            _ENDS,
            _NOT_YOU,
        ),
    ),
    LetterKind.LEAVING: Words(
        N_("{network}: another e-mail address for {account}"),
        (
            N_("Hello,"),
            N_(
                "Somebody, probably you, wants another e-mail address for the account {account} on "
                "{network}: {other}."
            ),
            N_("This address is used until the other one is confirmed."),
            N_(
                "If this was not you, somebody knows your password: change it now, or ask the owner of the"
                " server for help."
            ),
        ),
    ),
    LetterKind.RESET: Words(
        N_("{network}: a new password for {account}"),
        (
            N_("Hello,"),
            N_("Somebody, probably you, wants a new password for the account {account} on {network}."),
            N_("To do that, enter this code:"),
            "    {code}",
            N_("On IRC, write this, with a password of your choice at the end:"),
            "    /msg NickServ RESETPASS {account} {code} PASSWORD",
            N_("On the other protocols, write this:"),
            "    /reset {account} {code} PASSWORD",
            _ENDS,
            _NOT_YOU,
        ),
    ),
}


class Place(NamedTuple):
    """Where a letter comes from: what the server is called, its name on IRC, and its page, if it has one."""

    network: str
    server: str
    page: str = ""


def compose(
    letter: Letter, translate: Translate, language: str, place: Place, sender: str, now: int, number: str = ""
) -> EmailMessage:
    """Return the e-mail that a letter is. `now`: ms; `number`: its Message-ID, else a new one.

    No header has anything that could begin another one: a text with an end of line raises ValueError.
    """
    words = WORDS[letter.kind]
    fields = {
        "account": letter.account,
        "code": letter.code,
        "network": place.network,
        "server": place.server,
        "page": place.page,
        "other": letter.other,
        "when": word_date(letter.expires, translate),
    }
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(place.network, addr_spec=sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = translate(words.subject).format(**fields)
    message["Date"] = format_datetime(datetime.fromtimestamp(now // 1000, UTC))
    message["Message-ID"] = number or number_of(sender)
    # RFC 3834, 5: no program answers it.
    message["Auto-Submitted"] = "auto-generated"
    where = _WITH_PAGE if place.page else _WITHOUT_PAGE
    text = "\n\n".join(translate(paragraph).format(**fields) for paragraph in (*words.paragraphs, where))
    # Whatever letters it has, seven bits are enough for every server on the way.
    message.set_content(f"{text}\n", cte="quoted-printable")
    message["Content-Language"] = language
    return message


def number_of(sender: str) -> str:
    """Return the Message-ID of another e-mail, which it keeps however often it is tried."""
    return make_msgid(domain=domain_of(sender))
