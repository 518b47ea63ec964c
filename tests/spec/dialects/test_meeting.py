"""People of all wires share the room, the names and the ranks."""

from harness.chaines_people import enter
from harness.dialect_people import enter_public, enter_relais, world_with_room
from harness.replies import told
from harness.world import OPERATOR


def test_one_room_for_all() -> None:
    """A line from any wire reaches the people of every other one in the room, each in its own words."""
    world = world_with_room()
    alice, carol = enter_public(world, "alice"), enter(world, "carol", "public")
    dora = world.join("dora", "#public")
    world.forget_output()
    alice.send("un")
    assert carol.take() == ["alice: un"]
    assert told(dora.take()) == [":alice!public@host.test PRIVMSG #public :un"]
    carol.send("deux")
    assert alice.take() == ["carol: deux"]
    assert told(dora.take()) == [":carol!chaines@host.test PRIVMSG #public :deux"]
    dora.send("PRIVMSG #public :trois")
    assert alice.take() == carol.take() == ["dora: trois"]


def test_the_room_on_chaines() -> None:
    """There it is under way when somebody is in it; whoever enters first is no administrator."""
    world = world_with_room()
    carol = enter(world, "carol")
    assert carol.send("/LIST") == ["Il n'y a pas de chaines en cours"]
    alice = enter_public(world, "alice")
    assert carol.send("/LIST") == ["Les chaines en cours sont: public"]
    alice.send("/quit")
    carol.send("/JOIN public")
    bob = enter(world, "bob", "public")
    carol.take()
    assert bob.send("/WHO") == ["Liste des adherents:", "carol"]
    assert carol.send("/REN prive") == ["Calme toi t'es pas l'administrateur de la chaine"]


def test_one_name_for_all() -> None:
    """A name that is taken on one wire is taken on each."""
    world = world_with_room()
    enter_public(world, "alice")
    dora = world.connect()
    assert " 433 " in dora.send("NICK Alice", "USER a 0 * :a")[0]


def test_private_messages_over_all() -> None:
    """`msg`, `@NAME`, `/MSG` and PRIVMSG reach a nick on any wire."""
    world = world_with_room()
    alice, bob, carol = (
        enter_public(world, "alice"),
        enter_relais(world, "bob"),
        enter(world, "carol", "jardin"),
    )
    dora = world.join("dora")
    alice.send("msg bob 1", "msg carol 2", "msg dora 3")
    assert bob.take() == ["alice: 1"]
    assert carol.take() == ["Private message alice: 2"]
    assert told(dora.take()) == [":alice!public@host.test PRIVMSG dora :3"]
    bob.send("@carol 4")
    assert carol.take() == ["Private message bob: 4"]
    carol.send("/MSG alice 5", "/MSG bob 6")
    assert bob.take() == ["carol: 6"]
    dora.send("PRIVMSG alice :7")
    private = "vous a envoyer un message privé :"
    assert alice.take() == [f"carol {private} 5", f"dora {private} 7"]


def test_what_steers_a_terminal_stays_on_irc() -> None:
    """What reorders or hides text is no part of what the other wires say, live or of the past."""
    world = world_with_room()
    alice, carol, bob = (
        enter_public(world, "alice"),
        enter(world, "carol", "public"),
        enter_relais(world, "bob"),
    )
    dora = world.join("dora", "#public")
    alice.take()
    carol.take()
    hidden, seen = "\u202eun\u2028\u200bdeux \u2067trois", "undeux \u2067trois\u2069"
    dora.send(f"PRIVMSG #public :{hidden}", f"PRIVMSG bob :{hidden}", "PRIVMSG #public :\x0304\x03\u200e")
    assert alice.take() == carol.take() == bob.take() == [f"dora: {seen}"]
    for client in alice, carol:
        assert [line.partition("] ")[2] for line in client.send("/history 2")] == [f"dora: {seen}"]
    # What stands among other words has no direction of its own at all.
    confined = "undeux trois"
    root = world.join("root", "#public")
    alice.take()
    root.send(
        "OPER root letmein", f"TOPIC #public :{hidden}", f"AWAY :{hidden}", f"KICK #public dora :{hidden}"
    )
    assert alice.take() == [f"root has set the topic: {confined}", "root removed dora."]
    assert alice.send("msg root ?") == [f"root is away: {confined}"]
    root.send(f"KICK #public alice :{hidden}")
    assert alice.take()[0] == f"root removed you from the room: {confined}"
    root.send(f"KILL bob :{hidden}")
    assert bob.take()[0] == f"root disconnected you from the server: {confined}"


def test_one_rank_for_all() -> None:
    """Who was made an operator of the room by IRC puts people of `public` out by `chaines`."""
    world = world_with_room()
    alice, carol = enter_public(world, "alice"), enter(world, "carol", "public")
    root = world.join("root", "#public")
    root.send(f"OPER root {OPERATOR}", "MODE #public +o carol")
    world.forget_output()
    carol.send("/KICK alice")
    assert alice.take()[0] == "carol removed you from the room."
    assert told(root.take()) == [":carol!chaines@host.test KICK #public alice :carol"]
