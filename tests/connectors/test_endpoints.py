"""Region, network and kind are read from an endpoint's host name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flinkmc.connectors import endpoints
from flinkmc.connectors.endpoints import corrected, parse, url

ALIYUN = "maxcompute.aliyun.com"
INTERNAL = "maxcompute.aliyun-inc.com"


@pytest.mark.parametrize(
    ("text", "kind", "region", "network"),
    [
        (f"http://service.cn-beijing.{ALIYUN}/api", "service", "cn-beijing", "public"),
        (f"https://dt.ap-southeast-1.{ALIYUN}", "tunnel", "ap-southeast-1", "public"),
        (f"http://service.cn-hangzhou-vpc.{INTERNAL}/api", "service", "cn-hangzhou", "vpc"),
        (f"http://dt.cn-shanghai-finance-1-vpc.{INTERNAL}", "tunnel", "cn-shanghai-finance-1", "vpc"),
        (f"http://service.cn-hangzhou-intranet.{INTERNAL}/api", "service", "cn-hangzhou", "intranet"),
        (f"http://service.cn-hangzhou.{INTERNAL}/api", "service", "cn-hangzhou", "legacy"),
        (f"http://service.cn.{ALIYUN}/api", "service", "", "legacy"),
        ("http://service.odps.aliyun.com/api", "service", "", "legacy"),
        (f"http://SERVICE.me-central-9.{ALIYUN.upper()}:80/api", "service", "me-central-9", "public"),
        (f"http://service.cn-hangzhou-vpc.{ALIYUN}/api", "unknown", "", "unknown"),  # no such pattern
        ("http://example.com/api", "unknown", "", "unknown"),
        ("${endpoint}", "unknown", "", "unknown"),
        ("", "unknown", "", "unknown"),
    ],
)
def test_reads_the_host(text: str, kind: str, region: str, network: str) -> None:
    endpoint = parse(text)
    assert (endpoint.kind, endpoint.region, endpoint.network) == (kind, region, network)


@pytest.mark.parametrize(
    ("text", "has_api", "right"),
    [
        (f"http://service.cn-beijing.{ALIYUN}", False, f"http://service.cn-beijing.{ALIYUN}/api"),
        (f"http://service.cn-beijing.{ALIYUN}/", False, f"http://service.cn-beijing.{ALIYUN}/api"),
        (f"http://service.cn-beijing.{ALIYUN}/api/", True, f"http://service.cn-beijing.{ALIYUN}/api"),
        (f"service.cn-beijing.{ALIYUN}/api", True, f"https://service.cn-beijing.{ALIYUN}/api"),
        (f"https://dt.cn-beijing.{ALIYUN}/api", True, f"https://dt.cn-beijing.{ALIYUN}"),
        (f"https://dt.cn-beijing.{ALIYUN}:8443", False, f"https://dt.cn-beijing.{ALIYUN}:8443"),
        ("http://proxy.example.com/mc/api", False, "http://proxy.example.com/mc/api"),
        ("proxy", False, "proxy"),
    ],
)
def test_corrects_scheme_and_path(text: str, has_api: bool, right: str) -> None:
    assert parse(text).has_api is has_api
    assert corrected(parse(text)) == right


@given(
    st.sampled_from(["service", "tunnel"]),
    st.sampled_from(sorted(endpoints.regions())),
    st.sampled_from(["public", "vpc", "intranet"]),
)
def test_a_written_endpoint_reads_back(kind: endpoints.Kind, region: str, network: endpoints.Modern) -> None:
    endpoint = parse(url(kind, region, network))
    assert (endpoint.kind, endpoint.region, endpoint.network) == (kind, region, network)
    assert corrected(endpoint) == url(kind, region, network)


@given(st.text(max_size=60))
def test_any_text_is_taken_and_corrected_once(text: str) -> None:
    right = corrected(parse(text))
    assert corrected(parse(right)) == right
