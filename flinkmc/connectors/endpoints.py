"""MaxCompute's endpoints: what the URL of its service or of its Tunnel says of region and network.

The host names and regions are in `grammars/connectors/endpoints.toml`.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple, get_args

from flinkmc import data

Kind = Literal["service", "tunnel"]
Modern = Literal["public", "vpc", "intranet"]
Network = Literal["public", "vpc", "intranet", "legacy"]


class Endpoint(NamedTuple):
    """A URL, taken apart. Of a host that is not MaxCompute's, `kind` and `network` are "unknown", `region` is ""."""

    scheme: str  # "http", "https", another one, or "" for none
    host: str  # in lower case, without the port
    port: str
    path: str  # as written, from the first slash
    kind: Kind | Literal["unknown"]
    region: str  # such as "cn-hangzhou", known or not; "" for hosts that serve no single region
    network: Network | Literal["unknown"]
    has_api: bool  # the path is /api, with or without a slash behind it


class _Pattern(NamedTuple):
    before: str
    after: str
    whole: bool  # a host name without a region: `before` is all of it
    kind: Kind
    network: Network


class _Hosts(NamedTuple):
    patterns: tuple[_Pattern, ...]  # the more specific before the others
    regions: frozenset[str]
    service_path: str


@cache
def _hosts() -> _Hosts:
    import tomllib

    tables = tomllib.loads(data.read_text("connectors", "endpoints.toml"))
    patterns = [
        _pattern(host, kind, network)
        for network in get_args(Network)
        for kind in get_args(Kind)
        for host in tables["network"][network][kind]
    ]
    patterns.sort(key=lambda pattern: (not pattern.whole, -len(pattern.before + pattern.after)))
    return _Hosts(tuple(patterns), frozenset(tables["region"]), tables["service-path"])


def _pattern(host: str, kind: Kind, network: Network) -> _Pattern:
    before, region, after = host.partition("{region}")
    return _Pattern(before, after, not region, kind, network)


def regions() -> frozenset[str]:
    """The ids of the regions that are known. There are others: an unknown region is no mistake."""
    return _hosts().regions


def parse(url: str) -> Endpoint:
    """Takes any text for an endpoint; a part that is not there is an empty text. Never raises."""
    scheme, mark, rest = url.strip().partition("://")
    if not mark:
        scheme, rest = "", url.strip()
    authority, slash, path = rest.partition("/")
    host, _, port = authority.lower().partition(":")
    kind, network, region = _recognise(host)
    has_api = (slash + path).rstrip("/") == _hosts().service_path
    return Endpoint(scheme.lower(), host, port, slash + path, kind, region, network, has_api)


def _recognise(host: str) -> tuple[Kind | Literal["unknown"], Network | Literal["unknown"], str]:
    for before, after, whole, kind, network in _hosts().patterns:
        if whole and host == before:
            return kind, network, ""
        region = host.removeprefix(before).removesuffix(after)
        if not whole and host == before + region + after and _is_region(region):
            return kind, network, region
    return "unknown", "unknown", ""


def _is_region(text: str) -> bool:
    """Two letters for the country or continent, then parts between hyphens, none of which names a network."""
    first, *others = text.split("-")
    names_place = all(part.isalnum() and part not in get_args(Network) for part in others)
    return text.isascii() and len(first) == 2 and first.isalpha() and names_place


def url(kind: Kind, region: str, network: Modern, scheme: str = "https") -> str:
    """The endpoint of a region in a network, such as https://dt.cn-hangzhou-vpc.maxcompute.aliyun-inc.com."""
    pattern = next(one for one in _hosts().patterns if (one.kind, one.network) == (kind, network))
    path = _hosts().service_path if kind == "service" else ""
    return f"{scheme}://{pattern.before}{region}{pattern.after}{path}"


def corrected(endpoint: Endpoint) -> str:
    """The URL as it should be: a scheme (https where there is none), /api behind the service, nothing behind a Tunnel.

    One whose host is not known stays as it is.
    """
    host = f"{endpoint.host}:{endpoint.port}" if endpoint.port else endpoint.host
    path = {"service": _hosts().service_path, "tunnel": "", "unknown": endpoint.path}[endpoint.kind]
    scheme = endpoint.scheme or ("https" if endpoint.kind != "unknown" else "")
    return f"{scheme}://{host}{path}" if scheme else host + path
