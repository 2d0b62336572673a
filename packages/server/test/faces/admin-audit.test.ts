import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCommand } from "../cli/command-line.ts";
import { issue, serviceToken } from "./oauth-tokens-world.ts";
import { startWorld, type World } from "./oauth-world.ts";

type Document = Readonly<Record<string, unknown>>;

const hangGuardMs = 20_000;

let world: World;
beforeAll(async () => {
  world = await startWorld();
  for (let made = 0; made < 3; made += 1) await issue(world);
  await world.app.asAdmin("POST", "/api/v1/audit/checkpoints");
});
afterAll(() => world.close());

const verify = async (body?: Document) => {
  const response = await world.app.asAdmin("POST", "/api/v1/audit/verification", body);
  return { status: response.status, document: (await response.json()) as Document };
};
const database = () => new DatabaseSync(join(world.app.dataDir, "countersign.db"));

describe("a verification of the audit chain", () => {
  it("says what the command says", async () => {
    const told = await runCommand(["audit", "verify", "--json"], {
      environment: { COUNTERSIGN_DATA_DIR: world.app.dataDir },
    });
    const { remarks: _, ...command } = told.json() as Document;
    const { status, document } = await verify();
    expect(status).toBe(200);
    expect(document).toMatchObject({ ...command, holds: true, records: 3, problems: [] });
    expect(document["verdict"]).toBe("The audit chain of the database holds.");
    expect(document["remarks"]).toContainEqual(expect.stringContaining("Give them with checkpoints;"));
  });

  it("is held against checkpoints that were kept elsewhere, in whatever text", async () => {
    const list = await (await world.app.asAdmin("GET", "/api/v1/audit/checkpoints")).text();
    const count = list.split('"made_at"').length - 1;
    expect((await verify({ checkpoints: `kept:\n${list}` })).document).toMatchObject({
      holds: true,
      checkpoints_kept_elsewhere: count,
    });
    const keys: unknown = await (await world.app.send("/.well-known/jwks.json")).json();
    expect((await verify({ keys })).document).toMatchObject({ holds: true, checkpoints_passed_over: 0 });
  });

  it.each([
    [{ checkpoints: "nothing of the kind" }, "/checkpoints"],
    [{ keys: { keys: [] } }, "/keys"],
  ])("refuses what says nothing: %j", async (body, pointer) => {
    const { status, document } = await verify(body);
    expect([status, document]).toMatchObject([400, { errors: [{ pointer }] }]);
  });

  it("names the record that was changed, with its place and a sentence", async () => {
    const db = database();
    const change = (from: string, to: string) =>
      db.exec(`update exchanges set record = replace(record, '${from}', '${to}') where position = 0`);
    change('"face":"oauth"', '"face":"other"');
    const { document } = await verify();
    change('"face":"other"', '"face":"oauth"');
    db.close();
    expect(document).toMatchObject({
      holds: false,
      verdict: "The audit chain of the database does NOT hold:",
      problems: [{ kind: "stream", sequence: 1, sentence: expect.stringMatching(/^stream .+, link 1: /) }],
    });
    expect((await verify()).document["holds"]).toBe(true);
  });

  it("waits for no other: while an export is read, it is refused, and once its reader is gone it is done", async () => {
    const db = database();
    // More than fits into the buffers between the two ends of a connection.
    const padding = db.prepare("insert into audit_checkpoints (id, made_at, text) values (?, 0, ?)");
    for (let row = 0; row < 32; row += 1) padding.run(`padding-${row}`, "x".repeat(1024 * 1024));
    const begun = request(`${world.app.url}/api/v1/audit/export`, {
      headers: { authorization: `Bearer ${world.app.adminToken}` },
    }).end();
    const unread = await new Promise<IncomingMessage>((resolve) => begun.once("response", resolve));
    expect(await verify()).toMatchObject({ status: 409, document: { code: "audit_under_way" } });
    unread.destroy();
    await vi.waitFor(async () => expect((await verify()).status).toBe(200), hangGuardMs);
    db.exec("delete from audit_checkpoints where id like 'padding-%'");
    db.close();
  });

  it("is done once at a time", async () => {
    const both = await Promise.all([verify(), verify()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it("is an operator's alone", async () => {
    const headers = { authorization: `Bearer ${await serviceToken(world, "mere-admin")}` };
    const asked = [
      world.app.send("/api/v1/audit/verification", { method: "POST", headers }),
      world.app.send("/api/v1/audit/export", { headers }),
    ];
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403]);
  });
});

describe("an export of the audit chain", () => {
  it("is a file that the command verifies, with the details when they are asked for", async () => {
    const response = await world.app.asAdmin("GET", "/api/v1/audit/export?details=true");
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="countersign-audit-[\dTZ-]+\.jsonl"$/,
    );
    const text = await response.text();
    expect(text).toContain('"salt"');
    const folder = await mkdtemp(join(tmpdir(), "countersign-export-"));
    const file = join(folder, "export.jsonl");
    await writeFile(file, text);
    const told = await runCommand(["audit", "verify", file, "--json"], {});
    expect(told.json()).toMatchObject({ holds: true, records: 3 });
    await rm(folder, { recursive: true });
  });

  it("leaves out what was not asked for, and the chain stays whole", async () => {
    const text = await (
      await world.app.asAdmin("GET", "/api/v1/audit/export?until=2020-01-01T00:00:00Z")
    ).text();
    expect(text).toContain('"left_out":true');
    expect(text).not.toContain('"kind":"record"');
    expect(text).not.toContain('"salt"');
  });

  it("is refused where it cannot begin, with a sentence", async () => {
    expect((await world.app.asAdmin("GET", "/api/v1/audit/export?since=yesterday")).status).toBe(400);
  });
});
