/**
 * The identity mapping's document: its members and its three defaults. A mapping is stored and answered as
 * it was sent.
 *
 * Sources: "Create an Identity Mapping" (JFrog REST APIs);
 * jfrog/terraform-provider-platform pkg/platform/resource_oidc_identity_mapping.go.
 */

import { z } from "zod";
import { lowestPriority } from "../../core/configuring/mapping-defaults.ts";
import { quote } from "../../core/explaining/quote.ts";
import { everyService, parseAudience, renderAudience } from "../../core/granting/audience.ts";
import type { JsonObject, Mapping } from "../../core/terms.ts";
import {
  flag,
  identityOf,
  jsonObject,
  longestName,
  projectIn,
  type Read,
  readDocument,
  text,
  textOrAbsent,
  textUpTo,
  wholeNumber,
  withoutNulls,
} from "./wire.ts";

/** Seconds; the REST page's default. The console and Terraform send values of their own. */
const defaultExpirySeconds = 3_600;
/** As long as a request body: a scope may list hundreds of groups. */
const longestScope = 65_536;

const tokenAudience = z
  .union([text, z.array(text)], { error: "must be a string" })
  .transform((value) => (typeof value === "string" ? value : renderAudience(parseAudience(value))))
  // The page prints a lone `@`, having lost its asterisks.
  .transform((value) => (value.trim() === "@" ? everyService : value))
  .default(everyService);

const tokenSpec = z.preprocess(
  withoutNulls,
  z.object(
    {
      username: textUpTo(longestName).optional(),
      username_pattern: text.optional(),
      groups_pattern: text.optional(),
      scope: textUpTo(longestScope).optional(),
      audience: tokenAudience,
      expires_in: wholeNumber(
        "token_spec Invalid expiry: expires_in must be a whole number of seconds from 1",
      ).default(defaultExpirySeconds),
      self_revocable: flag.optional(),
    },
    { error: "must be a JSON object" },
  ),
);
export type TokenSpec = z.output<typeof tokenSpec>;

/** An identity mapping as sent. `name` and `provider_name` may be absent where the path has them. */
const mappingInput = z.preprocess(
  withoutNulls,
  z.object(
    {
      name: textOrAbsent(longestName),
      description: text.optional(),
      provider_name: textOrAbsent(longestName),
      // "If you do not enter a value, the identity mapping is assigned the lowest priority."
      priority: wholeNumber("must be a whole number from 1 to 2^53 - 1").default(lowestPriority),
      claims: jsonObject,
      token_spec: tokenSpec,
    },
    { error: "must be a JSON object" },
  ),
);
type MappingInput = z.output<typeof mappingInput>;

/** An identity mapping as stored and answered: what was sent, and the three defaults. */
export type MappingDocument = Omit<MappingInput, "name" | "claims"> & {
  readonly name: string;
  /** Null: rules made through another interface that claims cannot say. */
  readonly claims: JsonObject | null;
  readonly project_key?: string;
};

/**
 * Reads an identity mapping.
 * @param query of the request; its project key counts before the body's
 * @param providerName of the path, which the body may repeat
 * @param standing the mapping that is replaced; null for a new one
 */
export function readMapping(
  body: JsonObject,
  query: unknown,
  providerName: string,
  standing: Mapping | null,
): Read<MappingDocument> {
  const document = readDocument(mappingInput, body);
  if (!document.ok) return document;
  const asked = projectIn(query, body);
  if (!asked.ok) return asked;
  const identity = identityOf(document.value, asked.value, standing);
  if (!identity.ok) return identity;
  if (document.value.provider_name !== undefined && document.value.provider_name !== providerName) {
    return { ok: false, message: `provider_name must be ${quote(providerName)}, as in the path, or absent` };
  }
  const { name, project } = identity.value;
  return {
    ok: true,
    value: {
      ...document.value,
      name,
      token_spec: withAudience(document.value.token_spec, standing),
      ...(project !== null && { project_key: project }),
    },
  };
}

/**
 * A blank audience is an absent one, but for a mapping that was made without any through another interface: its
 * tokens are for this server alone, it is shown so, and putting it back must not make them good everywhere.
 */
function withAudience(spec: TokenSpec, standing: Mapping | null): TokenSpec {
  const isMeant = spec.audience.trim() !== "" || standing?.audience.length === 0;
  return isMeant ? spec : { ...spec, audience: everyService };
}
