import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { created, exchange } from "../../../server/test/end-to-end/exchange-world.ts";
import { describeInBrowser } from "./chromium.ts";
import type { ConsolePage } from "./console-page.ts";
import { type ConsoleWorld, startConsoleWorld } from "./console-world.ts";
import { scriptPayloads } from "./script-payloads.ts";

/** Every text an administrator or a workload can leave in the server, with payloads in it. */
async function fill(
  world: ConsoleWorld,
): Promise<{ readonly mapping: string; readonly references: string[] }> {
  const everything = scriptPayloads.slice(0, 20).join(" ");
  await created(world.app, "/api/v1/projects", {
    key: "hostile",
    display_name: scriptPayloads[0] ?? "",
    description: everything.slice(0, 900),
  });
  await world.provider({ description: everything.slice(0, 900) });
  let mapping = "";
  // What cannot be seen is refused in what an administrator writes; tokens may carry it.
  const writable = scriptPayloads.filter((payload) => !/[\u202a-\u202e\u2066-\u2069]/.test(payload));
  for (const [index, payload] of writable.entries()) {
    const made = await world.mapping({
      name: `m${index}`,
      description: payload,
      claims: { sub: payload, [payload]: payload },
      grant: { user: "somebody", groups: ["readers"] },
      audience: ["https://service.example"],
    });
    mapping = String(made["id"]);
  }
  const references: string[] = [];
  for (const payload of scriptPayloads) {
    const idToken = world.idToken({
      sub: payload,
      note: payload,
      [payload]: [payload, { [payload]: payload }],
    });
    const answer = await exchange(world.app, "access", idToken, { project_key: "hostile", job_id: payload });
    references.push(answer.headers.get("x-request-id") ?? "");
  }
  return { mapping, references };
}

/** What the pages are that show them. */
function pagesOf({ mapping, references }: Awaited<ReturnType<typeof fill>>): readonly string[] {
  return [
    "/console/",
    "/console/integrations",
    "/console/integrations/ci",
    "/console/integrations/ci/mappings/new",
    `/console/mappings/${mapping}`,
    "/console/log",
    ...[0, 8, 17, 29].map((index) => `/console/log/${references[index]}`),
    "/console/tokens",
    "/console/projects",
    "/console/projects/hostile",
    "/console/audit",
    "/console/settings",
  ];
}

describeInBrowser("the console with hostile texts", (browser) => {
  let world: ConsoleWorld;
  let visitor: ConsolePage;
  let paths: readonly string[];
  beforeAll(async () => {
    world = await startConsoleWorld();
    paths = pagesOf(await fill(world));
    visitor = await world.visitAsOperator(browser());
    await visitor.context.exposeFunction("pwned", () => void ran.push(visitor.page.url()));
  });
  afterAll(() => world?.close());
  const ran: string[] = [];

  it("runs nothing of what anybody wrote, on any page", async () => {
    for (const path of paths) {
      await visitor.open(path);
      await visitor.page.getByRole("heading", { level: 1 }).first().waitFor();
      await visitor.page.waitForLoadState("networkidle");
    }
    expect(ran).toEqual([]);
    expect(visitor.faults).toEqual([]);
  });

  it("has a policy that would not run it either", async () => {
    const answer = await world.app.send("/console/");
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-|\*|https?:/);
    await visitor.open("/console/");
    const inline = await visitor.page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.inlineRan = true";
      try {
        document.body.append(script);
      } catch {
        // Trusted types forbid it before the policy has to.
      }
      return "inlineRan" in window;
    });
    expect(inline).toBe(false);
  });
});

describeInBrowser("the console beside another site", (browser) => {
  let world: ConsoleWorld;
  let visitor: ConsolePage;
  let stranger: Stranger;
  beforeAll(async () => {
    world = await startConsoleWorld();
    await world.provider();
    await world.mapping({ name: "one", claims: { sub: "job-1" }, grant: { user: "ci" }, audience: ["*@*"] });
    // None is due by itself for an hour after this one.
    await world.app.asAdmin("POST", "/api/v1/audit/checkpoints");
    stranger = await startStranger();
    visitor = await world.visitAsOperator(browser());
  });
  afterAll(async () => {
    await world?.close();
    await stranger?.close();
  });

  /** Another port is another origin and the same site, so the cookie goes along; another name is another site. */
  it.each(["127.0.0.1", "localhost"])("accepts no write from a page of %s", async (host) => {
    const writes = await writingRoutes(world);
    const before = await stateOf(world);
    const page = await visitor.context.newPage();
    const statuses: number[] = [];
    page.on("response", (response) => {
      if (response.url().startsWith(world.app.url)) statuses.push(response.status());
    });
    await page.goto(stranger.at(host));
    for (const { method, url } of writes) {
      await page.evaluate(
        async ([target, verb]) => {
          const send = (init: RequestInit) =>
            fetch(target, { credentials: "include", ...init }).catch(() => null);
          await send({
            method: verb,
            mode: "cors",
            body: "{}",
            headers: { "content-type": "application/json" },
          });
          if (verb !== "POST") return;
          await send({ method: "POST", mode: "no-cors", body: '{"kind":"everything"}' });
          await send({ method: "POST", mode: "no-cors", body: new URLSearchParams({ kind: "everything" }) });
        },
        [url, method] as const,
      );
    }
    await submitForm(page, `${world.app.url}/api/v1/revocations`);
    expect(statuses.length).toBeGreaterThan(0);
    expect(statuses.filter((status) => status < 400)).toEqual([]);
    expect(await stateOf(world)).toEqual(before);
    await page.close();
  });

  it("is shown in no frame", async () => {
    const page = await visitor.context.newPage();
    await page.goto(`${stranger.at("127.0.0.1")}?frame=${encodeURIComponent(`${world.app.url}/console/`)}`);
    await page.waitForLoadState("networkidle");
    const framed = page.frames().filter((frame) => frame.url().startsWith(world.app.url));
    const shown = await Promise.all(framed.map((frame) => frame.getByText("Countersign").count()));
    expect(shown.reduce((sum, count) => sum + count, 0)).toBe(0);
    await page.close();
  });
});

interface Stranger {
  at(host: string): string;
  close(): Promise<void>;
}

/** Somebody else's page, which may frame another. */
async function startStranger(): Promise<Stranger> {
  const server: Server = createServer((request, response) => {
    const frame = new URL(request.url ?? "/", "http://stranger").searchParams.get("frame");
    response.setHeader("content-type", "text/html");
    response.end(frame === null ? "<p>a stranger" : `<p>a stranger<iframe src="${frame}"></iframe>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    at: (host) => `http://${host}:${port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Every route of the admin API that changes something, by its own description. */
async function writingRoutes(
  world: ConsoleWorld,
): Promise<readonly { readonly method: string; readonly url: string }[]> {
  const description = (await (await world.app.send("/api/v1/openapi.json")).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.keys(operations)
      .filter((method) => method !== "get" && method !== "head")
      .map((method) => ({
        method: method.toUpperCase(),
        url: `${world.app.url}${path.replace(/\{\w+\}/g, "ci")}`,
      })),
  );
}

/** A form goes where it is sent, with the cookie, and without a question beforehand. */
async function submitForm(page: ConsolePage["page"], target: string): Promise<void> {
  const answered = page.waitForResponse((response) => response.url() === target);
  await page.evaluate((action) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    form.enctype = "text/plain";
    const field = document.createElement("input");
    field.name = '{"kind":"everything","x":"';
    field.value = '"}';
    form.append(field);
    document.body.append(form);
    form.submit();
  }, target);
  await answered;
  // A page closed between the answer and showing it may never report that it is closed.
  await page.waitForURL(target);
}

/** What a write would change. */
async function stateOf(world: ConsoleWorld): Promise<readonly unknown[]> {
  const paths = ["providers", "mappings", "projects", "keys", "revocations", "audit/checkpoints"];
  return Promise.all(paths.map(async (path) => (await world.app.asAdmin("GET", `/api/v1/${path}`)).json()));
}
