/**
 * The round-trip law over HTTP, on generated documents: what is created, or put in the place of something else, is
 * read back as it was sent and with the defaults the contract names, whatever stood there before; and what is deleted
 * is gone with everything that belongs to it.
 */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isJsonObject, ownMember, sameJson } from "../../src/core/json.ts";
import type { JsonObject, JsonValue } from "../../src/core/terms.ts";
import { configurations, mappings, projects, roles } from "../faces/access-documents.ts";
import { tried } from "../properties/property.ts";
import { type AccessWorld, startAccessWorld } from "./access-world.ts";

const integrations = "/access/api/v1/oidc";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

async function send(method: string, path: string, body?: JsonObject) {
  const answer = await world.app.asAdmin(method, path, body);
  const text = await answer.text();
  if (answer.status >= 400 && answer.status !== 404) {
    throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${text}`);
  }
  return { status: answer.status, text, document: text === "" ? null : (JSON.parse(text) as JsonValue) };
}

/** Members called `__proto__` count like others, which `toEqual` would not see. */
function expectSame(read: JsonValue, document: JsonValue): void {
  expect(sameJson(read, JSON.parse(JSON.stringify(document))) ? null : { read, document }).toBeNull();
}

interface Kind {
  readonly documents: fc.Arbitrary<JsonObject>;
  readonly collection: string;
  /** The members that name it, which a replacement keeps. */
  readonly fixed: readonly string[];
  /** What is read back of what was sent. */
  readonly stored: (document: JsonObject) => JsonObject;
  readonly query?: (document: JsonObject) => string;
}

const asSent = (document: JsonObject) => document;
const kinds: readonly (readonly [string, Kind])[] = [
  [
    "a configuration",
    {
      documents: configurations,
      collection: integrations,
      fixed: ["name", "project_key"],
      stored: (document) => ({ use_default_proxy: false, ...document }),
    },
  ],
  [
    "an identity mapping",
    {
      documents: mappings,
      collection: `${integrations}/github-oidc/identity_mappings`,
      fixed: ["name", "project_key"],
      stored(document) {
        const spec = ownMember(document, "token_spec");
        const token_spec = { audience: "*@*", expires_in: 3_600, ...(isJsonObject(spec) ? spec : {}) };
        return { priority: 2_147_483_647, ...document, token_spec };
      },
      query: ({ project_key }) => (typeof project_key === "string" ? `?project_key=${project_key}` : ""),
    },
  ],
  [
    "a project",
    { documents: projects, collection: "/access/api/v1/projects", fixed: ["project_key"], stored: asSent },
  ],
  [
    "a role",
    { documents: roles, collection: "/access/api/v1/projects/any/roles", fixed: ["name"], stored: asSent },
  ],
];

beforeAll(async () => {
  await send("POST", integrations, { name: "github-oidc", issuer_url: "https://tempurl.org" });
  await send("POST", "/access/api/v1/projects", { project_key: "any", display_name: "Any" });
});

/** The second document under the first one's names; its scope may name a project, so that goes with them. */
function inPlaceOf(first: JsonObject, second: JsonObject, fixed: readonly string[]): JsonObject {
  const names = fixed.flatMap((name) => {
    const value = ownMember(first, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const others = Object.entries(second).filter(([name]) => !fixed.includes(name));
  const moved = Object.fromEntries([...names, ...others]);
  const text = JSON.stringify(moved);
  const project = ownMember(first, "project_key");
  return JSON.parse(
    typeof project === "string" ? text.replace(/roles:[a-z0-9-]+:/, `roles:${project}:`) : text,
  ) as JsonObject;
}

describe.each(kinds)("%s", (_name, { documents, collection, fixed, stored, query = () => "" }) => {
  it("is read back as it was sent, first and later, whatever stood there; and is gone once deleted", async () => {
    const pairs = fc.tuple(documents, documents).filter(
      // Without a project there is nobody's role to grant.
      ([first, second]) =>
        ownMember(first, "project_key") !== undefined || !JSON.stringify(second).includes("/roles:"),
    );
    await fc.assert(
      fc.asyncProperty(pairs, async ([first, second]) => {
        const name = String(ownMember(first, fixed[0] ?? ""));
        const path = `${collection}/${encodeURIComponent(name)}${query(first)}`;
        const created = await send("POST", `${collection}${query(first)}`, first);
        expect(created.status).toBe(201);
        expectSame(created.document, stored(first));
        expectSame((await send("GET", path)).document, stored(first));
        const later = inPlaceOf(first, second, fixed);
        expectSame((await send("PUT", path, later)).document, stored(later));
        expectSame((await send("GET", path)).document, stored(later));
        expect((await send("DELETE", path)).status).toBe(204);
        expect((await send("GET", path)).status).toBe(404);
        expect((await send("DELETE", path)).status).toBe(404);
      }),
      { ...tried(21, 25), endOnFailure: true },
    );
  });
});

describe("a deletion", () => {
  it("takes a configuration's mappings with it, and nothing of another's", async () => {
    const some = fc.uniqueArray(mappings, { minLength: 1, maxLength: 5, selector: ({ name }) => name });
    const below = (name: string) => `${integrations}/${name}/identity_mappings`;
    const owner = (name: string) => ({ name, issuer_url: "https://tempurl.org" });
    await send("POST", integrations, owner("spared"));
    await fc.assert(
      fc.asyncProperty(some, async (all) => {
        await send("POST", integrations, owner("doomed"));
        for (const provider of ["doomed", "spared"]) {
          for (const { provider_name: _, ...mapping } of all) await send("POST", below(provider), mapping);
        }
        const listed = async (name: string) => (await send("GET", below(name))).document;
        const spared = await listed("spared");
        await send("DELETE", `${integrations}/doomed`);
        expect((await send("GET", below("doomed"))).status).toBe(404);
        await send("POST", integrations, owner("doomed"));
        expect(await listed("doomed")).toEqual([]);
        expect(await listed("spared")).toEqual(spared);
        expect(spared).toHaveLength(all.length);
        for (const name of ["doomed", "spared"]) await send("DELETE", `${integrations}/${name}`);
        await send("POST", integrations, owner("spared"));
      }),
      { ...tried(22, 5), endOnFailure: true },
    );
  });

  it("takes a project's roles with it", async () => {
    const some = fc.uniqueArray(roles, { maxLength: 5, selector: ({ name }) => name });
    const path = "/access/api/v1/projects";
    await fc.assert(
      fc.asyncProperty(some, projects, async (all, { project_key, ...members }) => {
        const document = { ...members, project_key: "doomed" };
        await send("POST", path, document);
        for (const role of all) await send("POST", `${path}/doomed/roles`, role);
        const custom = async () => {
          const { document: list } = await send("GET", `${path}/doomed/roles`);
          return (list as readonly JsonObject[]).filter(({ type }) => type !== "PREDEFINED");
        };
        expectSame(await custom(), all);
        await send("DELETE", `${path}/doomed`);
        await send("POST", path, document);
        expect(await custom()).toEqual([]);
        await send("DELETE", `${path}/doomed`);
      }),
      { ...tried(23, 8), endOnFailure: true },
    );
  });
});
