"""Every line from the server carries the one stored spelling of a name.

Clients fold ASCII alone (CASEMAPPING=ascii), so to them `Élise` and `élise` are two. Only the ends of WHO
and WHOIS repeat what was asked for, by which clients find the question again; and a new name that is refused
(NICK, RENAME) is told as it was written.
"""

import pytest

from harness.replies import codes
from harness.world import Client, World

CAPS = "echo-message invite-notify draft/channel-rename message-tags standard-replies"


def room() -> tuple[World, Client, Client]:
    """Return a world where Élise, a server operator, and Zoé are in #Été and #Île, and Noé is in none."""
    world = World(rules={"operators": {}})
    elise = world.join("Élise", "#Été", "#Île", caps=CAPS)
    zoe = world.join("Zoé", "#Été", caps=CAPS)
    world.join("Noé", caps=CAPS)
    world.forget_output()
    return world, elise, zoe


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("PRIVMSG ÉLISE :x", "PRIVMSG"),
        ("NOTICE ÉLISE :x", "NOTICE"),
        ("TAGMSG ÉLISE", "TAGMSG"),
        ("PRIVMSG #ÉTÉ :x", "PRIVMSG"),
        ("PRIVMSG @#ÉTÉ :x", "PRIVMSG"),
        ("TAGMSG #ÉTÉ", "TAGMSG"),
        ("TOPIC #ÉTÉ", "331"),
        ("TOPIC #ÉTÉ :x", "TOPIC"),
        ("NAMES #ÉTÉ", "353"),
        ("WHO #ÉTÉ", "352"),
        ("WHO ÉLISE", "352"),
        ("WHO #ÉTÉ %cn", "354"),
        ("WHOIS ÉLISE", "311"),
        ("WHOWAS ÉMILE", "314"),
        ("WHOWAS ÉMILE", "369"),
        ("ISON ÉLISE", "303"),
        ("USERHOST ÉLISE", "302"),
        ("MONITOR + ÉLISE", "730"),
        ("MODE #ÉTÉ", "324"),
        ("MODE #ÉTÉ b", "368"),
        ("MODE #ÉTÉ +v ZOÉ", "MODE"),
        ("MODE #ÉTÉ +b", "368"),
        ("MODE #ÉTÉ +k :", "525"),
        ("MODE #ÉTÉ +l x", "696"),
        ("MODE #ÉTÉ +v NOÉ", "441"),
        ("KICK #ÉTÉ ZOÉ", "KICK"),
        ("KICK #ÉTÉ NOÉ", "441"),
        ("INVITE NOÉ #ÉTÉ", "341"),
        ("INVITE ZOÉ #ÉTÉ", "443"),
        ("PART #ÉTÉ", "PART"),
        ("JOIN #ÉTANG", "JOIN"),
        ("RENAME #ÉTÉ #Automne", "RENAME"),
        ("LIST #ÉTÉ", "322"),
        ("HISTORY #ÉTÉ", "PRIVMSG"),
    ],
)
def test_each_command_answers_in_the_stored_spelling(line: str, code: str) -> None:
    """Whatever case was typed, no other spelling of a name that is there comes back."""
    world, elise, zoe = room()
    world.join("Émile").send("QUIT")
    world.join("Marc", "#Étang")
    zoe.send("PRIVMSG #Été :x")
    world.forget_output()
    lines = [*elise.send(line), *zoe.take()]
    assert code in codes(lines) or any(f" {code} " in answer for answer in lines), lines
    names = ("Élise", "Zoé", "Noé", "Émile", "#Été", "#Île", "#Étang")
    typed = {word.lstrip(":@") for word in line.split() if word.lstrip(":@").lower() in map(str.lower, names)}
    others = typed - set(names)
    told = [answer for answer in lines if codes([answer]) != ["315"] and codes([answer]) != ["318"]]
    assert not [answer for answer in told if any(other in answer for other in others)]


@pytest.mark.parametrize("line", ["WHO ÉLISE", "WHO #ÉTÉ", "WHOIS ÉLISE"])
def test_two_ends_repeat_the_request(line: str) -> None:
    """modern-irc, RPL_ENDOFWHO and RPL_ENDOFWHOIS: with the mask or the nick that was asked for."""
    _, elise, _ = room()
    assert f" {line.split()[1]} :" in elise.send(line)[-1]
