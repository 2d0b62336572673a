/**
 * What Huawei Cloud's clients ask for besides and is not here: access keys, permanent or temporary. A request signed
 * with one would have to be checked with the secret itself, which no server should hold for a workload.
 */

import type { FastifyInstance } from "fastify";
import { failure } from "../errors.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

export function absentRoutes(instance: FastifyInstance): void {
  instance.route({
    method: methods,
    url: "/OS-CREDENTIAL/*",
    handler: () => {
      throw failure(404, {
        message: "Could not find access keys.",
        advice:
          "There are no access keys here, and no requests signed with them: send the token from X-Subject-Token as X-Auth-Token. Huawei Cloud's built-in federated credentials ask for a temporary access key, and cannot be used.",
      });
    },
  });
}
