/**
 * The Keystone face: the part of OpenStack's Identity API v3 by which workloads log in with an ID token, scope,
 * validate and revoke, and by which an operator sets that up. A file for each kind of thing. It is a door for
 * workloads, not a replacement of Keystone: nobody has a password here.
 */

import type { Face } from "../http.ts";
import type { FaceServices } from "../services.ts";
import { authenticationRoutes } from "./authenticate/routes.ts";
import { withCommonHeaders, writeError } from "./errors.ts";
import { huaweiFace } from "./huawei/routes.ts";
import { mounts } from "./links.ts";
import { operatorRoutes } from "./operator/routes.ts";
import { ownListRoutes } from "./own/lists.ts";
import { ownUserRoutes } from "./own/users.ts";
import { loginPath, loginRoutes } from "./tokens/login.ts";
import { validationRoutes } from "./tokens/validation.ts";
import { mountRoutes, versionRoutes } from "./versions.ts";

/** The faces as the application mounts them. */
export function keystoneFaces(services: FaceServices): readonly Face[] {
  return [
    {
      ...shared,
      exchangePath: loginPath,
      prefixes: ["/v3"],
      mounts,
      routes: (instance) => {
        withCommonHeaders(instance);
        versionRoutes(instance, services);
        loginRoutes(instance, services);
        validationRoutes(instance, services);
        authenticationRoutes(instance, services);
        ownListRoutes(instance, services);
        ownUserRoutes(instance, services);
        operatorRoutes(instance, services);
      },
    },
    // For clients that were given an address without /v3 (keystoneauth before 5.14).
    {
      ...shared,
      exchangePath: withoutExtension(loginPath),
      prefixes: [extension],
      mounts,
      routes: (instance) => {
        withCommonHeaders(instance);
        loginRoutes(instance, services, withoutExtension(loginPath));
      },
    },
    // Before the mounts, which are beginnings of its paths.
    huaweiFace(services),
    {
      ...shared,
      prefixes: mounts,
      routes: (instance) => {
        withCommonHeaders(instance);
        mountRoutes(instance, services);
      },
    },
  ];
}

const extension = "/OS-FEDERATION";

function withoutExtension(path: string): string {
  return path.slice(extension.length);
}

const shared = {
  errorWriter: writeError,
  nothingHere:
    "This is Countersign, which speaks the part of OpenStack's Identity API that is about logging workloads in. There is nothing at this path; docs/faces/keystone.md lists those there are.",
  bodies: ["json"],
} as const satisfies Omit<Face, "prefixes" | "routes">;
