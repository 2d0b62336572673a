/**
 * The Keystone face: the part of OpenStack's Identity API v3 by which workloads log in with an ID token, scope,
 * validate and revoke, and by which an operator sets that up. A file for each kind of thing. It is a door for
 * workloads, not a replacement of Keystone: nobody has a password here.
 */

import type { Face } from "../http.ts";
import type { FaceServices } from "../services.ts";
import { withCommonHeaders, writeError } from "./errors.ts";
import { huaweiFace } from "./huawei/routes.ts";
import { mounts } from "./links.ts";
import { operatorRoutes } from "./operator/routes.ts";
import { mountRoutes, versionRoutes } from "./versions.ts";

/** The faces as the application mounts them. */
export function keystoneFaces(services: FaceServices): readonly Face[] {
  return [
    {
      ...shared,
      prefixes: mounts.map((mount) => `${mount}/v3`),
      routes: (instance) => {
        withCommonHeaders(instance);
        versionRoutes(instance, services);
        operatorRoutes(instance, services);
      },
    },
    // Before the mounts, which are beginnings of its paths.
    huaweiFace(services),
    {
      ...shared,
      prefixes: mounts.filter((mount) => mount !== ""),
      routes: (instance) => {
        withCommonHeaders(instance);
        mountRoutes(instance, services);
      },
    },
  ];
}

const shared = {
  errorWriter: writeError,
  nothingHere:
    "This is Countersign, which speaks the part of OpenStack's Identity API that is about logging workloads in. There is nothing at this path; docs/faces/keystone.md lists those there are.",
  bodies: ["json"],
} as const satisfies Omit<Face, "prefixes" | "routes">;
