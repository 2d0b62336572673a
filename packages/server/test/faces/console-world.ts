/** A server that people sign in to through a provider, with a mapping for each kind of person. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startApp, type TestApp } from "../app.ts";
import { confidential, type SignOnProvider, startSignOnProvider } from "../sign-on-provider.ts";
import { type BrowserSession, type Document, sessionOf } from "./admin-session.ts";
import { type Browser, openBrowser, type Visit } from "./console-browser.ts";

export interface ConsoleWorld {
  readonly app: TestApp;
  readonly provider: SignOnProvider;
  /** Ids of the mappings, by name. */
  readonly mappings: Readonly<Record<string, string>>;
  /** Signs a person in, and asks for the session as a page would. */
  signOn(person: string, browser?: Browser): Promise<SignedOn>;
  close(): Promise<void>;
}

export interface SignedOn {
  readonly browser: Browser;
  readonly landed: Visit;
  readonly session: BrowserSession;
}

export const mappingDocuments: readonly Document[] = [
  { name: "operators", claims: { sub: "olga" }, grant: { user: "olga", operator: true } },
  { name: "administrators", claims: { sub: "alice" }, grant: { user: "alice", admin: true } },
  {
    name: "payments",
    claims: { sub: "paul" },
    grant: { user: "paul", project_roles: [{ project: "payments", roles: ["Project Admin"] }] },
  },
];

/** @param environment settings beside those */
export async function startConsoleWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<ConsoleWorld> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-console-"));
  const secretFile = join(folder, "client-secret");
  await writeFile(secretFile, `${confidential.secret}\n`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const provider = await startSignOnProvider([`${url}/console/sign-in/callback`]);
  const app = await startApp({
    COUNTERSIGN_LISTEN: `127.0.0.1:${port}`,
    COUNTERSIGN_CONSOLE_PROVIDER: "staff",
    COUNTERSIGN_CONSOLE_CLIENT_ID: confidential.id,
    COUNTERSIGN_CONSOLE_CLIENT_SECRET_FILE: secretFile,
    ...environment,
    COUNTERSIGN_ISSUER_ALLOW: [provider.url, environment["COUNTERSIGN_ISSUER_ALLOW"] ?? []].flat().join(","),
  });
  await made(app.asAdmin("POST", "/api/v1/projects", { key: "payments" }));
  await made(
    app.asAdmin("POST", "/api/v1/providers", {
      name: "staff",
      issuer_url: provider.url,
      audience: environment["COUNTERSIGN_CONSOLE_CLIENT_ID"] ?? confidential.id,
    }),
  );
  const mappings: Record<string, string> = {};
  for (const document of mappingDocuments) {
    const mapping = await made(
      app.asAdmin("POST", "/api/v1/mappings", { provider: "staff", entry: { kind: "console" }, ...document }),
    );
    mappings[String(document["name"])] = String(mapping["id"]);
  }
  return {
    app,
    provider,
    mappings,
    async signOn(person, browser = openBrowser()) {
      provider.person = person;
      const landed = await browser.follow(`${url}/console/sign-in/start?return=/console/log`);
      return { browser, landed, session: await sessionIn(app, browser) };
    },
    async close() {
      await app.close();
      await provider.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The session whose cookie a browser has. @throws when it has none that is good */
export async function sessionIn(app: TestApp, browser: Browser): Promise<BrowserSession> {
  const cookie = `countersign-session=${browser.cookies.get(app.url)?.get("countersign-session")}`;
  const response = await app.send("/api/v1/session", { headers: { cookie } });
  const document: Document = Object(await response.json());
  if (response.status !== 200) throw new Error(JSON.stringify(document));
  return sessionOf(app, cookie, document);
}

async function made(answer: Promise<Response>): Promise<Document> {
  const response = await answer;
  const document: Document = Object(await response.json());
  if (response.status !== 201) throw new Error(JSON.stringify(document));
  return document;
}
