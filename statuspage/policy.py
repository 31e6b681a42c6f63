"""What a browser may load and do in our documents: the content security policy, and how a page opens it."""

from collections.abc import Mapping, Sequence

_POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'",),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}


def policy(more: Mapping[str, Sequence[str]] | None = None, **instead: str) -> str:
    """The policy of all documents, with `more` sources by directive and others `instead` (`frame_src=...`).

    Whatever is given comes from our own code or from settings that were checked to be origins.
    """
    found = {name: [*sources, *(more or {}).get(name, ())] for name, sources in _POLICY.items()}
    found |= {name.replace("_", "-"): [sources] for name, sources in instead.items()}
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in found.items())
