/** Whether the search for secrets finds any: a search that cannot find would find nothing wrong. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { databaseTexts, linesNotJson, Secrets } from "../faults/rig/secrets.ts";

const secret = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6";
const secrets = new Secrets();
secrets.add(secret, "a secret");

it.each([
  ["alone", secret],
  ["inside something", `{"token":"x${secret}y"}`],
  ["without its end", secret.slice(0, -10)],
  ["without its beginning", `…${secret.slice(10)}`],
])("finds a secret %s", (_, text) => {
  expect(secrets.find(`some ${text} text`)).toEqual(["a secret"]);
});

it("finds nothing in a text that holds none", () => {
  expect(secrets.find(`${secret.slice(0, 15)} ${secret.toLowerCase()} ${"A".repeat(100)}`)).toEqual([]);
});

it("knows a token by its signature, and lets its claims be told", () => {
  const tokens = new Secrets();
  tokens.addToken(`e30.eyJhIjoiYWFhYWFhYWFhYWFhYWFhYWFhYWEifQ.${secret}`, "a token");
  expect(tokens.find("e30.eyJhIjoiYWFhYWFhYWFhYWFhYWFhYWFhYWEifQ.…")).toEqual([]);
  expect(tokens.find(secret)).toEqual(["a token"]);
});

it.each(["-----BEGIN PRIVATE KEY-----", '{"kty":"EC","d":"AAAA"}', String.raw`"{\"d\":\"AAAA\"}"`])(
  "finds the private key %s",
  (text) => {
    expect(secrets.find(text)).toEqual(["a private key"]);
  },
);

it("refuses to look for what may stand anywhere", () => {
  expect(() => secrets.add("short", "a word")).toThrow("a word is too short");
});

it("reads the database with its write-ahead log", async () => {
  const folder = await mkdtemp(join(tmpdir(), "countersign-secrets-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "countersign.db"), "a");
  await writeFile(join(folder, "countersign.db-wal"), `\0\xff${secret}`, "latin1");
  await writeFile(join(folder, "master.key"), secret);
  const texts = await databaseTexts(folder);
  expect([...texts].map(([name, text]) => [name, secrets.find(text)])).toEqual([
    ["countersign.db", []],
    ["countersign.db-wal", ["a secret"]],
  ]);
});

it("tells lines that are no JSON object", () => {
  expect(linesNotJson('{"a":1}\n\nplain\n[1]\n{"b":2}\n')).toEqual(["plain", "[1]"]);
});
