"""From the bytes that somebody sent to a picture that is safe to keep: upright, of a useful size, and with nothing in
it but the picture.

Only the picture's points are kept; the file that came is thrown away with everything else in it, such as where and when
it was taken. Which kind of file it is, is read from the file itself, never from its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal, get_args

from PIL import Image, ImageCms, UnidentifiedImageError
from pillow_heif import register_heif_opener

MOST_BYTES: Final = 15 * 1024 * 1024
"""How large a file may be."""
MOST_PIXELS: Final = 50_000_000
"""How many pixels a picture may have: the largest that phones make as a matter of course."""
_MOST_PIXELS_OTHERWISE: Final = 25_000_000
"""The same for PNG and WebP, which no camera makes and which take several times the memory to open."""
LEAST_SIDE: Final = 480
"""How many pixels the shorter side must have for single hairs to be told apart."""
LONGEST_SIDE: Final = 2_000
"""To how many pixels the longer side is brought down."""
_QUALITY: Final = 85
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
_CAMERA: Final = ("JPEG", "MPO", "HEIF")
_MOST_SCANS: Final = 50
"""A JPEG may come in several passes over the whole picture. Programs make about ten; a small file may hold thousands,
which take hours."""
_MARKER: Final = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
"""Where a part of a JPEG begins; its length follows. Within the points of a pass there is none."""

Reason = Literal["format", "damaged", "large", "pixels", "small"]
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
register_heif_opener(thumbnails=False, aux_images=False, depth_images=False)

_SRGB: Final = ImageCms.createProfile("sRGB")
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by the orientation that its EXIF data tells."""
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True)
class Cleaned:
    """A JPEG file that holds a picture and nothing else. `width` and `height` in pixels."""

    content: bytes
    width: int
    height: int


class PhotoRefused(Exception):
    """The file cannot be kept as a photo. `reason`: it is no picture of a known kind, it is damaged or incomplete, it
    has too many bytes or pixels, or it is too small to be of use."""

    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason
        super().__init__(reason)


def clean(data: bytes) -> Cleaned:
    """The picture in a JPEG, PNG, WebP or HEIC file as a new JPEG without any metadata: upright, in sRGB, on white
    where it is transparent, at most 2000 pixels long; of an animation the first picture. Raises `PhotoRefused`."""
    if len(data) > MOST_BYTES:
        raise PhotoRefused("large")
    with _opened(data) as image:
        width, height = image.size
        if width * height > (MOST_PIXELS if image.format in _CAMERA else _MOST_PIXELS_OTHERWISE):
            raise PhotoRefused("pixels")
        if min(width, height) < LEAST_SIDE:
            raise PhotoRefused("small")
        turn = _turn(image)
        profile = image.info.get("icc_profile")
        picture = _in_srgb(_on_white(_smaller(_decoded(image))), profile)
    if turn is not None:
        picture = picture.transpose(turn)
    # Pasted into a new picture, so that nothing of the old file can come along: Pillow would write a comment again.
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    target = BytesIO()
    fresh.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return Cleaned(target.getvalue(), *fresh.size)


def _opened(data: bytes) -> Image.Image:
    """The file with its header read and nothing decoded yet."""
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise PhotoRefused("pixels") from None
    except UnidentifiedImageError:
        raise PhotoRefused("format") from None
    except Exception:  # whatever a reader stumbles over in bytes from anyone
        raise PhotoRefused("damaged") from None
    if image.format in ("JPEG", "MPO") and _scans(data) > _MOST_SCANS:
        raise PhotoRefused("format")
    return image


def _scans(data: bytes) -> int:
    """How many passes the first picture of a JPEG file has; counting ends when there are too many. What follows it,
    such as the film that some phones append, does not count."""
    at, scans = 2, 0
    while scans <= _MOST_SCANS and (marker := _MARKER.search(data, at)) and marker[0] != b"\xff\xd9":
        scans += marker[0] == b"\xff\xda"
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return scans


def _decoded(image: Image.Image) -> Image.Image:
    """The picture's points. Of a large JPEG only every second, fourth or eighth is worked out, still above the wanted
    size."""
    try:
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
    except MemoryError:
        raise PhotoRefused("pixels") from None
    except Exception:  # see `_opened`
        raise PhotoRefused("damaged") from None
    return image


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What the camera says is needed to turn the picture upright. EXIF data that cannot be read says nothing."""
    try:
        return _UPRIGHT.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return None


def _smaller(image: Image.Image) -> Image.Image:
    """The picture brought down to the size that is kept. Transparent points do not bleed into the others."""
    if image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def _on_white(image: Image.Image) -> Image.Image:
    """The picture without transparency."""
    if not image.has_transparency_data:
        return image
    image = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in the colours that every screen shows. A colour profile that cannot be used is left out."""
    if isinstance(profile, bytes):
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None
        if turned is not None:
            return turned
    return image.convert("RGB")
