/** What a running Keystone answered, and what this server answers to the same requests: keystone-golden.ts. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { runCommand } from "../cli/command-line.ts";
import { corpusFolder, readCorpusJson } from "../corpus.ts";
import { startIssuer, type TestIssuer } from "../issuer.ts";
import { type Exchange, type Replayed, replay } from "./keystone-golden.ts";
import { covers, differences } from "./keystone-golden-differences.ts";

const corpus = corpusFolder();
const exchanges =
  corpus === null
    ? []
    : (readCorpusJson(corpus, "keystone-golden-http.json") as { exchanges: readonly Exchange[] }).exchanges;

const recordedIssuers = ["https://idp.example.com", "https://i", "https://evil", "https://other"];

describe.skipIf(corpus === null)("what Keystone answered, and what is answered here", () => {
  let app: TestApp;
  let folder: string;
  let replayed: readonly Replayed[];
  const issuers = new Map<string, TestIssuer>();

  beforeAll(async () => {
    for (const recorded of recordedIssuers) issuers.set(recorded, await startIssuer());
    const [first] = [...issuers.values()];
    folder = await mkdtemp(join(tmpdir(), "countersign-ca-"));
    await writeFile(join(folder, "ca.pem"), first?.ca ?? "");
    app = await startApp({
      COUNTERSIGN_ISSUER_ALLOW: [...issuers.values()].map(({ origin }) => origin).join(","),
      COUNTERSIGN_ISSUER_CA_FILE: join(folder, "ca.pem"),
    });
    replayed = await replay(
      {
        url: app.url,
        credential: app.adminToken,
        given: {
          "<ADMIN_PASSWORD>": await serviceToken("admin", "admin"),
          "<USER_PASSWORD>": await serviceToken("joe", "introspect"),
        },
        issuerFor(recorded) {
          const issuer = issuers.get(recorded) ?? first;
          if (issuer === undefined) throw new Error("no issuer");
          return issuer;
        },
      },
      exchanges,
    );
  });
  afterAll(async () => {
    await app?.close();
    for (const issuer of issuers.values()) await issuer.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function serviceToken(name: string, role: string): Promise<string> {
    const made = await runCommand([
      "admin",
      "token",
      "create",
      name,
      "--role",
      role,
      "--json",
      "--data-dir",
      app.dataDir,
    ]);
    return String(made.json()["secret"]);
  }

  it("is many exchanges", () => {
    expect(exchanges.length).toBeGreaterThan(400);
  });

  it.each(exchanges.map((exchange, index) => ({ ...exchange, index })))(
    "is the same but for what stands in the list: $index $label, $request.method $request.path",
    ({ index }) => {
      const one = replayed[index] as Replayed;
      expect(
        one.differences.filter((difference) => !differences.some((entry) => covers(entry, one, difference))),
      ).toEqual([]);
    },
  );

  it.each(differences)("still differs: $because", (entry) => {
    const found = replayed.flatMap((one) =>
      one.differences.filter((difference) => covers(entry, one, difference)),
    );
    expect(found).not.toEqual([]);
  });
});
