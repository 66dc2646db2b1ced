"""The website of template.yaml: a private bucket and the API behind one distribution, or nothing at all."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from deploy import site
from functions.public.offices.app import _OFFICES_CACHE, _SEATS_CACHE
from tests.infra.stack import Stack, statements, usual
from tests.support.cloudfront import rewritten

IDENTITY = "https://cognito-idp.ap-southeast-3.amazonaws.com"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-38738e2966ac"
"""Ids of AWS's managed policies are the same in every account."""


def distribution(stack: Stack) -> dict[str, Any]:
    """The distribution's configuration."""
    config: dict[str, Any] = stack.properties("SiteDistribution")["DistributionConfig"]
    return config


def behaviors(stack: Stack) -> list[dict[str, Any]]:
    """Cache behaviours in the order in which CloudFront tries them, the default one last."""
    config = distribution(stack)
    return [*config["CacheBehaviors"], {"PathPattern": "*", **config["DefaultCacheBehavior"]}]


def behavior(stack: Stack, path: str) -> dict[str, Any]:
    """The behaviour that CloudFront takes for a path: the first whose pattern fits."""
    return next(
        each
        for each in behaviors(stack)
        if re.fullmatch(re.escape(each["PathPattern"].removeprefix("/")).replace(r"\*", ".*"), path.removeprefix("/"))
    )


def code(stack: Stack, function: str) -> str:
    """The source of a function of CloudFront."""
    found: str = stack.properties(function)["FunctionCode"]
    return found


def test_off_leaves_nothing_of_it(stack: Stack, one_machine: Stack) -> None:
    """With `Website=OFF` the stack is the same but for the website, and nothing points to what is not there."""
    of_the_website = stack.resources.keys() - one_machine.resources.keys()
    assert {name for name in of_the_website if "CloudFront" in stack.resources[name]["Type"]} == {
        name for name, resource in stack.resources.items() if "CloudFront" in resource["Type"]
    }
    assert {"SiteBucket", "SiteBucketPolicy"} <= of_the_website
    told = {"SiteUrl", "SiteDomainName", "SiteBucket", "SiteDistributionId", "IdentityUrl"}
    assert stack.outputs.keys() - one_machine.outputs.keys() == told
    left = str([one_machine.resources, one_machine.outputs])
    assert not [name for name in of_the_website if f"<{name}" in left]


def test_files_are_private_and_read_by_our_distribution_only(stack: Stack) -> None:
    """No public access, no wildcard: CloudFront reads in the name of this distribution, and plain HTTP is refused."""
    bucket = stack.properties("SiteBucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "BucketEncryption" in bucket
    assert not {"WebsiteConfiguration", "AccessControl", "CorsConfiguration"} & set(bucket)

    policy = stack.properties("SiteBucketPolicy")
    assert policy["Bucket"] == "<SiteBucket>"
    ours = {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/<SiteDistribution>"}
    allowed = [each for each in statements(policy["PolicyDocument"]) if each["Effect"] == "Allow"]
    assert all(each["Principal"] == {"Service": "cloudfront.amazonaws.com"} for each in allowed)
    assert all(each["Condition"] == {"StringEquals": ours} for each in allowed)
    assert {(*each["Action"], *each["Resource"]) for each in allowed} == {
        ("s3:GetObject", "<SiteBucket.Arn>/*"),
        ("s3:ListBucket", "<SiteBucket.Arn>"),
    }
    [refused] = [each for each in statements(policy["PolicyDocument"]) if each["Effect"] == "Deny"]
    assert refused["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_distribution_signs_what_it_asks_of_the_bucket(stack: Stack) -> None:
    """Origin access control, always signed; no origin access identity of old beside it."""
    config = stack.properties("SiteAccessControl")["OriginAccessControlConfig"]
    assert (config["OriginAccessControlOriginType"], config["SigningBehavior"], config["SigningProtocol"]) == (
        "s3",
        "always",
        "sigv4",
    )
    origin = origins(stack)["site"]
    assert origin["DomainName"] == "<SiteBucket.RegionalDomainName>"
    assert origin["OriginAccessControlId"] == "<SiteAccessControl>"
    assert origin["S3OriginConfig"] == {"OriginAccessIdentity": ""}


def origins(stack: Stack) -> dict[str, dict[str, Any]]:
    """Origins by id."""
    return {origin["Id"]: origin for origin in distribution(stack)["Origins"]}


def test_the_api_is_asked_at_its_stage_over_tls(stack: Stack) -> None:
    """The origin is what `ApiUrl` names: host and stage."""
    origin = origins(stack)["api"]
    address = stack.outputs["ApiUrl"]
    assert f"https://{origin['DomainName']}{origin['OriginPath']}" == address
    assert origin["CustomOriginConfig"] == {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}


@pytest.mark.parametrize(
    ("path", "origin", "cached"),
    [
        ("/", "site", CACHING_OPTIMIZED),
        ("/kantor/bogor", "site", CACHING_OPTIMIZED),
        ("/app.js", "site", CACHING_OPTIMIZED),
        ("/petugas", "site", CACHING_OPTIMIZED),
        ("/petugas/pintu", "site", CACHING_OPTIMIZED),
        ("/petugasan", "site", CACHING_OPTIMIZED),
        ("/api", "site", CACHING_OPTIMIZED),
        ("/apian.js", "site", CACHING_OPTIMIZED),
        ("/api/offices", "api", "<PublicReadsCachePolicy>"),
        ("/api/offices/bogor/availability", "api", "<PublicReadsCachePolicy>"),
        ("/api/board/bogor", "api", "<PublicReadsCachePolicy>"),
        ("/api/availability", "api", "<PublicReadsCachePolicy>"),
        ("/api/me", "api", CACHING_DISABLED),
        ("/api/bookings", "api", CACHING_DISABLED),
        ("/api/bookings/AAAAAAAAAAAAAAAA/receipt", "api", CACHING_DISABLED),
        ("/api/admin/offices/bogor/quotas", "api", CACHING_DISABLED),
        ("/api/accounts", "api", CACHING_DISABLED),
    ],
)
def test_each_path_has_its_origin_and_its_cache(stack: Stack, path: str, origin: str, cached: str) -> None:
    """What is below /api goes to the API, and only the public reads of it are kept."""
    found = behavior(stack, path)
    assert (found["TargetOriginId"], found["CachePolicyId"]) == (origin, cached)
    staff = site.is_of_staff(path)
    assert found["ResponseHeadersPolicyId"] == ("<StaffHeaders>" if staff else "<SiteHeaders>")
    assert found["Compress"] is True if cached != CACHING_DISABLED else "Compress" not in found
    if origin == "api":
        assert set(found["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}
        assert found["ViewerProtocolPolicy"] == "https-only"
    else:
        assert set(found["AllowedMethods"]) == {"GET", "HEAD"}
        assert found["ViewerProtocolPolicy"] == "redirect-to-https"


def test_tokens_reach_the_api_and_no_cache(stack: Stack) -> None:
    """What is not kept is handed on with all headers but Host; what is kept is asked for without a token or cookie."""
    assert behavior(stack, "/api/me")["OriginRequestPolicyId"] == ALL_VIEWER_EXCEPT_HOST_HEADER
    assert "OriginRequestPolicyId" not in behavior(stack, "/api/availability")
    policy = stack.properties("PublicReadsCachePolicy")["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert key["HeadersConfig"] == {"HeaderBehavior": "none"}
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "all"}


def test_availability_is_kept_for_one_second(stack: Stack) -> None:
    """The policy lets the handler decide, who says one second, and not longer when the API fails."""
    policy = stack.properties("PublicReadsCachePolicy")["CachePolicyConfig"]
    assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0)
    directives = _SEATS_CACHE.split(", ")
    assert directives == ["public", "max-age=1", "must-revalidate"]
    assert policy["MinTTL"] <= 1 <= policy["MaxTTL"]
    assert f"max-age={policy['MaxTTL']}" in _OFFICES_CACHE


def test_failures_are_not_kept_and_not_replaced(stack: Stack) -> None:
    """A moment of `busy` does not last ten seconds, and the API's problem documents arrive as they are."""
    rules = distribution(stack)["CustomErrorResponses"]
    assert {rule["ErrorCode"] for rule in rules} == {400, 403, 404, 405, 414, 500, 501, 502, 503, 504}
    assert all(rule.keys() == {"ErrorCode", "ErrorCachingMinTTL"} for rule in rules)
    assert {rule["ErrorCachingMinTTL"] for rule in rules} == {0}


@pytest.mark.parametrize(("headers", "staff"), [("SiteHeaders", False), ("StaffHeaders", True)])
def test_headers_are_those_of_the_local_server(stack: Stack, headers: str, *, staff: bool) -> None:
    """One truth for both: `security_headers`, and on AWS browsers remember to use TLS."""
    config = stack.properties(headers)["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    found = {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }
    assert found == site.security_headers(IDENTITY, "https://<ReceiptsBucket.RegionalDomainName>", staff=staff)
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 24 * 3600
    assert all(each["Override"] is True for each in [*security.values(), *config["CustomHeadersConfig"]["Items"]])
    assert security.keys() == {
        "ContentSecurityPolicy",
        "ContentTypeOptions",
        "ReferrerPolicy",
        "StrictTransportSecurity",
    }


def test_pages_are_told_the_pools_that_the_policy_lets_them_ask(stack: Stack) -> None:
    """config.json's `identity` is an address of the content security policy."""
    assert stack.outputs["IdentityUrl"] == IDENTITY + "/"


def test_receipts_can_be_fetched_by_pages(stack: Stack) -> None:
    """A page may read the receipt that it was given an address of, from any origin and without credentials."""
    assert stack.properties("ReceiptsBucket")["CorsConfiguration"] == {
        "CorsRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]
    }


def test_functions_run_before_the_cache(stack: Stack) -> None:
    """Each behaviour rewrites addresses by the function of its origin, published with the stack."""
    for each in behaviors(stack):
        function = {"site": "SitePaths", "api": "ApiPaths"}[each["TargetOriginId"]]
        [association] = each["FunctionAssociations"]
        assert association == {"EventType": "viewer-request", "FunctionARN": f"<{function}.FunctionARN>"}
        assert stack.properties(function)["AutoPublish"] is True
        assert stack.properties(function)["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"


def test_the_api_gets_its_own_paths(stack: Stack) -> None:
    """/api is cut off once, and nothing else changes."""
    paths = ["/offices", "/offices/bogor/availability", "/api/x", "/bookings/%20/", "/"]
    assert rewritten(code(stack, "ApiPaths"), [f"/api{path}" for path in paths]) == paths


SEGMENT = st.text("abz09.-_~%2", max_size=8)
PATH = st.lists(SEGMENT, max_size=4).map(lambda segments: "/" + "/".join(segments))


@given(st.lists(PATH, min_size=100, max_size=100))
@hypothesis_settings(max_examples=5)
def test_both_servers_lead_a_path_to_the_same_file(paths: list[str]) -> None:
    """CloudFront's function and the local server agree on every path."""
    table = [
        "/",
        "/kantor",
        "/kantor/",
        "/kantor/bogor",
        "/petugas",
        "/petugas/",
        "/petugas/masuk/kode",
        "/petugas/app.js",
        "/petugasan/a",
        "/app.js",
        "/lib/words/texts.js",
        "//",
        "/a.b/c",
        "/.well-known/x",
    ]
    uris = table + paths
    found = rewritten(code(usual(), "SitePaths"), uris)
    assert [unquote(uri.removeprefix("/")) for uri in found] == [site.file_of(uri) for uri in uris]


def test_tls_and_protocols_are_of_today(stack: Stack) -> None:
    """HTTP/3 for lossy lines, IPv6, edges in Indonesia; with a name of its own TLS 1.2 or newer."""
    config = distribution(stack)
    assert config["HttpVersion"] == "http2and3"
    assert config["IPV6Enabled"] is True
    assert config["PriceClass"] == "PriceClass_200"
    assert config["ViewerCertificate"] == {"CloudFrontDefaultCertificate": True}
    assert not {"Aliases", "WebACLId", "Logging"} & config.keys()


def test_a_domain_and_a_web_acl_can_be_given() -> None:
    """The parameters reach the distribution, and the site's address is then the domain."""
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/a"
    acl = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b"
    stack = Stack({"SiteDomain": "antrean.example", "SiteCertificateArn": certificate, "SiteWebAclArn": acl})
    config = distribution(stack)
    assert config["Aliases"] == ["antrean.example"]
    assert config["ViewerCertificate"] == {
        "AcmCertificateArn": certificate,
        "SslSupportMethod": "sni-only",
        "MinimumProtocolVersion": "TLSv1.2_2021",
    }
    assert config["WebACLId"] == acl
    assert stack.outputs["SiteUrl"] == "https://antrean.example"


def test_a_stack_says_who_answers_for_data_where_it_was_told(stack: Stack) -> None:
    """The controller and the contact of the page on privacy are parameters; a stack without them says nothing."""
    assert not {"Controller", "PrivacyContact"} & stack.outputs.keys()
    named = Stack({"Controller": "Direktorat Jenderal Imigrasi", "PrivacyContact": "pdp@imigrasi.example.go.id"})
    assert named.outputs["Controller"] == "Direktorat Jenderal Imigrasi"
    assert named.outputs["PrivacyContact"] == "pdp@imigrasi.example.go.id"
