"""Do what ministack's CloudFormation leaves undone of our template, by ordinary API calls after each deployment.

1. AWS takes the gateway responses and the CORS preflight from the API body that SAM generates. Ministack 1.5.33 imports
   only methods, integrations and authorizers. What is missing is read from the same template.
2. The address that sends mails must be verified. On AWS a person does it once.
3. Ministack does not know which stream a call reads, so it refuses a role that may read only one. Here the role of the
   replayer may read every stream.
4. The key of the registry must be put into its secret. On AWS a person does it once.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

from samtranslator.yaml_helper import yaml_parse

from local import registry
from local.state.settings import STACK_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from local.aws.clients import Clients


def fill(clients: Clients, api_id: str, template: Path, registry_key_id: str) -> None:
    """Complete the API, verify the sender of mails, let the replayer read the stream, and tell the registry's key.

    It may be repeated: each call sets a state, so a second one changes nothing.
    """
    parsed: dict[str, Any] = yaml_parse(template.read_text())
    _complete_api(clients, api_id, parsed["Resources"]["Api"]["Properties"])
    ses = clients.ses()
    with contextlib.suppress(ses.exceptions.AlreadyExistsException):
        ses.create_email_identity(EmailIdentity=parsed["Parameters"]["MailSender"]["Default"])
    _let_the_replayer_read(clients)
    clients.secrets().put_secret_value(SecretId=registry_key_id, SecretString=registry.KEY)


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
