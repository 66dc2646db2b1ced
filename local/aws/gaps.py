"""What ministack's CloudFormation leaves undone of our template, done through the ordinary APIs after each deployment.

AWS takes gateway responses and the CORS preflight from the API body that SAM generates; ministack 1.5.33 imports
methods, integrations and authorizers only. Both are read from the same template, so nothing is said twice. And the
address that sends mails, verified by hand once on AWS, is verified here. Of a table's stream it does not know which
one a call is about, so that only a role that may read every stream could read ours; the replayer's may, here.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from samtranslator.yaml_helper import yaml_parse

from local.state.settings import STACK_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from local.aws.clients import Clients


def fill(clients: Clients, api_id: str, template: Path) -> None:
    """Complete the API, verify the sender of mails, and let the replayer read the stream.

    May be repeated: each call says what is to be, not what is to change.
    """
    parsed: dict[str, Any] = yaml_parse(template.read_text())
    _complete_api(clients, api_id, parsed["Resources"]["Api"]["Properties"])
    ses = clients.ses()
    with contextlib.suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=parsed["Parameters"]["MailSender"]["Default"])
    _let_the_replayer_read(clients)


def _let_the_replayer_read(clients: Clients) -> None:
    role = clients.cloudformation().describe_stack_resource(
        StackName=STACK_NAME, LogicalResourceId="ReceiptReplayerRole"
    )
    actions = ["dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    clients.iam().put_role_policy(
        RoleName=role["StackResourceDetail"]["PhysicalResourceId"],
        PolicyName="stream-of-the-embedded-aws",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
        ),
    )


def _complete_api(clients: Clients, api_id: str, api: dict[str, Any]) -> None:
    client: Any = clients.api_gateway()
    for kind, response in api["GatewayResponses"].items():
        headers = response["ResponseParameters"]["Headers"]
        client.put_gateway_response(
            restApiId=api_id,
            responseType=kind,
            statusCode=response["StatusCode"],
            responseParameters={f"gatewayresponse.header.{name}": value for name, value in headers.items()},
            responseTemplates=response["ResponseTemplates"],
        )
    cors = {
        "method.response.header.Access-Control-Allow-Origin": api["Cors"]["AllowOrigin"],
        "method.response.header.Access-Control-Allow-Headers": api["Cors"]["AllowHeaders"],
        "method.response.header.Access-Control-Allow-Methods": api["Cors"]["AllowMethods"],
        "method.response.header.Access-Control-Max-Age": api["Cors"]["MaxAge"],
    }
    for resource in client.get_resources(restApiId=api_id, limit=500)["items"]:
        if "OPTIONS" not in resource.get("resourceMethods", {}):
            continue
        where = {"restApiId": api_id, "resourceId": resource["id"], "httpMethod": "OPTIONS"}
        client.put_integration(**where, type="MOCK", requestTemplates={"application/json": '{"statusCode":200}'})
        client.put_method_response(**where, statusCode="200", responseParameters=dict.fromkeys(cors, False))
        client.put_integration_response(**where, statusCode="200", responseParameters=cors)
    client.create_deployment(restApiId=api_id, stageName=api["StageName"])
