"""How large something is, as people read it."""

from salon.texts.language import Text
from salon.texts.marks import N_, N_PLURAL, Translate

_KIB = 1024
_MIB = _KIB * _KIB
_GIB = _MIB * _KIB
_UNITS = (
    (_GIB, N_("{whole}.{tenth} GiB")),
    (_MIB, N_("{whole}.{tenth} MiB")),
    (_KIB, N_("{whole}.{tenth} KiB")),
)
_BYTES = N_PLURAL("{count} byte", "{count} bytes", "count")


def word_size(size: int, translate: Translate) -> str:
    """Return a number of bytes in words, to a tenth of its unit."""
    return _word_bytes(size, translate) if size < _KIB else sized(size).word(translate)


def sized(size: int) -> Text:
    """Return a number of bytes, in KiB or more, as a text that is still to be translated."""
    unit, text = next((unit, text) for unit, text in _UNITS if size >= unit or unit == _KIB)
    tenths = size * 10 // unit
    return Text(text, {"whole": tenths // 10, "tenth": tenths % 10})


def word_sizes(size: int, other: int, translate: Translate) -> tuple[str, str]:
    """Return two sizes that are compared: in bytes where rounding would hide that they differ."""
    worded = word_size(size, translate), word_size(other, translate)
    if size != other and worded[0] == worded[1]:
        return _word_bytes(size, translate), _word_bytes(other, translate)
    return worded


def _word_bytes(size: int, translate: Translate) -> str:
    return translate(_BYTES).format(count=size)
