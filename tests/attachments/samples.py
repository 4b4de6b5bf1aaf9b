"""What is sent in most tests: a photo that is already as it would be given out, and the sample every scanner knows."""

from typing import Final

from tests.attachments.evidence import a_picture

PHOTO: Final = a_picture(size=(8, 6))
EICAR: Final = bytes(reversed(b"*H+H$!ELIF-TSET-SURIVITNA-DRADNATS-RACIE$}7)CC7)^P(45XZP\\4[PA@%P!O5X"))
