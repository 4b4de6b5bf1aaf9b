"""The packaged functions, deployed to an emulator that enforces their roles: the story works, and nothing more does.

The packages are made for this machine, since its processes have to import them; everything else is what AWS would get.
"""

import io
import json
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from infra.local import mailbox, stack
from infra.local.configuration import Configuration, aws_environment
from infra.local.emulator import Emulator
from infra.local.server import Server, application
from infra.packaging import sam_template
from tests.attachments.sending import judged, send_file
from tests.attachments.uploading import PHOTO
from tests.running import ROOT, SCHEDULED, Api, agency_link, fetch, free_ports, until

pytestmark = pytest.mark.xdist_group("artefact")

_DIRECTORY: Final = """
from chalicelib.agencies import service
from tests.builders import a_directory
service.load_directory(*a_directory())
"""
# Tries calls with whatever rights the role of its function gives, and says how each ended.
_PROBE: Final = """
import boto3

def handler(event, context):
    return [attempt(**each) for each in event]

def attempt(service, operation, arguments):
    try:
        getattr(boto3.client(service, endpoint_url=ENDPOINT), operation)(**arguments)
    except Exception as failure:
        return getattr(failure, "response", {}).get("Error", {}).get("Code", repr(failure))
    return "allowed"
"""


@dataclass(frozen=True)
class Deployed:
    """The stack, and what stands around it."""

    configuration: Configuration
    outputs: dict[str, str]
    environment: dict[str, str]

    @property
    def api(self) -> Api:
        """The API through the emulated gateway, with what the content delivery network would add."""
        secrets = stack.client(self.configuration, "secretsmanager")
        held = json.loads(secrets.get_secret_value(SecretId=self.environment["ORIGIN_SECRET"])["SecretString"])
        headers = {"x-portal-origin": held["initial"], "cloudfront-viewer-address": "198.51.100.7:4711"}
        base = f"{self.configuration.emulator_url}/_aws/execute-api/{self.outputs['RestAPIId']}/api"
        return Api(base, {**headers, "accept-language": "fr"})

    def mail_to(self, address: str) -> dict[str, Any]:
        """The newest mail to an address; waits for it."""

        def arrived() -> dict[str, Any] | None:
            listed = (each.as_json() for each in mailbox.list_mails(self.configuration.mails))
            return next((each for each in listed if each["to"] == address), None)

        return until(arrived)

    def attempt_as(self, function: str, attempts: list[dict[str, Any]]) -> list[str]:
        """How calls end that a function with the role of this one makes."""
        lambda_ = stack.client(self.configuration, "lambda")
        role = lambda_.get_function_configuration(FunctionName=self.outputs[function])["Role"]
        lambda_.create_function(
            FunctionName=f"probe-{function}",
            Role=role,
            Runtime=f"python3.{sys.version_info.minor}",
            Handler="probe.handler",
            Code={"ZipFile": _zipped("probe.py", _PROBE.replace("ENDPOINT", repr(self.configuration.emulator_url)))},
            Timeout=60,
        )
        answer = lambda_.invoke(FunctionName=f"probe-{function}", Payload=json.dumps(attempts))
        ended: list[str] = json.loads(answer["Payload"].read())
        return ended


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, packaged: Path) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("artefact")
    port, inbox_port, emulator_port = free_ports(3)
    configuration = Configuration(port=port, inbox_port=inbox_port, emulator_port=emulator_port, state=folder / "state")
    template = _open(sam_template.read_template(packaged))
    emulator = Emulator(configuration)
    with _ses(configuration):
        emulator.start(AUTH="true")
        try:
            emulator.ready()
            outputs = stack.deploy(configuration, template, packages=packaged.parent)
            environment = stack.function_environment(configuration, outputs)
            _load_directory(configuration, environment)
            yield Deployed(configuration, outputs, environment)
        finally:
            emulator.stop()


def test_the_packaged_functions_carry_a_complaint_from_filing_to_answer(deployed: Deployed) -> None:
    api = deployed.api

    filed = api.file(agency_id="interior", citizen={"email": "story@mail.example"})
    receipt = deployed.mail_to("story@mail.example")
    alert = deployed.mail_to("front@interior.example")
    officer = api.call("POST", "/agency/sessions", {"link": agency_link(alert)}).body["token"]
    desk = f"/agency/complaints/{filed['number']}"
    queue = api.call("GET", "/agency/complaints", token=officer)
    reasons = "The certificate was sent on Monday by post."
    answered = api.call("POST", f"{desk}/answers", {"outcome": "granted", "reasons": reasons}, token=officer)
    pair = {"number": filed["number"], "email": "story@mail.example"}
    citizen = api.call("POST", "/sessions", pair).body["token"]
    view = api.call("GET", f"/complaints/{filed['number']}", token=citizen)

    assert filed["number"] in receipt["text"].replace("-", "")
    assert queue.status == 200, queue.raw
    assert answered.status == 201, answered.raw
    assert view.body["status"] == "answered"
    assert view.body["answer"]["reasons"] == reasons


def test_without_the_networks_secret_nothing_is_served(deployed: Deployed) -> None:
    reply = Api(deployed.api.base).call("GET", "/health")

    assert (reply.status, reply.body["type"]) == (403, "forbidden")


def test_the_apis_role_reads_and_writes_the_table_and_nothing_else(deployed: Deployed) -> None:
    table, secret = deployed.environment["TABLE_NAME"], deployed.environment["SIGNING_SECRET"]
    quarantine, clean = deployed.environment["QUARANTINE_BUCKET"], deployed.environment["CLEAN_BUCKET"]
    key = {"pk": {"S": "X"}, "sk": {"S": "X"}}

    ended = deployed.attempt_as(
        "APIHandlerName",
        [
            _query(table),
            _query(table, "queue"),
            _query(table, "work"),
            _call("dynamodb", "scan", TableName=table),
            _call("dynamodb", "delete_item", TableName=table, Key=key),
            _call("dynamodb", "delete_table", TableName=table),
            _call("secretsmanager", "get_secret_value", SecretId=secret),
            _call("secretsmanager", "put_secret_value", SecretId=secret, SecretString="{}"),
            _call("s3", "list_buckets"),
            _mail(),
            _call("s3", "get_object", Bucket=quarantine, Key="x"),
            _call("s3", "list_objects_v2", Bucket=clean),
            _call("s3", "put_object", Bucket=clean, Key="x", Body="x"),
            _call("s3", "put_object", Bucket=quarantine, Key="x", Body="x"),
            _call("s3", "list_objects_v2", Bucket=quarantine),
        ],
    )

    assert ended[:2] == ["allowed", "allowed"]
    assert ended[6] == "allowed"
    assert ended[-2:] == ["allowed", "allowed"]
    assert all(_is_denied(each) for each in (*ended[2:6], *ended[7:-2])), ended


def test_the_fold_runs_with_its_role_and_may_do_nothing_else(deployed: Deployed) -> None:
    table, site = deployed.environment["TABLE_NAME"], deployed.environment["SITE_BUCKET"]
    bucket, lambda_ = (stack.client(deployed.configuration, service) for service in ("s3", "lambda"))
    bucket.put_object(Bucket=site, Key="fr/statistics/shell.html", Body=b"<!-- figures --><!-- /figures -->")

    lambda_.invoke(FunctionName=deployed.outputs["FoldStatisticsName"], Payload=json.dumps(SCHEDULED))
    keys = [each["Key"] for each in bucket.list_objects_v2(Bucket=site)["Contents"]]
    ended = deployed.attempt_as(
        "FoldStatisticsName",
        [
            _query(table, "work"),
            _call("s3", "put_object", Bucket=site, Key="fr/statistics/index.html", Body="x"),
            _call("s3", "put_object", Bucket=site, Key="fr/index.html", Body="x"),
            _query(table, "citizen"),
            _call("dynamodb", "scan", TableName=table),
            _call("secretsmanager", "get_secret_value", SecretId=deployed.environment["SIGNING_SECRET"]),
        ],
    )

    assert {"data/statistics.json", "data/statistics.csv", "fr/statistics/index.html"} <= set(keys)
    assert ended[:2] == ["allowed"] * 2
    assert all(_is_denied(each) for each in ended[2:]), ended


@pytest.mark.parametrize("function", ["DeliverMailName", "SweepMailName"])
def test_the_roles_of_the_mails_do_not_know_the_origins_secret_or_the_agencies_queues(
    deployed: Deployed, function: str
) -> None:
    table = deployed.environment["TABLE_NAME"]

    ended = deployed.attempt_as(
        function,
        [
            _query(table),
            _query(table, "citizen"),
            _call("secretsmanager", "get_secret_value", SecretId=deployed.environment["SIGNING_SECRET"]),
            _call("secretsmanager", "get_secret_value", SecretId=deployed.environment["ORIGIN_SECRET"]),
            _query(table, "queue"),
            _call("dynamodb", "scan", TableName=table),
        ],
    )

    assert ended[:3] == ["allowed"] * 3
    assert all(_is_denied(each) for each in ended[3:]), ended


@pytest.mark.parametrize("function", ["ScanUploadName", "SweepUploadsName"])
def test_the_roles_of_uploads_know_no_secret_and_read_no_complaint(deployed: Deployed, function: str) -> None:
    table, secret = deployed.environment["TABLE_NAME"], deployed.environment["SIGNING_SECRET"]
    quarantine, clean = deployed.environment["QUARANTINE_BUCKET"], deployed.environment["CLEAN_BUCKET"]

    ended = deployed.attempt_as(
        function,
        [
            _call("s3", "list_objects_v2", Bucket=quarantine),
            _call("s3", "put_object", Bucket=clean, Key="x", Body="x"),
            _call("s3", "delete_object", Bucket=clean, Key="x"),
            _call("s3", "get_object", Bucket=clean, Key="x"),
            _call("s3", "put_object", Bucket=quarantine, Key="x", Body="x"),
            _call("secretsmanager", "get_secret_value", SecretId=secret),
            _query(table),
            _query(table, "queue"),
            _call("dynamodb", "scan", TableName=table),
            _mail(),
        ],
    )

    assert ended[:3] == ["allowed"] * 3
    assert all(_is_denied(each) for each in ended[3:]), ended


def test_a_file_goes_through_the_packaged_functions(deployed: Deployed) -> None:
    api = deployed.api
    upload_id = send_file(api, PHOTO)

    filed = api.file(agency_id="interior", upload_ids=[upload_id], citizen={"email": "file@mail.example"})
    token, path = filed["session"]["token"], f"/complaints/{filed['number']}"
    file = until(lambda: judged(api, path, token))
    address = api.call("GET", f"{path}/files/{file['file_id']}", token=token).body["url"]

    assert file["state"] == "clean"
    assert fetch(address).raw == PHOTO


@contextmanager
def _ses(configuration: Configuration) -> Iterator[None]:
    """SES's endpoint, which keeps what it is given."""
    keep_mails = application(partial(mailbox.reply, folder=configuration.mails))
    with (
        socket.create_server(("127.0.0.1", configuration.port)) as listening,
        Server(listening.fileno(), keep_mails),
    ):
        yield


def _open(template: dict[str, Any]) -> dict[str, Any]:
    """The template without its buckets' policies: they refuse whoever comes without TLS, and the emulator has none."""
    kept = {name: each for name, each in template["Resources"].items() if each["Type"] != "AWS::S3::BucketPolicy"}
    return {**template, "Resources": kept}


def _load_directory(configuration: Configuration, environment: dict[str, str]) -> None:
    given = {**aws_environment(configuration), **environment}
    subprocess.run([sys.executable, "-c", _DIRECTORY], cwd=ROOT, env=given, check=True)


def _zipped(name: str, text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, text)
    return content.getvalue()


def _call(service: str, operation: str, **arguments: Any) -> dict[str, Any]:
    return {"service": service, "operation": operation, "arguments": arguments}


def _query(table: str, index: str | None = None) -> dict[str, Any]:
    name = f"{index}_pk" if index else "pk"
    where = {"IndexName": index} if index else {}
    return _call(
        "dynamodb",
        "query",
        TableName=table,
        **where,
        KeyConditionExpression=f"{name} = :key",
        ExpressionAttributeValues={":key": {"S": "X"}},
    )


def _mail() -> dict[str, Any]:
    body = {"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}}
    where = {"ToAddresses": ["x@mail.example"]}
    return _call("sesv2", "send_email", FromEmailAddress="x@portal.example", Destination=where, Content=body)


def _is_denied(code: str) -> bool:
    return code in {"AccessDenied", "AccessDeniedException"}
