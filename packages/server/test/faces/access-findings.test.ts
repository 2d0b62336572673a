/** What is said of documents that nobody has written, over HTTP: whoever plans asks before anything exists. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccessWorld,
  audience,
  create,
  documentOf,
  errorOf,
  startAccessWorld,
} from "../transcripts/access-world.ts";

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly member: string | null;
  readonly message: string;
}
interface Judged {
  readonly name: string;
  readonly provider_name?: string;
  readonly refusal: string | null;
  readonly findings: readonly Finding[];
}
interface Answer {
  readonly configuration?: Judged;
  readonly identity_mappings: readonly Judged[];
}

const path = "/access/api/v1/oidc_findings";
const github = {
  name: "planned-github",
  issuer_url: "https://token.actions.githubusercontent.com",
  provider_type: "GitHub",
  organization: "acme",
  audience: "https://sts.example.com",
};
const mapping = (members: Readonly<Record<string, unknown>> = {}) => ({
  name: "deploy",
  provider_name: github.name,
  priority: 5,
  claims: { repository_id: "7700", ref: "refs/heads/main" },
  token_spec: { scope: "applied-permissions/groups:deployers", audience: "jfrt@*", expires_in: 600 },
  ...members,
});

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

async function ask(question: unknown): Promise<Answer> {
  const answer = await world.app.asAdmin("POST", path, question);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}

/** What is said of the first mapping, as code and member. */
async function said(question: unknown) {
  const [first] = (await ask(question)).identity_mappings;
  if (first === undefined) throw new Error("nothing was judged");
  return first.refusal ?? first.findings.map(({ code, member }) => [code, member]);
}

describe("of a mapping that is planned together with its configuration", () => {
  const beside = { configurations: [github] };

  it("finds nothing where nothing is risky", async () => {
    expect(await said({ identity_mappings: [mapping()], beside })).toEqual([]);
  });

  it("finds what lets strangers in, by what is known of the planned issuer", async () => {
    expect(
      await said({
        identity_mappings: [
          mapping({ claims: { sub: "repo:acme*" }, token_spec: { scope: "applied-permissions/admin" } }),
        ],
        beside,
      }),
    ).toEqual(
      expect.arrayContaining([
        ["broad_admin", "token_spec.scope"],
        ["open_name_prefix", "claims"],
      ]),
    );
  });

  it("finds that another planned one hides it, and the other way round", async () => {
    const wide = mapping({ name: "wide", priority: 1, claims: { repository_id: "7700" } });
    expect(
      await said({ identity_mappings: [mapping()], beside: { ...beside, identity_mappings: [wide] } }),
    ).toEqual([["never_wins", "priority"]]);
    expect(
      await said({ identity_mappings: [wide], beside: { ...beside, identity_mappings: [mapping()] } }),
    ).toEqual([["shadows_another", "priority"]]);
  });

  it("keeps planned ones of one name apart where they are of two configurations", async () => {
    const wide = mapping({ name: "wide", priority: 1, claims: { repository_id: "7700" } });
    const configurations = [github, { ...github, name: "planned-other" }];
    const identity_mappings = [wide, { ...wide, provider_name: "planned-other" }];
    expect(
      await said({ identity_mappings: [mapping()], beside: { configurations, identity_mappings } }),
    ).toEqual([["never_wins", "priority"]]);
  });

  it("takes a planned project and its planned roles for existing", async () => {
    const scope = 'applied-permissions/roles:payments:"Lead"';
    const planned = { project_key: "payments", roles: ["Lead"] };
    const identity_mappings = [mapping({ project_key: "payments", token_spec: { scope } })];
    const codes = async (projects: readonly unknown[]) =>
      (await ask({ identity_mappings, beside: { ...beside, projects } })).identity_mappings[0]?.findings.map(
        ({ code }) => code,
      );
    expect(await codes([])).toContain("unknown_project");
    expect(await codes([{ ...planned, roles: [] }])).toContain("unknown_role");
    expect(await codes([planned])).not.toEqual(expect.arrayContaining(["unknown_project"]));
    expect(await codes([planned])).not.toContain("unknown_role");
    // Without a scope that names it, too.
    expect(
      await said({
        identity_mappings: [mapping({ project_key: "payments" })],
        beside: { ...beside, projects: [planned] },
      }),
    ).toEqual([]);
  });

  it("says what the write would say of one that cannot be written, and finds nothing then", async () => {
    const answer = await ask({
      identity_mappings: [
        mapping({ token_spec: { scope: "applied-permissions/admin", expires_in: 1_200_000_000 } }),
        mapping({ name: "no scope", token_spec: { scope: "nonsense" } }),
        mapping({ provider_name: "nobody" }),
      ],
      beside,
    });
    expect(answer.identity_mappings).toEqual([
      expect.objectContaining({
        name: "deploy",
        provider_name: github.name,
        findings: [],
        refusal: expect.stringContaining("token_spec Invalid expiry: expires_in"),
      }),
      expect.objectContaining({ refusal: expect.stringContaining("token_spec Invalid scope") }),
      expect.objectContaining({ refusal: expect.stringContaining("oidc integration doesn't exist") }),
    ]);
  });

  it("lets nothing stand beside that could not be written", async () => {
    const wide = mapping({ name: "wide", priority: 1, claims: { repository_id: "7700" }, token_spec: {} });
    expect(
      await said({ identity_mappings: [mapping()], beside: { ...beside, identity_mappings: [wide] } }),
    ).toEqual([]);
  });
});

it("judges a configuration, and its mapping by the configuration as it will be", async () => {
  const { audience: _, ...open } = github;
  const answer = await ask({
    configuration: open,
    identity_mappings: [mapping({ claims: {} })],
  });
  expect(answer.configuration).toMatchObject({
    name: github.name,
    refusal: null,
    findings: expect.arrayContaining([
      expect.objectContaining({ code: "no_audience", severity: "critical", member: "audience" }),
      expect.objectContaining({ code: "reusable_tokens", severity: "notice", member: null }),
    ]),
  });
  expect(answer.identity_mappings[0]?.findings).toContainEqual(
    expect.objectContaining({ code: "empty_claims", member: "claims" }),
  );
  expect((await ask({ configuration: { ...github, issuer_url: "nonsense" } })).configuration).toMatchObject({
    findings: [],
    refusal: expect.stringContaining("issuer_url"),
  });
});

it("puts drafts in the place of what is there, and creates nothing", async () => {
  await create(world, "/access/api/v1/oidc", { name: "there", issuer_url: world.issuer.url, audience });
  const mappings = "/access/api/v1/oidc/there/identity_mappings";
  const wide = mapping({ name: "wide", provider_name: "there", priority: 1, claims: { sub: "job" } });
  await create(world, mappings, wide);
  const narrow = mapping({ provider_name: "there", claims: { sub: "job", ref: "main" } });
  expect(await said({ identity_mappings: [narrow] })).toEqual([["never_wins", "priority"]]);
  const weaker = { ...wide, priority: 9 };
  expect(await said({ identity_mappings: [narrow], beside: { identity_mappings: [weaker] } })).toEqual([]);

  const listed = async (at: string) => (await world.app.asAdmin("GET", at)).json();
  expect(await listed(mappings)).toMatchObject([{ name: "wide", priority: 1 }]);
  expect(await listed("/access/api/v1/oidc")).toMatchObject([{ name: "there" }]);
});

it("judges a configuration that moves to another project as the new one it will be", async () => {
  await create(world, "/access/api/v1/oidc", { ...github, name: "moving", project_key: "one" });
  const configuration = { ...github, name: "moving", project_key: "two" };
  expect((await ask({ configuration })).configuration).toMatchObject({ refusal: null });
});

it("says that the name is taken where another interface's mapping has it, as the write would", async () => {
  await create(world, "/access/api/v1/oidc", { name: "two-doors", issuer_url: world.issuer.url, audience });
  const made = await world.app.asAdmin("POST", "/api/v1/mappings", {
    provider: "two-doors",
    name: "sign-in",
    entry: { kind: "console" },
    claims: { sub: "robin" },
    grant: { operator: true },
  });
  expect(made.status).toBe(201);
  const planned = mapping({ name: "sign-in", provider_name: "two-doors" });
  const {
    identity_mappings: [judged],
  } = await ask({ identity_mappings: [planned] });
  const written = await world.app.asAdmin("POST", "/access/api/v1/oidc/two-doors/identity_mappings", planned);
  expect(written.status).toBe(409);
  const { message } = await errorOf(written);
  expect(judged).toMatchObject({ refusal: message.split(" Reference id:")[0], findings: [] });
});

describe("of a project admin", () => {
  let token: string;
  const asLead = async (question: unknown) => {
    const answer = await world.app.send(path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(question),
    });
    return answer;
  };

  beforeAll(async () => {
    await create(world, "/access/api/v1/oidc", { name: "shared", issuer_url: world.issuer.url, audience });
    for (const key of ["mine", "theirs"]) {
      await create(world, "/access/api/v1/projects", { project_key: key, display_name: key });
    }
    await create(world, "/access/api/v1/oidc", {
      name: "foreign",
      issuer_url: "https://foreign.example.com",
      project_key: "theirs",
    });
    const collection = "/access/api/v1/oidc/shared/identity_mappings";
    await create(world, `${collection}?project_key=mine`, {
      name: "lead",
      claims: { sub: "lead" },
      token_spec: { scope: 'applied-permissions/roles:mine:"Project Admin"' },
    });
    await create(world, `${collection}?project_key=theirs`, {
      name: "secret-mapping",
      priority: 1,
      claims: { sub: "job" },
      token_spec: { scope: 'applied-permissions/roles:theirs:"Viewer"' },
    });
    const answer = await world.exchange({
      provider_name: "shared",
      project_key: "mine",
      subject_token: world.idToken({ sub: "lead" }),
    });
    token = String((await documentOf(answer))["access_token"]);
  });

  const of = (project: string, scope = `applied-permissions/roles:${project}:"Project Admin"`) =>
    mapping({
      name: "mine",
      provider_name: "shared",
      project_key: project,
      claims: { sub: "job", ref: "main" },
      token_spec: { scope },
    });

  it("judges what it may write, and of everything else says only that it may not", async () => {
    const answer = await asLead({
      identity_mappings: [of("mine"), of("theirs"), of("mine", "applied-permissions/admin")],
    });
    const text = await answer.text();
    expect(text).not.toContain("secret-mapping");
    const [own, foreign, admin] = (JSON.parse(text) as Answer).identity_mappings;
    expect(own).toMatchObject({ refusal: null });
    expect(foreign).toMatchObject({ refusal: expect.stringContaining("You may not"), findings: [] });
    expect(admin).toMatchObject({ refusal: expect.stringContaining("You may not"), findings: [] });
  });

  it("learns nothing of another project's configuration but that its name is taken", async () => {
    const configuration = {
      name: "foreign",
      issuer_url: "https://foreign.example.com",
      project_key: "mine",
    };
    const answer = await asLead({
      configuration,
      identity_mappings: [{ ...of("mine"), provider_name: "foreign" }],
    });
    expect(await answer.json()).toMatchObject({
      configuration: { refusal: expect.stringContaining("already exists"), findings: [] },
      identity_mappings: [{ refusal: expect.stringContaining("doesn't exist"), findings: [] }],
    });
  });
});

it("answers nobody without a credential that manages something", async () => {
  const answer = await world.app.send(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ configuration: github }),
  });
  expect(answer.status).toBe(401);
});

it("takes hundreds of others beside one, and finds the one among them that hides it", async () => {
  const others = Array.from({ length: 500 }, (_, index) =>
    mapping({ name: `other-${index}`, priority: index + 1, claims: { repository_id: String(index) } }),
  );
  const hiding = mapping({ name: "wide", priority: 1, claims: { repository_id: "7700" } });
  expect(
    await said({
      identity_mappings: [mapping({ priority: 900 })],
      beside: { configurations: [github], identity_mappings: [...others.slice(1), hiding] },
    }),
  ).toEqual([["never_wins", "priority"]]);
});

it("lets others have their turn between two mappings, however much these list", {
  timeout: 20_000,
}, async () => {
  const listing = (number: number) =>
    mapping({
      name: `long-${number}`,
      priority: number + 1,
      claims: {
        sub: Array.from({ length: 600 }, (_, index) => `r${"*".repeat(1 + number)}/${index}-${number}`),
      },
    });
  let [longestMs, last, isOver] = [0, performance.now(), false];
  const watch = () => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last);
    last = now;
    if (!isOver) setImmediate(watch);
  };
  setImmediate(watch);
  const began = performance.now();
  const { identity_mappings } = await ask({
    identity_mappings: Array.from({ length: 10 }, (_, number) => listing(number)),
    beside: { configurations: [github] },
  });
  const spentMs = performance.now() - began;
  isOver = true;
  expect(identity_mappings.map(({ refusal }) => refusal)).toEqual(Array(10).fill(null));
  expect(longestMs).toBeLessThan(spentMs / 2);
});

it("says what is wrong with a question, and how much it may ask", async () => {
  const refused = async (question: unknown) => {
    const answer = await world.app.asAdmin("POST", path, question);
    expect(answer.status).toBe(400);
    return (await errorOf(answer)).message;
  };
  expect(await refused({ identity_mappings: Array(11).fill(mapping()) })).toMatch(
    /^identity_mappings may have at most 10 items/,
  );
  expect(await refused({ beside: { identity_mappings: Array(501).fill({}) } })).toMatch(/at most 500 items/);
  expect(await refused({ configuration: "github" })).toMatch(/^configuration must be a JSON object/);
  expect(await refused({ beside: { projects: [{ project_key: "NO" }] } })).toMatch(/project_key/);
});

it("judges whatever members a document has, without failing", async () => {
  const odd: readonly unknown[] = [
    null,
    1,
    "x",
    [],
    {},
    { a: { b: {} } },
    { toString: 1, valueOf: 1 },
    [{ toString: 1 }],
  ];
  for (const value of odd) {
    for (const member of ["name", "provider_name", "priority", "claims", "token_spec", "project_key"]) {
      const answer = await world.app.asAdmin("POST", path, {
        identity_mappings: [mapping({ [member]: value })],
        beside: { configurations: [github] },
      });
      expect({ member, value, status: answer.status }).toMatchObject({ status: 200 });
    }
  }
});
