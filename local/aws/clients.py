"""Clients of the embedded AWS. The process must have called `environment.isolate` before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from local.aws.environment import ACCESS_KEY, SECRET_KEY
from local.state.settings import REGION

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient


class Clients:
    """Makes typed clients for one endpoint. Each call makes a new one; they are safe to share between threads."""

    def __init__(self, endpoint_url: str) -> None:
        """Take the address of the embedded AWS."""
        self._endpoint_url = endpoint_url
        self._session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=REGION)
        # Only invoking a function takes long. Nothing is retried, because a retry would invoke the function twice.
        self._config = Config(read_timeout=330, retries={"mode": "standard", "total_max_attempts": 1})

    def api_gateway(self) -> APIGatewayClient:
        """Client of API Gateway's REST APIs."""
        return self._session.client("apigateway", endpoint_url=self._endpoint_url, config=self._config)

    def cloudformation(self) -> CloudFormationClient:
        """Client of CloudFormation."""
        return self._session.client("cloudformation", endpoint_url=self._endpoint_url, config=self._config)

    def cognito(self) -> CognitoIdentityProviderClient:
        """Client of Cognito user pools."""
        return self._session.client("cognito-idp", endpoint_url=self._endpoint_url, config=self._config)

    def dynamodb(self) -> DynamoDBClient:
        """Client of DynamoDB."""
        return self._session.client("dynamodb", endpoint_url=self._endpoint_url, config=self._config)

    def functions(self) -> LambdaClient:
        """Client of Lambda."""
        return self._session.client("lambda", endpoint_url=self._endpoint_url, config=self._config)

    def iam(self) -> IAMClient:
        """Client of IAM."""
        return self._session.client("iam", endpoint_url=self._endpoint_url, config=self._config)

    def logs(self) -> CloudWatchLogsClient:
        """Client of CloudWatch Logs."""
        return self._session.client("logs", endpoint_url=self._endpoint_url, config=self._config)

    def s3(self) -> S3Client:
        """Client of S3."""
        return self._session.client("s3", endpoint_url=self._endpoint_url, config=self._config)

    def secrets(self) -> SecretsManagerClient:
        """Client of Secrets Manager."""
        return self._session.client("secretsmanager", endpoint_url=self._endpoint_url, config=self._config)

    def ses(self) -> SESV2Client:
        """Client of SES."""
        return self._session.client("sesv2", endpoint_url=self._endpoint_url, config=self._config)

    def sns(self) -> Any:  # noqa: ANN401 - for its few calls no types are installed
        """Client of SNS."""
        client: Any = self._session.client("sns", endpoint_url=self._endpoint_url, config=self._config)
        return client

    def sqs(self) -> SQSClient:
        """Client of SQS."""
        return self._session.client("sqs", endpoint_url=self._endpoint_url, config=self._config)
