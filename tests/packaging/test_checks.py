"""A package that would not load on Lambda, or is over its budget, is not made."""

from pathlib import Path

import pytest

from infra.packaging.checks import check_libraries, check_size
from infra.packaging.packages import FILES, LIGHT, Package, PackagingFailed
from infra.packaging.targets import LAMBDA

AARCH64, X86_64 = 183, 62


def a_library(tree: Path, name: str, *, processor: int = AARCH64, bits: int = 2) -> None:
    """The first bytes of an ELF library."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x7fELF" + bytes([bits, 1, 1]) + bytes(9) + b"\x03\x00" + processor.to_bytes(2, "little"))


@pytest.mark.parametrize(
    "name", ["a/_speed.cpython-313-aarch64-linux-gnu.so", "a/_speed.abi3.so", "a.libs/libjpeg-4f0ae557.so.62.4.0"]
)
def test_a_library_for_lambda_s_processor_and_python_passes(tmp_path: Path, name: str) -> None:
    a_library(tmp_path, name)

    check_libraries(tmp_path, LAMBDA)


@pytest.mark.parametrize("name", ["a/_speed.cpython-313-aarch64-linux-gnu.so", "a.libs/libjpeg-4f0ae557.so.62.4.0"])
def test_a_library_for_another_processor_fails_whatever_its_name_says(tmp_path: Path, name: str) -> None:
    a_library(tmp_path, name, processor=X86_64)

    with pytest.raises(PackagingFailed, match=rf"arm64: {name} is for processor 62"):
        check_libraries(tmp_path, LAMBDA)


def test_a_library_for_another_python_fails(tmp_path: Path) -> None:
    a_library(tmp_path, "_speed.cpython-312-aarch64-linux-gnu.so")

    with pytest.raises(PackagingFailed, match=r"is for Python 3\.12"):
        check_libraries(tmp_path, LAMBDA)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"\xcf\xfa\xed\xfe" + bytes(40)])
def test_what_is_no_elf_library_fails(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "_speed.abi3.so").write_bytes(content)

    with pytest.raises(PackagingFailed, match="is no 64-bit ELF library"):
        check_libraries(tmp_path, LAMBDA)


def test_a_library_of_32_bits_fails(tmp_path: Path) -> None:
    a_library(tmp_path, "_speed.abi3.so", bits=1)

    with pytest.raises(PackagingFailed, match="is no 64-bit ELF library"):
        check_libraries(tmp_path, LAMBDA)


def test_all_wrong_libraries_are_named_at_once(tmp_path: Path) -> None:
    for name in ("one.abi3.so", "two.abi3.so"):
        a_library(tmp_path, name, processor=X86_64)

    with pytest.raises(PackagingFailed, match=r"one\.abi3\.so.*; two\.abi3\.so"):
        check_libraries(tmp_path, LAMBDA)


def test_a_package_within_its_budget_passes() -> None:
    check_size(LIGHT, zipped_bytes=12_000_000, unzipped_bytes=40_000_000)
    check_size(FILES, zipped_bytes=90_000_000, unzipped_bytes=210_000_000)


@pytest.mark.parametrize(
    ("package", "zipped_bytes", "unzipped_bytes", "said"),
    [
        (LIGHT, 12_100_000, 40_000_000, r"light has 12\.1 MB zipped, over its budget of 12\.0 MB"),
        (LIGHT, 12_000_000, 263_000_000, r"light has 263\.0 MB unzipped, over its budget of 262\.1 MB"),
        (FILES, 90_000_000, 210_100_000, r"files has 210\.1 MB unzipped, over its budget of 210\.0 MB"),
    ],
)
def test_a_package_over_its_budget_fails(package: Package, zipped_bytes: int, unzipped_bytes: int, said: str) -> None:
    with pytest.raises(PackagingFailed, match=said):
        check_size(package, zipped_bytes=zipped_bytes, unzipped_bytes=unzipped_bytes)
