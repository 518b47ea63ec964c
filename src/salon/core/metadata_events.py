"""What has happened to what people and channels say of themselves."""

from salon.core.events import Event, Reach, Source


class PersonMetadataChanged(Event, frozen=True, gc=False):
    """Somebody says something else of themselves, or nothing any more (None). `owner` is as in `Metadata`.

    `whole`: it was asked that nothing be left.
    """

    reach = Reach.PEERS
    durable = True
    watched = True
    source: Source
    owner: int
    values: dict[str, str | None]
    time: int
    whole: bool = False


class ChannelMetadataChanged(Event, frozen=True, gc=False):
    """Somebody says something else of a channel. `values` and `whole` are as above."""

    reach = Reach.CHANNEL
    durable = True
    source: Source
    channel: int
    name: str
    values: dict[str, str | None]
    time: int
    whole: bool = False


class MetadataShown(Event, frozen=True, gc=False):
    """Somebody has entered a channel, and its members may know what they say of themselves."""

    reach = Reach.CHANNEL
    source: Source
    channel: int
    values: dict[str, str]
    time: int
