import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Registry } from "../../src/core/matching/registry.ts";
import { type KeystoneFace, openKeystoneFace } from "./keystone-face.ts";

let face: KeystoneFace;
let looks = 0;
beforeAll(async () => {
  const counting = (registry: Registry): Registry => ({
    ...registry,
    projects() {
      looks += 1;
      return registry.projects();
    },
  });
  face = await openKeystoneFace({
    feed: (following) => ({ ...following, current: () => counting(following.current()) }),
  });
});
afterAll(() => face[Symbol.asyncDispose]());

/** A new one, in the domain named. */
async function make(member: string, document: object): Promise<string> {
  const { body } = await face.send("POST", `/${member}s`, { [member]: document });
  return body[member].id;
}

describe("roles that count in one project", () => {
  it("are found without a look at the others, of which a domain may have very many", async () => {
    const [domain, elsewhere] = [await make("domain", { name: "a" }), await make("domain", { name: "b" })];
    const user = "0b".repeat(32);
    for (const one of [domain, elsewhere]) {
      const path = `/OS-INHERIT/domains/${one}/users/${user}/roles/member/inherited_to_projects`;
      expect((await face.send("PUT", path)).status).toBe(204);
    }
    const project = await make("project", { name: "p", domain_id: domain });
    looks = 0;
    const { body } = await face.send("GET", `/role_assignments?effective&scope.project.id=${project}`);
    expect(body.role_assignments).toMatchObject([
      { user: { id: user }, scope: { project: { id: project } } },
    ]);
    const { body: none } = await face.send("GET", "/role_assignments?effective&scope.project.id=nowhere");
    expect([none.role_assignments, looks]).toEqual([[], 0]);
  });
});
