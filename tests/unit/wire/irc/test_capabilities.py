"""The table of capabilities."""

from salon.wire.irc.capabilities import BY_NAME, CAPABILITIES, RENDERED, TAGGED, Cap

FLAGS = {name: flag for name, flag in vars(Cap).items() if name.isupper()}


def test_each_flag_is_a_bit_of_its_own() -> None:
    """A set of them is a number."""
    assert all(flag.bit_count() == 1 for flag in FLAGS.values())
    assert len(set(FLAGS.values())) == len(FLAGS)


def test_each_flag_can_be_negotiated() -> None:
    """By one name, or by an older one as well."""
    assert {capability.flag for capability in CAPABILITIES} == set(FLAGS.values())
    older = {"draft/no-implicit-names", "draft/metadata-2"}
    assert len(CAPABILITIES) - len(older) == len(FLAGS)


def test_the_table_is_in_order_and_names_each_once() -> None:
    """As clients are told."""
    names = [capability.name for capability in CAPABILITIES]
    assert names == sorted(set(names))
    assert list(BY_NAME) == names


def test_what_changes_the_tags_changes_the_bytes() -> None:
    """Sessions that differ in it cannot share a form."""
    assert RENDERED & TAGGED == TAGGED
    assert not RENDERED & (Cap.ECHO_MESSAGE | Cap.BATCH | Cap.LABELED_RESPONSE)
