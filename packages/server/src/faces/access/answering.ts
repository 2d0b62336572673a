/** What the routes of this face share: who may come in, and how a fault of reading or changing becomes an answer. */

import type { FastifyReply, FastifyRequest } from "fastify";
import { mayAdminister, mayManageSomething } from "../../core/access.ts";
import type { Change } from "../../core/configuring/configuration.ts";
import type { JsonObject } from "../../core/terms.ts";
import { admitCaller } from "../admit-caller.ts";
import { principalOf, requireCredential } from "../credentials.ts";
import { HttpFailure } from "../http-failure.ts";
import type { FaceServices } from "../services.ts";
import { type ChangedThing, failureOfChange, failureOfRefusal, tokenFaultPhrases } from "./errors.ts";
import { faceName } from "./translate.ts";
import type { Read } from "./wire.ts";

/** An `onRequest` hook that lets only holders of a good credential pass. */
export function authenticated(services: FaceServices) {
  return requireCredential(services, faceName, tokenFaultPhrases);
}

/** An `onRequest` hook that lets pass who is within the limit of those that ask for a token. */
export function admitted(services: FaceServices) {
  return admitCaller(services, faceName, (refusal) =>
    failureOfRefusal(refusal, "unverified", services.settings.disclosure),
  );
}

/** Route options: a good credential, and one that manages something at all. */
export function guard(services: FaceServices) {
  const mustManage = async (request: FastifyRequest): Promise<void> => {
    if (!mayManageSomething(principalOf(request))) {
      throw new HttpFailure(
        403,
        "forbidden",
        "This credential may not see or change OIDC integrations or projects. Use an administrator's, or one with the role Project Admin.",
      );
    }
  };
  return { onRequest: [authenticated(services), mustManage] };
}

/** Route options: a good credential, and an administrator's. @param deed how a sentence goes on after "Only administrators" */
export function administrating(services: FaceServices, deed: string) {
  const mustAdminister = async (request: FastifyRequest): Promise<void> => {
    if (mayAdminister(principalOf(request))) return;
    throw new HttpFailure(
      403,
      "forbidden",
      `Only administrators ${deed}: use an administrator's credential.`,
    );
  };
  return { onRequest: [authenticated(services), mustAdminister] };
}

/** @throws HttpFailure 400 with the fault's message */
export function must<T>(read: Read<T>): T {
  if (read.ok) return read.value;
  throw new HttpFailure(400, "bad_request", /[.?]$/.test(read.message) ? read.message : `${read.message}.`);
}

/** @throws HttpFailure when the change was refused */
export function settled<T>(change: Change<T>, thing: ChangedThing): T {
  if (change.ok) return change.value;
  throw failureOfChange(change.refusal, thing);
}

export function created(reply: FastifyReply, document: JsonObject): JsonObject {
  reply.code(201);
  return document;
}
