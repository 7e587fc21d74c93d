"""Where secrets stand in a text: the values of access keys, passwords and tokens. No output shows them.

Found by the words alone, not by statements, so that they are found in comments and in what no parser could read, too.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Sequence

from flinkmc.lint.script import File
from flinkmc.text.source import Span

_ACCESS_KEY = r"ac{1,2}es{1,2}[-_.]?(?:id|key)"
_NAMES = rf"{_ACCESS_KEY}|secret|password|passwd|token|api[-_.]?key"
_HINT = re.compile(_NAMES, re.IGNORECASE)
_STRING = r"'(?:[^']|'')*(?:'(?:\s*'(?:[^']|'')*'(?!\s*=))*)?"  # with the strings that follow it; perhaps never closed
_SECRET = re.compile(
    rf"""(?:{_NAMES})[\w.$-]{{0,64}}                             # a name that speaks of a secret
    (?:['"]\s*[=:,]?\s*|`?\s*[=:]\s*)                           # its end, and perhaps the sign that sets it
    (?:(?:n|u&|_[\w-]{{1,32}})?({_STRING}|"[^"]*"?)|(?<=[=:\s])([^\s'",;()<>=:][^\s'",;()<>]*))""",
    re.IGNORECASE | re.VERBOSE,
)
_SHORTEST = 4
"""What is shorter would be found in any message."""
_VISIBLE = re.compile(r"[^\r\n]")
_KEY_LIKE = re.compile(r"[0-9A-Za-z+/_-]{16,}={0,2}")
"""What looks like a key or a token: known for a secret in one place, it is hidden in every other."""
_HIDDEN = re.compile(r"(?:\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}|\*)+")


def names_access_key(key: str) -> bool:
    """Whether an option says of itself that it holds an access key, or a part of one."""
    return re.search(_ACCESS_KEY, key, re.IGNORECASE) is not None


def secret_spans(file: File) -> tuple[Span, ...]:
    """Where the values of secrets stand in a file, without their quotes, in the order of the text."""
    return spans(file.source.text)


def spans(text: str, known: frozenset[str] = frozenset()) -> tuple[Span, ...]:
    """Where the values of secrets stand in a text. Placeholders and values that are starred out are none.

    The keys among them, and those that are `known` from elsewhere, are found wherever else they stand.
    """
    named = _named(text)
    known |= _keys(text, named)
    if not known:
        return named
    words = (Span(*word.span()) for word in _KEY_LIKE.finditer(text) if word[0] in known)
    return tuple(sorted([*named, *(word for word in words if not _within(word, named))]))


def keys(text: str) -> frozenset[str]:
    """The secrets of a text that nothing else is likely to be spelt as."""
    return _keys(text, _named(text))


def hide(text: str, known: frozenset[str] = frozenset()) -> str:
    """The text with the value of every secret starred out; as long as before, so that places stay what they are."""
    pieces = []
    at = 0
    for start, end in spans(text, known):
        pieces += [text[at:start], _VISIBLE.sub("*", text[start:end])]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


def discreet(message: str, place: Span, text: str, secrets: Iterable[Span]) -> str:
    """A parser's message about a place, without what it quotes of the text where that is a secret."""
    for secret in secrets:
        if secret.start < place.end and place.start < secret.end:
            message = message.partition(", found ")[0]
        elif secret.end - secret.start >= _SHORTEST:
            message = message.replace(text[secret.start : secret.end], "…")
    return message


def _named(text: str) -> tuple[Span, ...]:
    """The values that a word before them says to be secrets."""
    if _HINT.search(text) is None:
        return ()
    return tuple(_value(match) for match in _SECRET.finditer(text) if not _HIDDEN.fullmatch(_inner(match)))


def _keys(text: str, found: Iterable[Span]) -> frozenset[str]:
    values = (text[start:end] for start, end in found)
    return frozenset(value for value in values if _KEY_LIKE.fullmatch(value))


def _within(word: Span, found: Sequence[Span]) -> bool:
    """Whether a word begins in one of the spans, which are in the order of the text."""
    before = bisect(found, word.start, key=lambda span: span.start) - 1
    return before >= 0 and word.start < found[before].end


def _value(match: re.Match[str]) -> Span:
    group = 1 if match[1] is not None else 2
    start = match.start(group) + (group == 1)
    return Span(start, start + len(_inner(match)))


def _inner(match: re.Match[str]) -> str:
    """The value, without the quotes around it."""
    quoted: str | None = match[1]
    if quoted is None:
        return match[2]
    return quoted[1:-1] if len(quoted) > 1 and quoted[-1] == quoted[0] else quoted[1:]
