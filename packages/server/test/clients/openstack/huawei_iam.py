"""Huawei Cloud's SDK for Python, unmodified: calls the operation it is told, with the members it is told.

A line of JSON in: {"operation": "keystone_list_auth_projects", "request": {…}, "token": "X-Auth-Token, or none"}.
A line of JSON out: what the SDK made of the answer, or of the error.

The SDK signs every request with access keys, which mean nothing here; the token goes into `preset_headers`, which are
sent with each. A request's members are those of the SDK's own model of it, and a body's of the model of the body.
"""

import json
import os
import sys

import huaweicloudsdkiam.v3 as iam
from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException

client = (
    iam.IamClient.new_builder()
    .with_credentials(GlobalCredentials("access-key", "secret-key", "default"))
    .with_endpoint(os.environ["URL"])
    .build()
)


def modelled(kind, members):
    """An object of the SDK's model of that name, its members likewise where they have models of their own."""
    model = getattr(iam, kind, None)
    if model is None:
        return members
    types = model.openapi_types
    return model(**{name: as_typed(types[name], value) for name, value in members.items()})


def as_typed(kind, value):
    if kind.startswith("list["):
        return [as_typed(kind[5:-1], item) for item in value]
    return modelled(kind, value) if isinstance(value, dict) else value


def call(operation, request=None, token=None):
    client.preset_headers = {} if token is None else {"X-Auth-Token": token}
    kind = "".join(word.capitalize() for word in operation.split("_")) + "Request"
    return getattr(client, operation)(modelled(kind, request or {}))


for line in sys.stdin:
    try:
        answered = call(**json.loads(line))
        answer = {"status": answered.status_code, "answer": answered.to_dict()}
    except ServiceResponseException as error:
        answer = {
            "status": error.status_code,
            "error": {"code": error.error_code, "message": error.error_msg, "request": error.request_id},
        }
    print(json.dumps(answer), flush=True)
