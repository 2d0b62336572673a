/**
 * What another interface made, read on this face and put back as it is shown, means what it meant or is refused:
 * whoever changes a description there must not loosen what somebody else had tied down.
 */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  Clause,
  DomainRef,
  GrantTemplate,
  GroupTemplate,
  Mapping,
  Provider,
  Rule,
  TextTemplate,
} from "../../src/core/terms.ts";
import { toConfigurationDocument } from "../../src/faces/access/translate-configuration.ts";
import { isExpressible, toMappingDocument } from "../../src/faces/access/translate-mapping.ts";
import { validMapping, validProvider } from "../core/drafts.ts";
import { tried } from "../properties/property.ts";
import { mustRead, readProvider, readStoredMapping, withoutNotes } from "./access-documents.ts";

const seeded = tried(17, 2_000);
const stored = { id: "id", revision: 1, createdAt: 0, updatedAt: 0 };
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const tenant = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const issuerUrl = fc.constantFrom(
  "https://issuer.example",
  "https://issuer.example/",
  "https://ghes.example/_services/token",
  "https://token.actions.githubusercontent.com",
  "https://token.actions.githubusercontent.com/acme",
  `https://login.microsoftonline.com/${tenant}/v2.0`,
  "https://login.microsoftonline.com/common/v2.0",
  `https://sts.windows.net/${tenant}/`,
);
const pin = fc.record({
  claim: fc.constantFrom("repository_owner", "tid", "repository_owner_id"),
  value: fc.constantFrom("acme", "Acme", "other", tenant, tenant.toUpperCase()),
  ignoreCase: fc.boolean(),
});
const provider: fc.Arbitrary<Provider> = fc
  .record({
    issuerUrl,
    tokenIssuer: orNull(issuerUrl),
    discoveryQuery: orNull(fc.constantFrom("appid=one", "appid=one&policy=two", "policy=two", "appid=a%20b")),
    useProxy: fc.boolean(),
    enabled: fc.boolean(),
    audience: orNull(fc.constantFrom("a", "b c")),
    additionalAudiences: fc.constantFrom([], ["more"]),
    pins: fc.uniqueArray(pin, { maxLength: 3, selector: ({ claim, value }) => `${claim} ${value}` }),
  })
  .map((members) => ({ ...validProvider, ...stored, ...members }));

const mostly = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: unusual });
const text = (...texts: readonly string[]) =>
  fc.constantFrom(...texts).map((one): TextTemplate => ({ kind: "text", text: one }));
const pattern = fc
  .constantFrom("{{sub}}", "({{sub}})x|$1")
  .map((one): TextTemplate => ({ kind: "pattern", pattern: one }));
const domain = mostly<DomainRef | null>(fc.constant(null), fc.constant({ id: null, name: "corp" }));
const group: fc.Arbitrary<GroupTemplate> = fc.oneof(
  fc.record({ kind: fc.constant("named" as const), name: mostly(text("readers", "a,b"), pattern), domain }),
  fc.record({ kind: fc.constant("each" as const), names: mostly(pattern, text("x")), domain }),
  mostly<GroupTemplate>(
    fc.constant({ kind: "named", name: { kind: "text", text: "writers" }, domain: null }),
    fc.constant({ kind: "by_id", id: { kind: "text", text: "7" } }),
  ),
);
const test: fc.Arbitrary<Clause["test"]> = mostly(
  fc.constantFrom<Clause["test"]>(
    { kind: "is", matcher: { kind: "equals", value: "main" } },
    { kind: "is", matcher: { kind: "glob", pattern: "refs/*" } },
    { kind: "any_of", matchers: [{ kind: "equals", value: 1 }] },
  ),
  fc.constantFrom<Clause["test"]>(
    { kind: "present" },
    { kind: "is", matcher: { kind: "equals", value: "a*b" } },
    { kind: "none_of", matchers: [{ kind: "equals", value: "main" }] },
  ),
);
const user = fc.record({
  name: fc.oneof(text("ada", "Ada", "a/b"), pattern),
  id: fc.constant(null),
  email: mostly<TextTemplate | null>(fc.constant(null), pattern),
  domain,
  local: mostly(fc.constant(false), fc.constant(true)),
});
const grant: fc.Arbitrary<GrantTemplate> = fc.record({
  user: orNull(user),
  groups: fc.array(group, { maxLength: 2 }),
  projectRoles: fc.constantFrom([], [{ project: "blue", domain: null, roles: ["Developer", "a,b"] }]),
  admin: mostly(fc.constant(false), fc.constant(true)),
  ownPermissions: fc.boolean(),
});
const rule = fc.record({
  when: fc.array(fc.record({ path: fc.constantFrom(["ref"], ["a", "b"]), test }), { maxLength: 2 }),
  grant,
});
const mapping: fc.Arbitrary<Mapping> = fc
  .record({
    rules: mostly<readonly Rule[]>(fc.tuple(rule), fc.tuple(rule, rule)),
    audience: fc.constantFrom<readonly string[]>([], ["@"], ["*@*"], ["jfrt@*", "x"], ["a", "@"], ["x", "x"]),
    project: fc.constantFrom("blue", null),
    description: fc.constantFrom("", "said"),
    selfRevocable: fc.boolean(),
    priority: fc.constantFrom(1, 2_147_483_647),
  })
  .map((members) => ({ ...validMapping, ...stored, ...members }));

describe("put back as it is shown", () => {
  it("a provider means what it meant", () => {
    fc.assert(
      fc.property(provider, (standing) => {
        const replaced = readProvider(toConfigurationDocument(standing), standing);
        if (!replaced.ok) return;
        const { pins, ...others } = withoutNotes(replaced.value);
        expect({ ...standing, pins: null }).toEqual({ ...others, pins: null });
        expect(pins).toEqual(expect.arrayContaining([...standing.pins]));
      }),
      seeded,
    );
  });

  it("an identity mapping means what it meant, where it can be", () => {
    fc.assert(
      fc.property(mapping, (standing) => {
        if (!isExpressible(standing, "github-oidc")) return;
        const shown = toMappingDocument(standing, "github-oidc");
        const replaced = mustRead(readStoredMapping(shown, {}, standing));
        expect({ ...withoutNotes(replaced), providerId: "" }).toEqual({ ...standing, providerId: "" });
      }),
      seeded,
    );
  });
});
