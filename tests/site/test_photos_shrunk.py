"""Photos go smaller: as they were held, without what the camera wrote down about place and time."""

from __future__ import annotations

import base64
import struct

import pytest
from playwright.sync_api import Page, expect

from tests.site.complaint_pages import LANGUAGES, check_layout, open_tracking
from tests.site.file_fields import choose_files, find_row, list_uploaded_names, send_message

pytestmark = pytest.mark.thorough

WIDTH, HEIGHT, LONGEST = 3000, 2000, 2400
# A pattern no encoder makes small, as large as a photo of a phone.
_TAKEN = """async ([width, height]) => {
  const canvas = new OffscreenCanvas(width, height);
  const paper = canvas.getContext("2d");
  const pixels = paper.createImageData(width, height);
  for (let at = 0; at < pixels.data.length; at += 1) pixels.data[at] = at % 4 === 3 ? 255 : ((at >> 3) * 7919) % 251;
  paper.putImageData(pixels, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.95 });
  const address = await new Promise((done) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result));
    reader.readAsDataURL(blob);
  });
  return address.slice(address.indexOf(",") + 1);
}"""
_LYING = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
"""An EXIF block of one entry: orientation 6, to be turned a quarter to the right."""


@pytest.fixture
def portal(message_portal):
    return message_portal


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_photo_goes_smaller_upright_and_without_what_the_camera_wrote(open_page, portal, language):
    page = open_tracking(open_page, language)
    photo = taken_lying(page)

    choose_files(page, {"name": "DSC_0042.jpeg", "mimeType": "image/jpeg", "buffer": photo})
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    expect(find_row(page, "DSC_0042.jpg")).to_contain_text({"fr": "au lieu de", "ar": "بدل"}[language])
    check_layout(page, f"{language}-track-photo-lightened")
    send_message(page)

    expect(page.locator("[data-said]")).to_be_focused()
    assert list_uploaded_names(portal) == ["DSC_0042.jpg"]
    (sent,) = portal.uploads.content(portal.find_requests("/messages")[0].json["upload_ids"])
    assert len(sent) < len(photo) * 0.8
    assert b"Exif" not in sent
    assert sides(sent) == (round(LONGEST * HEIGHT / WIDTH), LONGEST)


def test_a_photo_that_is_none_goes_as_it_is(open_page, portal):
    page = open_tracking(open_page)
    broken = b"\xff\xd8\xff\xe0" + b"no photo at all " * 50_000

    choose_files(page, {"name": "cassée.jpg", "mimeType": "image/jpeg", "buffer": broken})
    expect(page.locator(".portal-uploads__file--received")).to_have_count(1)
    send_message(page)

    expect(page.locator("[data-said]")).to_be_focused()
    assert portal.uploads.content(portal.find_requests("/messages")[0].json["upload_ids"]) == [broken]


def taken_lying(page: Page) -> bytes:
    """A photo of a phone that was held upright: stored lying, with a word about it."""
    stored = base64.b64decode(page.evaluate(_TAKEN, [WIDTH, HEIGHT]))
    assert sides(stored) == (WIDTH, HEIGHT)
    return stored[:2] + b"\xff\xe1" + struct.pack(">H", len(_LYING) + 2) + _LYING + stored[2:]


def sides(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the frame's header."""
    at = 2
    while jpeg[at + 1] not in (0xC0, 0xC2):
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", jpeg[at + 5 : at + 9])
    return width, height
