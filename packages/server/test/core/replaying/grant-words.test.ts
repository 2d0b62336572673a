/** Grants in words. */

import { describe, expect, it } from "vitest";
import { differencesInWords, grantInWords } from "../../../src/core/replaying/grant-words.ts";
import type { GroupRef, TokenGrant } from "../../../src/core/terms.ts";
import { plainGrant } from "../samples.ts";

const group = (name: string, more: Partial<GroupRef> = {}): GroupRef => ({
  id: null,
  name,
  domain: null,
  ...more,
});

const target = { kind: "project", id: "p" } as const;
const everything: TokenGrant = {
  ...plainGrant,
  subject: { kind: "user", name: "ada" },
  groups: [group("readers"), group("writers", { domain: { id: "d1", name: "lab" } })],
  projectRoles: [
    { project: "blue", domain: null, roles: ["Developer", "Viewer"] },
    { project: "blue", domain: { id: "d1", name: null }, roles: ["Viewer"] },
  ],
  admin: true,
  operator: true,
  ownPermissions: true,
  audience: ["registry@main", "other"],
  target,
};

const parts = [
  "everything an operator may do",
  "everything an administrator may do",
  'user "ada"',
  "the permissions the user has of its own",
  'groups "readers", "writers@lab"',
  'roles "Developer", "Viewer" in project "blue"',
  'roles "Viewer" in project "blue@d1"',
  'audience "registry@main", "other"',
  'scoped to "{"kind":"project","id":"p"}"',
];

describe("a grant in words", () => {
  it("names everything it gives, and for how long", () => {
    expect(grantInWords(everything)).toBe(`${parts.join(", ")}, for 1 minute`);
  });

  it("says so where it gives nothing", () => {
    expect(grantInWords(plainGrant)).toBe("no user, group or role, for 1 minute");
  });

  it("names a group by its id where it has no name", () => {
    const groups = [group("", { name: null, id: "g1" }), group("", { name: null, id: "g2" })];
    expect(grantInWords({ ...plainGrant, groups })).toBe('groups "g1", "g2", for 1 minute');
  });

  it("names ten of a kind, and says how many more there are", () => {
    const names = Array.from({ length: 11 }, (_, index) => `g${index}`);
    const shown = names.slice(0, 10).map((name) => `"${name}"`);
    const words = (groups: readonly string[]) =>
      grantInWords({ ...plainGrant, groups: groups.map((one) => group(one)) });
    expect(words(names)).toBe(`groups ${shown.join(", ")} and 1 more, for 1 minute`);
    expect(words(names.slice(0, 10))).toBe(`groups ${shown.join(", ")}, for 1 minute`);
  });
});

describe("the difference of two grants in words", () => {
  it("is nothing where they are alike", () => {
    expect(differencesInWords(everything, everything)).toEqual([]);
  });

  it("is what comes to it", () => {
    expect(differencesInWords(plainGrant, everything)).toEqual(parts.map((words) => `also ${words}`));
  });

  it("is what goes", () => {
    expect(differencesInWords(everything, plainGrant)).toEqual(parts.map((words) => `no longer ${words}`));
  });

  it("is what stands in the place of what, part by part", () => {
    const other: TokenGrant = {
      ...everything,
      subject: { kind: "user", name: "bob" },
      groups: [group("readers")],
      projectRoles: [
        { project: "blue", domain: null, roles: ["Viewer"] },
        { project: "green", domain: null, roles: ["Viewer"] },
      ],
      audience: ["other"],
      target: { kind: "system" },
      ownPermissions: false,
    };
    expect(differencesInWords(everything, other)).toEqual([
      'user "bob" instead of user "ada"',
      'groups "readers" instead of groups "readers", "writers@lab"',
      'roles "Viewer" in project "blue" instead of roles "Developer", "Viewer" in project "blue"',
      'also roles "Viewer" in project "green"',
      'audience "other" instead of audience "registry@main", "other"',
      'scoped to "{"kind":"system"}" instead of scoped to "{"kind":"project","id":"p"}"',
      "no longer the permissions the user has of its own",
      'no longer roles "Viewer" in project "blue@d1"',
    ]);
  });

  it("is how long they are good, and whether they may revoke themselves", () => {
    const other = { ...plainGrant, lifetimeSeconds: 120, selfRevocable: true };
    expect(differencesInWords(plainGrant, other)).toEqual([
      "for 2 minutes instead of 1 minute",
      "may revoke itself",
    ]);
    expect(differencesInWords(other, plainGrant)).toEqual([
      "for 1 minute instead of 2 minutes",
      "may no longer revoke itself",
    ]);
  });

  it("is in whose name they are, where that is a mapping before and after", () => {
    const other: TokenGrant = {
      ...plainGrant,
      subject: { ...plainGrant.subject, kind: "mapping", provider: "ci", mapping: "other" },
    };
    const user: TokenGrant = { ...plainGrant, subject: { kind: "user", name: "ada" } };
    expect(differencesInWords(plainGrant, other)).toEqual([
      'in the name of mapping "other" instead of mapping "release"',
    ]);
    expect(differencesInWords(plainGrant, user)).toEqual(['also user "ada"']);
    expect(differencesInWords(user, plainGrant)).toEqual(['no longer user "ada"']);
  });

  it("is in whose name they are, also where that is a mapping of the same name of another provider", () => {
    const other: TokenGrant = {
      ...plainGrant,
      subject: { kind: "mapping", provider: "cd", mapping: "release" },
    };
    expect(differencesInWords(plainGrant, other)).toEqual([
      'in the name of mapping "release" of provider "cd" instead of mapping "release" of provider "ci"',
    ]);
  });
});
