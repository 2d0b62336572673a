/**
 * Groups: jfrog/terraform-provider-platform 2.2.11 pkg/platform/resource_group.go and resource_group_members.go; the
 * pages of JFrog's REST API about groups.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sender } from "../faces/keystone-operator.ts";
import {
  type AccessWorld,
  create,
  type Document,
  documentOf,
  errorOf,
  startAccessWorld,
} from "./access-world.ts";

const path = "/access/api/v2/groups";

let world: AccessWorld;
beforeAll(async () => {
  world = await startAccessWorld();
});
afterAll(() => world.close());

const as = (method: string, below: string, body?: unknown) =>
  world.app.asAdmin(method, `${path}${below}`, body);
const bodyOf = async (answer: Promise<Response>): Promise<Document> => documentOf(await answer);
const keystone = () => sender(world.app);
const inKeystone = async (name: string) =>
  (await keystone()("GET", `/groups?name=${encodeURIComponent(name)}&domain_id=default`)).body.groups;

/** What the provider sends for a group of which only this is configured. */
const fromTerraform = (name: string, members: Document = {}): Document => ({
  name,
  auto_join: false,
  admin_privileges: false,
  reports_manager: false,
  watch_manager: false,
  policy_manager: false,
  policy_viewer: false,
  manage_resources: false,
  manage_webhook: false,
  ...members,
});

describe("a group of Terraform's", () => {
  it("is made with 201, read back as it was sent, changed with 200 and deleted with 204", async () => {
    const sent = fromTerraform("tf-full", { description: "d", external_id: "azure", auto_join: true });
    const made = await as("POST", "", sent);
    const shown = { ...sent, realm: "internal" };
    expect([made.status, await documentOf(made)]).toEqual([201, shown]);
    for (const slash of ["", "/"]) expect(await bodyOf(as("GET", `/tf-full${slash}`))).toEqual(shown);

    const changed = fromTerraform("tf-full", { description: "other", external_id: "azure" });
    const answer = await as("PATCH", "/tf-full", changed);
    expect([answer.status, await documentOf(answer)]).toEqual([200, { ...changed, realm: "internal" }]);
    expect(await bodyOf(as("GET", "/tf-full"))).toEqual({ ...changed, realm: "internal" });

    expect((await as("DELETE", "/tf-full")).status).toBe(204);
    for (const method of ["GET", "DELETE"]) {
      const gone = await as(method, "/tf-full");
      expect([gone.status, (await errorOf(gone)).code]).toEqual([404, "NOT_FOUND"]);
    }
  });

  it("has what it did not say of members, and no member to take away", async () => {
    await create(world, path, fromTerraform("tf-members", { members: [] }));
    for (const body of [{ add: null, remove: ["nobody"] }, { add: [], remove: [] }, { add: [] }]) {
      const answer = await as("PATCH", "/tf-members/members", body);
      expect([answer.status, await documentOf(answer)]).toEqual([200, { members: [] }]);
    }
  });

  it.each([
    ["POST", "", { name: "with-members", members: ["ann"] }],
    ["PATCH", "/tf-told", { members: ["ann"] }],
    ["PATCH", "/tf-told/members", { add: ["ann"], remove: [] }],
  ])("is told by %s %s where membership comes from", async (method, below, body) => {
    await as("POST", "", { name: "tf-told" });
    const answer = await as(method, below, body);
    const { code, message } = await errorOf(answer);
    expect([answer.status, code]).toEqual([400, "BAD_REQUEST"]);
    expect(message).toMatch(
      /^(members|add) must be empty or absent: who is in a group is said by the identity mapping .* scope or groups_pattern\. Reference id: /,
    );
    expect((await as("GET", "/with-members")).status).toBe(404);
  });
});

describe("a group", () => {
  it("needs a name only, and keeps members that nobody here knows", async () => {
    const sent = { name: "Lead & Co", other: { a: [1] } };
    await create(world, path, sent);
    expect(await bodyOf(as("GET", `/${encodeURIComponent(sent.name)}`))).toEqual({
      ...sent,
      auto_join: false,
      admin_privileges: false,
      realm: "internal",
    });
    await world.app.restart();
    expect(await bodyOf(as("GET", `/${encodeURIComponent(sent.name)}`))).toMatchObject(sent);
  });

  it("keeps what a change says nothing of, loses what it says is null, and keeps its name", async () => {
    await create(world, path, { name: "changing", description: "d", external_id: "x", other: 1 });
    expect(await bodyOf(as("PATCH", "/changing", {}))).toMatchObject({ description: "d", external_id: "x" });
    const { external_id, description, ...rest } = await bodyOf(
      as("PATCH", "/changing", { description: null, external_id: null, auto_join: true }),
    );
    expect([external_id, description]).toEqual([undefined, undefined]);
    expect(rest).toMatchObject({ other: 1, auto_join: true });
    const renamed = await as("PATCH", "/changing", { name: "other" });
    expect([renamed.status, (await errorOf(renamed)).message]).toEqual([
      400,
      expect.stringContaining('name cannot be changed; it is "changing"'),
    ]);
    expect((await as("PATCH", "/nobody", {})).status).toBe(404);
  });

  it("keeps each of many changes that are made at the same moment", async () => {
    await create(world, path, { name: "busy" });
    const members = Array.from({ length: 10 }, (_, index) => `member${index}`);
    await Promise.all(members.map((member) => as("PATCH", "/busy", { [member]: true })));
    expect(await bodyOf(as("GET", "/busy"))).toMatchObject(
      Object.fromEntries(members.map((member) => [member, true])),
    );
  });

  it("is there once, in any letter case of its own", async () => {
    await create(world, path, { name: "once" });
    await create(world, path, { name: "Once" });
    const answer = await as("POST", "", { name: "once" });
    const { code, message } = await errorOf(answer);
    expect([answer.status, code]).toEqual([409, "CONFLICT"]);
    expect(message).toContain("group already exists");
  });

  it.each([
    [{}, "name must not be blank"],
    [{ name: "" }, "name must have at least one character"],
    [{ name: "a/b" }, "no slash"],
    [{ name: ".." }, "not dots alone"],
    [{ name: "a​" }, "name must have 1 to 255 characters, none of them invisible"],
    [{ name: "a".repeat(256) }, "name must have at most 255 characters"],
    [{ name: 1 }, "name must be a string"],
    [{ name: "bad", description: 1 }, "description must be a string"],
    [{ name: "bad", description: "\0" }, "description must be text of at most 4096 characters"],
    [{ name: "bad", auto_join: "yes" }, "auto_join must be true or false"],
    [{ name: "bad", policy_viewer: 1 }, "policy_viewer must be true or false"],
    [{ name: "bad", members: "ann" }, "members must be a list of strings"],
  ])("is refused by name: %j", async (document, phrase) => {
    const answer = await as("POST", "", document);
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toContain(phrase);
  });

  it.each([
    ["a%2Fb", 400],
    ["a%00", 400],
    ["__proto__", 404],
    ["constructor", 404],
    [encodeURIComponent("ｂ".repeat(255)), 404],
  ])("of the path %s is none", async (name, status) => {
    const answers = [
      await as("GET", `/${name}`),
      await as("PATCH", `/${name}`, {}),
      await as("DELETE", `/${name}`),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
  });

  it("that only a mapping names needs nobody to make it", async () => {
    await create(world, "/access/api/v1/oidc", {
      name: "github-oidc",
      issuer_url: world.issuer.url,
      audience: "jfrog-github",
    });
    await create(world, "/access/api/v1/oidc/github-oidc/identity_mappings", {
      name: "any",
      claims: {},
      token_spec: { scope: 'applied-permissions/groups:"nobody-made"' },
    });
    const answer = await world.exchange();
    expect([answer.status, (await documentOf(answer))["scope"]]).toEqual([
      200,
      'applied-permissions/groups:"nobody-made"',
    ]);
    expect((await as("GET", "/nobody-made")).status).toBe(404);
  });
});

describe("the same group on the Keystone face", () => {
  it("is there with its name and description, in the domain of whatever names none", async () => {
    await create(world, path, { name: "shared", description: "d", external_id: "x" });
    const [group, ...others] = await inKeystone("shared");
    expect([group, others]).toMatchObject([{ name: "shared", domain_id: "default", description: "d" }, []]);
    expect(group).not.toHaveProperty("external_id");

    await keystone()("PATCH", `/groups/${group.id}`, {
      group: { name: "renamed", description: "by Keystone" },
    });
    expect((await as("GET", "/shared")).status).toBe(404);
    expect(await bodyOf(as("GET", "/renamed"))).toMatchObject({
      name: "renamed",
      description: "by Keystone",
      external_id: "x",
    });
    await as("PATCH", "/renamed", { description: null });
    expect((await inKeystone("renamed"))[0]).toMatchObject({ id: group.id, description: "" });
    expect((await as("DELETE", "/renamed")).status).toBe(204);
    expect(await inKeystone("renamed")).toEqual([]);
  });

  it("that was made there is read here as a group of which nothing else was said", async () => {
    const made = await keystone()("POST", "/groups", { group: { name: "by-keystone", other: 1 } });
    expect(await bodyOf(as("GET", "/by-keystone"))).toEqual({
      name: "by-keystone",
      auto_join: false,
      admin_privileges: false,
      realm: "internal",
    });
    await as("PATCH", "/by-keystone", { external_id: "x" });
    const { body } = await keystone()("GET", `/groups/${made.body.group.id}`);
    expect(body.group).toMatchObject({ name: "by-keystone", other: 1 });
  });

  it("of another domain is not this one", async () => {
    const { body } = await keystone()("POST", "/domains", { domain: { name: "elsewhere" } });
    await keystone()("POST", "/groups", { group: { name: "afar", domain_id: body.domain.id } });
    expect((await as("GET", "/afar")).status).toBe(404);
    expect(await bodyOf(as("GET", "?groupName=afar"))).toEqual({ groups: [] });
    await create(world, path, { name: "afar" });
  });
});

describe("the list of groups", () => {
  const names = ["list-a", "list-b", "list-c"];
  beforeAll(async () => {
    for (const name of names) await create(world, path, { name });
  });
  const listed = async (query: string) => {
    const { groups, cursor } = await bodyOf(as("GET", query));
    return { names: (groups as { group_name: string }[]).map(({ group_name }) => group_name), cursor };
  };

  it("has the name and the address of each, in the order of names", async () => {
    const { groups } = await bodyOf(as("GET", "?groupName=list-"));
    expect(groups).toEqual(
      names.map((name) => ({ group_name: name, uri: `${world.app.url}${path}/${name}` })),
    );
  });

  it("comes in pages, each with a cursor but the last", async () => {
    const first = await listed("?groupName=list-&limit=2");
    expect(first).toEqual({ names: ["list-a", "list-b"], cursor: "list-b" });
    expect(await listed(`?groupName=list-&limit=2&cursor=${first.cursor}`)).toEqual({
      names: ["list-c"],
      cursor: undefined,
    });
  });

  it.each([
    ["?limit=0", "limit must be a whole number from 1"],
    ["?limit=x", "limit must be a whole number from 1"],
    ["?role=x", "role cannot be asked for"],
    ["?projectKey=x", "projectKey cannot be asked for"],
  ])("%s is refused", async (query, phrase) => {
    const answer = await as("GET", query);
    expect([answer.status, (await errorOf(answer)).message]).toEqual([400, expect.stringContaining(phrase)]);
  });
});

describe("paths and methods", () => {
  it.each([
    ["PUT", "", "GET, HEAD, POST"],
    ["PUT", "/any", "DELETE, GET, HEAD, PATCH"],
    ["POST", "/any", "DELETE, GET, HEAD, PATCH"],
    ["GET", "/any/members", "PATCH"],
  ])("%s %s is answered 405", async (method, below, allow) => {
    const answer = await as(method, below, method === "GET" ? undefined : {});
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, allow]);
    expect((await errorOf(answer)).code).toBe("METHOD_NOT_ALLOWED");
  });

  it.each(["{}", "[]", "null", '{"add":1}', '{"add":null,"remove":null}'])(
    "members are changed by a list, not by %s",
    async (body) => {
      await as("POST", "", { name: "any" });
      const answer = await world.app.send(`${path}/any/members`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${world.app.adminToken}`, "content-type": "application/json" },
        body,
      });
      expect([answer.status, (await errorOf(answer)).code]).toEqual([400, "BAD_REQUEST"]);
    },
  );
});
