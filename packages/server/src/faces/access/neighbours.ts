/**
 * The prefixes beside `/access` that JFrog's clients call in passing: a few harmless answers, and for everything
 * else a 404 in the shape clients know that says what this server is. Each has an envelope and a 404 of its own,
 * since to a client each is a product of its own.
 */

import type { Face } from "../http.ts";
import type { FaceServices } from "../services.ts";
import { toArtifactoryErrorDocument, toErrorDocument } from "./errors.ts";
import { baseUrlSink, reportSink } from "./sinks.ts";
import { artifactorySystemRoutes } from "./system.ts";

const whatThisIs = "This is Countersign, which issues access tokens to JFrog's clients.";

/** Shows nothing: the picture that setup-jfrog-cli puts into each job's summary only counts readers. */
const emptyPicture = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** As the application mounts them beside `/access`. */
export function neighbourFaces(services: FaceServices): readonly Face[] {
  return [
    {
      prefixes: ["/artifactory"],
      errorWriter: (problem) => ({ body: toArtifactoryErrorDocument(problem) }),
      nothingHere: `${whatThisIs} It is not Artifactory, and has neither repositories nor a licence. Send what is about artifacts to your Artifactory; where a token was asked for, leave /artifactory out of the address.`,
      bodies: "dropped",
      routes: (instance) => {
        artifactorySystemRoutes(instance, services);
        reportSink(instance, "/api/system/usage");
        baseUrlSink(instance, "/api/system/configuration/baseUrl");
      },
    },
    {
      prefixes: ["/jfconnect"],
      errorWriter: (problem) => ({ body: toErrorDocument(problem) }),
      nothingHere: `${whatThisIs} It has nothing else of JFConnect, and needs no entitlement. Leave this request out.`,
      bodies: "dropped",
      routes: (instance) => reportSink(instance, "/api/v1/backoffice/metrics/log"),
    },
    {
      prefixes: ["/evidence"],
      errorWriter: (problem) => ({ body: toErrorDocument(problem) }),
      nothingHere: `${whatThisIs} It keeps no evidence. Send this request to your JFrog Platform.`,
      bodies: "dropped",
      routes: (instance) => {
        instance.get("/api/v1/config", async () => ({ external_evidence_collection_supported: false }));
      },
    },
    {
      prefixes: ["/ui"],
      errorWriter: (problem) => ({ body: toErrorDocument(problem) }),
      nothingHere: `${whatThisIs} It has no user interface of JFrog's, and no sign-in by password. Administrators use the command countersign, or the API below /api/v1.`,
      bodies: "dropped",
      routes: (instance) => {
        instance.get("/api/v1/u", async (_request, reply) => reply.type("image/gif").send(emptyPicture));
      },
    },
  ];
}
