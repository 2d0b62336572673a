/** Epochs of revocation over two nodes on one PostgreSQL, and a node that cannot confirm one. */

import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { TestApp } from "../app.ts";
import { openRelay, type Relay } from "../store/relay.ts";
import { type Cluster, configure, introspect, issue, openCluster, soon } from "./cluster.ts";

describe.skipIf(inject("postgresUrl") === null)("revocation over two nodes", () => {
  let cluster: Cluster;
  let wire: Relay;
  let near: TestApp;
  let far: TestApp;
  beforeAll(async () => {
    cluster = await openCluster();
    wire = await openRelay(cluster.database.url);
    [near, far] = await Promise.all([cluster.node(wire.url), cluster.node()]);
    await configure(cluster, far, ["job"]);
    await vi.waitFor(() => issue(near, cluster.idToken("job")), soon);
  });
  afterAll(async () => {
    wire.set("pass");
    await cluster.close();
    await wire.close();
  });

  const isActive = async (node: TestApp, token: string) => (await introspect(node, token)).document["active"];

  const revisionOn = async (node: TestApp) =>
    /^countersign_configuration_revision (\d+)$/m.exec(await (await node.send("/metrics")).text())?.[1];

  it("is seen by the other node with its next question", async () => {
    for (const target of [{ kind: "provider", provider: "ci" }, { kind: "everything" }]) {
      const token = await issue(near, cluster.idToken("job"));
      expect(await isActive(near, token)).toBe(true);
      expect((await far.asAdmin("POST", "/api/v1/revocations", target)).status).toBe(201);
      expect(await isActive(near, token)).toBe(false);
      // As soon as the other node has seen it, what it issues is good again.
      await vi.waitFor(
        async () => expect(await isActive(far, await issue(near, cluster.idToken("job")))).toBe(true),
        soon,
      );
    }
  });

  it("is in force for what a node with a fast clock issued before", async () => {
    near.stepWallClock(25);
    const token = await issue(near, cluster.idToken("job"));
    expect(await isActive(far, token)).toBe(true);
    await far.asAdmin("POST", "/api/v1/revocations", { kind: "mapping", provider: "ci", mapping: "job" });
    for (const node of [near, far]) expect(await isActive(node, token)).toBe(false);
    near.stepWallClock(-25);
  });

  it("is in force also after the database went back to an earlier moment under running nodes", async () => {
    const { database } = cluster;
    const [{ value: earlier } = {}] = await database.run("select value from configuration_revision");
    const seenBy = (node: TestApp, revision: number) =>
      vi.waitFor(async () => expect(await revisionOn(node)).toBe(String(revision)), soon);
    for (const user of ["ada", "bob", "eve"]) {
      await far.asAdmin("POST", "/api/v1/revocations", { kind: "user", user });
    }
    await seenBy(near, Number(earlier) + 3);
    // What a restoration, or a copy that lagged behind, leaves.
    for (const table of ["configuration_links", "revocation_epochs"]) {
      await database.run(`delete from ${table} where revision > ${earlier}`);
    }
    await database.run(`update configuration_revision set value = ${earlier}`);
    await Promise.all([near, far].map((node) => seenBy(node, Number(earlier))));
    const token = await issue(near, cluster.idToken("job"));
    expect(await isActive(far, token)).toBe(true);
    await far.asAdmin("POST", "/api/v1/revocations", { kind: "provider", provider: "ci" });
    expect(await isActive(near, token)).toBe(false);
    expect(near.log.some((line) => /of another history.*Restart every server if/.test(line))).toBe(true);
    await seenBy(near, Number(earlier) + 1);
  });

  it("is in force also where the database went back and was written to beyond what the nodes knew", async () => {
    const { database } = cluster;
    const [{ value: earlier } = {}] = await database.run("select value from configuration_revision");
    await far.asAdmin("POST", "/api/v1/revocations", { kind: "user", user: "ada" });
    await vi.waitFor(() => issue(near, cluster.idToken("job")), soon);
    const known = Number(earlier) + 1;
    await vi.waitFor(async () => expect(await revisionOn(near)).toBe(String(known)), soon);
    // In one step, so that no node looks in between: another history, two revisions further.
    const links = [known, known + 1, known + 2].map((one) => `(${one}, '[]', 'another', 'history ${one}')`);
    await database.run(`
      begin;
      delete from configuration_links where revision > ${earlier};
      delete from revocation_epochs where revision > ${earlier};
      insert into configuration_links (revision, epochs, content, hash) values ${links.join(", ")};
      update configuration_revision set value = ${known + 2};
      commit`);
    await vi.waitFor(async () => expect(await revisionOn(near)).toBe(String(known + 2)), soon);
    expect(near.log.filter((line) => line.includes("of another history")).length).toBeGreaterThan(0);
    const token = await issue(near, cluster.idToken("job"));
    await far.asAdmin("POST", "/api/v1/revocations", { kind: "provider", provider: "ci" });
    expect(await isActive(near, token)).toBe(false);
  });

  it("of a service token ends on the other node what that has made there", async () => {
    const made = await far.asAdmin("POST", "/api/v1/service-tokens", { name: "ops" });
    const { id, secret } = (await made.json()) as { readonly id: string; readonly secret: string };
    const make = async (node: TestApp, credential: string) => {
      const answer = await node.send("/access/api/v1/tokens", {
        method: "POST",
        headers: { authorization: `Bearer ${credential}`, "content-type": "application/json" },
        body: JSON.stringify({ username: "ada", scope: "applied-permissions/admin" }),
      });
      return { status: answer.status, token: String(Object(await answer.json())["access_token"]) };
    };
    const { token } = await make(near, secret);
    const further = await make(far, token);
    const tokens = [token, further.token];
    for (const one of tokens) expect(await isActive(near, one)).toBe(true);
    expect((await far.asAdmin("DELETE", `/api/v1/service-tokens/${id}`)).status).toBe(204);
    for (const one of tokens) expect(await isActive(near, one)).toBe(false);
    for (const credential of [secret, ...tokens]) expect((await make(near, credential)).status).toBe(401);
  });

  it("is answered 503 while the database does not confirm, and the token lives on", async () => {
    const token = await issue(far, cluster.idToken("job"));
    expect(await isActive(far, token)).toBe(true);
    wire.set("refuse");
    const answer = await near.send("/oauth2/revoke", {
      method: "POST",
      body: new URLSearchParams({ token }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([503, { error: "temporarily_unavailable" }]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await near.asAdmin("POST", "/api/v1/revocations", { kind: "everything" })).status).toBe(503);
    wire.set("pass");
    expect(await isActive(far, token)).toBe(true);
  });
});
