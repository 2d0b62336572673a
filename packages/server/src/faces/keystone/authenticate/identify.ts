/**
 * Who wants a token: the holder of one, or of a service token, which is the password of the user of its name and the
 * secret of an application credential. What is not good is answered alike whatever of it is wrong, so that nobody
 * learns whose names there are; guesses are counted and slowed down as everywhere (`FaceServices.authenticate`).
 */

import type { CredentialFault, Principal } from "../../../core/access.ts";
import { isServiceToken } from "../../../core/directory/service-users.ts";
import { ownMember } from "../../../core/json.ts";
import { faultSentences, tooMany } from "../../credentials.ts";
import type { HttpFailure } from "../../http-failure.ts";
import type { Caller, FaceServices } from "../../services.ts";
import { challenge, failure, unauthorized } from "../errors.ts";
import { faceName } from "../guard.ts";
import type { TokenContents } from "../tokens/profile.ts";
import { contentsOf } from "../tokens/standing.ts";
import { domainId } from "./scopes.ts";
import { type Identity, type Named, readTokenId } from "./wire.ts";

/** Somebody whose credential is good, and what a token made with it begins with. */
export interface Identified {
  readonly principal: Principal;
  /** As presented. */
  readonly credential: string;
  /** What the new token says but for its scope. */
  readonly contents: TokenContents;
}

/** @throws HttpFailure 401, 404 or 429 */
export async function identify(
  services: FaceServices,
  identity: Identity,
  caller: Caller,
  endpoint: string,
): Promise<Identified> {
  switch (identity.kind) {
    case "token":
      return await byToken(services, identity, caller, endpoint);
    case "password":
      return await bySecret(services, identity.password, caller, {
        method: identity.kind,
        endpoint,
        isMeant: ({ contents }) => isUser(services, identity.user, contents),
      });
    case "application_credential":
      return await bySecret(services, identity.secret, caller, {
        method: identity.kind,
        endpoint,
        isMeant: ({ contents, secretId }) =>
          (identity.id === null || [secretId, contents.user.name].includes(identity.id)) &&
          (identity.name === null || identity.name === contents.user.name) &&
          (identity.user === null || isUser(services, identity.user, contents)),
      });
  }
}

/** Methods there are whatever identity providers there are; the name of each protocol is one too. */
const usualMethods = ["password", "token", "mapped", "application_credential"];

async function byToken(
  services: FaceServices,
  { method, payload }: Extract<Identity, { readonly kind: "token" }>,
  caller: Caller,
  endpoint: string,
): Promise<Identified> {
  const registry = services.registry();
  const methods = [...usualMethods, ...registry.directory.list("protocol").map(({ name }) => name)];
  // What such a method takes is not known, so nothing of it is missed.
  if (!methods.includes(method) && ownMember(payload, "id") === undefined) {
    throw unsupported(methods, endpoint);
  }
  const token = readTokenId(payload, method);
  const presented = await services.authenticate(token, faceName, caller);
  if (!presented.ok) throw tooMany(presented.refusal);
  const found = presented.value;
  const contents = found.ok ? contentsOf(registry, found) : null;
  // By protocols that the directory does not know, a token may have come in all the same.
  if (!methods.includes(method) && contents?.door?.protocol !== method) {
    throw unsupported(methods, endpoint);
  }
  if (!found.ok) throw noToken(found.fault);
  if (contents === null) throw failure(404, { message: invalidToken, advice: faultSentences.suspended });
  if (method !== "token" && contents.door === null) {
    throw unauthorized(
      endpoint,
      "Only a token from an identity provider is presented by this method: use `token`.",
    );
  }
  return {
    principal: found.principal,
    credential: token,
    contents: {
      ...contents,
      methods: method === "token" ? [...new Set([...contents.methods, method])] : [method],
      // The chain is not kept for those who came in through an identity provider.
      rootAuditId: contents.door === null ? (contents.auditIds.at(-1) ?? null) : null,
    },
  };
}

const invalidToken = "Failed to validate token";

/** Keystone repeats the token here, which is as good as a password. */
function noToken(fault: CredentialFault): HttpFailure {
  const isOurs = fault !== "unknown" && fault !== "elsewhere";
  return failure(404, {
    message: isOurs ? invalidToken : "Could not find token.",
    advice: faultSentences[fault],
  });
}

function unsupported(methods: readonly string[], endpoint: string): HttpFailure {
  return failure(401, {
    message: "Attempted to authenticate with an unsupported method.",
    members: { identity: { methods: [...new Set(methods)] } },
    headers: challenge(endpoint),
  });
}

interface SecretDoor {
  readonly method: string;
  readonly endpoint: string;
  /** Whether the secret is that of whoever was named. */
  isMeant(found: { readonly contents: TokenContents; readonly secretId: string | null }): boolean;
}

async function bySecret(
  services: FaceServices,
  secret: string,
  caller: Caller,
  { method, endpoint, isMeant }: SecretDoor,
): Promise<Identified> {
  const presented = await services.authenticate(secret, faceName, caller);
  if (!presented.ok) throw tooMany(presented.refusal);
  const found = presented.value;
  if (!found.ok || !isServiceToken(found.principal)) throw unauthorized(endpoint, noPasswords);
  const contents = contentsOf(services.registry(), found);
  if (contents === null || !isMeant({ contents, secretId: found.secretId })) {
    throw unauthorized(endpoint, noPasswords);
  }
  return { principal: found.principal, credential: secret, contents: { ...contents, methods: [method] } };
}

const noPasswords =
  "There are no passwords here but service tokens: user name and password are the name and the text of one, in the domain Default. Workloads log in with an ID token.";

function isUser(services: FaceServices, named: Named, { user }: TokenContents): boolean {
  if (named.id !== null) return named.id === user.id;
  return named.name === user.name && domainId(services.registry(), named.domain) === user.domain.id;
}
