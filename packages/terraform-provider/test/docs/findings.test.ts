/** The guide that lists the codes of findings, held against the rules that make them: the server's, read as text. */

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const server = resolve(import.meta.dirname, "../../../server/src");
const linting = join(server, "core/linting");
const guide = readFileSync(resolve(import.meta.dirname, "../../docs/guides/findings.md"), "utf8");

/** What only Keystone's mappings can have: many rules, regular expressions. Nobody asks for those before a write. */
const ofKeystone = { file: "lint-rules.ts", code: "unanchored_regex" };
/** What only mappings can have by which people sign in to the console. */
const ofConsole = "broad_operator";

const sources = [
  ...readdirSync(linting)
    .filter((file) => file !== ofKeystone.file)
    .map((file) => join(linting, file)),
  join(server, "faces/access/lint-configuration.ts"),
].map((path) => readFileSync(path, "utf8"));

/** Every finding written out in the sources, with how it says its severity. */
const findings = sources
  .flatMap((text) => [...text.matchAll(/\bcode: "([a-z_]+)",\s*severity: ?([^\n]*)/g)])
  .map(([, code = "", severity = ""]) => ({ code, severity }))
  .filter(({ code }) => code !== ofKeystone.code && code !== ofConsole);
const rows = [...guide.matchAll(/^\| `([a-z_]+)` \| (.*?) \|/gm)].map(([, code, severity]) => ({
  code,
  severity,
}));

describe("the guide on findings", () => {
  it("finds every code in the server's rules", () => {
    const written = sources.flatMap((text) => [...text.matchAll(/\bcode: "/g)]);
    expect(findings.length).toBe(written.length - 2);
    expect(findings.length).toBeGreaterThan(25);
  });

  it("lists every code that the server can answer for what is planned, and no other", () => {
    const listed = [...rows.map(({ code }) => code), ...noticesIn(guide)];
    expect([...new Set(listed)].toSorted()).toEqual(
      [...new Set(findings.map(({ code }) => code))].toSorted(),
    );
  });

  it("calls critical what the rules call so, and a notice what is never more", () => {
    const critical = findings.filter(({ severity }) => severity.startsWith('"critical"'));
    for (const { code } of critical) {
      expect(rows.filter((row) => row.code === code).map(({ severity }) => severity)).toEqual(["critical"]);
    }
    const graver = new Set(
      findings.filter(({ severity }) => !severity.startsWith('"notice"')).map(({ code }) => code),
    );
    const noticesOnly = findings.map(({ code }) => code).filter((code) => !graver.has(code));
    expect(noticesIn(guide).toSorted()).toEqual([...new Set(noticesOnly)].toSorted());
  });
});

/** The codes in the section "Notices". */
function noticesIn(text: string): readonly string[] {
  const section = text.split("## Notices")[1] ?? "";
  return [...section.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, code = ""]) => code);
}
