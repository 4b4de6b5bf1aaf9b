"""What becomes of every file of the corpus, and what is given out of those that pass."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from chalicelib.attachments.examining import examine
from chalicelib.attachments.model import Announced, Assessment, CleanCopy, FileState, Reason
from chalicelib.core import settings
from tests.attachments.corpus import CORPUS, HTML, Sample, a_phone_s_photo, a_zip
from tests.attachments.evidence import a_picture, an_m4a, an_mp3, box, drawn, opened
from tests.patience import WAIT_SECONDS

pytestmark = pytest.mark.usefixtures("environment")
UNNAMED = ("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
"""The profile's own name is what tells that nothing is to be done."""
PROBE = """
import sys
import botocore.session, pynamodb.models
from chalicelib.attachments.sanitising import sanitise
with open(sys.argv[1], "rb") as file:
    sanitise(file.read(), sys.argv[2])
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""
"""How many kilobytes a process has held at most that does nothing but this."""
CLEAN = {name: each for name, each in CORPUS.items() if each.state is FileState.CLEAN}
SMALL = {name for name, each in CORPUS.items() if len(each.content) < 4000}
PICTURES = {name: each for name, each in CLEAN.items() if each.announced.startswith("image/")}


def examined(sample: Sample) -> tuple[Assessment, bytes]:
    digest = hashlib.sha256(sample.content).hexdigest()
    size = len(sample.content)
    return examine(sample.content, Announced(name="x", content_type=sample.announced, size_bytes=size, sha256=digest))


@pytest.mark.parametrize("name", CORPUS)
def test_every_file_of_the_corpus_has_its_outcome(name: str) -> None:
    sample = CORPUS[name]

    assessment, made = examined(sample)

    assert (assessment.state, assessment.reason) == (sample.state, sample.reason)
    if sample.state is FileState.CLEAN:
        assert assessment.clean_copy == CleanCopy(size_bytes=len(made), sha256=hashlib.sha256(made).hexdigest())
    else:
        assert (made, assessment.clean_copy) == (b"", None)


@pytest.mark.parametrize("name", ["notes that grow a thousand times", "notes in pieces"])
def test_what_costs_out_of_proportion_is_bounded_before_it_is_read(name: str, tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(CORPUS[name].content)

    command = [sys.executable, "-c", PROBE, photo, CORPUS[name].announced]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=WAIT_SECONDS)

    assert int(run.stdout) < 256 * 1024


@given(st.sampled_from(sorted(SMALL)), st.data())
@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_broken_in_a_file_the_outcome_is_an_assessment(name: str, data: st.DataObject) -> None:
    sample = CORPUS[name]
    broken = bytearray(sample.content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
        broken = broken or bytearray(1)

    assessment, _ = examined(Sample(bytes(broken), sample.announced))

    assert assessment.state in (FileState.CLEAN, FileState.HELD, FileState.REJECTED)


@pytest.mark.parametrize("name", CLEAN)
def test_the_same_file_gives_the_same_bytes_and_those_pass_again(name: str) -> None:
    sample = CLEAN[name]
    _, made = examined(sample)

    assert examined(sample)[1] == made
    assert examined(Sample(made, sample.announced))[0].state is FileState.CLEAN


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_a_picture_and_nothing_else(name: str) -> None:
    sample = PICTURES[name]
    _, made = examined(sample)

    image = opened(made)
    assert f"image/{image.format}".lower() == sample.announced
    assert getattr(image, "n_frames", 1) == 1
    assert not image.getexif()
    assert not {"icc_profile", "exif", "xmp", "comment", "dpi", "gamma"} & image.info.keys()
    assert not [each for each in (b"SENTINEL", HTML, a_zip(), b"Exif", b"ICC_PROFILE") if each in made]


def test_a_photo_stands_upright() -> None:
    image = opened(examined(Sample(a_phone_s_photo(), "image/jpeg"))[1]).convert("RGB")

    assert image.size == (32, 64)
    red, white = image.getpixel((26, 5)), image.getpixel((5, 5))
    assert isinstance(red, tuple)
    assert isinstance(white, tuple)
    assert red[1] < 60 < 200 < white[1]


def test_colours_are_those_the_profile_means() -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().replace(*UNNAMED)
    swapped = swapped.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    sent = drawn(Image.new("RGB", (2, 2), (250, 10, 10)), "PNG", icc_profile=swapped)

    colour = opened(examined(Sample(sent, "image/png"))[1]).getpixel((0, 0))

    assert isinstance(colour, tuple)
    assert colour[0] < 60 < 200 < colour[2]


@pytest.mark.parametrize(
    ("kind", "mode", "height"),
    [("JPEG", "RGB", 5000), ("JPEG", "CMYK", 5000), ("PNG", "RGBA", 5000), ("WEBP", "RGBA", 2000)],
)
def test_the_largest_picture_fits_into_half_a_gigabyte(kind: str, mode: str, height: int, tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    image = Image.linear_gradient("L").resize((8000, height)).convert(mode)
    photo.write_bytes(drawn(image, kind, **({"progressive": True, "subsampling": 0} if kind == "JPEG" else {})))

    command = [sys.executable, "-c", PROBE, photo, f"image/{kind.lower()}"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)

    assert int(run.stdout) < 512 * 1024


@pytest.mark.parametrize(
    ("mode", "kept"),
    [("1", "1"), ("L", "L"), ("LA", "LA"), ("RGB", "RGB"), ("RGBA", "RGBA"), ("I;16", "I;16"), ("P", "RGB")],
)
def test_a_picture_keeps_its_depth(mode: str, kept: str) -> None:
    made = examined(Sample(a_picture(mode=mode), "image/png"))[1]

    assert opened(made).mode == kept


def test_what_shines_through_a_palette_goes_on_doing_so() -> None:
    made = examined(Sample(a_picture(mode="P", transparency=0), "image/png"))[1]

    pixels = [opened(made).getpixel(each) for each in ((0, 0), (1, 1))]
    assert [each[3] for each in pixels if isinstance(each, tuple)] == [255, 0]


def test_a_sound_loses_what_is_written_about_it_and_no_sample() -> None:
    note, song = an_m4a(notes=b"SENTINEL-PLACE"), an_mp3(title=b"SENTINEL-TITLE")

    _, still = examined(Sample(note, "audio/mp4"))
    _, plain = examined(Sample(song, "audio/mpeg"))

    assert b"SENTINEL" not in still + plain
    assert (len(still), still.index(b"mdat")) == (len(note), note.index(b"mdat"))
    assert plain == an_mp3()


def test_notes_in_a_box_of_a_long_size_are_emptied_too() -> None:
    notes = b"\0\0\0\x01udta" + (16 + 14).to_bytes(8, "big") + b"SENTINEL-PLACE"
    note = an_m4a() + box(b"moov", notes)

    _, still = examined(Sample(note, "audio/mp4"))

    assert still == note.replace(b"udta", b"free").replace(b"SENTINEL-PLACE", bytes(14))


@pytest.mark.parametrize("scanner", ["none", "signature"])
def test_what_is_certain_is_said_even_where_no_scanner_can_tell(scanner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCANNER", scanner)
    settings.get.cache_clear()

    assert examined(CORPUS["an SVG"])[0].reason is Reason.WRONG_TYPE
    assert examined(CORPUS["a locked PDF"])[0].reason is Reason.LOCKED


def test_where_no_scanner_can_tell_everything_else_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCANNER", "none")
    settings.get.cache_clear()

    for sample in CLEAN.values():
        assert examined(sample) == (Assessment(state=FileState.HELD, reason=Reason.UNCHECKED), b"")


def test_other_bytes_than_were_announced_are_never_looked_at() -> None:
    announced = Announced(name="x", content_type="image/png", size_bytes=3, sha256="0" * 64)

    assert examine(a_picture(), announced)[0].reason is Reason.ALTERED
