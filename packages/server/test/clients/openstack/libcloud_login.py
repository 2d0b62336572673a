"""Logs in as libcloud does for a driver of OpenStack with `ex_force_auth_version="3.x_oidc_access_token"`.

Told, a line of JSON each, the constructor's arguments; answers what it made of the server's answers.
"""

import json
import sys

from libcloud.common.openstack_identity import OpenStackIdentity_3_0_Connection_OIDC_access_token as Connection


def login(arguments):
    connection = Connection(**arguments).authenticate()
    return {
        "token": connection.auth_token,
        "user": connection.auth_user_info,
        "roles": [role.name for role in connection.auth_user_roles],
        "catalog": connection.urls,
        "expires": connection.auth_token_expires.isoformat(),
    }


for line in sys.stdin:
    try:
        answer = login(json.loads(line))
    except Exception as error:  # whatever a user of the library would see
        answer = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(answer), flush=True)
