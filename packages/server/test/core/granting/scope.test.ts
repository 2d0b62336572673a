import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  noPermissions,
  type Permissions,
  parseKnownScope,
  parseScope,
  permissionsOf,
  renderScope,
  renderScopeTokens,
} from "../../../src/core/granting/scope.ts";
import type { TokenGrant } from "../../../src/core/terms.ts";
import { tried } from "../../properties/property.ts";

const groups = (...names: string[]): Permissions => ({ ...noPermissions, groups: names });
const roles = (project: string, ...names: string[]): Permissions => ({
  ...noPermissions,
  projectRoles: [{ project, roles: names }],
});
const own: Permissions = { ...noPermissions, ownPermissions: true };

describe("writing permissions", () => {
  it("lets an administrator's stand alone, whatever several rules granted beside it", () => {
    const united = { ...groups("readers"), admin: true, ownPermissions: true };
    expect(parseScope(renderScope(united))).toEqual({ ok: true, value: { ...noPermissions, admin: true } });
  });
});

describe("what a grant permits", () => {
  const granted: TokenGrant = {
    subject: { kind: "user", name: "ci" },
    user: null,
    groups: [
      { id: null, name: "readers", domain: null },
      { id: "g-1", name: null, domain: null },
      { id: null, name: "writers", domain: { id: "d-1", name: null } },
      { id: "g-2", name: "testers", domain: null },
    ],
    projectRoles: [
      { project: "web", domain: null, roles: ["Developer"] },
      { project: "shop", domain: { id: "d-1", name: null }, roles: ["Developer"] },
    ],
    admin: false,
    ownPermissions: true,
    audience: [],
    lifetimeSeconds: 60,
    selfRevocable: false,
  };

  it("has words for named groups and projects of no domain, and for no others", () => {
    expect(permissionsOf(granted)).toEqual({
      admin: false,
      ownPermissions: true,
      groups: ["readers", "testers"],
      projectRoles: [{ project: "web", domain: null, roles: ["Developer"] }],
    });
    expect(permissionsOf({ ...granted, admin: true, ownPermissions: false })).toMatchObject({
      admin: true,
      ownPermissions: false,
    });
  });
});

describe("the letters of RFC 6749", () => {
  it.each<[Permissions, string | null]>([
    [own, "applied-permissions/user"],
    [groups("readers", "writers"), "applied-permissions/groups:readers,writers"],
    [
      { ...groups("readers"), ownPermissions: true },
      "applied-permissions/user applied-permissions/groups:readers",
    ],
    [roles("web", "Developer"), "applied-permissions/roles:web:Developer"],
    [groups("two words"), null],
    [groups("a,b"), null],
    [groups('a"b'), null],
    [groups("é"), null],
    [noPermissions, null],
  ])("write %j as %s", (permissions, text) => {
    expect(renderScopeTokens(permissions)).toBe(text);
  });
});

describe("reading permissions", () => {
  it.each<[string, Permissions]>([
    ["", noPermissions],
    ["  ", noPermissions],
    ["applied-permissions/user", own],
    ["applied-permissions/admin", { ...noPermissions, admin: true }],
    ["applied-permissions/group:readers", groups("readers")],
    ["applied-permissions/groups:readers", groups("readers")],
    ["applied-permissions/groups:readers,writers", groups("readers", "writers")],
    ['applied-permissions/groups:"readers","writers"', groups("readers", "writers")],
    ['applied-permissions/groups:"readers", "writers"', groups("readers", "writers")],
    ["applied-permissions/groups:readers, writers", groups("readers", "writers")],
    ['applied-permissions/groups:"admin-group",', groups("admin-group")],
    ['applied-permissions/groups:"a", applied-permissions/user', { ...groups("a"), ownPermissions: true }],
    ['applied-permissions/groups:"a,b c"', groups("a,b c")],
    ["applied-permissions/groups:a,a", groups("a")],
    ["applied-permissions/groups:team:dev", groups("team:dev")],
    ['applied-permissions/groups:"DOMAIN\\team"', groups("DOMAIN\\team")],
    ['applied-permissions/groups:"say \\"hi\\""', groups('say "hi"')],
    ['applied-permissions/roles:blue:"Project Admin","R B"', roles("blue", "Project Admin", "R B")],
    ["applied-permissions/roles:blue:Developer", roles("blue", "Developer")],
    [
      'applied-permissions/user applied-permissions/groups:"g" applied-permissions/roles:p:"r" applied-permissions/roles:p:"s"',
      {
        ownPermissions: true,
        admin: false,
        groups: ["g"],
        projectRoles: [{ project: "p", roles: ["r", "s"] }],
      },
    ],
    ["applied-permissions/group:a applied-permissions/groups:b,a\n", groups("a", "b")],
    [
      '\tapplied-permissions/groups:"a"\r\napplied-permissions/user',
      { ...groups("a"), ownPermissions: true },
    ],
    ['applied-permissions/groups:"a",\t"b"', groups("a", "b")],
    ['applied-permissions/groups:"\\u0041\\u00e9"', groups("A\u00e9")],
    ['applied-permissions/groups:"au0041"', groups("au0041")],
    ['applied-permissions/groups:"\\x0041"', groups("\\x0041")],
    ['applied-permissions/groups:"\\u00"', groups("\\u00")],
    ['applied-permissions/groups:"\\u004g!"', groups("\\u004g!")],
    [
      'applied-permissions/roles:p:"r", applied-permissions/user',
      { ...roles("p", "r"), ownPermissions: true },
    ],
    [`${"applied-permissions/user".padEnd(131_072)}`, own],
    // Without a blank behind the comma it is the next name, whatever it looks like.
    ["applied-permissions/groups:a,applied-permissions/user", groups("a", "applied-permissions/user")],
  ])("%j", (text, expected) => {
    expect(parseScope(text)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ["applied-permissions:roles:blue:dev", /applied-permissions\/roles:blue:dev/],
    ["applied-permissions/admin applied-permissions/user", /stands alone/],
    ['applied-permissions/groups:"a" applied-permissions/admin', /stands alone/],
    ["applied-permissions/admin applied-permissions/groups:a applied-permissions/roles:p:r", /stands alone/],
    ["applied-permissions/superuser", /unknown/],
    ["applied-permissions/users", /unknown/],
    ["applied-permissions/", /unknown/],
    ["api:*", /does not begin/],
    ["member-of-groups:readers", /does not begin/],
    ["applied-permissions/groups:", /missing/],
    ["applied-permissions/groups:a,,b", /missing/],
    ['applied-permissions/groups:""', /empty/],
    ['applied-permissions/groups:"a', /not closed/],
    ['applied-permissions/groups:"a"b', /blank or a comma/],
    ['applied-permissions/groups:a"b', /quote/],
    ["applied-permissions/groups:\u201creaders\u201d", /typographic/],
    ["applied-permissions/groups:Role A", /does not begin/],
    ['applied-permissions/groups:"a\nb"', /invisible/],
    ["applied-permissions/roles:blue", /need a project/],
    ["applied-permissions/roles:", /missing/],
    ["applied-permissions/roles:blue:", /missing/],
    ["applied-permissions/roles::dev", /missing/],
    ["Applied-Permissions/user", /does not begin/],
    [`applied-permissions/groups:${"a".repeat(140_000)}`, /at most/],
    ['applied-permissions/groups:"a\u007f"', /invisible/],
    ["applied-permissions/groups:a\u007f", /invisible/],
    ["applied-permissions/groups:a,,b", /position 30\./],
    ['applied-permissions/groups:aa"b', /position 28 /],
    ["applied-permissions/groups:\u201creaders\u201d", /position 28 /],
    ['applied-permissions/groups:"a', /position 28 /],
    ['applied-permissions/groups:""', /position 28 /],
    ['applied-permissions/groups:"a"b', /position 31\./],
  ])("says what is wrong with %j", (text, problem) => {
    expect(parseScope(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});

describe("permissions among other words", () => {
  it("are found, and the other words passed over", () => {
    expect(parseKnownScope('openid applied-permissions/roles:p:"R A" https://x/.default')).toEqual({
      ok: true,
      value: roles("p", "R A"),
    });
  });

  it("may be none at all", () => {
    expect(parseKnownScope("openid profile")).toEqual({ ok: true, value: null });
    expect(parseKnownScope("")).toEqual({ ok: true, value: null });
  });

  it("are refused when they cannot be read", () => {
    expect(parseKnownScope("openid applied-permissions/superuser").ok).toBe(false);
    expect(parseKnownScope("openid applied-permissions:user").ok).toBe(false);
  });
});

describe("writing permissions", () => {
  it("quotes every name and keeps their order", () => {
    expect(
      renderScope({
        admin: false,
        ownPermissions: true,
        groups: ["devs", "admins", "qa"],
        projectRoles: [{ project: "blue", roles: ["Role A", "Role B"] }],
      }),
    ).toBe(
      'applied-permissions/user applied-permissions/groups:"devs","admins","qa" applied-permissions/roles:blue:"Role A","Role B"',
    );
    expect(renderScope(noPermissions)).toBe("");
  });

  it("writes bare only the names of projects that are plain from end to end", () => {
    const written = (project: string) => renderScope(roles(project, "r"));
    expect(written("azAZ09._-")).toBe('applied-permissions/roles:azAZ09._-:"r"');
    for (const name of ["a:b", "a b", "\u00e9", "{", "`", "@", "[", "/"]) {
      expect(written(name)).toBe(`applied-permissions/roles:"${name}":"r"`);
    }
  });

  it("escapes every character that cannot be written, and no other", () => {
    const written = (name: string) => renderScope(groups(name)).slice("applied-permissions/groups:".length);
    for (const code of [0x00, 0x1f, 0x7f, 0x80, 0x9f, 0x2028, 0x2029, 0xd800, 0xdfff]) {
      expect(written(String.fromCharCode(code))).toBe(`"\\u${code.toString(16).padStart(4, "0")}"`);
    }
    for (const code of [0x20, 0x7e, 0xa0, 0x2027, 0x202a, 0xd7ff, 0xe000]) {
      expect(written(String.fromCharCode(code))).toBe(`"${String.fromCharCode(code)}"`);
    }
  });

  const name = fc.oneof(
    fc.string({ minLength: 1, unit: "binary" }),
    fc
      .array(fc.constantFrom('"', "\\", ",", " ", "\n", "\\u0041", "a", ":", "\ud800", "“"), { minLength: 1 })
      .map((parts) => parts.join("")),
  );
  const permissions: fc.Arbitrary<Permissions> = fc.record({
    admin: fc.constant(false),
    ownPermissions: fc.boolean(),
    groups: fc.uniqueArray(name, { maxLength: 5 }),
    projectRoles: fc.uniqueArray(
      fc.record({ project: name, roles: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }) }),
      { maxLength: 3, selector: ({ project }) => project },
    ),
  });

  it("gives back the same permissions when read, whatever the names hold", () => {
    fc.assert(
      fc.property(permissions, (one) => {
        expect(parseScope(renderScope(one))).toEqual({ ok: true, value: one });
      }),
      tried(9, 5_000),
    );
  });

  it("writes one well-formed line without invisible characters", () => {
    fc.assert(
      fc.property(permissions, (one) => {
        const text = renderScope(one);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
      { seed: 10, numRuns: 2_000 },
    );
  });

  it("writes letters of RFC 6749 only between servers, and reads back the same, or writes nothing", () => {
    const letters = fc.string({ minLength: 1, unit: fc.constantFrom(...'azAZ09._-/@:[]{}!#~,"\\ é') });
    const plain = fc.record({
      admin: fc.constant(false),
      ownPermissions: fc.boolean(),
      groups: fc.uniqueArray(letters, { maxLength: 3 }),
      projectRoles: fc.uniqueArray(
        fc.record({ project: letters, roles: fc.uniqueArray(letters, { minLength: 1, maxLength: 2 }) }),
        { maxLength: 2, selector: ({ project }) => project },
      ),
    });
    let written = 0;
    fc.assert(
      fc.property(plain, (one) => {
        const text = renderScopeTokens(one);
        if (text === null) return;
        written += 1;
        expect(text).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/);
        expect(parseScope(text)).toEqual({ ok: true, value: one });
      }),
      tried(11, 5_000),
    );
    expect(written).toBeGreaterThan(0);
    expect(renderScopeTokens(noPermissions)).toBeNull();
  });

  it("has one form: what was read generously is written canonically, once and for all", () => {
    const text = "applied-permissions/group:b, a, applied-permissions/user";
    const read = parseScope(text);
    const canonical = read.ok ? renderScope(read.value) : "";
    expect(canonical).toBe('applied-permissions/user applied-permissions/groups:"b","a"');
    expect(parseScope(canonical)).toEqual(read);
  });
});
