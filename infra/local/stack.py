"""The stack on the emulator, deployed from the packaged template; the whole-system test of the artefact deploys it too.

Nothing is left out or written twice: table, secrets, stream mapping, filters, schedule and roles are the template's.
"""

import copy
import io
import json
import os
import tempfile
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import boto3.session
import botocore.session
from botocore.exceptions import ClientError

from infra.local import scanning
from infra.local.configuration import ACCOUNT, MAIL_FROM, REGION, CannotStart, Configuration
from infra.packaging.packages import PackagingFailed
from infra.packaging.sam_template import functions, read_template, write_template

_STACK: Final = "portal"
_BUCKET: Final = "portal-functions"
_CALL_BACK: Final = "MINISTACK_LAMBDA_PROXY_URL"
_DEPLOY_SECONDS: Final = 600
_AFRESH: Final = "`make reset` starts afresh, without data."


def packaged_template() -> dict[str, Any]:
    """The merged template, packaged without dependencies: nothing runs from its zip. Raises CannotStart."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return read_template(write_template(Path(folder)))
        except PackagingFailed as failure:
            raise CannotStart(f"The template could not be packaged.\n{failure}") from failure


def calling_back(configuration: Configuration, template: Mapping[str, Any]) -> dict[str, Any]:
    """The template with functions that hold no code: each call goes to the front server instead."""
    changed: dict[str, Any] = copy.deepcopy(dict(template))
    for name, function in functions(changed).items():
        # A copy of its own: the anchors of a template make functions share what they are given.
        environment = copy.deepcopy(function["Properties"].get("Environment", {}))
        environment.setdefault("Variables", {})[_CALL_BACK] = f"{configuration.url}/_invoke/{name}"
        function["Properties"]["Environment"] = environment
    return changed


def deploy(
    configuration: Configuration, template: Mapping[str, Any], *, packages: Path | None = None
) -> dict[str, str]:
    """Create or update the stack with the zips of a folder, or empty ones; returns outputs. Raises CannotStart."""
    deployed: dict[str, Any] = copy.deepcopy(dict(template))
    zips = {}
    for function in functions(deployed).values():
        key = Path(function["Properties"]["CodeUri"]).name
        zips[key] = (packages / key).read_bytes() if packages else _empty_zip()
        function["Properties"]["CodeUri"] = {"Bucket": _BUCKET, "Key": key}
    formation = client(configuration, "cloudformation")
    try:
        _upload(client(configuration, "s3"), zips)
        # CloudFormation takes 51,200 bytes in a call: no blanks, and no six bytes for a letter of Arabic.
        body = json.dumps(deployed, ensure_ascii=False, separators=(",", ":"))
        _apply(formation, body, configuration)
        return _wait(formation)
    except ClientError as failure:
        raise CannotStart(f"The emulator refused to deploy: {failure}\n{_AFRESH}") from failure


def outputs(configuration: Configuration) -> dict[str, str]:
    """The outputs of the stack that stands."""
    return _wait(client(configuration, "cloudformation"))


def function_environment(configuration: Configuration, outputs: Mapping[str, str]) -> dict[str, str]:
    """The variables the API's function is given."""
    lambda_ = client(configuration, "lambda")
    variables = lambda_.get_function_configuration(FunctionName=outputs["APIHandlerName"])["Environment"]["Variables"]
    return {name: value for name, value in variables.items() if name != _CALL_BACK}


def handlers(template: Mapping[str, Any]) -> dict[str, str]:
    """Which handler each function of the template names: `{"DeliverMail": "app.deliver_mail"}`."""
    return {name: function["Properties"]["Handler"] for name, function in functions(template).items()}


def client(configuration: Configuration, service: str) -> Any:
    """A client of the emulator, with the rights of its account's owner, who deploys."""
    nobodys = botocore.session.Session()
    nobodys.set_config_variable("config_file", os.devnull)
    nobodys.set_config_variable("credentials_file", os.devnull)
    return boto3.session.Session(botocore_session=nobodys).client(
        service,
        region_name=REGION,
        endpoint_url=configuration.emulator_url,
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="local",  # noqa: S106 -- the emulator asks for one and looks at none
    )


def _upload(bucket: Any, zips: Mapping[str, bytes]) -> None:
    # A hard kill leaves it on the disk.
    with suppress(bucket.exceptions.BucketAlreadyOwnedByYou):
        bucket.create_bucket(Bucket=_BUCKET)
    for key, content in zips.items():
        bucket.put_object(Bucket=_BUCKET, Key=key, Body=content)


def _apply(formation: Any, template: str, configuration: Configuration) -> None:
    arguments = {
        "StackName": _STACK,
        "TemplateBody": template,
        "Parameters": [
            {"ParameterKey": "SiteUrl", "ParameterValue": configuration.url},
            {"ParameterKey": "MailFrom", "ParameterValue": MAIL_FROM},
            {"ParameterKey": "Scanner", "ParameterValue": scanning.chosen()},
        ],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    try:
        formation.create_stack(**arguments)
    except formation.exceptions.AlreadyExistsException:
        try:
            formation.update_stack(**arguments)
        except ClientError as failure:
            if "No updates are to be performed" not in str(failure):
                raise
    _wait(formation)


def _wait(formation: Any) -> dict[str, str]:
    deadline = time.monotonic() + _DEPLOY_SECONDS
    while time.monotonic() < deadline:
        (stack,) = formation.describe_stacks(StackName=_STACK)["Stacks"]
        status = stack["StackStatus"]
        if status in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
        if not status.endswith("IN_PROGRESS"):
            reason = stack.get("StackStatusReason", status)
            raise CannotStart(f"The emulator refused the template: {reason}\n{_AFRESH}")
        time.sleep(0.05)
    raise CannotStart("The emulator did not finish the stack in time.")


def _empty_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("empty.txt", "")
    return content.getvalue()
