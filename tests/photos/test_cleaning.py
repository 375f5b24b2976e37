"""What is kept of a picture is the picture: upright, not too large, in colours that every screen shows, and nothing
else."""

from __future__ import annotations

import io
import re
import struct
import time
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw, PngImagePlugin

from photos.clean import LEAST_SIDE, LONGEST_SIDE, MOST_BYTES, Cleaned, PhotoRefused, clean

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::PIL.Image.DecompressionBombWarning")
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
SECRETS = (b"ZZCANARY", b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"GPS", b"Photoshop")


def scene(width: int = 1200, height: int = 900) -> Image.Image:
    """A picture that shows which way is up: the upper left quarter is red, the upper right one green, the rest blue."""
    picture = Image.new("RGB", (width, height), (0, 0, 200))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 2, height // 2), fill=(200, 0, 0))
    draw.rectangle((width // 2, 0, width, height // 2), fill=(0, 200, 0))
    return picture


def noise(width: int, height: int) -> Image.Image:
    """A picture in which nothing can be saved by leaving it out."""
    return Image.merge("RGB", [Image.effect_noise((width, height), 90) for _ in range(3)])


def written(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def opened(cleaned: Cleaned) -> Image.Image:
    """What was kept, as any reader sees it."""
    picture = Image.open(io.BytesIO(cleaned.content), formats=["JPEG"])
    picture.load()
    return picture


def quarters(picture: Image.Image) -> str:
    """The strongest colour of each quarter, row by row: "RGBB" is upright."""
    places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]
    found = ""
    for x, y in places:
        colour = picture.convert("RGB").getpixel((int(picture.width * x), int(picture.height * y)))
        assert isinstance(colour, tuple)
        found += "RGB"[colour.index(max(colour))]
    return found


def segments(content: bytes) -> set[int]:
    """The kinds of segments before the picture's points: DB tables, C0 frame, C4 codes and so on; E0 is the bare JFIF
    header."""
    kinds, at = set(), 2
    while content[at + 1] != 0xDA:
        assert content[at] == 0xFF
        kinds.add(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return kinds


def refusal(data: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(PhotoRefused) as refused:
        clean(data)
    return refused.value.reason


def exif(orientation: int = 1) -> Image.Exif:
    """What a camera writes beside the picture: a description, the way up, the place."""
    data = Image.Exif()
    data[0x010E] = "ZZCANARY at home"
    data[0x0112] = orientation
    data.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.6), 3: "E", 4: (2.0, 21.0, 3.5)})
    return data


@pytest.mark.parametrize("kind", FORMATS)
def test_each_kind_of_file_becomes_a_plain_jpeg(kind: str) -> None:
    cleaned = clean(written(scene(), kind))
    picture = opened(cleaned)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1200, 900))
    assert (cleaned.width, cleaned.height) == picture.size
    assert quarters(picture) == "RGBB"
    assert segments(cleaned.content) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert cleaned.content.endswith(b"\xff\xd9")


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_but_the_picture_is_kept(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, object] = {
        "exif": exif(),
        "icc_profile": profile,
        "xmp": b"<x:xmpmeta>http://ns.adobe.com/xap ZZCANARY</x:xmpmeta>",
    }
    if kind == "JPEG":
        options["comment"] = b"ZZCANARY"
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "ZZCANARY")
        info.add_itxt("Location", "ZZCANARY", zip=False)
        options |= {"pnginfo": info}
        del options["xmp"]
    data = written(scene(), kind, **options)
    assert b"ZZCANARY" in data
    kept = clean(data + b"ZZCANARY at the end")  # and what is only appended
    assert not [secret for secret in SECRETS if secret in kept.content]
    picture = opened(kept)
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_picture_is_turned_as_the_camera_says(kind: str, orientation: int) -> None:
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    lying = scene() if back is None else scene().transpose(back)
    picture = opened(clean(written(lying, kind, exif=exif(orientation))))
    assert quarters(picture) == "RGBB"
    assert picture.size == (1200, 900)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_heic_photo_is_turned_once(orientation: int) -> None:
    """Such a file says it twice, in its own way and in its EXIF data."""
    back = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[
        orientation
    ]
    lying = scene() if back is None else scene().transpose(back)
    lying.info["exif"] = exif(orientation).tobytes()
    data = written(lying, "HEIF")
    assert (b"irot" in data) is (orientation != 1)
    assert quarters(opened(clean(data))) == "RGBB"


def test_exif_data_that_cannot_be_read_does_no_harm() -> None:
    broken = written(scene(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff" + b"ZZ" * 40)
    assert quarters(opened(clean(broken))) == "RGBB"


@pytest.mark.parametrize("kind", FORMATS)
def test_a_large_picture_is_brought_down_and_a_small_one_left_as_it_is(kind: str) -> None:
    large = clean(written(scene(3600, 2700), kind))
    assert (large.width, large.height) == (LONGEST_SIDE, 1500)
    assert quarters(opened(large)) == "RGBB"
    small = clean(written(scene(640, LEAST_SIDE), kind))
    assert (small.width, small.height) == (640, LEAST_SIDE)


def test_the_largest_photo_that_phones_make_is_taken() -> None:
    data = written(scene(8160, 6120), "JPEG")
    started = time.monotonic()
    cleaned = clean(data)
    assert (cleaned.width, cleaned.height) == (2000, 1500)
    assert time.monotonic() - started < 10


def wide_gamut() -> bytes:
    """A profile in which the primaries of red and green stand in each other's place, as no screen does."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    places = {}
    for i in range(struct.unpack_from(">I", profile, 128)[0]):
        name, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * i)
        places[name] = (offset, size)
    (red, size), (green, _) = places[b"rXYZ"], places[b"gXYZ"]
    profile[red : red + size], profile[green : green + size] = profile[green : green + size], profile[red : red + size]
    return bytes(profile)


@pytest.mark.parametrize("kind", FORMATS)
def test_colours_are_read_by_the_pictures_own_profile(kind: str) -> None:
    assert quarters(opened(clean(written(scene(), kind, icc_profile=wide_gamut())))) == "GRBB"


@pytest.mark.parametrize("profile", [b"no profile at all", b"\x00" * 200])
def test_a_profile_that_cannot_be_used_is_left_out(profile: bytes) -> None:
    assert quarters(opened(clean(written(scene(), "PNG", icc_profile=profile)))) == "RGBB"


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_what_is_transparent_is_white(kind: str) -> None:
    picture = scene().convert("RGBA")
    picture.putalpha(Image.new("L", picture.size, 0))
    darkest, _ = opened(clean(written(picture, kind))).convert("L").getextrema()
    assert isinstance(darkest, int)
    assert darkest >= 250


def test_a_palette_with_a_transparent_colour_is_white_there() -> None:
    picture = scene().quantize(3)
    data = written(picture, "PNG", transparency=picture.getpixel((0, 0)))
    assert opened(clean(data)).getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize(("mode", "colour"), [("L", 128), ("1", 1), ("LA", (128, 255)), ("P", 0), ("I;16", 32_768)])
def test_other_kinds_of_points_are_read(mode: str, colour: int | tuple[int, int]) -> None:
    kept = opened(clean(written(Image.new(mode, (600, 600), colour), "PNG")))
    grey = {"1": 255, "P": 0}.get(mode, 128)
    middle = kept.getpixel((300, 300))
    assert isinstance(middle, tuple)
    assert all(abs(value - grey) <= 3 for value in middle)


def test_ink_colours_are_read() -> None:
    kept = opened(clean(written(Image.new("CMYK", (600, 600), (0, 255, 255, 0)), "JPEG")))
    assert quarters(kept) == "RRRR"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_kept(kind: str) -> None:
    others = [Image.new("RGB", (1200, 900), "white")] * 3
    assert quarters(opened(clean(written(scene(), kind, save_all=True, append_images=others, duration=100)))) == "RGBB"


def test_the_main_picture_of_a_phones_double_file_is_kept() -> None:
    """Phones put a second, smaller picture into the file, for depth or brightness."""
    data = written(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (300, 200), "white")])
    assert quarters(opened(clean(data))) == "RGBB"
    assert clean(data).width == 1200


def test_a_film_behind_the_photo_does_no_harm() -> None:
    """ "Motion photos" carry one; its bytes look like anything, here like many beginnings of passes."""
    assert quarters(opened(clean(written(scene(), "JPEG") + b"\xff\xda\x00\x02\x77" * 5_000))) == "RGBB"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.97])
def test_a_truncated_file_is_refused(kind: str, share: float) -> None:
    data = written(noise(900, 700), kind)
    assert refusal(data[: int(len(data) * share)]) == "damaged"


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, points: bytes) -> bytes:
    """A PNG file that says it has this size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(points, 9)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(30_000, 30_000), (7_200, 7_200), (100_000, 600), (2**31 - 1, 2**31 - 1)]
)
def test_a_pixel_bomb_is_refused_before_it_goes_off(width: int, height: int) -> None:
    data = png(width, height, bytes(10_000_000))
    assert len(data) < 20_000
    started = time.monotonic()
    assert refusal(data) == "pixels"
    assert time.monotonic() - started < 0.5


def test_a_jpeg_of_too_many_pixels_is_refused_by_its_header() -> None:
    data = bytearray(written(scene(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    assert refusal(bytes(data)) == "pixels"


def test_a_jpeg_of_thousands_of_passes_is_refused_before_it_takes_hours() -> None:
    """Each pass goes over the whole picture again, and costs the sender a few bytes."""
    data = written(Image.new("RGB", (6_000, 6_000)), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    bomb = data[:-2] + data[last:-2] * 3_000 + b"\xff\xd9"
    assert len(bomb) < MOST_BYTES
    started = time.monotonic()
    assert refusal(bomb) == "format"
    assert time.monotonic() - started < 0.5
    for options in ({"progressive": True}, {"restart_marker_blocks": 3}):
        assert clean(written(noise(700, 600), "JPEG", **options)).width == 700  # type: ignore[arg-type]


def gif() -> bytes:
    """A GIF, which is a picture but none that cameras make."""
    return written(scene(), "GIF")


NO_PHOTOS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a few bytes": lambda: b"\xff\xd8\xff",
    "a PDF by another name": lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n" + bytes(9_000),
    "a drawing that is code": lambda: (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    ),
    "a GIF": gif,
    "a TIFF": lambda: written(scene(), "TIFF"),
    "a BMP": lambda: written(scene(), "BMP"),
    "an AVIF": lambda: written(scene(), "AVIF"),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 600 600\n",
    "a web page": lambda: b"<!doctype html><title>JPEG</title>",
    "an archive": lambda: b"PK\x03\x04" + bytes(500),
}


@pytest.mark.parametrize("name", NO_PHOTOS)
def test_what_is_no_photo_is_refused(name: str) -> None:
    assert refusal(NO_PHOTOS[name]()) == "format"


def test_a_photo_too_small_to_be_of_use_is_refused() -> None:
    assert refusal(written(scene(3000, LEAST_SIDE - 1), "JPEG")) == "small"
    assert refusal(written(scene(1, 1), "PNG")) == "small"


def test_a_file_too_large_is_refused_unread() -> None:
    assert refusal(written(scene(), "JPEG") + bytes(MOST_BYTES)) == "large"


def test_a_file_with_bytes_changed_is_kept_clean_or_refused() -> None:
    """Whatever was damaged on the way, the answer is a clean picture or a reason, never another error."""
    for kind in FORMATS:
        whole = written(scene(700, 600), kind, exif=exif())
        for step in range(40):
            damaged = bytearray(whole)
            for place in range(step, min(len(damaged), 2_000), 97):
                damaged[place] ^= 1 << (step % 8)
            try:
                cleaned = clean(bytes(damaged))
            except PhotoRefused:
                continue
            assert not re.search(b"ZZCANARY|Exif", cleaned.content)


def test_the_picture_is_kept_as_good_as_it_was() -> None:
    """Not merely some picture: point by point close to what came."""
    picture = Image.linear_gradient("L").resize((1000, 800)).convert("RGB")
    kept = opened(clean(written(picture, "PNG")))
    assert max(extreme[1] for extreme in ImageChops.difference(picture, kept).getextrema()) <= 4  # type: ignore[index]
