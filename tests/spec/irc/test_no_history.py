"""`history.enabled = false`: what is said is heard, and kept nowhere."""

from harness.world import World


def test_nothing_that_was_said_is_on_the_disk() -> None:
    """Nor has it an id by which to ask for it; the channel stays while it is an account's."""
    world = World(rules={"keeps_history": False})
    ann = world.join("ann", "#a", caps="message-tags echo-message batch")
    bob = world.join("bob", "#a", caps="message-tags")
    echo = ann.send("PRIVMSG #a :bonjour", "PRIVMSG bob :psst")
    assert [line.partition(" :")[2] for line in bob.take()] == ["bonjour", "psst"]
    assert not any("msgid=" in line for line in echo)
    assert world.on_disk("SELECT count(*) FROM message") == [(0,)]
    assert not any("PRIVMSG" in line for line in ann.send("HISTORY #a"))


def test_what_is_about_kept_messages_is_not_offered() -> None:
    """So no client waits for a past, or offers to edit what nobody finds again."""
    offered = {
        keeps: " ".join(World(rules={"keeps_history": keeps}).connect().send("CAP LS 302"))
        for keeps in (True, False)
    }
    for name in ("chathistory", "event-playback", "message-redaction", "salon.dev/edit", "soju.im/search"):
        assert name in offered[True]
        assert name not in offered[False]


def test_whoever_is_away_is_told_later() -> None:
    """An account that stays is kept its private messages, until it is back."""
    world = World(rules={"keeps_history": False})
    ann = world.join("ann")
    ann.send("NS REGISTER secret-secret", "PERSISTENCE SET ON")
    bob = world.join("bob", "#a")
    ann.close()
    world.settle()
    bob.send("PRIVMSG ann :for later", "PRIVMSG #a :now")
    assert world.on_disk("SELECT text FROM message") == [("for later",)]
