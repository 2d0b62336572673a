/** A login in the core's words, and what its token says. */

import type { WantedTarget } from "../../../core/directory/target.ts";
import type { ClientFacts, ExchangeRequest } from "../../../core/exchange-request.ts";
import type { TokenGrant } from "../../../core/terms.ts";
import type { FaceSettings } from "../../services.ts";
import type { Door } from "../doors.ts";
import { faceName } from "../guard.ts";
import { hasOidcConfiguration } from "../huawei/translate-oidc-configuration.ts";
import { layoutToken, type TokenContents } from "./profile.ts";

/** What somebody presents who knocks at a door. */
export interface Knock {
  readonly idToken: string;
  /** What the token is to be for at once; null: nothing yet. */
  readonly target: WantedTarget | null;
}

/** @param door that is known to be there */
export function toLoginRequest(
  door: Door,
  { idToken, target }: Knock,
  caller: { readonly requestId: string; readonly client: ClientFacts },
  settings: Pick<FaceSettings, "requireAudience">,
): ExchangeRequest {
  return {
    requestId: caller.requestId,
    face: faceName,
    subjectToken: idToken,
    provider: { kind: "among", ids: door.identityProvider.providers.map(({ id }) => id) },
    expectedIssuer: null,
    entry: { kind: "protocol", protocol: door.protocol.name },
    project: null,
    mapping: null,
    audience: { requested: [], rule: "known_only" },
    scope: [],
    target,
    requiresAudience: settings.requireAudience,
    wantsReferenceToken: "if_long",
    layout: (facts) => layoutToken(contentsOfLogin(door, facts.grant))(facts),
    context: {},
    client: caller.client,
  };
}

/** @param grant as it was settled: everything in it by its id */
export function contentsOfLogin({ identityProvider, protocol }: Door, grant: TokenGrant): TokenContents {
  const { user, groups, projectRoles, audience } = grant;
  const [id, name] = [user?.id ?? "", user?.name ?? ""];
  const domainId = user?.domain?.id ?? "";
  return {
    user: { id, name, domain: { id: domainId, name: user?.domain?.name ?? domainId } },
    // Who exists without this login is nobody's but the directory's.
    door: user?.local === true ? null : { identityProvider: identityProvider.id, protocol: protocol.name },
    groupIds: groups.flatMap((group) => (group.id === null ? [] : [group.id])),
    given: projectRoles.map(({ project, roles }) => ({ project, roleIds: roles })),
    scope: grant.target ?? null,
    // Huawei's federation has one word for all of them.
    methods: [hasOidcConfiguration(identityProvider.annotations) ? "mapped" : protocol.name],
    rootAuditId: null,
    administers: false,
    introspects: [],
    audience,
  };
}
