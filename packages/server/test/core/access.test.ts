import { describe, expect, it } from "vitest";
import {
  bootstrapName,
  type HeldRoles,
  introspectRole,
  loggedAs,
  makesOperators,
  mayAdminister,
  mayEndToken,
  mayExplain,
  mayIntrospect,
  mayIntrospectOthers,
  mayManageMapping,
  mayManageProjects,
  mayManageProvider,
  mayManageSomething,
  mayReadExchanges,
  mayRevoke,
  mayRevokeToken,
  maySeeIssued,
  maySeeMapping,
  maySeeProject,
  maySeeProvider,
  maySeeToken,
  type Principal,
  rolesThatCount,
} from "../../src/core/access.ts";
import { projectAdminRole } from "../../src/core/project-roles.ts";
import type { GrantTemplate, MappingDraft } from "../../src/core/terms.ts";
import { projectOf } from "./samples.ts";

const workload: Principal = {
  name: "somebody",
  role: "workload",
  face: "admin",
  tokenId: "t1",
  selfRevocable: false,
  introspects: [],
  projectRoles: [],
};
const operator: Principal = { ...workload, role: "operator" };
const admin: Principal = { ...workload, role: "admin" };
const projectAdmin: Principal = {
  ...workload,
  projectRoles: [
    { project: "blue", roles: [projectAdminRole, "Developer"] },
    { project: "red", roles: ["Developer"] },
  ],
};

const developerInBlue: GrantTemplate = {
  user: null,
  groups: [],
  projectRoles: [{ project: "blue", domain: null, roles: ["Developer"] }],
  admin: false,
  ownPermissions: false,
};
function mapping(
  grant: Partial<GrantTemplate> = {},
  rest: Partial<MappingDraft> = {},
): Pick<MappingDraft, "project" | "entry" | "rules"> {
  return {
    project: "blue",
    entry: { kind: "exchange" },
    rules: [{ when: [], grant: { ...developerInBlue, ...grant } }],
    ...rest,
  };
}

describe("operators and administrators", () => {
  it.each([
    ["operator", operator],
    ["admin", admin],
  ])("%s manages providers and mappings of every project and none", (_, principal) => {
    for (const project of [null, "blue", "green"]) {
      expect(mayManageProvider(principal, { project })).toBe(true);
      expect(mayManageMapping(principal, mapping({ admin: true }, { project }))).toBe(true);
      expect(mayReadExchanges(principal, { project })).toBe(true);
      expect(mayExplain(principal, { project })).toBe(true);
    }
  });
});

describe("a mapping that makes operators", () => {
  const making = { ...mapping({ operator: true }, { project: null, entry: { kind: "console" } }) };

  it("is managed by operators alone", () => {
    const managers = [operator, admin, projectAdmin, workload].map((one) => mayManageMapping(one, making));
    expect(managers).toEqual([true, false, false, false]);
  });

  it("is one also when only one of its rules does", () => {
    const [rule] = making.rules;
    const several = { ...making, rules: [...mapping().rules, ...(rule === undefined ? [] : [rule])] };
    expect(makesOperators(several)).toBe(true);
    expect(mayManageMapping(admin, several)).toBe(false);
    expect(makesOperators(mapping({ admin: true }))).toBe(false);
  });
});

describe("a workload without a role", () => {
  it("may do nothing and see nothing", () => {
    expect(mayAdminister(workload)).toBe(false);
    expect(mayManageSomething(workload)).toBe(false);
    for (const project of [null, "blue"]) {
      expect(mayManageProvider(workload, { project })).toBe(false);
      expect(maySeeProvider(workload, { project })).toBe(false);
      expect(maySeeMapping(workload, { project })).toBe(false);
      expect(mayManageMapping(workload, mapping({}, { project }))).toBe(false);
      expect(mayReadExchanges(workload, { project })).toBe(false);
      expect(mayExplain(workload, { project })).toBe(false);
    }
  });

  it("is no project admin through another role of the project", () => {
    const developer = { ...workload, projectRoles: [{ project: "blue", roles: ["Developer"] }] };
    expect(mayManageSomething(developer)).toBe(false);
    expect(mayManageProvider(developer, { project: "blue" })).toBe(false);
  });
});

describe("a project admin", () => {
  it("manages providers of its own project only", () => {
    expect(mayManageProvider(projectAdmin, { project: "blue" })).toBe(true);
    expect(mayManageProvider(projectAdmin, { project: "red" })).toBe(false);
    expect(mayManageProvider(projectAdmin, { project: null })).toBe(false);
  });

  it("sees global providers, and none of another project", () => {
    expect(maySeeProvider(projectAdmin, { project: null })).toBe(true);
    expect(maySeeProvider(projectAdmin, { project: "red" })).toBe(false);
  });

  it("sees mappings of its own project only", () => {
    expect(maySeeMapping(projectAdmin, { project: "blue" })).toBe(true);
    expect(maySeeMapping(projectAdmin, { project: "red" })).toBe(false);
    expect(maySeeMapping(projectAdmin, { project: null })).toBe(false);
  });

  it("reads exchanges and explanations of its own project's providers only", () => {
    expect(mayReadExchanges(projectAdmin, { project: "blue" })).toBe(true);
    expect(mayExplain(projectAdmin, { project: "blue" })).toBe(true);
    expect(mayReadExchanges(projectAdmin, { project: null })).toBe(false);
    expect(mayExplain(projectAdmin, { project: null })).toBe(false);
  });

  it("grants roles it holds in its project", () => {
    expect(mayManageMapping(projectAdmin, mapping())).toBe(true);
  });

  it.each<[string, Parameters<typeof mapping>]>([
    ["administration", [{ admin: true }]],
    ["a user's own permissions", [{ ownPermissions: true }]],
    [
      "a user name",
      [
        {
          user: {
            name: { kind: "text", text: "root" },
            id: null,
            email: null,
            domain: null,
            local: true,
          },
        },
      ],
    ],
    ["a group", [{ groups: [{ kind: "named", name: { kind: "text", text: "readers" }, domain: null }] }]],
    [
      "groups by pattern",
      [{ groups: [{ kind: "each", names: { kind: "pattern", pattern: "{{groups}}" }, domain: null }] }],
    ],
    [
      "a role it does not hold",
      [{ projectRoles: [{ project: "blue", domain: null, roles: ["Developer", "Release Manager"] }] }],
    ],
    [
      "a role in another project beside one it holds",
      [
        {
          projectRoles: [
            { project: "blue", domain: null, roles: ["Developer"] },
            { project: "red", domain: null, roles: ["Developer"] },
          ],
        },
      ],
    ],
    [
      "a role in another project",
      [{ projectRoles: [{ project: "red", domain: null, roles: ["Developer"] }] }],
    ],
    [
      "a role in a project of that name in another domain",
      [
        {
          projectRoles: [{ project: "blue", domain: { id: "d1", name: null }, roles: ["Developer"] }],
        },
      ],
    ],
    [
      "a role that a claim names",
      [
        {
          projectRoles: [
            { project: "blue", domain: null, roles: [{ kind: "placeholders", text: "Developer" }] },
          ],
        },
      ],
    ],
    [
      "a list of projects out of a claim",
      [{ projectList: { list: { kind: "text", text: "[]" }, domain: null } }],
    ],
    ["an operator's permissions", [{ operator: true }]],
    ["through a mapping of another project", [{}, { project: "red" }]],
    ["through a global mapping", [{}, { project: null }]],
    ["through the console's door", [{}, { entry: { kind: "console" } }]],
    ["through a protocol's door", [{}, { entry: { kind: "protocol", protocol: "openid" } }]],
  ])("grants no %s", (_, [grant, rest]) => {
    expect(mayManageMapping(projectAdmin, mapping(grant, rest))).toBe(false);
  });

  it("is judged by every rule of the mapping", () => {
    const [held] = mapping().rules;
    const rules = [
      ...(held === undefined ? [] : [held]),
      { when: [], grant: { ...developerInBlue, admin: true } },
    ];
    expect(mayManageMapping(projectAdmin, mapping({}, { rules }))).toBe(false);
  });
});

describe("revoking", () => {
  it("a project admin revokes what came through its own project's providers and mappings", () => {
    for (const kind of ["provider", "mapping"] as const) {
      expect(mayRevoke(projectAdmin, kind, { project: "blue" })).toBe(true);
      expect(mayRevoke(projectAdmin, kind, { project: "red" })).toBe(false);
      expect(mayRevoke(projectAdmin, kind, { project: null })).toBe(false);
      expect(mayRevoke(projectAdmin, kind, null)).toBe(false);
      expect(mayRevoke(admin, kind, null)).toBe(true);
      expect(mayRevoke(workload, kind, { project: "blue" })).toBe(false);
    }
  });

  it("users and single tokens are an administrator's, everything an operator's", () => {
    for (const kind of ["user", "token"] as const) {
      expect([operator, admin, projectAdmin].map((one) => mayRevoke(one, kind, null))).toEqual([
        true,
        true,
        false,
      ]);
    }
    expect(mayRevoke(projectAdmin, "token", { project: "blue" })).toBe(false);
    expect([operator, admin].map((one) => mayRevoke(one, "everything", null))).toEqual([true, false]);
  });
});

describe("tokens that others hold", () => {
  const blue = { project: "blue" };
  const red = { project: "red" };

  it("are seen by administrators, and by the project admin through whose provider or mapping they came", () => {
    expect([operator, admin].map((by) => maySeeIssued(by, { provider: null, mapping: null }))).toEqual([
      true,
      true,
    ]);
    for (const [provider, mapping] of [
      [blue, null],
      [null, blue],
      [blue, red],
      [red, blue],
      [{ project: null }, blue],
    ] as const) {
      expect(maySeeIssued(projectAdmin, { provider, mapping })).toBe(true);
      expect(maySeeIssued(workload, { provider, mapping })).toBe(false);
    }
  });

  it("are not seen by a project admin where neither is of its project, or both are gone", () => {
    for (const [provider, mapping] of [
      [red, null],
      [red, red],
      [{ project: null }, { project: null }],
      [null, null],
    ] as const) {
      expect(maySeeIssued(projectAdmin, { provider, mapping })).toBe(false);
    }
  });

  it("are seen one by one by administrators, and by tokens of the same subject from the same face", () => {
    const token = { tokenId: "t2", face: "admin", subject: "somebody" } as const;
    const secret: Principal = { ...workload, tokenId: null };
    expect([operator, admin, workload].map((by) => maySeeToken(by, token))).toEqual([true, true, true]);
    expect(maySeeToken({ ...secret, role: "admin" }, { ...token, subject: "other" })).toBe(true);
    expect(maySeeToken(workload, { ...token, subject: "other" })).toBe(false);
    expect(maySeeToken(workload, { ...token, face: "oauth" })).toBe(false);
    expect(maySeeToken(workload, { ...token, face: "oauth", tokenId: "t1" })).toBe(false);
    expect(maySeeToken(secret, token)).toBe(false);
    expect(maySeeToken(projectAdmin, { ...token, subject: "other" })).toBe(false);
  });

  it("are ended by administrators; a token ends itself by its id where its mapping says so", () => {
    const revocable = { ...workload, selfRevocable: true };
    const own = { tokenId: "t1" };
    const other = { tokenId: "t2" };
    for (const by of [operator, admin])
      expect([own, other].map((one) => mayRevokeToken(by, one))).toEqual([true, true]);
    expect([own, other].map((one) => mayRevokeToken(revocable, one))).toEqual([true, false]);
    expect([own, other].map((one) => mayRevokeToken(workload, one))).toEqual([false, false]);
  });

  it("are ended by administrators when they are presented; everybody ends its own credential", () => {
    const own = { tokenId: "t1" };
    const other = { tokenId: "t2" };
    for (const by of [operator, admin])
      expect([own, other].map((one) => mayEndToken(by, one))).toEqual([true, true]);
    for (const by of [workload, { ...workload, selfRevocable: true }]) {
      expect([own, other].map((one) => mayEndToken(by, one))).toEqual([true, false]);
    }
  });
});

describe("whoever did something", () => {
  it("is called in the log by the id of the token, and by name only without one", () => {
    expect(loggedAs(workload)).toBe("t1");
    expect(loggedAs({ name: "service:ops", tokenId: null })).toBe("service:ops");
    expect(bootstrapName).toBe("bootstrap");
  });
});

describe("asking about tokens", () => {
  const token = { tokenId: "t2", audience: ["https://api.example", "https://other.example"] };
  const server: Principal = { ...workload, introspects: ["https://api.example"] };

  it("a resource server learns of tokens for one of its audiences, in exactly that spelling", () => {
    expect(mayIntrospect(server, token)).toBe(true);
    expect(mayIntrospect(server, { ...token, audience: ["https://api.example/"] })).toBe(false);
    expect(mayIntrospect(server, { ...token, audience: [] })).toBe(false);
  });

  it("a token learns of itself, and of no other", () => {
    expect(mayIntrospect(workload, { ...token, tokenId: "t1" })).toBe(true);
    expect(mayIntrospect(workload, token)).toBe(false);
    expect([workload, server].map(mayIntrospectOthers)).toEqual([false, true]);
  });

  it("an administrator learns of every token", () => {
    const administrator: Principal = { ...admin, introspects: "every" };
    expect(mayIntrospect(administrator, token)).toBe(true);
    expect(mayIntrospectOthers(administrator)).toBe(true);
  });

  it("is allowed by the role that is documented, as a project is managed by its own", () => {
    expect([introspectRole, projectAdminRole]).toEqual(["introspect", "Project Admin"]);
  });
});

describe("roles that a token names", () => {
  const projects = new Map([
    ["blue", projectOf("blue", { roles: [{ name: "Lead", description: "", annotations: {} }] })],
    ["red", projectOf("red")],
  ]);
  const count = (...held: readonly HeldRoles[]) => rolesThatCount(held, (key) => projects.get(key));

  it("count where there are the project and the role, in exactly that spelling", () => {
    expect(count({ project: "blue", roles: ["Lead", "lead", "Owner", "Developer"] })).toEqual([
      { project: "blue", roles: ["Lead", "Developer"] },
    ]);
    expect(count({ project: "red", roles: ["Lead"] }, { project: "red", roles: ["Viewer"] })).toEqual([
      { project: "red", roles: ["Viewer"] },
    ]);
  });

  it("do not count where there is no such project, the project admin's included", () => {
    expect(count({ project: "green", roles: [projectAdminRole] })).toEqual([]);
    expect(count({ project: "constructor", roles: [projectAdminRole] })).toEqual([]);
    expect(count({ project: "Blue", roles: [projectAdminRole] })).toEqual([]);
  });
});

describe("projects", () => {
  it("are seen by administrators and by their own project admins, and written by administrators", () => {
    const sees = (principal: Principal) => ["blue", "red"].map((key) => maySeeProject(principal, { key }));
    expect([operator, admin].map(sees)).toEqual([
      [true, true],
      [true, true],
    ]);
    expect(sees(projectAdmin)).toEqual([true, false]);
    expect(sees(workload)).toEqual([false, false]);
    expect([operator, admin, projectAdmin, workload].map(mayManageProjects)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
