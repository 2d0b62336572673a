import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.ts";
import { settings } from "../../src/settings.ts";
import { startApp, type TestApp } from "../app.ts";

interface System {
  readonly version: string;
  readonly instance_id: string;
  readonly database: string;
  readonly settings: readonly {
    readonly name: string;
    readonly value: string | null;
    readonly given: boolean;
    readonly secret: boolean;
  }[];
}

const password = "do-not-show-me";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({
    COUNTERSIGN_OUTBOUND_PROXY: `http://someone:${password}@127.0.0.1:3128/`,
    COUNTERSIGN_LOG_LEVEL: "warn",
  });
});
afterAll(() => app.close());

const read = async () => (await (await app.asAdmin("GET", "/api/v1/settings")).json()) as System;
const one = async (name: string) => (await read()).settings.find((setting) => setting.name === name);

describe("the settings an operator reads", () => {
  it("are all there are, in their order", async () => {
    const names = Object.values(settings).map(({ variable }) => variable);
    expect((await read()).settings.map(({ name }) => name)).toEqual(names);
  });

  it("tell a value that was given from a default, and a default that was computed", async () => {
    expect(await one("COUNTERSIGN_LOG_LEVEL")).toMatchObject({ value: "warn", given: true });
    expect(await one("COUNTERSIGN_MAX_TOKEN_TTL")).toMatchObject({ value: "86400", given: false });
    expect(await one("COUNTERSIGN_PUBLIC_URL")).toMatchObject({ value: app.url, given: false });
    expect(await one("COUNTERSIGN_TLS_CERT_FILE")).toMatchObject({ value: null, given: false });
  });

  it("say what the server is", async () => {
    expect(await read()).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      instance_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      database: "sqlite",
    });
  });

  it("hold no secret", async () => {
    const text = JSON.stringify(await read());
    expect(text).not.toContain(app.adminToken);
    expect(text).not.toContain(password);
    expect(text).not.toContain("someone");
    expect(await one("COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN")).toEqual({
      name: "COUNTERSIGN_BOOTSTRAP_ADMIN_TOKEN",
      value: null,
      given: true,
      secret: true,
      meaning: settings.bootstrapAdminToken.meaning,
    });
    expect(await one("COUNTERSIGN_OUTBOUND_PROXY")).toMatchObject({
      value: "http://127.0.0.1:3128/",
      given: true,
    });
  });

  it.each([
    [
      "postgres://sts:hunter22@db.internal:5433/sts?sslmode=require&password=hunter22",
      "postgres://db.internal:5433/sts",
    ],
    ["postgres://db.internal/sts?user=sts&password=hunter22", "postgres://db.internal/sts"],
    ["postgres://sts:hunter22%2F@db.internal:5432/sts", "postgres://db.internal:5432/sts"],
  ])("hold no password of the database: %s", (url, shown) => {
    const config = readConfig({ COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_MASTER_KEY_FILE: "/etc/key" });
    expect(config.shown.find(({ name }) => name === "COUNTERSIGN_DATABASE_URL")?.value).toBe(shown);
  });

  it("are an operator's alone", async () => {
    const made = await app.asAdmin("POST", "/api/v1/service-tokens", { name: "mere-admin" });
    const { secret } = (await made.json()) as { secret: string };
    const response = await app.send("/api/v1/settings", { headers: { authorization: `Bearer ${secret}` } });
    expect(response.status).toBe(403);
  });
});
