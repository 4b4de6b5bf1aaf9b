"""The packaged template, as far as files go: two buckets, who may do what with them, what calls the scan."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.attachments import model
from infra.packaging import sam_template

FUNCTIONS = (
    "APIHandler",
    "DeliverMail",
    "FoldStatistics",
    "ScanUpload",
    "SweepMail",
    "SweepUploads",
    "HandleBounce",
)
QUARANTINED, RELEASED = "${QuarantineBucket.Arn}/*", "${CleanBucket.Arn}/*"
SCANS = {
    ("s3:GetObject", QUARANTINED),
    ("s3:GetObjectVersion", QUARANTINED),
    ("s3:ListBucket", "QuarantineBucket"),
    ("s3:PutObject", RELEASED),
    ("s3:DeleteObject", RELEASED),
}
RIGHTS: Mapping[str, set[tuple[str, str]]] = {
    "APIHandler": {
        ("s3:PutObject", QUARANTINED),
        ("s3:ListBucket", "QuarantineBucket"),
        ("s3:GetObject", RELEASED),
    },
    "ScanUpload": SCANS,
    "SweepUploads": {*SCANS, ("s3:DeleteObject", QUARANTINED)},
    "DeliverMail": set(),
    "FoldStatistics": {
        ("s3:ListBucket", "Site"),
        ("s3:GetObject", "${Site.Arn}/data/statistics.json"),
        ("s3:GetObject", "${Site.Arn}/*/statistics/shell.html"),
        ("s3:PutObject", "${Site.Arn}/data/statistics*"),
        ("s3:PutObject", "${Site.Arn}/*/statistics/index.html"),
    },
    "SweepMail": set(),
    "HandleBounce": set(),
}
RECORDS = {
    ("dynamodb:BatchGetItem", "Table UPLOAD#*"),
    ("dynamodb:UpdateItem", "Table UPLOAD#*"),
    ("dynamodb:UpdateItem", "Table COMPLAINT#*"),
}
PROMISED = timedelta(days=7)
MIDNIGHT = timedelta(days=1)
"""S3 rounds the end of each lifecycle up to the next one."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("package")
    return sam_template.read_template(sam_template.write_template(folder))


@pytest.fixture(scope="module")
def resources(template: Mapping[str, Any]) -> dict[str, Any]:
    return dict(template["Resources"])


def test_what_arrives_in_the_quarantine_bucket_and_nowhere_else_is_scanned(resources: Mapping[str, Any]) -> None:
    event = resources["ScanUpload"]["Properties"]["Events"]["ScanUploadEvent"]
    announced = resources["QuarantineBucket"]["Properties"]["NotificationConfiguration"]

    # Under a name that chalice does not use, the restriction would merge into nothing, and cfn-lint would not mind.
    assert event["Type"] == "CloudWatchEvent"
    assert event["Properties"]["Pattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [{"Ref": "QuarantineBucket"}]}},
    }
    assert announced == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert "NotificationConfiguration" not in resources["CleanBucket"]["Properties"]


def test_guardduty_looks_at_the_quarantine_bucket_where_it_is_chosen_and_its_result_reaches_the_scan(
    resources: Mapping[str, Any],
) -> None:
    pattern = resources["ScanUpload"]["Properties"]["Events"]["ScanResult"]["Properties"]["Pattern"]
    plan = resources["QuarantineGuard"]

    assert pattern["source"] == ["aws.guardduty"]
    assert pattern["detail"] == {"s3ObjectDetails": {"bucketName": [{"Ref": "QuarantineBucket"}]}}
    assert plan["Condition"] == resources["QuarantineGuardRole"]["Condition"] == "IsGuarded"
    assert plan["Properties"]["ProtectedResource"] == {"S3Bucket": {"BucketName": {"Ref": "QuarantineBucket"}}}


@pytest.mark.parametrize("name", ["Quarantine", "Clean"])
def test_nobody_reaches_a_bucket_without_encryption_or_as_the_public(resources: Mapping[str, Any], name: str) -> None:
    (statement,) = resources[f"{name}Policy"]["Properties"]["PolicyDocument"]["Statement"]

    assert resources[f"{name}Policy"]["Properties"]["Bucket"] == {"Ref": f"{name}Bucket"}
    assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", "s3:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    closed = resources[f"{name}Bucket"]["Properties"]["PublicAccessBlockConfiguration"]
    assert len(closed) == 4
    assert all(closed.values())


@pytest.mark.parametrize("metric", ["ScanTimedOut", "ScanInconclusive", "FileRetracted"])
def test_what_the_scanner_leaves_undone_rings_an_alarm(resources: Mapping[str, Any], metric: str) -> None:
    alarm = resources[f"{metric}Alarm"]["Properties"]

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == ("Portal", metric, 1)
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "portal"}]
    assert alarm["AlarmActions"] == [{"Ref": "Alarms"}]


def test_guardduty_s_role_may_read_and_listen_and_change_nothing(resources: Mapping[str, Any]) -> None:
    role = resources["QuarantineGuardRole"]["Properties"]
    (trust,), (policy,) = role["AssumeRolePolicyDocument"]["Statement"], role["Policies"]
    actions = [each for statement in policy["PolicyDocument"]["Statement"] for each in _listed(statement["Action"])]

    assert trust["Principal"] == {"Service": "malware-protection-plan.guardduty.amazonaws.com"}
    # GuardDuty's guide, "Create or update IAM role policy".
    assert set(actions) == {
        "events:PutRule", "events:DeleteRule", "events:PutTargets", "events:RemoveTargets",
        "events:DescribeRule", "events:ListTargetsByRule",
        "s3:GetBucketNotification", "s3:PutBucketNotification", "s3:ListBucket",
        "s3:PutObject", "s3:GetObject", "s3:GetObjectVersion",
    }  # fmt: skip


def test_the_buckets_keep_versions_and_let_go_of_what_is_over(resources: Mapping[str, Any]) -> None:
    quarantine, clean = (resources[name]["Properties"] for name in ("QuarantineBucket", "CleanBucket"))
    (short,) = quarantine["LifecycleConfiguration"]["Rules"]
    deleted = _days(clean["LifecycleConfiguration"]["Rules"][0])

    # What nobody claims is erased within seven days at most, say the site's pages; the sweep ends it after 25 hours.
    ends = timedelta(days=short["ExpirationInDays"]) + MIDNIGHT + _days(short)
    assert max(ends, model.ABANDONED_AFTER + deleted) <= PROMISED
    assert ends <= model.UPLOAD_RETENTION
    assert short["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    for bucket in (quarantine, clean):
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert any("NoncurrentVersionExpiration" in each for each in bucket["LifecycleConfiguration"]["Rules"])
    # No complaint loses its files to a lifecycle.
    assert not any("ExpirationInDays" in each for each in clean["LifecycleConfiguration"]["Rules"])


def test_pages_of_the_site_alone_may_send_forms_and_nothing_is_read_across_origins(
    resources: Mapping[str, Any],
) -> None:
    (rule,) = resources["QuarantineBucket"]["Properties"]["CorsConfiguration"]["CorsRules"]

    assert (rule["AllowedOrigins"], rule["AllowedMethods"]) == ([{"Ref": "SiteUrl"}], ["POST"])
    assert "CorsConfiguration" not in resources["CleanBucket"]["Properties"]


def test_a_deployment_holds_every_file_unless_it_names_a_scanner(template: Mapping[str, Any]) -> None:
    assert template["Parameters"]["Scanner"]["Default"] == "none"
    assert template["Globals"]["Function"]["Environment"]["Variables"]["SCANNER"] == {"Ref": "Scanner"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_function_may_do_more_with_files_than_its_work_needs(resources: Mapping[str, Any], function: str) -> None:
    role = function.replace("API", "Api") + "Role"

    assert set(_rights(resources[role], "s3:")) == RIGHTS[function]


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("ScanUploadRole", RECORDS),
        ("SweepUploadsRole", {*RECORDS, ("dynamodb:Query", "${Table.Arn}/index/work UPLOAD#*")}),
    ],
)
def test_what_looks_into_files_reaches_of_the_table_what_is_about_files(
    resources: Mapping[str, Any], role: str, rights: set[tuple[str, str]]
) -> None:
    assert set(_rights(resources[role], "dynamodb:")) == rights


def _days(rule: Mapping[str, Any]) -> timedelta:
    """How long a version may stay after another, or a delete marker, has taken its place."""
    return timedelta(days=rule["NoncurrentVersionExpiration"]["NoncurrentDays"]) + MIDNIGHT


def _listed(actions: str | list[str]) -> list[str]:
    return [actions] if isinstance(actions, str) else actions


def _rights(role: Mapping[str, Any], service: str) -> Iterator[tuple[str, str]]:
    (policy,) = role["Properties"]["Policies"]
    for statement in policy["PolicyDocument"]["Statement"]:
        keys = statement.get("Condition", {}).get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys", [])
        for resource in statement["Resource"]:
            named = resource.get("Fn::Sub") or resource["Fn::GetAtt"][0]
            for action in _listed(statement["Action"]):
                if action.startswith(service):
                    yield action, " ".join([named, *keys])
