/**
 * The users that administrators' secrets stand for. They are in the default domain under the name of the secret, and
 * nothing of them is written: roles are given to their ids like to any other user's, and stay when a service token is
 * put in another's place under the same name.
 */

import type { Principal } from "../access.ts";
import { defaultDomainId } from "./predefined.ts";
import type { Digest } from "./settle.ts";

/** Of a principal whose secret is a service token. */
const ofServiceTokens = "service:";

export interface ServiceUser {
  readonly id: string;
  readonly domainId: string;
  readonly name: string;
}

/** @param principal of whom an administrator's secret was presented, or would be */
export function serviceUser(digest: Digest, principal: Pick<Principal, "name">): ServiceUser {
  const name = principal.name.startsWith(ofServiceTokens)
    ? principal.name.slice(ofServiceTokens.length)
    : principal.name;
  // What the id of a federated user is made of begins with a domain's id, which has no slash.
  return { id: digest(`/${principal.name}`), domainId: defaultDomainId, name };
}

/** The user of the service tokens of a name. */
export function userOfServiceToken(digest: Digest, name: string): ServiceUser {
  return serviceUser(digest, { name: `${ofServiceTokens}${name}` });
}

/** Whether the secret is a service token: the only one that is also the password of a user of its name. */
export function isServiceToken({ name, tokenId }: Pick<Principal, "name" | "tokenId">): boolean {
  return tokenId === null && name.startsWith(ofServiceTokens);
}
