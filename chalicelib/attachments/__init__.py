"""Files that go with a complaint: upload slots, quarantine, verdict, download. docs/decisions/0010-attachments.md."""
