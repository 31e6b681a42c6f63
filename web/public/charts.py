"""Charts of response times as SVG, with the same in words."""

from collections.abc import Sequence

from web.public.document import StatusSheet


def figures_of(sheet: StatusSheet) -> Sequence[object]:
    """The figures of the page's showcased checks."""
    return ()
