/**
 * Absolute links: they lead where the caller came from, the public URL asked for and the mount below it, because
 * clients follow them. Collections carry links of a page, of which there is only ever one.
 */

import type { FastifyRequest } from "fastify";
import type { JsonObject } from "../../core/terms.ts";
import { linkBase } from "../public-url.ts";
import type { FaceServices } from "../services.ts";

/** Where reverse proxies usually put Keystone, beside the root. */
export const mounts = ["/identity", "/keystone"] as const;

/** The public URL asked for, with the mount below it; without a slash at its end. */
export function baseOf({ settings }: Pick<FaceServices, "settings">, request: FastifyRequest): string {
  const { originalUrl } = request;
  const mount = mounts.find((one) => originalUrl === one || originalUrl.startsWith(`${one}/`));
  return `${linkBase(settings, request)}${mount ?? ""}`;
}

/** The base of this face's own paths. */
export function endpointOf(services: Pick<FaceServices, "settings">, request: FastifyRequest): string {
  return `${baseOf(services, request)}/v3`;
}

/**
 * The absolute URL of one thing.
 * @param segments behind the endpoint, as they are; each is percent-encoded here
 */
export function linkTo(endpoint: string, ...segments: readonly string[]): string {
  return [endpoint, ...segments.map(encodeURIComponent)].join("/");
}

/** A document with the link to its place in a collection. */
export function linked(
  endpoint: string,
  collection: string,
  document: JsonObject & { readonly id: string },
): JsonObject {
  return { ...document, links: { self: linkTo(endpoint, collection, document.id) } };
}

/**
 * `links` of a collection: the URL that was asked, with its query.
 * @param endpoint as `endpointOf` gives it
 */
export function pageLinks(endpoint: string, request: FastifyRequest): JsonObject {
  const asked = request.url.slice(request.url.indexOf("/v3") + "/v3".length);
  return { next: null, self: `${endpoint}${asked}`, previous: null };
}
