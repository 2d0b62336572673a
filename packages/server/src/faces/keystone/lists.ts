/**
 * Answers that are lists, made document by document: one of some thousands takes longer than anybody may wait for
 * somebody else, so others have their turn in between.
 */

import type { FastifyReply, FastifyRequest } from "fastify";
import type { Steps } from "../../core/steps.ts";
import type { JsonObject } from "../../core/terms.ts";
import type { FaceServices } from "../services.ts";
import { endpointOf, linked, pageLinks } from "./links.ts";

/** Most entries of a list: reading more takes too long for whoever asks. What is left out is said. */
const mostListed = 5_000;

/** What a list is made of. */
export interface Listing<Thing> {
  /** The member of the answer. */
  readonly collection: string;
  /** What it is made from, in its order. */
  readonly things: Iterable<Thing>;
  /** What is listed of one; empty: nothing of it was asked for. No more are taken than are listed. */
  documentsOf(thing: Thing): Iterable<JsonObject>;
}

/** The text of an answer that is a list: a step for each thing that is looked at, and for each document. */
export function* listText<Thing>(
  { collection, things, documentsOf }: Listing<Thing>,
  links: JsonObject,
): Steps<string> {
  const texts: string[] = [];
  const whole = (more: JsonObject) =>
    `{${JSON.stringify(collection)}:[${texts.join(",")}],${JSON.stringify({ links, ...more }).slice(1)}`;
  for (const thing of things) {
    yield;
    for (const document of documentsOf(thing)) {
      if (texts.length === mostListed) return whole({ truncated: true });
      texts.push(JSON.stringify(document));
      yield;
    }
  }
  return whole({});
}

/** Answers with a list, at the URL that was asked. */
export async function sendList<Thing>(
  services: Pick<FaceServices, "settings" | "carryOut">,
  request: FastifyRequest,
  reply: FastifyReply,
  listing: Listing<Thing>,
): Promise<FastifyReply> {
  const links = pageLinks(endpointOf(services, request), request);
  const text = await services.carryOut(listText(listing, links));
  return reply.type("application/json; charset=utf-8").send(text);
}

/** Answers with a list of things that are all shown, each with the link to its own place. */
export function sendLinked<Thing>(
  services: Pick<FaceServices, "settings" | "carryOut">,
  request: FastifyRequest,
  reply: FastifyReply,
  kind: {
    readonly collection: string;
    show(thing: Thing): JsonObject & { readonly id: string };
  },
  things: readonly Thing[],
): Promise<FastifyReply> {
  const endpoint = endpointOf(services, request);
  return sendList(services, request, reply, {
    collection: kind.collection,
    things,
    documentsOf: (thing) => [linked(endpoint, kind.collection, kind.show(thing))],
  });
}
