"""A patient adds photos on a phone, and the clinic sees them; what is no photo is refused in words and harms nobody."""

from __future__ import annotations

import http.client
import io
import struct
import urllib.parse
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from pypdfium2 import PdfDocument

from photos.clean import MOST_BYTES
from questionnaire.contact import Contact
from questionnaire.model import Questionnaire
from records.audit import list_audit
from records.drafts import save_draft
from records.store import open_store
from rules.model import RuleBook
from tests.browser.conftest import PASSWORD, Server
from tests.browser.driver import address, at_check, current, fill_page, heading, press
from tests.browser.test_access import ours
from tests.browser.test_whole_form import answers_of, no_sideways_scroll, press_start, sign_in

PLACE = b"Rue de la Paix"


def jpeg(colour: str = "sienna", size: tuple[int, int] = (900, 1200)) -> bytes:
    """A photo as a phone makes it: with where it was taken, and in need of a turn."""
    picture = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif)
    return target.getvalue()


def file(content: bytes, name: str = "IMG_0001.jpg", kind: str = "image/jpeg") -> FilePayload:
    """A file as it lies on the phone."""
    return {"name": name, "mimeType": kind, "buffer": content}


def view(page: Page, name: str) -> Locator:
    """The part of the page for one view."""
    return page.locator(f"#q-{name}")


def add(page: Page, name: str, chosen: FilePayload, button: str = "Add this photo") -> None:
    """Choose a file for a view and send it."""
    drawn = page.locator("#page").get_attribute("data-drawn")
    view(page, name).locator("input[type=file]").set_input_files(chosen)
    view(page, name).get_by_role("button", name=button).click()
    expect(page.locator("#page")).not_to_have_attribute("data-drawn", drawn or "")


def colour_of(answer: bytes) -> tuple[int, int, int]:
    """The colour in the middle of a picture."""
    with Image.open(io.BytesIO(answer)) as picture:
        found = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def shown(page: Page, name: str) -> bytes:
    """The picture that the page shows for a view, which must really show."""
    picture = view(page, name).locator("img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("(image) => image.naturalWidth") > 0
    answer = page.request.get(urllib.parse.urljoin(page.url, picture.get_attribute("src") or ""))
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.body()


@pytest.fixture
def photos_page(screen: Page, server: Server, form: Questionnaire, book: RuleBook) -> Page:
    """The page for photos, of a patient who has answered everything else."""
    press_start(screen)
    token = next(cookie["value"] for cookie in screen.context.cookies() if cookie["name"] == "screening_draft")
    answers = answers_of(book, "v08")
    born = datetime(datetime.now(UTC).year - int(str(answers["age_years"])), 1, 1, tzinfo=UTC).date()
    contact = {**Contact("Pia Photo", born, "pia@example.org", "", "", "").to_json(), "born": f"1 1 {born.year}"}
    passed = [page.id for page in form.pages]
    store = open_store(server.database)
    save_draft(
        store, token, answers=answers, contact=contact, page="photos", passed=passed, seen=1, now=datetime.now(UTC)
    )
    store.close()
    screen.goto(server.url)
    expect(screen.get_by_role("heading", level=1)).to_have_text("Photos, if you like")
    return screen


def test_photos_are_added_replaced_removed_sent_and_seen_by_the_clinic(
    photos_page: Page, server: Server, browser: Browser, account: str
) -> None:
    page = photos_page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("front", "top", "crown", "donor"):
        assert view(page, name).locator("svg path").count() > 1
    assert ours(page) == []
    no_sideways_scroll(page)

    add(page, "front", file(jpeg("sienna")))
    expect(view(page, "front")).to_contain_text("Added.")
    assert page.evaluate("(e) => e === e.getRootNode().activeElement", view(page, "front").element_handle())
    kept = shown(page, "front")
    assert PLACE not in kept
    assert b"Exif" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (1200, 900), "the camera lay on its side"
    assert ours(page) == []
    no_sideways_scroll(page)

    # Replaced: the other one is shown at once, and the old one is gone.
    view(page, "front").locator("summary").click()
    add(page, "front", file(jpeg("teal")), "Use this one instead")
    red, green, _ = colour_of(shown(page, "front"))
    assert green > red
    add(page, "donor", file(jpeg("navy")))
    add(page, "top", file(jpeg("olive")))
    # Removed: the page offers to add one again, and a refresh agrees.
    press(page, "Remove this photo: Top, from above")
    assert view(page, "top").locator("img").count() == 0
    page.reload()
    expect(view(page, "front").locator("img")).to_be_visible()
    assert view(page, "top").locator("img").count() == 0

    press(page, "Continue")
    assert at_check(page)
    row = page.locator("dl.answers > div", has_text="Photos you added")
    expect(row).to_contain_text("Front hairline; Back of the head")
    press(page, "Change: Photos you added")
    assert current(page) == "photos"
    front = view(page, "front").locator("img").get_attribute("src") or ""
    press(page, "Continue")
    press(page, "Send to the clinic")
    while heading(page) != "Your form is sent":
        press(page, "I have read this")
    reference = page.locator(".reference").inner_text()
    assert page.request.get(f"{server.url}{front}").status == 404, "what was sent is the clinic's"
    assert all(url.startswith((server.url, "blob:", "data:")) for url in asked)

    # The clinic sees them beside the answers, large, and at the end of the summary; a patient's browser does not.
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    desk = context.new_page()
    sign_in(desk, server, account, PASSWORD)
    desk.get_by_role("heading", name="Forms sent by patients").wait_for()
    desk.goto(f"{server.url}/clinic?case={reference}")
    pictures = desk.locator(".photos img")
    expect(pictures).to_have_count(2)
    assert [picture.get_attribute("alt") for picture in pictures.all()] == [
        "Photo: Front hairline",
        "Photo: Back of the head (donor area)",
    ]
    expect(pictures.first).to_have_js_property("naturalWidth", 1200)
    large = desk.get_by_role("link", name="Front hairline").get_attribute("href")
    answer = desk.request.get(f"{server.url}{large}")
    assert (answer.status, answer.headers["content-type"], answer.headers["cache-control"]) == (
        200,
        "image/jpeg",
        "no-store",
    )
    assert ours(desk) == []
    assert page.request.get(f"{server.url}{large}", max_redirects=0).status == 303
    pdf = desk.request.get(f"{server.url}/clinic/case/{reference}/summary.pdf").body()
    last = PdfDocument(pdf)[len(PdfDocument(pdf)) - 1]
    words = last.get_textpage().get_text_range()
    assert "not analysed" in words
    assert "Front hairline" in words
    assert "donor area" in words
    assert sum(item.type == 3 for item in last.get_objects()) == 2, "both are printed"
    context.close()
    store = open_store(server.database)
    seen = [(entry.actor, entry.entity, entry.detail) for entry in list_audit(store) if entry.action == "read_photo"]
    store.close()
    assert (account, reference, "front") in seen
    assert (account, reference, "donor") in seen


def png_bomb() -> bytes:
    """A PNG of a few hundred bytes that says that it has 900 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")


def test_what_is_no_photo_is_refused_in_words_and_the_server_stays_well(photos_page: Page, server: Server) -> None:
    page = photos_page
    refused = [
        (file(b"%PDF-1.7\n%renamed\n" + bytes(5_000)), "we cannot read this file as a photo"),
        (
            file(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png", "image/png"),
            "cannot read this file",
        ),
        (file(b""), "cannot read this file"),
        (file(jpeg()[:3_000]), "damaged or not complete"),
        (file(png_bomb(), "a.png", "image/png"), "too many pixels"),
        (file(jpeg(size=(300, 400))), "too small"),
        (file(jpeg() + bytes(MOST_BYTES)), "too large. It may have at most 15 MB"),
    ]
    for chosen, words in refused:
        add(page, "crown", chosen)
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text("Crown, from behind")
        expect(summary).to_contain_text(words)
        expect(page.locator("#error-crown")).to_contain_text(words)
        assert page.title().startswith("Error: ")
        assert view(page, "crown").locator("img").count() == 0
        assert page.request.get(f"{server.url}/healthz").text() == "ok"
    assert ours(page) == []
    summary.get_by_role("link").click()
    assert page.evaluate("(e) => e === e.getRootNode().activeElement", page.locator("#i-crown").element_handle())
    view(page, "crown").get_by_role("button", name="Add this photo").click()  # with none chosen
    expect(page.get_by_role("alert")).to_contain_text("choose a photo first")
    # After all of that an ordinary photo is taken as ever, and nobody has to add one.
    add(page, "crown", file(jpeg()))
    shown(page, "crown")
    assert page.locator("#problems").count() == 0
    press(page, "Continue")
    assert at_check(page)
    assert "Traceback" not in Path(server.log).read_text()


def test_of_several_photos_each_that_is_none_is_told(photos_page: Page) -> None:
    page = photos_page
    for name, chosen in (("front", file(jpeg())), ("top", file(b"no photo")), ("donor", file(jpeg(size=(300, 400))))):
        view(page, name).locator("input[type=file]").set_input_files(chosen)
    press(page, "Continue")
    expect(page.locator("#error-top")).to_contain_text("cannot read this file")
    expect(page.locator("#error-donor")).to_contain_text("too small")
    assert page.get_by_role("alert").get_by_role("link").count() == 2
    shown(page, "front")


def test_a_photo_that_comes_while_a_question_is_open_again_is_told(photos_page: Page, server: Server) -> None:
    """Another tab may have changed an answer meanwhile; what is not kept is never passed over in silence."""
    other = photos_page.context.new_page()
    other.goto(server.url + address("diagnoses"))
    other.locator("form[data-form]").wait_for()
    fill_page(other, {"diagnoses": ["lichen_planopilaris"]}, {})
    press(other, "Continue")
    view(photos_page, "front").locator("input[type=file]").set_input_files(file(jpeg()))
    view(photos_page, "front").get_by_role("button", name="Add this photo").click()
    expect(photos_page.get_by_role("alert")).to_contain_text("Your photo was not kept")
    assert current(photos_page) == current(other) != "photos"
    press(photos_page, "Continue")
    expect(photos_page.locator("#notice")).not_to_contain_text("photo")  # but with what was left blank
    expect(photos_page.locator("#notice").get_by_role("link")).to_have_count(1)


def test_nobody_has_to_add_a_photo(photos_page: Page) -> None:
    press(photos_page, "Continue without photos")
    assert at_check(photos_page)
    expect(photos_page.locator("dl.answers > div", has_text="Photos you added")).to_contain_text("None")
    press(photos_page, "Back")
    assert current(photos_page) == "photos"
    press(photos_page, "Back")
    assert current(photos_page) == "contact"
    press(photos_page, "Continue")
    assert at_check(photos_page), "who has been at the photos is not sent there again"


def test_a_lost_connection_loses_no_photo_and_continue_takes_all_that_were_chosen(photos_page: Page) -> None:
    page = photos_page
    for name, colour in (("front", "sienna"), ("donor", "navy")):
        view(page, name).locator("input[type=file]").set_input_files(file(jpeg(colour)))
    page.context.set_offline(True)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(view(page, "front").get_by_role("status")).to_contain_text("could not be sent")
    page.context.set_offline(False)
    page.wait_for_timeout(3_000)  # Streamlit finds the server again
    assert view(page, "front").locator("input[type=file]").evaluate("(box) => box.files.length") == 1
    press(page, "Continue")
    assert current(page) == "photos", "shown before they go on"
    assert colour_of(shown(page, "front"))[0] > 100
    assert colour_of(shown(page, "donor"))[2] > 100
    press(page, "Continue")
    assert at_check(page)


def test_a_photo_is_reached_only_from_its_own_page(photos_page: Page, server: Server, browser: Browser) -> None:
    add(photos_page, "front", file(jpeg()))
    address = view(photos_page, "front").locator("img").get_attribute("src") or ""
    assert photos_page.request.get(f"{server.url}{address}").status == 200
    for guess in (
        "/photo/front",
        "/photo/front?mark=",
        f"/photo/front?mark={'0' * 16}",
        address.replace("front", "top"),
    ):
        assert photos_page.request.get(f"{server.url}{guess}").status == 404, guess
    other = browser.new_context()
    assert other.request.get(f"{server.url}{address}").status == 404
    other.close()


def post(server: Server, path: str, body: bytes, **headers: str) -> http.client.HTTPResponse:
    """One post, as no browser of ours would make it."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc, timeout=10)
    connection.request("POST", path, body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer


def test_the_address_for_photos_takes_nothing_from_elsewhere(photos_page: Page, server: Server) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    assert post(server, "/photo/front", b"", **kind).status == 403
    assert post(server, "/photo/front", b"", Origin="https://evil.example", **kind).status == 403
    assert post(server, "/photo/passport", b"", Origin=server.url, **kind).status == 404
    refused = post(server, "/photo/front", b"", Origin=server.url, **kind, **{"Transfer-Encoding": "chunked"})
    assert refused.status in (400, 413)
    stranger = post(server, "/photo/front", b"--x--", Origin=server.url, **kind)
    told = (303, "/?page=photos&photo=front&problem=early")
    assert (stranger.status, stranger.getheader("Location")) == told, "no draft, no photo"
    started = post(server, "/start", b"", Origin=server.url)
    empty = (started.getheader("Set-Cookie") or "").split(";")[0]
    early = post(server, "/photo/front", b"--x--", Origin=server.url, Cookie=empty, **kind)
    assert (early.status, early.getheader("Location")) == told, "nothing was agreed to yet"
    cookie = "; ".join(f"{each['name']}={each['value']}" for each in photos_page.context.cookies())
    for body in (b"", b"--x--", b"--x\r\nno form at all", bytes(3_000)):
        answer = post(server, "/photo/front", body, Origin=server.url, Cookie=cookie, **kind)
        assert answer.getheader("Location") == "/?page=photos&photo=front&problem=nothing", body
    bare = post(server, "/photo/front", b"x", Origin=server.url, Cookie=cookie)
    assert bare.getheader("Location") == "/?page=photos&photo=front&problem=nothing"
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(server.url).netloc, timeout=10)
    connection.putrequest("POST", "/photo/front")
    for name, value in {
        "Origin": server.url,
        "Cookie": cookie,
        "Content-Length": str(MOST_BYTES + 10**6),
        **kind,
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413, "refused before it is read"
    connection.close()
