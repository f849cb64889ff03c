"""The interface's description (OpenAPI 3.1), made of the declarations by which it answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from publication.api.answering import FRESH_FOR_SECONDS, plain
from publication.api.asking import path_of, root_of
from publication.api.catalogue import RESOURCES, groups
from publication.api.problems import MEDIA_TYPE
from publication.api.resources import VERSION, Resource, every_object
from publication.cqc_shape.limits import AsOften
from publication.figures import Missing
from publication.licence import LICENCE

_MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.1"
_PROBLEM = {
    "type": "object",
    "description": "Why a question can't be answered (RFC 9457).",
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "Which kind of problem it is, and where that is explained.",
        },
        "title": {"type": "string", "description": "The kind in words."},
        "status": {"type": "integer", "description": "The status of the answer."},
        "detail": {"type": "string", "description": "What is wrong this time, and what would be right."},
        "parameter": {"type": "string", "description": "The query parameter at fault, where one is."},
    },
    "required": ["type", "title", "status", "detail"],
}
_HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "Send it back as If-None-Match: an answer that has not changed is 304, without a body.",
        "schema": {"type": "string"},
    },
    "Cache-Control": {
        "description": f"Whoever stands between may keep it for {FRESH_FOR_SECONDS} seconds.",
        "schema": {"type": "string"},
    },
    "Link": {
        "description": "The licence, this description, its pages for people, and the other pages of a list.",
        "schema": {"type": "string"},
    },
}
_FAULTS = {
    "400": "A query parameter is unknown or can't be read.",
    "404": "Nothing is published of what the address names.",
    "429": "Too many requests; Retry-After says when to ask again.",
}


def description(request: HttpRequest, *, demonstration: bool) -> HttpResponse:
    """Answer with the description."""
    return plain(request, described(root_of(request), demonstration=demonstration), _MEDIA_TYPE)


def described(root: str, *, demonstration: bool) -> dict[str, Any]:
    """Return the description of the interface to real or to invented organisations, at a site's address."""
    base = path_of("api_root", demonstration=demonstration).rstrip("/")
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "The published record of hospitals' safety",
            "version": VERSION.removeprefix("v") + ".0.0",
            "description": _about(demonstration),
            "license": {"name": "Open Government Licence v3.0", "url": LICENCE},
            **({"contact": {"email": settings.CONTACT_EMAIL}} if settings.CONTACT_EMAIL else {}),
        },
        "externalDocs": {"url": root + reverse("public:api"), "description": "The same for people."},
        "servers": [{"url": root + base, "description": "Invented trusts" if demonstration else "Real trusts"}],
        "tags": [{"name": group.slug, "description": group.about} for group in groups()],
        "paths": {resource.template: {"get": _operation(resource)} for resource in RESOURCES},
        "components": {
            "schemas": {**every_object(RESOURCES), "Problem": _PROBLEM},
            "headers": _HEADERS,
            "responses": {
                status: {
                    "description": meaning,
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                    **(
                        {
                            "headers": {
                                "Retry-After": {
                                    "description": "In how many seconds to ask again.",
                                    "schema": {"type": "integer"},
                                }
                            }
                        }
                        if status == "429"
                        else {}
                    ),
                }
                for status, meaning in _FAULTS.items()
            },
        },
    }


def _about(demonstration: bool) -> str:
    words = "; ".join(f"{each.label}: {each.meaning}" for each in Missing)
    other = "Real trusts are below /api/v1." if demonstration else "Invented ones are below /demonstration/api/v1."
    return (
        "Read only, open to everybody, without a key. Names and meanings of fields stay the same within a version;"
        " fields may be added. A number that is null has its reason in missing, by the field's name. "
        f"{words} Codes are those of the register (ODS), in capitals or not. Days and times are ISO 8601; times are"
        f" London's with their offset. Unknown query parameters are refused. {AsOften().words} {other}"
    )


def _operation(resource: Resource) -> dict[str, Any]:
    parameters = [part.described() for part in resource.in_path] + [each.described() for each in resource.parameters]
    return {
        "operationId": resource.name.removeprefix("api_"),
        "summary": resource.title,
        "description": resource.about,
        "tags": [resource.group.slug],
        **({"parameters": parameters} if parameters else {}),
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS},
                "content": {"application/json": {"schema": resource.answer.schema()}},
            },
            "304": {"description": "The answer is the one whose ETag was sent as If-None-Match."},
            **{
                status: {"$ref": f"#/components/responses/{status}"}
                for status in _FAULTS
                if status != "404" or resource.in_path
            },
        },
    }
