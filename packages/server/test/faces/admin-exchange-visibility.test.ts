import { expect, it } from "vitest";
import type { Principal } from "../../src/core/access.ts";
import { projectAdminRole } from "../../src/core/project-roles.ts";
import { adminFaces } from "../../src/faces/admin/routes.ts";
import { administrator, mappingDraft, providerDraft } from "../core/samples.ts";
import { openServices } from "../services.ts";
import { issuedRecord } from "../store/fixtures.ts";
import { startServer } from "./http-server.ts";

const lead: Principal = {
  ...administrator,
  name: "lead",
  role: "workload",
  projectRoles: [{ project: "mine", roles: [projectAdminRole] }],
};

it("an exchange is found by no property of a mapping that the caller may not see", async () => {
  await using opened = new AsyncDisposableStack();
  const services = await openServices({
    authenticate: async (credential) => ({
      ok: true,
      principal: credential === "admin" ? administrator : lead,
      claims: null,
      secretId: null,
    }),
  });
  opened.defer(services.close);
  const { configuration } = services.services;
  const provider = await configuration.createProvider(
    administrator,
    providerDraft({ name: "own", project: "mine" }),
  );
  if (!provider.ok) throw new Error(provider.refusal.detail);
  const { id: providerId } = provider.value;
  const draft = mappingDraft({ sub: "a" }, { name: "hidden", providerId, project: null });
  const mapping = await configuration.createMapping(administrator, draft);
  if (!mapping.ok) throw new Error(mapping.refusal.detail);
  const through = { providerId, mappingId: mapping.value.id, mappingName: "hidden" };
  await services.store.exchanges.commit(issuedRecord(through), null);

  const [face] = adminFaces(services.services);
  if (face === undefined) throw new Error("the admin API has no face");
  const server = await startServer(face);
  opened.defer(() => server.close());
  const found = async (who: string, query: string) => {
    const headers = { authorization: `Bearer ${who}` };
    const answer = await server.send(`/api/v1/exchanges?provider=own&${query}`, { headers });
    const { items } = (await answer.json()) as { items: readonly unknown[] };
    return items.length;
  };
  const queries = ["limit=9", "mapping=hidden", "text=hidden"];
  expect(await Promise.all(queries.map((query) => found("admin", query)))).toEqual([1, 1, 0]);
  expect(await Promise.all(queries.map((query) => found("lead", query)))).toEqual([1, 0, 0]);
});
