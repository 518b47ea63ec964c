"""MODLOG and UNDO, for people and for programs."""

from harness.tagged_lines import tags
from harness.world import World


def test_programs_read_tags() -> None:
    """In a batch: whatever an entry has, with the words for people beside."""
    world = World()
    ann = world.join("ann", "#a", caps="batch message-tags labeled-response")
    ann.send("BAN #a ben!*@* 1h :spam; and more")
    begin, entry, end = ann.send("@label=x MODLOG #a")
    assert begin.startswith("@label=x :salon.test BATCH +")
    assert begin.endswith(" salon.dev/modlog #a")
    assert " BATCH -" in end
    found = tags(entry)
    del found["batch"]
    assert found == {
        "salon.dev/id": "1",
        "salon.dev/time": "2027-01-15T08:00:00.000Z",
        "salon.dev/channel": "#a",
        "salon.dev/kind": "ban",
        "salon.dev/by": "ann",
        "salon.dev/target": "ben!*@*",
        "salon.dev/detail": "ben!*@*",
        "salon.dev/until": "2027-01-15T09:00:00.000Z",
        "salon.dev/state": "reversible",
        "salon.dev/reason": "spam; and more",
    }
    assert " :salon.test NOTICE ann :1 [" in entry or ":salon.test NOTICE ann :1 [" in entry
    (undone,) = [line for line in ann.send("UNDO #a") if "NOTICE" in line]
    assert undone.endswith(" - spam; and more")
    assert len(ann.send("MODLOG #a BEFORE=1")) == 2  # a batch of nothing


def test_an_entry_may_need_several_lines() -> None:
    """No name in it is broken; tags are at the first line."""
    world = World()
    ann = world.join("ann", "#a", caps="batch message-tags")
    masks = [f"{letter * 90}!*@*" for letter in "xyz"]
    ann.send(f"MODE #a +bbb {' '.join(masks)}")
    _, first, second, _ = ann.send("MODLOG #a")
    assert "salon.dev/id=1" in first
    assert "salon.dev/id" not in second
    assert all(mask in first + second for mask in masks)
