"""Uploads and files in the table. What no verdict or no complaint has reached yet stands in the `work` index."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, cast

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.attachments.model import (
    UPLOAD_RETENTION,
    Assessment,
    File,
    FileState,
    ScanResult,
    ScanVerdict,
    Upload,
)
from chalicelib.aws import table, work
from chalicelib.aws.items import Fields
from chalicelib.aws.table import ABSENT, PRESENT, Item, Put, Update, Write
from chalicelib.aws.work import WorkList
from chalicelib.core import clock

_UNSETTLED: Final = WorkList("UPLOAD")
"""Uploads that no verdict or no complaint has reached yet, by when the sweep checks them."""
_UPLOAD: Final = "UPLOAD#"
_FILE: Final = "FILE#"


class UploadItem(Item):
    """`UPLOAD#<id>` / `UPLOAD`: the slot; once claimed, where its file is."""

    fields = Fields(Upload, key={"id"}, prefixes={"announced": "", "assessment": ""}, sparse={"is_abandoned"})


class FileItem(Item):
    """`COMPLAINT#<number>` / `FILE#<sortable id>`: a claimed upload, where one Query of the complaint reads it."""

    fields = Fields(File, key={"id"}, prefixes={"assessment": ""})


_IS_PRESENT: Final[Condition] = PRESENT & UploadItem.fields["is_abandoned"].does_not_exist()
_IS_UNCLAIMED: Final[Condition] = UploadItem.fields["number"].does_not_exist()


def put(upload: Upload) -> Put:
    """The write of a new slot."""
    item = _upload_key(upload.id, **UploadItem.fields.dump(upload))
    _UNSETTLED.put(item, key=upload.id, due=upload.next_check_at(upload.created_at))
    item.expires_at = clock.seconds(upload.created_at + UPLOAD_RETENTION)
    return Put(item=item, condition=ABSENT)


def get(upload_id: str) -> Upload | None:
    """One upload."""
    return get_many([upload_id]).get(upload_id)


def get_many(upload_ids: Sequence[str]) -> Mapping[str, Upload]:
    """The uploads with these ids that are there, each id asked for once."""
    wanted = list(dict.fromkeys(upload_ids))
    items = zip(wanted, table.get_many([_upload_key(each) for each in wanted]), strict=True)
    return {id_: UploadItem.fields.load(item, id=id_) for id_, item in items if item is not None}


def list_claim_writes(upload: Upload, file: File, *, number: str, at: datetime) -> list[Write]:
    """The writes that make an upload a complaint's, if it still is as it was read."""
    actions = [
        *UploadItem.fields.changes(number=number, file_id=file.id),
        UploadItem.expires_at.set(clock.seconds(at + UPLOAD_RETENTION)),
        *(work.take_off() if upload.state is not FileState.PENDING else []),
    ]
    is_as_read = (UploadItem.fields["side"] == upload.side) & _state_is(upload.state)
    file_item = _file_key(number, file.id, **FileItem.fields.dump(file))
    return [
        Update(item=_upload_key(upload.id), actions=actions, condition=_IS_PRESENT & _IS_UNCLAIMED & is_as_read),
        Put(item=file_item, condition=ABSENT),
    ]


def record_assessment(upload: Upload, assessment: Assessment) -> None:
    """Record an assessment on the upload and, once it is claimed, on its file: both or neither.

    Raises Conflict where it is not as it was read: it was claimed, assessed or abandoned meanwhile.
    """
    actions = UploadItem.fields.changes(assessment=assessment, scan_result=None)
    is_as_read = _IS_PRESENT & _state_is(upload.state)
    if upload.number is None or upload.file_id is None:
        actions.append(work.postpone(replace(upload, assessment=assessment).next_check_at(clock.now())))
        writes: list[Write] = [
            Update(item=_upload_key(upload.id), actions=actions, condition=is_as_read & _IS_UNCLAIMED)
        ]
    else:
        is_theirs = UploadItem.fields["number"] == upload.number
        writes = [
            Update(item=_upload_key(upload.id), actions=[*actions, *work.take_off()], condition=is_as_read & is_theirs),
            Update(
                item=_file_key(upload.number, upload.file_id),
                actions=FileItem.fields.changes(assessment=assessment),
                condition=PRESENT,
            ),
        ]
    table.commit(writes)


def postpone(upload: Upload, *, until: datetime) -> None:
    """Have the sweep check an upload again later."""
    table.update(_upload_key(upload.id), [work.postpone(until)], condition=PRESENT)


def record_scan_result(upload_id: str, result: ScanResult, *, check_at: datetime) -> bool:
    """Keep what a scanner reported, and have the sweep check the upload then; False where it can change nothing.

    A report of malware stays until it was acted upon.
    """
    actions = [
        *UploadItem.fields.changes(scan_result=result),
        *_UNSETTLED.put_stored(key=upload_id, due=check_at),
    ]
    is_malware = result.verdict is ScanVerdict.INFECTED
    open_states = [FileState.PENDING, FileState.HELD, *([FileState.CLEAN] if is_malware else [])]
    kept = UploadItem.fields["scan_result_verdict"]
    is_replaceable = kept.does_not_exist() | (kept != ScanVerdict.INFECTED)
    condition = _IS_PRESENT & _state_is(*open_states) & is_replaceable
    return table.update(_upload_key(upload_id), actions, condition=condition)


def clear_scan_result(upload: Upload) -> None:
    """Forget a report about other bytes, or one too late; what nobody waits for leaves the work list."""
    is_waited_for = upload.number is None or upload.state is FileState.PENDING
    off_list: list[Action] = [] if is_waited_for else work.take_off()
    actions = [*UploadItem.fields.changes(scan_result=None), *off_list]
    table.update(_upload_key(upload.id), actions, condition=PRESENT)


def mark_abandoned(upload: Upload) -> bool:
    """From here on nobody can claim it and no verdict counts; False where a complaint has it."""
    return table.update(
        _upload_key(upload.id), UploadItem.fields.changes(is_abandoned=True), condition=PRESENT & _IS_UNCLAIMED
    )


def finish_abandoned(upload: Upload, *, at: datetime) -> None:
    """Take an abandoned upload off the work list; its item says for a while yet that it was abandoned."""
    expiry = UploadItem.expires_at.set(clock.seconds(at + UPLOAD_RETENTION))
    is_abandoned = UploadItem.fields["is_abandoned"].exists()
    table.update(_upload_key(upload.id), [expiry, *work.take_off()], condition=PRESENT & is_abandoned)


def list_due(at: datetime) -> list[str]:
    """The ids of the uploads the sweep is to check."""
    return [partition.removeprefix(_UPLOAD) for partition, _ in _UNSETTLED.list_due(at)]


def read_file(raw: Mapping[str, Any]) -> File:
    """The file a raw item of a complaint's partition holds."""
    item = FileItem.from_raw_data(dict(raw))
    return FileItem.fields.load(item, id=item.sk.removeprefix(_FILE))


def _state_is(*states: FileState) -> Condition:
    return cast("Condition", UploadItem.fields["state"].is_in(*states))


def _upload_key(upload_id: str, **values: Any) -> UploadItem:
    return UploadItem(pk=f"{_UPLOAD}{upload_id}", sk="UPLOAD", **values)


def _file_key(number: str, file_id: str, **values: Any) -> FileItem:
    return FileItem(pk=f"COMPLAINT#{number}", sk=f"{_FILE}{file_id}", **values)
