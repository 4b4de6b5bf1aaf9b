"""Uploads and files in the table. What no verdict or no complaint has reached yet stands in the `work` index."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.attachments.model import KEPT, Announced, File, Finding, Kept, Reason, State, Upload, Verdict, Word
from chalicelib.aws import table, work
from chalicelib.aws.table import ABSENT, PRESENT, Item, Put, Update, Write
from chalicelib.aws.work import WorkList
from chalicelib.core import clock

_UNSETTLED: Final = WorkList("UPLOAD")
"""Uploads that no verdict or no complaint has reached yet, by when the sweep looks at them."""


class _FoundItem(Item):
    """What upload and file hold alike: what was sent, and what was found of it."""

    name = UnicodeAttribute(null=True)
    content_type = UnicodeAttribute(null=True)
    size_bytes = NumberAttribute(null=True)
    state = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    kept_bytes = NumberAttribute(null=True)
    kept_sha256 = UnicodeAttribute(null=True)


class UploadItem(_FoundItem):
    """`UPLOAD#<id>` / `UPLOAD`: the slot; once claimed, where its file is."""

    sha256 = UnicodeAttribute(null=True)
    side = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    file_id = UnicodeAttribute(null=True)
    given_up = BooleanAttribute(null=True)
    word = UnicodeAttribute(null=True)
    word_version = UnicodeAttribute(null=True)
    word_etag = UnicodeAttribute(null=True)


class FileItem(_FoundItem):
    """`COMPLAINT#<number>` / `FILE#<sortable id>`: a claimed upload, where one Query of the complaint reads it."""

    seq = NumberAttribute(null=True)
    upload_id = UnicodeAttribute(null=True)


def put(upload: Upload) -> Put:
    """The write of a new slot."""
    item, announced = _key(upload.id), upload.announced
    item.name, item.content_type = announced.name, announced.content_type
    item.size_bytes, item.sha256 = announced.size_bytes, announced.sha256
    item.side, item.state, item.created_at = upload.side, upload.state.value, clock.stamp(upload.created_at)
    _UNSETTLED.put(item, key=upload.id, due=upload.next_look(upload.created_at))
    item.expires_at = clock.seconds(upload.created_at + KEPT)
    return Put(item=item, condition=ABSENT)


def get(upload_id: str) -> Upload | None:
    """One upload."""
    return get_many([upload_id]).get(upload_id)


def get_many(upload_ids: Sequence[str]) -> Mapping[str, Upload]:
    """The uploads with these ids that are there, each id asked for once."""
    found = table.get_many([_key(each) for each in dict.fromkeys(upload_ids)])
    return {each.id: each for each in (_upload(item) for item in found if isinstance(item, UploadItem))}


def to_claim(upload: Upload, file: File, *, number: str, at: datetime) -> list[Write]:
    """The writes that make an upload a complaint's, if it still is as it was read."""
    actions = [
        UploadItem.number.set(number),
        UploadItem.file_id.set(file.id),
        UploadItem.expires_at.set(clock.seconds(at + KEPT)),
        *(work.take_off() if upload.state is not State.PENDING else []),
    ]
    unchanged = _unclaimed() & (UploadItem.side == upload.side) & (UploadItem.state == upload.state.value)
    item = FileItem(pk=f"COMPLAINT#{number}", sk=f"FILE#{file.id}")
    item.name, item.content_type, item.size_bytes = file.name, file.content_type, file.sent_bytes
    item.seq, item.upload_id = file.seq, file.upload
    for name, value in _values(file.finding).items():
        setattr(item, name, value)
    return [
        Update(item=_key(upload.id), actions=actions, condition=unchanged),
        Put(item=item, condition=ABSENT),
    ]


def settle(upload: Upload, finding: Finding) -> None:
    """Record a verdict on the upload and, once it is claimed, on its file: both or neither.

    Raises Conflict where it is not as it was read: it was claimed, decided or given up meanwhile.
    """
    as_read = UploadItem.state == upload.state.value
    condition = PRESENT & as_read & UploadItem.given_up.does_not_exist()
    if upload.number is None:
        again = work.postpone(replace(upload, finding=finding).next_look(clock.now()))
        writes: list[Write] = [_settled(upload, finding, condition & UploadItem.number.does_not_exist(), [again])]
    else:
        mine = condition & (UploadItem.number == upload.number)
        file = FileItem(pk=f"COMPLAINT#{upload.number}", sk=f"FILE#{upload.file_id}")
        writes = [
            _settled(upload, finding, mine, work.take_off()),
            Update(item=file, actions=_found(finding), condition=PRESENT),
        ]
    table.commit(writes)


def postpone(upload: Upload, *, until: datetime) -> None:
    """Have the sweep look at an upload again later."""
    table.update(_key(upload.id), [work.postpone(until)], condition=PRESENT)


def hear(upload_id: str, word: Word, *, until: datetime) -> bool:
    """Keep what was said of an upload, and have the sweep look at it then; False where it can change nothing.

    What was said of malware stays until it was acted upon.
    """
    actions = [
        UploadItem.word.set(word.verdict.value),
        UploadItem.word_version.set(word.version) if word.version else UploadItem.word_version.remove(),
        UploadItem.word_etag.set(word.etag) if word.etag else UploadItem.word_etag.remove(),
        *_UNSETTLED.put_stored(key=upload_id, due=until),
    ]
    changed = [State.PENDING, State.HELD, *([State.CLEAN] if word.verdict is Verdict.INFECTED else [])]
    may_change = UploadItem.state.is_in(*(each.value for each in changed)) & UploadItem.given_up.does_not_exist()
    unheard = UploadItem.word.does_not_exist() | (UploadItem.word != Verdict.INFECTED.value)
    return table.update(_key(upload_id), actions, condition=PRESENT & may_change & unheard)


def unhear(upload: Upload) -> None:
    """Forget what was said of other bytes, or too late; what nobody waits for leaves the work list."""
    over = [] if upload.number is None or upload.state is State.PENDING else work.take_off()
    table.update(_key(upload.id), [*_forgotten(), *over], condition=PRESENT)


def give_up(upload: Upload) -> bool:
    """From here on nobody can claim it and no verdict counts; False where a complaint has it."""
    return table.update(
        _key(upload.id), [UploadItem.given_up.set(True)], condition=PRESENT & UploadItem.number.does_not_exist()
    )


def forget(upload: Upload, *, at: datetime) -> None:
    """Let an upload that was given up go: it leaves the work list, and says for a while yet that it was given up."""
    over = UploadItem.expires_at.set(clock.seconds(at + KEPT))
    table.update(_key(upload.id), [over, *work.take_off()], condition=PRESENT & UploadItem.given_up.exists())


def list_due(at: datetime) -> list[str]:
    """The ids of the uploads the sweep is to look at."""
    return [partition.removeprefix("UPLOAD#") for partition, _ in _UNSETTLED.list_due(at)]


def file_of(raw: Mapping[str, Any]) -> File:
    """The file a raw item of a complaint's partition holds."""
    item = FileItem.from_raw_data(dict(raw))
    return File(
        id=item.sk.removeprefix("FILE#"),
        upload=item.upload_id,
        name=item.name,
        content_type=item.content_type,
        sent_bytes=int(item.size_bytes),
        seq=int(item.seq),
        finding=_finding(item),
    )


def _key(upload_id: str) -> UploadItem:
    return UploadItem(pk=f"UPLOAD#{upload_id}", sk="UPLOAD")


def _unclaimed() -> Condition:
    free: Condition = PRESENT & UploadItem.number.does_not_exist() & UploadItem.given_up.does_not_exist()
    return free


def _forgotten() -> list[Action]:
    return [UploadItem.word.remove(), UploadItem.word_version.remove(), UploadItem.word_etag.remove()]


def _settled(upload: Upload, finding: Finding, condition: Condition, also: Sequence[Action]) -> Update:
    return Update(item=_key(upload.id), actions=[*_found(finding), *_forgotten(), *also], condition=condition)


def _values(finding: Finding) -> dict[str, Any]:
    return {
        "state": finding.state.value,
        "reason": finding.reason.value if finding.reason else None,
        "kept_bytes": finding.kept.size_bytes if finding.kept else None,
        "kept_sha256": finding.kept.sha256 if finding.kept else None,
    }


def _found(finding: Finding) -> list[Action]:
    """What a verdict changes, the same on both items; the reason why a file was held goes when it is clean."""
    named = {name: getattr(_FoundItem, name) for name in _values(finding)}
    return [
        named[name].remove() if value is None else named[name].set(value) for name, value in _values(finding).items()
    ]


def _finding(item: _FoundItem) -> Finding:
    kept = Kept(size_bytes=int(item.kept_bytes), sha256=item.kept_sha256) if item.kept_sha256 else None
    return Finding(state=State(item.state), reason=Reason(item.reason) if item.reason else None, kept=kept)


def _upload(item: UploadItem) -> Upload:
    return Upload(
        id=item.pk.removeprefix("UPLOAD#"),
        announced=Announced(
            name=item.name,
            content_type=item.content_type,
            size_bytes=int(item.size_bytes),
            sha256=item.sha256,
        ),
        side=item.side,
        created_at=clock.read(item.created_at),
        finding=_finding(item),
        number=item.number,
        file_id=item.file_id,
        given_up=bool(item.given_up),
        word=Word(verdict=Verdict(item.word), version=item.word_version, etag=item.word_etag) if item.word else None,
    )
