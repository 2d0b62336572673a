/** A sign-in to the console over two nodes on one PostgreSQL: it may begin on one and end on the other. */

import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { created } from "../end-to-end/exchange-world.ts";
import { confidential, type SignOnProvider, startSignOnProvider } from "../sign-on-provider.ts";
import { type Cluster, openCluster } from "./cluster.ts";

describe.skipIf(inject("postgresUrl") === null)("a sign-in over two nodes", () => {
  let cluster: Cluster;
  let provider: SignOnProvider;
  let near: TestApp;
  let far: TestApp;
  beforeAll(async () => {
    cluster = await openCluster();
    provider = await startSignOnProvider(["https://sts.example/console/sign-in/callback"]);
    const settings = {
      ...cluster.settings(),
      COUNTERSIGN_CONSOLE_PROVIDER: "staff",
      COUNTERSIGN_CONSOLE_CLIENT_ID: confidential.id,
      COUNTERSIGN_ISSUER_ALLOW: provider.url,
    };
    near = await startApp(settings);
    await created(near, "/api/v1/providers", {
      name: "staff",
      issuer_url: provider.url,
      audience: confidential.id,
    });
    // It knows the provider from its start on.
    far = await startApp(settings);
  });
  afterAll(async () => {
    await Promise.all([near.close(), far.close()]);
    await provider.close();
    await cluster.close();
  });

  it("that began on one is known on the other, and used once", async () => {
    const begun = await near.send("/console/sign-in/start", { redirect: "manual" });
    const state = new URL(begun.headers.get("location") ?? "").searchParams.get("state");
    const cookie = begun.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const bring = async (node: TestApp) => {
      const path = `/console/sign-in/callback?code=garbage&iss=${provider.url}&state=${state}`;
      return (await node.send(path, { headers: { cookie } })).text();
    };
    expect(await bring(far)).toContain("did not take the code");
    expect(await bring(near)).toContain("This sign-in was used already.");
  });
});
