/** A session of the console over two nodes on one PostgreSQL: whichever is asked, it is the same one. */

import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { TestApp } from "../app.ts";
import { created } from "../end-to-end/exchange-world.ts";
import { type BrowserSession, get, send, signIn } from "../faces/admin-session.ts";
import { type Cluster, openCluster } from "./cluster.ts";

describe.skipIf(inject("postgresUrl") === null)("a session over two nodes", () => {
  let cluster: Cluster;
  let near: TestApp;
  let far: TestApp;
  let session: BrowserSession;
  let serviceToken: string;
  beforeAll(async () => {
    cluster = await openCluster();
    [near, far] = await Promise.all([cluster.node(), cluster.node()]);
    const made = await created(near, "/api/v1/service-tokens", { name: "desk", role: "admin" });
    serviceToken = String(made["id"]);
    session = await signIn(near, String(made["secret"]));
  });
  afterAll(() => cluster.close());

  const whoami = (node: TestApp, of = session) => get(node, of, "/whoami");

  it("that was opened on one is good on the other, for writes too", async () => {
    expect(await whoami(far)).toMatchObject({ status: 200, document: { name: "service:desk" } });
    const { cookie, csrfToken } = session;
    const headers = { cookie, "x-countersign-csrf": csrfToken, "sec-fetch-site": "same-origin" };
    expect((await send(far, "POST", "/projects", headers, { key: "payments" })).status).toBe(201);
  });

  it("that is signed out of on one has ended on the other", async () => {
    const other = await signIn(near, String((await another()).secret));
    const { cookie, csrfToken } = other;
    const headers = { cookie, "x-countersign-csrf": csrfToken, "sec-fetch-site": "same-origin" };
    expect((await send(far, "DELETE", "/session", headers)).status).toBe(204);
    expect((await whoami(near, other)).status).toBe(401);
  });

  it("whose secret is revoked on one has ended on the other with its next request", async () => {
    expect((await whoami(near)).status).toBe(200);
    expect((await far.asAdmin("DELETE", `/api/v1/service-tokens/${serviceToken}`)).status).toBe(204);
    expect((await whoami(near)).status).toBe(401);
  });

  async function another() {
    const made = await created(far, "/api/v1/service-tokens", { name: "other-desk", role: "operator" });
    return { secret: made["secret"] };
  }
});
