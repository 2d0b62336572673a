/**
 * The OIDC configuration's document: its members, the spellings scripts use for its type, and its one
 * default. A configuration is stored and answered as it was sent.
 *
 * Sources: "Create OIDC Configuration" (JFrog REST APIs);
 * jfrog/terraform-provider-platform pkg/platform/resource_oidc_configuration.go.
 */

import { z } from "zod";
import type { JsonObject, Provider } from "../../core/terms.ts";
import {
  flag,
  identityOf,
  longestName,
  projectIn,
  type Read,
  readDocument,
  text,
  textOrAbsent,
  withoutNulls,
} from "./wire.ts";

const providerTypes = ["Generic OpenID Connect", "GitHub", "GitHub Enterprise", "Azure"] as const;
export type ProviderType = (typeof providerTypes)[number];

/** Spellings met in scripts, without case, blanks and punctuation. */
const providerTypeSpellings: ReadonlyMap<string, ProviderType> = new Map([
  ["genericopenidconnect", "Generic OpenID Connect"],
  ["genericopenid", "Generic OpenID Connect"],
  ["genericoidc", "Generic OpenID Connect"],
  ["generic", "Generic OpenID Connect"],
  ["github", "GitHub"],
  ["githubenterprise", "GitHub Enterprise"],
  ["azure", "Azure"],
]);

const providerType = text.transform((spelling, context) => {
  const known = providerTypeSpellings.get(spelling.toLowerCase().replace(/[^a-z]/g, ""));
  if (known !== undefined) return known;
  context.addIssue({ code: "custom", message: `must be one of ${providerTypes.join(", ")}` });
  return z.NEVER;
});

/** A configuration as sent. `name` may be absent where the path has it. */
const configurationInput = z.preprocess(
  withoutNulls,
  z.object(
    {
      name: textOrAbsent(longestName),
      issuer_url: text.refine((url) => url.trim() !== "", { error: "must not be blank" }),
      provider_type: providerType.optional(),
      description: text.optional(),
      audience: text.optional(),
      organization: text.optional(),
      enable_permissive_configuration: flag.optional(),
      token_issuer: text.optional(),
      azure_app_id: text.optional(),
      use_default_proxy: flag.default(false),
    },
    { error: "must be a JSON object" },
  ),
);
type ConfigurationInput = z.output<typeof configurationInput>;

/** A configuration as stored and answered: exactly the members that were sent, and the one default. */
export type ConfigurationDocument = Omit<ConfigurationInput, "name"> & {
  readonly name: string;
  readonly project_key?: string;
};

/** Also part of tokens' subjects and of the vendor's own references. */
const nameForm = /^[a-z][a-z0-9-]{1,254}$/;

/** A configuration of this name could be written, but never read: `…/oidc/token` is the exchange. */
const pathOfExchange = "token";

/**
 * Reads a configuration.
 * @param query of the request; its project key counts before the body's
 * @param standing the provider that is replaced; null for a new one
 */
export function readConfiguration(
  body: JsonObject,
  query: unknown,
  standing: Provider | null,
): Read<ConfigurationDocument> {
  const document = readDocument(configurationInput, body);
  if (!document.ok) return document;
  const asked = projectIn(query, body);
  if (!asked.ok) return asked;
  const identity = identityOf(document.value, asked.value, standing);
  if (!identity.ok) return identity;
  const { name, project } = identity.value;
  if (standing === null && !nameForm.test(name)) {
    return {
      ok: false,
      message: "name must begin with a-z and have 2 to 255 characters of a-z, 0-9 and hyphen",
    };
  }
  if (standing === null && name === pathOfExchange) {
    return { ok: false, message: `name cannot be ${pathOfExchange}: that is the path of the token exchange` };
  }
  return { ok: true, value: { ...document.value, name, ...(project !== null && { project_key: project }) } };
}
