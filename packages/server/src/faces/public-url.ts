/** Absolute links follow the public URL the caller used; the issuer never does, it is the first of the list. */

import type { FastifyRequest } from "fastify";
import type { FaceSettings } from "./services.ts";

/**
 * Base of absolute links in the answer to this request, without trailing slash. A host that is none of the
 * public URLs' is never echoed.
 */
export function linkBase(
  settings: Pick<FaceSettings, "issuer" | "publicUrls">,
  request: Pick<FastifyRequest, "host">,
): string {
  const asked = request.host.toLowerCase();
  return settings.publicUrls.find((url) => new URL(url).host === asked) ?? settings.issuer;
}
