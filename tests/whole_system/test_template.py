"""The packaged template: what the code expects of AWS is what it declares, and nothing is open to the public."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from chalicelib.aws import connection, table
from chalicelib.core import settings
from chalicelib.web import problems
from infra.headers import api_headers
from infra.locales.catalogs import compile_catalogs
from infra.packaging import artefact, check, packages, sam_template

FUNCTIONS: Final = {
    "APIHandler": "api",
    "DeliverMail": "deliver_mail",
    "FoldStatistics": "fold_statistics",
    "ScanUpload": "scan_upload",
    "SweepMail": "sweep_mail",
    "SweepUploads": "sweep_uploads",
    "HandleBounce": "handle_bounce",
}
ROLES: Final = {name: f"{name.replace('APIHandler', 'ApiHandler')}Role" for name in FUNCTIONS}
GATEWAY_ANSWERS: Final = {
    "DEFAULT_4XX": "malformed",
    "DEFAULT_5XX": "unavailable",
    "MISSING_AUTHENTICATION_TOKEN": "not_found",
    "INVALID_SIGNATURE": "not_found",
    "RESOURCE_NOT_FOUND": "not_found",
    "ACCESS_DENIED": "forbidden",
    "WAF_FILTERED": "forbidden",
    "REQUEST_TOO_LARGE": "too_large",
    "UNSUPPORTED_MEDIA_TYPE": "unsupported_type",
    "THROTTLED": "throttled",
    "QUOTA_EXCEEDED": "throttled",
}


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sam_template.write_template(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def template(packaged: Path) -> dict[str, Any]:
    return sam_template.read_template(packaged)


@pytest.fixture(scope="module")
def resources(template: Mapping[str, Any]) -> dict[str, Any]:
    return dict(template["Resources"])


def test_the_table_has_the_keys_and_indexes_the_code_knows(resources: Mapping[str, Any]) -> None:
    declared = resources["Table"]["Properties"]
    indexes = {each["IndexName"]: _keys(each) for each in declared["GlobalSecondaryIndexes"]}
    attributes = {each["AttributeName"] for each in declared["AttributeDefinitions"]}

    assert _keys(declared) == ("pk", "sk")
    assert indexes == dict(connection.INDEXES)
    assert attributes == {"pk", "sk", *(key for keys in connection.INDEXES.values() for key in keys)}
    assert all(each["Projection"] == {"ProjectionType": "KEYS_ONLY"} for each in declared["GlobalSecondaryIndexes"])


def test_the_table_and_what_can_not_be_made_anew_outlive_a_deleted_stack(resources: Mapping[str, Any]) -> None:
    assert resources["Table"]["Properties"]["DeletionProtectionEnabled"] is True
    assert resources["Table"]["Properties"]["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    secrets = ("PseudonymSecret", "SigningSecret", "ReceiptSecret")
    for name in (*secrets, "Table", "Site", "QuarantineBucket", "CleanBucket"):
        assert resources[name]["DeletionPolicy"] == resources[name]["UpdateReplacePolicy"] == "Retain", name


def test_items_expire_by_the_attribute_the_code_writes(resources: Mapping[str, Any]) -> None:
    expiry = resources["Table"]["Properties"]["TimeToLiveSpecification"]

    assert expiry == {"AttributeName": table.Item.expires_at.attr_name, "Enabled": True}


def test_each_function_is_known_and_has_the_policy_of_its_own_file(resources: Mapping[str, Any]) -> None:
    functions = {name for name, each in resources.items() if each["Type"] == "AWS::Serverless::Function"}

    assert functions == set(FUNCTIONS)
    for name, file in FUNCTIONS.items():
        assert resources[name]["Properties"]["Role"] == {"Fn::GetAtt": [ROLES[name], "Arn"]}
        (policy,) = resources[ROLES[name]]["Properties"]["Policies"]
        written = json.loads((packages.ROOT / "infra" / "policies" / f"{file}.json").read_text())
        assert policy["PolicyDocument"] == written


def test_each_function_has_the_package_that_is_named_for_it_and_lambda_s_python(resources: Mapping[str, Any]) -> None:
    for name, package in packages.PACKAGE_OF.items():
        given = resources[name]["Properties"]
        assert given["CodeUri"] == f"./{package.name}.zip", name
        assert (given["Runtime"], given["Architectures"]) == ("python3.13", ["arm64"]), name
    assert set(packages.PACKAGE_OF) == set(FUNCTIONS)


def test_what_looks_into_files_is_packaged_apart(resources: Mapping[str, Any]) -> None:
    apart = {name for name in FUNCTIONS if resources[name]["Properties"]["CodeUri"] != "./light.zip"}

    assert apart == {"ScanUpload", "SweepUploads"}


def test_every_function_is_given_what_settings_need(
    template: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    for name in variables:
        monkeypatch.setenv(name, "given")
    settings.get.cache_clear()

    try:
        assert settings.get().table == "given"
    finally:
        settings.get.cache_clear()


def test_only_inserted_outbox_items_call_the_delivery(resources: Mapping[str, Any]) -> None:
    (source,) = resources["DeliverMail"]["Properties"]["Events"].values()
    (wanted,) = source["Properties"]["FilterCriteria"]["Filters"]

    assert source["Properties"]["Stream"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    assert source["Properties"]["StartingPosition"] == "TRIM_HORIZON"
    assert source["Properties"]["BisectBatchOnFunctionError"] is True
    assert json.loads(wanted["Pattern"]) == {
        "eventName": ["INSERT"],
        "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "OUTBOX#"}]}}},
    }


@pytest.mark.parametrize(("function", "minutes"), [("FoldStatistics", 5), ("SweepMail", 5), ("SweepUploads", 15)])
def test_the_sweeps_and_the_fold_are_scheduled(resources: Mapping[str, Any], function: str, minutes: int) -> None:
    (schedule,) = resources[function]["Properties"]["Events"].values()

    assert schedule == {"Type": "Schedule", "Properties": {"Schedule": f"rate({minutes} minutes)"}}


def test_mails_that_come_back_are_reported_to_the_function_that_takes_them_back(resources: Mapping[str, Any]) -> None:
    (event,) = resources["HandleBounce"]["Properties"]["Events"].values()
    destination = resources["BouncedMails"]["Properties"]

    assert event["Properties"]["Pattern"] == {"source": ["aws.ses"], "detail-type": ["Email Bounced"]}
    assert destination["ConfigurationSetName"] == {"Ref": "MailConfiguration"}
    assert destination["EventDestination"]["MatchingEventTypes"] == ["bounce"]


@pytest.mark.parametrize(("answer", "type_"), GATEWAY_ANSWERS.items())
def test_the_gateways_own_answers_have_the_one_shape(resources: Mapping[str, Any], answer: str, type_: str) -> None:
    compile_catalogs()
    declared = resources["RestAPI"]["Properties"]["GatewayResponses"][answer]
    headers = {name: value.strip("'") for name, value in declared["ResponseParameters"]["Headers"].items()}

    # Regenerate the template's lines with `python -m infra.packaging.gateway_answers` where a translation changed.
    body = json.loads(problems.gateway_body(type_))
    assert declared["ResponseTemplates"] == {problems.CONTENT_TYPE: problems.gateway_body(type_)}
    assert int(declared["StatusCode"]) == body["status"]
    assert headers.items() >= api_headers().items()


def test_every_declared_gateway_answer_is_checked(resources: Mapping[str, Any]) -> None:
    assert set(resources["RestAPI"]["Properties"]["GatewayResponses"]) == set(GATEWAY_ANSWERS)


def test_the_api_is_regional_and_has_one_stage(template: Mapping[str, Any], resources: Mapping[str, Any]) -> None:
    api = resources["RestAPI"]["Properties"]

    assert (api["EndpointConfiguration"], api["StageName"]) == ("REGIONAL", "api")
    assert template["Globals"]["Api"]["OpenApiVersion"] == "2.0"


def test_no_policy_allows_every_action_or_every_resource(resources: Mapping[str, Any]) -> None:
    for role in ROLES.values():
        for statement in _statements(resources[role]):
            assert statement["Effect"] == "Allow"
            assert all(resource != "*" for resource in _listed(statement["Resource"])), statement["Sid"]
            assert not any(action.endswith("*") for action in _listed(statement["Action"])), statement["Sid"]


def test_only_the_mails_functions_may_send_mail(resources: Mapping[str, Any]) -> None:
    senders = {
        name
        for name, role in ROLES.items()
        for statement in _statements(resources[role])
        if any(action.startswith("ses:") for action in _listed(statement["Action"]))
    }

    assert senders == {"DeliverMail", "SweepMail"}


def test_only_the_fold_may_write_to_the_site_and_there_only_what_it_publishes(resources: Mapping[str, Any]) -> None:
    written = {
        name: _listed(statement["Resource"])
        for name, role in ROLES.items()
        for statement in _statements(resources[role])
        if "s3:PutObject" in _listed(statement["Action"]) and "Site.Arn" in json.dumps(statement["Resource"])
    }

    assert written == {
        "FoldStatistics": [
            {"Fn::Sub": "${Site.Arn}/data/statistics*"},
            {"Fn::Sub": "${Site.Arn}/*/statistics/index.html"},
        ]
    }


def test_buckets_and_functions_are_not_public(resources: Mapping[str, Any]) -> None:
    for name, each in resources.items():
        if each["Type"] == "AWS::S3::Bucket":
            assert set(each["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}, name
        if each["Type"] == "AWS::Lambda::Permission":
            assert each["Properties"]["Principal"] != "*", name
        if each["Type"] == "AWS::S3::BucketPolicy":
            statements = each["Properties"]["PolicyDocument"]["Statement"]
            assert {statement["Effect"] for statement in statements} == {"Deny"}, name
        assert each["Type"] != "AWS::Lambda::Url"


def test_every_function_writes_to_a_log_that_ends(resources: Mapping[str, Any]) -> None:
    for name in FUNCTIONS:
        log = resources[name]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
        assert resources[log]["Properties"]["RetentionInDays"] == {"Ref": "LogDays"}


def test_secrets_are_generated_in_the_form_the_code_reads(resources: Mapping[str, Any]) -> None:
    for name in ("SigningSecret", "PseudonymSecret", "OriginSecret", "ReceiptSecret"):
        generated = resources[name]["Properties"]["GenerateSecretString"]
        assert (generated["SecretStringTemplate"], generated["GenerateStringKey"]) == ("{}", "initial")
        assert generated["PasswordLength"] >= 32


def test_cfn_lint_finds_nothing_in_the_merged_template(packaged: Path) -> None:
    assert check.faults(packaged) == ""


def test_cfn_lint_reads_what_it_is_given(packaged: Path, tmp_path: Path) -> None:
    broken = tmp_path / "sam.yaml"
    broken.write_text(packaged.read_text().replace("BillingMode: PAY_PER_REQUEST", "BillingMode: SOMETIMES"))

    assert "PAY_PER_REQUEST" in check.faults(broken)


def test_the_artefact_keeps_the_descriptions_of_all_services_that_policies_name(resources: Mapping[str, Any]) -> None:
    named = {
        action.partition(":")[0]
        for role in ROLES.values()
        for statement in _statements(resources[role])
        for action in _listed(statement["Action"])
    }

    # SES's second API shares the first one's name in policies; logs are written by Lambda itself.
    assert named - {"logs"} == {each.removesuffix("v2") for each in artefact.SERVICES}


def _keys(declared: Mapping[str, Any]) -> tuple[str, str]:
    by_kind = {each["KeyType"]: each["AttributeName"] for each in declared["KeySchema"]}
    return by_kind["HASH"], by_kind["RANGE"]


def _statements(role: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for policy in role["Properties"]["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
