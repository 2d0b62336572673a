import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/drafting/json/json-value.ts";
import {
  entryOf,
  grantOf,
  newMapping,
  priorityText,
  withEntry,
  withGrant,
  withoutServerMembers,
  withPriorityText,
} from "../../src/drafting/mapping/mapping-document.ts";
import { minutesText, secondsFrom } from "../../src/drafting/mapping/minutes.ts";
import {
  servicesInWords,
  servicesOf,
  withAudience,
  withOthers,
} from "../../src/drafting/mapping/services.ts";

describe("expiration in minutes", () => {
  it("is one minute for 60 seconds, and comes back as it was for every number of seconds", () => {
    expect(minutesText(60)).toBe("1");
    expect(minutesText(100)).toBe("1:40");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000 }), (seconds) => {
        expect(secondsFrom(minutesText(seconds))).toBe(seconds);
      }),
      { seed: 7 },
    );
  });

  it.each([
    ["1", 60],
    [" 10 ", 600],
    ["1.5", 90],
    ["0.1", 6],
    ["1:30", 90],
    ["0:05", 5],
  ])("takes %j", (text, seconds) => {
    expect(secondsFrom(text)).toBe(seconds);
  });

  it.each(["", "0", "-1", "1e3", "0.001", "1:60", "1:5", "ten", "0x10", "9999999999999999999"])(
    "does not take %j",
    (text) => {
      expect(secondsFrom(text)).toBeNull();
    },
  );
});

describe("services", () => {
  it("are all of them for *@*, one by one by their type, and else texts of their own", () => {
    expect(servicesOf(["*@*"])).toEqual({ all: true, types: [], others: [] });
    expect(servicesOf(["https://a.example", "jfxr@*", "jfrt@*", "jfrt@01abc"])).toEqual({
      all: false,
      types: ["jfrt", "jfxr"],
      others: ["https://a.example", "jfrt@01abc"],
    });
  });

  it("are said in words", () => {
    expect(servicesInWords([])).toBe("this server only");
    expect(servicesInWords(["*@*"])).toBe("all services");
    expect(servicesInWords(["jfrt@*", "https://a.example"])).toBe("Artifactory, https://a.example");
  });

  it("come back as they were when one is chosen and taken away again, whatever the audience", () => {
    const item = fc.constantFrom("*@*", "jfrt@*", "jfxr@*", "jfrt@01", "https://a.example", "plain");
    fc.assert(
      fc.property(fc.uniqueArray(item), item, (audience, added) => {
        if (!audience.includes(added)) {
          expect(withAudience(withAudience(audience, added, true), added, false)).toEqual(audience);
        }
        expect(new Set(withOthers(audience, servicesOf(audience).others))).toEqual(new Set(audience));
      }),
      { seed: 7 },
    );
  });
});

describe("priority", () => {
  it("is blank for the lowest, which is written by leaving it out", () => {
    expect(priorityText({})).toBe("");
    expect(priorityText({ priority: 2_147_483_647 })).toBe("");
    expect(withPriorityText({ priority: 1 }, " ")).toEqual({});
    expect(withPriorityText({}, "1")).toEqual({ priority: 1 });
  });

  it.each(["0", "-1", "1.5", "first", "99999999999999999"])("is not %j", (text) => {
    expect(withPriorityText({}, text)).toBeNull();
  });
});

const someName = fc.string({ minLength: 1, maxLength: 8 });
const shortGrant = fc
  .record(
    {
      user: someName,
      user_pattern: someName,
      groups: fc.array(someName, { minLength: 1 }),
      groups_pattern: someName,
      project_roles: fc.array(fc.record({ project: someName, roles: fc.array(someName) }), { minLength: 1 }),
      admin: fc.constant(true),
      operator: fc.constant(true),
      own_permissions: fc.constant(true),
    },
    { requiredKeys: [] },
  )
  .filter(({ user, user_pattern }) => user === undefined || user_pattern === undefined);

describe("the grant's fields", () => {
  it("show every short grant, and write it again from nothing", () => {
    fc.assert(
      fc.property(shortGrant, (grant) => {
        const fields = grantOf({ grant: grant as JsonObject });
        expect(fields).not.toBeNull();
        if (fields !== null) expect(withGrant({}, fields)).toEqual({ grant });
      }),
      { seed: 7 },
    );
  });

  it("change nothing but their own members", () => {
    const document = { name: "a", grant: { groups: ["x"], admin: true, note: 1 }, audience: ["b"] };
    expect(withGrant(document, { admin: false })).toEqual({
      name: "a",
      grant: { groups: ["x"], note: 1 },
      audience: ["b"],
    });
  });

  it.each([
    { rules: [], grant: {} },
    { grant: [] },
    { grant: { groups: [1] } },
    { grant: { user: 1 } },
    { grant: { user: "a", user_pattern: "b" } },
    { grant: { project_roles: [{ project: "a", roles: ["b"], domain: null }] } },
    { grant: { something_new: true } },
  ])("do not show %j, which is left to the JSON", (document) => {
    expect(grantOf(document as JsonObject)).toBeNull();
  });
});

describe("the door a mapping is for", () => {
  it("is the console for as long as a session lasts, without what a session cannot have", () => {
    const jobs = {
      ...newMapping("staff", null),
      grant: { groups: ["a"], groups_pattern: "{{g}}", own_permissions: true, user_pattern: "{{email}}" },
    };
    expect(withEntry(jobs, "console")).toMatchObject({
      entry: { kind: "console" },
      audience: [],
      lifetime_seconds: 28_800,
      grant: { user_pattern: "{{email}}" },
    });
    expect(withEntry(jobs, "console")["grant"]).toEqual({ user_pattern: "{{email}}" });
  });

  it("comes back to jobs as it began, and takes no operator along", () => {
    const begun = newMapping("staff", null);
    expect(withEntry(withEntry(begun, "console"), "exchange")).toEqual(begun);
    const operators = { ...withEntry(begun, "console"), grant: { operator: true, user: "olga" } };
    expect(withEntry(operators, "exchange")["grant"]).toEqual({ user: "olga" });
    expect(entryOf(operators)).toBe("console");
  });

  it("keeps a lifetime that somebody chose, and rules", () => {
    const chosen = { ...newMapping("staff", null), lifetime_seconds: 900 };
    expect(withEntry(chosen, "console")["lifetime_seconds"]).toBe(900);
    const rules = [{ when: [], grant: { admin: true } }];
    expect(withEntry({ name: "a", rules }, "console")).toMatchObject({ rules, entry: { kind: "console" } });
  });
});

it("a document as answered is edited without what only the server writes", () => {
  const answered = { id: "1", revision: 2, created_at: "", updated_at: "", findings: [], name: "a" };
  expect(withoutServerMembers(answered)).toEqual({ name: "a" });
});
