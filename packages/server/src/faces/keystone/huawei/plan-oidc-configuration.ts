/**
 * What writing an OpenID Connect configuration changes. It makes the issuer it names the only one that its identity
 * provider accepts, and says with which keys and for whom that issuer's tokens are good. So that nothing another
 * client wrote is lost unnoticed, it is refused where the identity provider accepts other issuers already.
 */

import type { ChangeRefusal } from "../../../core/configuring/configuration.ts";
import { fault } from "../../../core/configuring/configuration-rules.ts";
import type { MakePlan } from "../../../core/directory/changes.ts";
import { findIdentityProvider, type SeenIdentityProvider } from "../../../core/directory/doors.ts";
import { planIdentityProviderReplacement } from "../../../core/directory/identity-providers.ts";
import { missing } from "../../../core/directory/refusals.ts";
import { quote } from "../../../core/explaining/quote.ts";
import type { Registry } from "../../../core/matching/registry.ts";
import type { JsonObject } from "../../../core/terms.ts";
import {
  annotateConfiguration,
  furnishProvider,
  standingConfiguration,
} from "./translate-oidc-configuration.ts";
import { readOidcConfiguration, type StandingConfiguration } from "./wire-oidc-configuration.ts";

/** `create`: where there is none yet; `change`: in parts, where there is one. */
export type Deed = "create" | "change";

type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: ChangeRefusal };

/** The configuration of an identity provider as it stands. */
export function findConfiguration(registry: Registry, id: string): Found<StandingConfiguration> {
  const found = findConfigured(registry, id);
  if (!found.ok) return found;
  const { standing } = found.value;
  return standing === null ? refused(none(id)) : { ok: true, value: standing };
}

/** @param body what was sent */
export function planConfiguration(id: string, body: JsonObject, deed: Deed): MakePlan<StandingConfiguration> {
  return (registry, tools) => {
    const found = findConfigured(registry, id);
    if (!found.ok) return found;
    const { identityProvider, standing } = found.value;
    if (deed === "create" && standing !== null) return refused(another(id));
    if (deed === "change" && standing === null) return refused(none(id));
    const read = readOidcConfiguration(body, standing);
    if (!read.ok) return refused({ kind: "invalid", field: "openid_connect_config", detail: read.message });
    const unusable = tools.rules.checkIssuerIdentifier(read.value.idp_url);
    if (unusable !== null) return refused(fault("issuerUrl", unusable));
    const others = identityProvider.issuers.filter((issuer) => issuer !== read.value.idp_url);
    if (standing === null && others.length > 0) return refused(contradiction(id, others));
    const { description, enabled, annotations } = identityProvider;
    const plan = planIdentityProviderReplacement(registry, tools, {
      id,
      description,
      enabled,
      domainId: null,
      issuers: [read.value.idp_url],
      annotations: annotateConfiguration(annotations, read.value),
      furnish: (draft) => furnishProvider(draft, read.value),
    });
    return plan.ok ? { ...plan, value: read.value } : plan;
  };
}

interface Configured {
  readonly identityProvider: SeenIdentityProvider;
  /** Null: it has none. */
  readonly standing: StandingConfiguration | null;
}

/** @returns refused also for one that was made as a provider, through another interface */
function findConfigured(registry: Registry, id: string): Found<Configured> {
  const identityProvider = findIdentityProvider(registry, id);
  if (identityProvider === undefined) return refused(missing("identity_provider", id));
  if (!identityProvider.isOwn) return refused(elsewhere(id));
  const { annotations, providers } = identityProvider;
  return {
    ok: true,
    value: { identityProvider, standing: standingConfiguration(annotations, providers[0]) },
  };
}

function refused(refusal: ChangeRefusal): { readonly ok: false; readonly refusal: ChangeRefusal } {
  return { ok: false, refusal };
}

function elsewhere(id: string): ChangeRefusal {
  const detail = `The identity provider ${quote(id)} was made as a provider, through another interface: its issuer, audience and keys are read and changed there.`;
  return { kind: "forbidden", detail };
}

function none(id: string): ChangeRefusal {
  const detail = `The identity provider ${quote(id)} has no OpenID Connect configuration. POST one.`;
  return { kind: "not_found", detail };
}

function another(id: string): ChangeRefusal {
  const detail = `The identity provider ${quote(id)} has an OpenID Connect configuration already. PUT changes it.`;
  return { kind: "already_exists", detail };
}

function contradiction(id: string, others: readonly string[]): ChangeRefusal {
  const listed = others.map((issuer) => quote(issuer)).join(", ");
  const detail = `The identity provider ${quote(id)} accepts tokens of ${listed} by its remote_ids, and with an OpenID Connect configuration only those of its idp_url. Take the others out of remote_ids first.`;
  return { kind: "already_exists", detail };
}
