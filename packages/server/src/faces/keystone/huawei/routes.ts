/** What of Huawei Cloud's IAM is below `/v3.0`, where refusals have an envelope of their own. */

import type { Face } from "../../http.ts";
import type { FaceServices } from "../../services.ts";
import { withCommonHeaders } from "../errors.ts";
import { mounts } from "../links.ts";
import { absentRoutes } from "./absent.ts";
import { writeError } from "./errors.ts";
import { oidcConfigurationRoutes } from "./oidc-configurations.ts";
import { tokenPath, tokenRoutes } from "./tokens.ts";

/** The part of the face below `/v3.0`. */
export function huaweiFace(services: FaceServices): Face {
  return {
    prefixes: ["/v3.0"],
    mounts,
    errorWriter: writeError,
    nothingHere:
      "This is Countersign, which speaks the part of Huawei Cloud's IAM that is about logging workloads in. There is nothing at this path; docs/faces/keystone.md lists those there are.",
    exchangePath: tokenPath,
    bodies: ["json"],
    routes: (instance) => {
      withCommonHeaders(instance);
      oidcConfigurationRoutes(instance, services);
      tokenRoutes(instance, services);
      absentRoutes(instance);
    },
  };
}
