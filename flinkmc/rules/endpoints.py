"""Where a sink reaches MaxCompute: endpoints that are malformed, that disagree, or that another would serve better."""

from __future__ import annotations

from collections.abc import Iterator

from flinkmc.connectors import endpoints
from flinkmc.connectors.endpoints import Endpoint, corrected, url
from flinkmc.flink import model as flink
from flinkmc.lint.diagnostic import Finding, Fix, Note, replace, unsafe_replace
from flinkmc.lint.project import Sink
from flinkmc.lint.rule import rule
from flinkmc.rules.given import given

_SERVICE, _TUNNEL = "endpoint", "tunnel-endpoint"
_KINDS = {"service": "the service", "tunnel": "the Tunnel"}
_NETWORKS = {
    "public": "the public network",
    "vpc": "the VPC",
    "intranet": "the interconnection of cloud products",
    "legacy": "the classic network",
    "unknown": "an unknown network",
}


def _given(sink: Sink, role: str) -> tuple[flink.Option, Endpoint] | None:
    """The endpoint of this role in the sink's own WITH, where it is known."""
    option, text = sink.option(sink.key(role)), sink.text(sink.key(role))
    if option is None or not text or not text.strip() or option not in given(sink):
        return None
    return option, endpoints.parse(text)


def _both(sink: Sink) -> Iterator[tuple[flink.Option, Endpoint]]:
    for role in (_SERVICE, _TUNNEL):
        if found := _given(sink, role):
            yield found


@rule("FMC702", "endpoint-not-encrypted", severity="info", needs=Sink, fix="unsafe")
def endpoint_not_encrypted(sink: Sink) -> Iterator[Finding]:
    """Data goes to MaxCompute without encryption.

    Both the service and the Tunnel speak `http` and `https`. Over `http` requests are signed, so that nobody can forge
    them, but whoever is on the way can read the rows.

    Bad:
        'odps.end.point' = 'http://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api'

    Good:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api'

    Source: MaxCompute's documentation, "Endpoints".
    """
    for option, endpoint in _both(sink):
        if endpoint.scheme == "http" and endpoint.kind != "unknown":
            better = f"'https{option.value.value.strip()[len('http') :]}'"
            fix = None if endpoint.port else unsafe_replace(option.value.span, better)
            yield Finding(
                option.value.span, f"'{option.key.value}' is not encrypted", "https is spoken here, too", fix=fix
            )


@rule("FMC703", "malformed-endpoint", severity="error", needs=Sink, fix="safe, unsafe")
def malformed_endpoint(sink: Sink) -> Iterator[Finding]:
    """The URL is not one at which MaxCompute answers.

    The service is called below `/api`, the Tunnel without any path, both with `http://` or `https://`. A service's URL
    in the place of the Tunnel's, or the other way round, does not work either. Hosts that are not MaxCompute's own,
    such as a proxy, are left alone.

    Bad:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com'

    Good:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api'

    Source: MaxCompute's documentation, "Endpoints".
    """
    for role, kind in ((_SERVICE, "service"), (_TUNNEL, "tunnel")):
        found = _given(sink, role)
        if found is None or found[1].kind == "unknown":
            continue
        option, endpoint = found
        if endpoint.kind != kind:
            message = f"'{option.key.value}' names the host of {_KINDS[endpoint.kind]}, not that of {_KINDS[kind]}"
            yield Finding(option.value.span, message)
        elif fault := _fault(endpoint):
            fix = _corrected(option, endpoint)
            label = f"write {fix.edits[0].content}" if fix else ""
            yield Finding(option.value.span, f"'{option.key.value}' {fault}", label, fix=fix)


def _corrected(option: flink.Option, endpoint: Endpoint) -> Fix | None:
    """Safe where a scheme, /api or a slash is all that is at fault."""
    if endpoint.scheme not in ("", "http", "https"):
        return None
    put = replace if endpoint.has_api or not endpoint.path.strip("/") else unsafe_replace
    return put(option.value.span, f"'{corrected(endpoint)}'")


def _fault(endpoint: Endpoint) -> str:
    if endpoint.scheme not in ("http", "https"):
        return f"begins with '{endpoint.scheme}://', not with https://" if endpoint.scheme else "lacks its https://"
    if endpoint.kind == "service" and not endpoint.has_api:
        return f"ends in '{endpoint.path}', not in /api" if endpoint.path.strip("/") else "lacks the /api at its end"
    if endpoint.kind == "tunnel" and endpoint.path.strip("/"):
        return f"has the path '{endpoint.path}', and the Tunnel has none"
    return ""


@rule("FMC704", "endpoints-disagree", severity="error", needs=Sink)
def endpoints_disagree(sink: Sink) -> Iterator[Finding]:
    """The service and the Tunnel are of two regions or of two networks.

    A project lives in one region, and the Tunnel of another does not have it. A job that reaches the service through
    one network and not the Tunnel through the other hangs, or ends in a time-out.

    Bad:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api',
        'odps.tunnel.end.point' = 'https://dt.cn-shanghai-vpc.maxcompute.aliyun-inc.com'

    Good:
        'odps.tunnel.end.point' = 'https://dt.cn-hangzhou-vpc.maxcompute.aliyun-inc.com'

    Source: MaxCompute's documentation, "Endpoints" and "Tunnel troubleshooting".
    """
    service, tunnel = _given(sink, _SERVICE), _given(sink, _TUNNEL)
    if service is None or tunnel is None or not service[1].region or not tunnel[1].region:
        return
    (option, one), (other_option, other) = service, tunnel
    notes = [Note(option.value.span, f"{one.region}, {_NETWORKS[one.network]}")]
    if one.region != other.region:
        message = f"the Tunnel is in {other.region}, the service in {one.region}"
        yield Finding(other_option.value.span, message, notes=notes)
    elif one.network != other.network and "legacy" not in (one.network, other.network):
        message = f"the Tunnel is reached by {_NETWORKS[other.network]}, the service by {_NETWORKS[one.network]}"
        yield Finding(other_option.value.span, message, notes=notes)


@rule("FMC705", "legacy-endpoint", severity="warning", needs=Sink, fix="unsafe")
def legacy_endpoint(sink: Sink) -> Iterator[Finding]:
    """The host is one of former years.

    Each region has hosts of its own today, by network. The old ones of the classic network, and those that serve
    several regions, are still written in many places; newer regions do not have them.

    Bad:
        'odps.end.point' = 'https://service.cn-hangzhou.maxcompute.aliyun-inc.com/api'

    Good:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api'

    Source: MaxCompute's documentation, "Endpoints".
    """
    for option, endpoint in _both(sink):
        if endpoint.network == "legacy":
            fix = _within_vpc(option, endpoint)
            advice = "take the host of the region and network in which the job runs"
            yield Finding(option.value.span, f"'{endpoint.host}' is a host of former years", help=advice, fix=fix)


@rule("FMC706", "public-endpoint", severity="info", needs=Sink, fix="unsafe")
def public_endpoint(sink: Sink) -> Iterator[Finding]:
    """Data takes the public network to MaxCompute.

    A job in a VPC of the project's region reaches MaxCompute inside of it, faster and without a fee for traffic. From
    elsewhere the public host is the right one: then say so once with a suppression.

    Bad:
        'odps.end.point' = 'https://service.cn-hangzhou.maxcompute.aliyun.com/api'

    Good:
        'odps.end.point' = 'https://service.cn-hangzhou-vpc.maxcompute.aliyun-inc.com/api'

    Source: MaxCompute's documentation, "Endpoints"; the connector's page advises the internal endpoint.
    """
    for option, endpoint in _both(sink):
        if endpoint.network == "public":
            fix = _within_vpc(option, endpoint)
            yield Finding(option.value.span, f"'{option.key.value}' goes by the public network", fix=fix)


def _within_vpc(option: flink.Option, endpoint: Endpoint) -> Fix | None:
    if not endpoint.region or endpoint.kind == "unknown" or endpoint.port:
        return None
    better = url(endpoint.kind, endpoint.region, "vpc", endpoint.scheme or "https")
    return unsafe_replace(option.value.span, f"'{better}'", "take the host inside the VPC")
