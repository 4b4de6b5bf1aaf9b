"""The stack on the emulator: the packaged template, deployed with functions whose calls come back to the front server.

Nothing is left out or written twice: table, secrets, stream mapping, filters, schedule and roles are the template's.
"""

import copy
import io
import json
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import botocore.session
from botocore.exceptions import ClientError

from infra.local.configuration import MAIL_FROM, REGION, CannotStart, Configuration
from infra.packaging import package

_STACK: Final = "portal"
_BUCKET: Final = "portal-functions"
_DEPLOY_SECONDS: Final = 60


def packaged_template() -> dict[str, Any]:
    """The template as `chalice package` merges it; without the dependencies, since nothing runs from its zip."""
    with tempfile.TemporaryDirectory() as folder:
        return package.template(package.package(Path(folder), requirements=""))


def deploy(configuration: Configuration, template: Mapping[str, Any]) -> dict[str, str]:
    """Create or update the stack; the environment its API function would have. Raises CannotStart."""
    bucket = _client(configuration, "s3")
    bucket.create_bucket(Bucket=_BUCKET)
    bucket.put_object(Bucket=_BUCKET, Key="empty.zip", Body=_empty_zip())
    _apply(_client(configuration, "cloudformation"), json.dumps(_localised(template, configuration)), configuration)
    return _function_environment(configuration)


def handlers(template: Mapping[str, Any]) -> dict[str, str]:
    """Which handler each function of the template names: `{"DeliverMail": "app.deliver_mail"}`."""
    return {name: function["Properties"]["Handler"] for name, function in _functions(template).items()}


def _localised(template: Mapping[str, Any], configuration: Configuration) -> dict[str, Any]:
    local: dict[str, Any] = copy.deepcopy(dict(template))
    for name, function in _functions(local).items():
        properties = function["Properties"]
        properties["CodeUri"] = {"Bucket": _BUCKET, "Key": "empty.zip"}
        environment = copy.deepcopy(properties.get("Environment", {}))
        environment.setdefault("Variables", {})["MINISTACK_LAMBDA_PROXY_URL"] = f"{configuration.url}/_invoke/{name}"
        properties["Environment"] = environment
    return local


def _functions(template: Mapping[str, Any]) -> dict[str, Any]:
    resources = template["Resources"]
    return {name: each for name, each in resources.items() if each["Type"] == "AWS::Serverless::Function"}


def _apply(formation: Any, template: str, configuration: Configuration) -> None:
    arguments = {
        "StackName": _STACK,
        "TemplateBody": template,
        "Parameters": [
            {"ParameterKey": "SiteUrl", "ParameterValue": configuration.url},
            {"ParameterKey": "MailFrom", "ParameterValue": MAIL_FROM},
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


def _wait(formation: Any) -> None:
    deadline = time.monotonic() + _DEPLOY_SECONDS
    while time.monotonic() < deadline:
        (stack,) = formation.describe_stacks(StackName=_STACK)["Stacks"]
        if stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return
        if not stack["StackStatus"].endswith("IN_PROGRESS"):
            raise CannotStart(
                f"The emulator refused the template: {stack.get('StackStatusReason', stack['StackStatus'])}"
            )
        time.sleep(0.05)
    raise CannotStart("The emulator did not finish the stack in time.")


def _function_environment(configuration: Configuration) -> dict[str, str]:
    formation = _client(configuration, "cloudformation")
    (stack,) = formation.describe_stacks(StackName=_STACK)["Stacks"]
    name = next(each["OutputValue"] for each in stack["Outputs"] if each["OutputKey"] == "APIHandlerName")
    function = _client(configuration, "lambda").get_function_configuration(FunctionName=name)
    variables: dict[str, str] = function["Environment"]["Variables"]
    return {name: value for name, value in variables.items() if name != "MINISTACK_LAMBDA_PROXY_URL"}


def _client(configuration: Configuration, service: str) -> Any:
    session = botocore.session.Session()
    session.set_config_variable("config_file", "/dev/null")
    session.set_config_variable("credentials_file", "/dev/null")
    return session.create_client(
        service,
        region_name=REGION,
        endpoint_url=configuration.emulator_url,
        aws_access_key_id="000000000000",
        aws_secret_access_key="local",  # noqa: S106 -- the emulator asks for one and looks at none
    )


def _empty_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("empty.txt", "")
    return content.getvalue()
