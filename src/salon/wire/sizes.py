"""How large something is, as people read it."""

from salon.wire.texts import N_, Translate

_KIB = 1024
_MIB = _KIB * _KIB


def word_size(size: int, translate: Translate) -> str:
    """Return a number of bytes in words, to a tenth of its unit."""
    if size < _KIB:
        return translate(N_("{count} byte") if size == 1 else N_("{count} bytes")).format(count=size)
    unit, text = (_KIB, N_("{whole}.{tenth} KiB")) if size < _MIB else (_MIB, N_("{whole}.{tenth} MiB"))
    tenths = size * 10 // unit
    return translate(text).format(whole=tenths // 10, tenth=tenths % 10)
