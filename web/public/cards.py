"""Draws the picture that other sites show beside a link to a page: how it is, at a glance."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, UnidentifiedImageError

from statuspage.colors import READABLE, legible, mixed
from web.public.lettering import width_of, wrapped, write
from web.public.signs import SIDE, SIGNS, STROKE, drawn_on

WIDTH, HEIGHT = 1200, 630
"""The size that social networks ask for, in pixels."""

_MARGIN = 80
_SIGN = 150
_FINER = 4
_COLORS = 128
_LOGO_WIDTH, _LOGO_HEIGHT = 420, 84
_LOGO_PIXELS = 4_000_000


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture says, in letters that there are; empty texts are left out.

    `look` is that of the sign and `color` its colour, `ground` and `ink` those of the page. `logo` is a PNG
    or JPEG picture, which stands where else the `name` does.
    """

    name: str
    title: str
    told: str
    host: str
    at: str
    look: str
    color: str
    ground: str
    ink: str
    logo: bytes | None = None
    from_right: bool = False


def card_png(card: Card) -> bytes:
    """The picture, as a PNG of a palette: at most some 30 kB."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), card.ground)
    canvas = ImageDraw.Draw(picture)
    ink = legible(card.ink, on=(card.ground,), least=READABLE)
    soft = legible(mixed(ink, card.ground, 0.35), on=(card.ground,), least=READABLE)
    canvas.rectangle((0, 0, WIDTH, 14), fill=card.color)
    _head(card, picture, canvas, ink)
    _middle(card, picture, canvas, ink, soft)
    canvas.line(
        (_MARGIN, HEIGHT - 108, WIDTH - _MARGIN, HEIGHT - 108), fill=mixed(card.ground, ink, 0.15), width=2
    )
    room = WIDTH - 2 * _MARGIN - width_of(card.at, 28) - 40
    for host in wrapped(card.host, size=28, width=room, most=1):
        _put(card, canvas, host, 0, HEIGHT - 58, size=28, color=soft)
    write(
        canvas,
        card.at,
        at=(_MARGIN if card.from_right else WIDTH - _MARGIN, HEIGHT - 58),
        size=28,
        color=soft,
        end=not card.from_right,
    )
    out = BytesIO()
    picture.quantize(_COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _head(card: Card, picture: Image.Image, canvas: ImageDraw.ImageDraw, ink: str) -> None:
    logo = _logo(card.logo) if card.logo else None
    if logo is not None:
        x = WIDTH - _MARGIN - logo.width if card.from_right else _MARGIN
        picture.paste(logo, (x, 62 + (_LOGO_HEIGHT - logo.height) // 2), logo)
        return
    for line in wrapped(card.name, size=44, width=WIDTH - 2 * _MARGIN, most=1):
        _put(card, canvas, line, 0, 122, size=44, color=ink)


def _middle(card: Card, picture: Image.Image, canvas: ImageDraw.ImageDraw, ink: str, soft: str) -> None:
    indent = _SIGN + 50
    room = WIDTH - 2 * _MARGIN - indent
    size = next(
        (size for size in (72, 60) if len(wrapped(card.title, size=size, width=room, most=3)) < 3), 50
    )
    lines = wrapped(card.title, size=size, width=room, most=3)
    below = wrapped(card.told, size=32, width=room, most=2)
    high = len(lines) * size * 1.22 + (len(below) * 44 + 14 if below else 0)
    top = 330 - high / 2
    sign = _sign(card.look, card.color)
    x = WIDTH - _MARGIN - _SIGN if card.from_right else _MARGIN
    picture.paste(sign, (x, int(330 - _SIGN / 2)), sign)
    for number, line in enumerate(lines):
        _put(card, canvas, line, indent, top + size * (0.95 + 1.22 * number), size=size, color=ink)
    for number, line in enumerate(below):
        y = top + len(lines) * size * 1.22 + 14 + 34 + 44 * number
        _put(card, canvas, line, indent, y, size=32, color=soft)


def _put(
    card: Card, canvas: ImageDraw.ImageDraw, text: str, indent: int, y: float, *, size: int, color: str
) -> None:
    x = WIDTH - _MARGIN - indent if card.from_right else _MARGIN + indent
    write(canvas, text, at=(x, y), size=size, color=color, end=card.from_right)


@lru_cache(64)
def _sign(look: str, color: str) -> Image.Image:
    """The sign with smooth edges, drawn larger than it is."""
    side = _SIGN * _FINER
    unit = side / SIDE
    sign = SIGNS[look]
    drawn = Image.new("RGBA", (side, side))
    canvas = ImageDraw.Draw(drawn)
    if sign.corners:
        canvas.polygon([(x * unit, y * unit) for x, y in sign.corners], fill=color)
    else:
        canvas.ellipse((unit, unit, side - unit, side - unit), fill=color)
    on = drawn_on(color)
    half = STROKE * unit / 2
    for line in sign.lines:
        points = [(x * unit, y * unit) for x, y in line]
        if len(points) > 1:
            canvas.line(points, fill=on, width=round(2 * half), joint="curve")
        for x, y in points:
            canvas.ellipse((x - half, y - half, x + half, y + half), fill=on)
    return drawn.resize((_SIGN, _SIGN), Image.Resampling.LANCZOS)


def _logo(data: bytes) -> Image.Image | None:
    """The logo in its room; None where it cannot be drawn. Its size is judged before it is unpacked."""
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > _LOGO_PIXELS:
                return None
            whole = found.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    share = min(_LOGO_WIDTH / whole.width, _LOGO_HEIGHT / whole.height)
    size = (max(1, round(whole.width * share)), max(1, round(whole.height * share)))
    return whole.resize(size, Image.Resampling.LANCZOS)
