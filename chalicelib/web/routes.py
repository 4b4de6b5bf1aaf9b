"""The portal's own routes: health, and the description of the API."""

from typing import Any

from chalicelib.core import settings
from chalicelib.web.endpoint import Access, Api, Endpoint

api = Api(__name__)
described: list[Endpoint] = []
"""Every endpoint of the portal; `app.py` fills it when it registers the slices."""


@api.endpoint("GET", "/health", access=Access.PUBLIC)
def health() -> dict[str, Any]:
    """Whether the API answers, and which version."""
    return {"status": "ok", "version": settings.get().version}


@api.endpoint("GET", "/openapi.json", access=Access.PUBLIC)
def openapi() -> dict[str, Any]:
    """This API, described in OpenAPI 3.1."""
    from chalicelib.web.openapi import document

    return document(described)
