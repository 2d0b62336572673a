/** What a token that is made on somebody's word is for, and with which words one is not made. */

import { describe, expect, it } from "vitest";
import type { Principal } from "../../src/core/access.ts";
import { noPermissions } from "../../src/core/granting/scope.ts";
import { planToken, type TokenHolder, type TokenWish } from "../../src/core/issuing.ts";
import { workload } from "./samples.ts";

const now = 1_800_000_000;
const administrator: Principal = { ...workload, role: "admin" };
const ada = { kind: "user", name: "ada" } as const;
const deploy = { kind: "mapping", provider: "ci", mapping: "deploy" } as const;
const holder: TokenHolder = {
  tokenId: "presented",
  subject: ada,
  permissions: { ...noPermissions, groups: ["readers"], projectRoles: [{ project: "shop", roles: ["r"] }] },
  audience: ["jfrt@one", "jfac@*"],
  expiresAt: now + 60,
  selfRevocable: false,
  madeWith: null,
  family: "presented",
  descendants: 0,
  userName: null,
  providerId: null,
  mappingId: null,
  revision: 5,
};

function plan(wish: Partial<TokenWish>, held: TokenHolder | null = holder, by: Principal = workload) {
  const nothing = { user: null, permissions: null, audience: [], lifetimeSeconds: null, project: null };
  return planToken(
    { by, holder: held, secret: null, wish: { ...nothing, description: "", ...wish }, revision: 9 },
    now,
    3_600,
  );
}

describe("the grant of a token on somebody's word", () => {
  it("stands for its user, and is for what is asked or what the own token is for", () => {
    expect(plan({})).toMatchObject({
      value: {
        grant: {
          subject: ada,
          user: { name: "ada", id: null, email: null, domain: null, local: false },
          groups: [{ id: null, name: "readers", domain: null }],
          projectRoles: [{ project: "shop", domain: null, roles: ["r"] }],
          audience: ["jfrt@one", "jfac@*"],
        },
      },
    });
    expect(plan({ audience: ["jfac@two"] })).toMatchObject({ value: { grant: { audience: ["jfac@two"] } } });
  });

  it("has no user where it stands for a mapping", () => {
    const planned = plan({}, { ...holder, subject: deploy });
    expect(planned).toMatchObject({ value: { grant: { subject: deploy, user: null } } });
  });

  it("is for what an administrator asks for", () => {
    const planned = plan({ user: "eve", audience: ["other"] }, null, administrator);
    expect(planned).toMatchObject({ value: { grant: { user: { name: "eve" }, audience: ["other"] } } });
  });
});

describe("whoever asks for itself", () => {
  it("may name itself, in any case", () => {
    for (const user of ["ada", "ADA"]) expect(plan({ user }).ok).toBe(true);
    for (const user of ["ci/deploy", "CI/Deploy"]) {
      expect(plan({ user }, { ...holder, subject: deploy }).ok).toBe(true);
    }
  });

  it.each([
    ["eve", ada],
    ["", ada],
    ["ci/deploy", ada],
    ["deploy", deploy],
    ["ci", deploy],
    ["undefined", deploy],
  ])("may not name %j", (user, subject) => {
    expect(plan({ user }, { ...holder, subject })).toMatchObject({ refusal: { kind: "forbidden" } });
  });
});

describe("a token that is not made", () => {
  it.each<[string, ReturnType<typeof plan>, string]>([
    [
      "lives too long for the server",
      plan({ lifetimeSeconds: 3_601 }),
      "No token of this server lives longer than 3600 seconds.",
    ],
    ["has nothing to be made with", plan({}, null), "This credential makes no tokens."],
    [
      "is nobody's",
      plan({}, null, administrator),
      "Name the user that the token is for: the credential presented is no user's.",
    ],
    [
      "is made with one that was made itself",
      plan({}, { ...holder, family: "other" }),
      "A token that was made with another one makes none itself. Present the one it was made with.",
    ],
    [
      "is one of too many",
      plan({}, { ...holder, descendants: 100 }),
      "At most 100 tokens made with one live at a time. Use those there are, or wait until some expire.",
    ],
    [
      "is for somebody else",
      plan({ user: "eve" }),
      "Only administrators make tokens for others. Leave the user's name out, or send your own.",
    ],
    [
      "permits more",
      plan({ permissions: { ...noPermissions, groups: ["writers"] } }),
      'The scope goes beyond that of the token presented, which has applied-permissions/groups:"readers" applied-permissions/roles:shop:"r". Ask for no more.',
    ],
    [
      "permits something where nothing is permitted",
      plan({ permissions: { ...noPermissions, admin: true } }, { ...holder, permissions: noPermissions }),
      "The scope goes beyond that of the token presented, which has no permission. Ask for no more.",
    ],
    [
      "is for another service",
      plan({ audience: ["jfac@two", "jfrt@two"] }),
      "The audience jfrt@two goes beyond that of the token presented, which has jfrt@one jfac@*. Ask for no more.",
    ],
    [
      "lives longer than what it is made with",
      plan({ lifetimeSeconds: 61 }),
      "A token never outlives the one it is made with, which has 60 seconds left. Ask for no more; for a longer one exchange a fresh ID token.",
    ],
  ])("says what to do when it %s", (_, planned, detail) => {
    expect(planned).toMatchObject({ ok: false, refusal: { detail } });
  });
});
