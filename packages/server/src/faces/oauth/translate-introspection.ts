/** From a live token to the answer about it, without any effect. */

import type { Principal } from "../../core/access.ts";
import { ownMember, withoutUndefined } from "../../core/json.ts";
import type { EpochSeconds, JsonObject } from "../../core/terms.ts";
import type { LiveToken } from "../services/tokens.ts";
import type { IntrospectionAnswer } from "./wire-tokens.ts";

/** RFC 7662 section 2.2: nothing else is said of a token that is not active. */
export const inactive: IntrospectionAnswer = { active: false };

/** @see RFC 7662 section 2.2 */
export function toIntrospectionAnswer({ claims, provider, description }: LiveToken): IntrospectionAnswer {
  const { scope, username, groups, roles } = description;
  const clientId = ownMember(claims, "client_id") ?? provider;
  return {
    active: true,
    ...(scope !== undefined && { scope }),
    ...(clientId !== null && { client_id: clientId }),
    ...(username !== undefined && { username }),
    token_type: "Bearer",
    ...registeredClaims(claims),
    ...(groups !== undefined && { groups }),
    ...(roles !== undefined && { roles }),
  };
}

function registeredClaims(claims: JsonObject): JsonObject {
  const names = ["exp", "iat", "sub", "aud", "iss", "jti"];
  return withoutUndefined(Object.fromEntries(names.map((name) => [name, ownMember(claims, name)])));
}

/**
 * The payload of a signed answer. Its own `aud` is the resource server that asked: by the name of its secret,
 * which it sends as client id, and by its audiences. What the token says stays inside, so that the answer is never taken for the token.
 * @see RFC 9701 section 5
 */
export function toSignedIntrospection(
  answer: IntrospectionAnswer,
  about: { readonly issuer: string; readonly asker: Principal; readonly issuedAt: EpochSeconds },
): JsonObject {
  const { introspects, name } = about.asker;
  const clientId = name.replace(/^service:/, "");
  return {
    iss: about.issuer,
    aud: [clientId, ...(introspects === "every" ? [] : introspects)],
    iat: about.issuedAt,
    token_introspection: withoutUndefined(answer),
  };
}
