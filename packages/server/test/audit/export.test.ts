import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectForAudit } from "../../src/audit/connect.ts";
import type { ExportOptions } from "../../src/audit/export.ts";
import { readExport, writeExport } from "../../src/audit/export-file.ts";
import { verifyExport } from "../../src/audit/verify-export.ts";
import { projectDraft } from "../core/samples.ts";
import { describeOnEveryDatabase } from "../store/databases.ts";
import { createdRecord, day, mappingDraft, providerDraft, start, useBench } from "../store/fixtures.ts";
import { checkpointMaker, retentionSeconds, verify, writeLinks } from "./bench.ts";

const all = { since: null, until: null, details: false, now: start + day };
type Line = Record<string, unknown>;

describeOnEveryDatabase("an exported chain", (kind) => {
  const bench = useBench(kind);
  let folder: string;
  let kept: string;
  let made = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "countersign-export-"));
    const { configuration } = bench().store;
    const provider = await configuration.createProvider(providerDraft(), "ada", start);
    if (!provider.ok) throw new Error("not written");
    await configuration.createMapping(mappingDraft(provider.value.id), "ada", start);
    const role = { name: "Lead", description: "", annotations: {} };
    await configuration.createProject(projectDraft("shop"), "ada", start);
    await configuration.editProject("shop", { kind: "role_added", role }, null, "ada", start);
    await writeLinks(bench().store, 8);
    kept = (await (await checkpointMaker())(bench(), start + 60)).text;
  });

  const exported = async (options: Partial<ExportOptions> = {}) => {
    const path = join(folder, `${++made}.jsonl`);
    const db = await connectForAudit(bench().database.url);
    try {
      await writeExport(db, path, { ...all, ...options });
      return path;
    } finally {
      await db.destroy();
    }
  };
  const verified = (path: string, checkpoints: readonly string[] | null = [kept], now = start + day) =>
    verifyExport(readExport(path), { kept: checkpoints, keys: null }, now);
  const linesOf = async (path: string) =>
    (await readFile(path, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
  /** Writes the lines back, the end put right. */
  const rewritten = async (path: string, change: (lines: Line[]) => Line[]) => {
    const lines = change((await linesOf(path)).slice(0, -1));
    const changed = `${path}.changed`;
    const text = [...lines, { kind: "end", lines: lines.length }].map((line) => JSON.stringify(line));
    await writeFile(changed, `${text.join("\n")}\n`);
    return changed;
  };

  it("verifies with nothing but the file and a kept checkpoint", async () => {
    expect(await verified(await exported())).toMatchObject({
      streams: 1,
      links: 8,
      records: 8,
      revisions: 4,
      keptElsewhere: { count: 1 },
      problems: [],
    });
  });

  it("holds records as objects, and their claims only when asked", async () => {
    const [plain, detailed] = [await exported(), await exported({ details: true })];
    const record = (await linesOf(plain)).find((line) => line["kind"] === "record");
    expect(record).toMatchObject({ record: { providerName: "pipelines", at: start + 1 } });
    expect(await readFile(plain, "utf8")).not.toContain('"claims"');
    expect(await readFile(detailed, "utf8")).toContain('"claims"');
    expect((await verified(detailed)).problems).toEqual([]);
  });

  it("of a range holds every link, and the records of the range only", async () => {
    const path = await exported({ since: start + 3, until: start + 6 });
    expect(await verified(path)).toMatchObject({ links: 8, records: 3, problems: [] });
  });

  it("is never written over another file", async () => {
    const path = await exported();
    const db = await connectForAudit(bench().database.url);
    await expect(writeExport(db, path, all)).rejects.toMatchObject({ code: "EEXIST" });
    await db.destroy();
  });

  describe("shows", () => {
    const isLink = (sequence: number) => (line: Line) =>
      line["kind"] === "link" && line["sequence"] === sequence;

    it.each<[string, (lines: Line[]) => Line[], object]>([
      [
        "an edited record",
        (lines) =>
          lines.map((line) =>
            line["kind"] === "record"
              ? { ...line, record: { ...Object(line["record"]), reason: "x" } }
              : line,
          ),
        { kind: "stream", sequence: 1, detail: "its records were changed" },
      ],
      [
        "a link that was taken out",
        (lines) => lines.filter((line, index) => !isLink(3)(line) && !isLink(3)(lines[index - 1] ?? {})),
        { sequence: 3, detail: "the link is missing" },
      ],
      [
        "a record that was left out without a word",
        (lines) => lines.filter((_, index) => !isLink(4)(lines[index - 1] ?? {})),
        { sequence: 4 },
      ],
      [
        "records that were left out of their time",
        (lines) =>
          lines
            .filter((_, index) => !isLink(4)(lines[index - 1] ?? {}))
            .map((line) => (isLink(4)(line) ? { ...line, left_out: true } : line)),
        { sequence: 4, detail: expect.stringContaining("left out") },
      ],
      [
        "a tail that was cut, the head put right",
        (lines) => {
          const cut = lines.slice(0, lines.findIndex(isLink(6)));
          const { sequence, hash } = cut.findLast((line) => line["kind"] === "link") ?? {};
          return cut.map((line) =>
            line["kind"] === "stream" ? { ...line, head: { sequence, hash } } : line,
          );
        },
        { sequence: 6, detail: expect.stringContaining("the end was cut off") },
      ],
      [
        "an edited version of a mapping",
        (lines) => lines.map((line) => (line["of"] === "mapping" ? { ...line, author: "bob" } : line)),
        { kind: "configuration", revision: 2, detail: "its versions were changed" },
      ],
    ])("%s", async (_, change, problem) => {
      const { problems } = await verified(await rewritten(await exported(), change));
      expect(problems).toMatchObject([problem]);
    });

    it("that retention has not reached what is missing, by the time it was made and not by today", async () => {
      const cut = await rewritten(await exported(), (lines) =>
        lines.filter(({ kind }) => kind === "header" || kind === "revision" || kind === "version"),
      );
      expect((await verified(cut, [kept], start + 2 * retentionSeconds)).problems).toMatchObject([
        { detail: expect.stringContaining("the whole stream is missing") },
      ]);
    });
  });

  it.each<[string, (text: string) => string, RegExp]>([
    [
      "without its end",
      (text) => text.slice(0, text.lastIndexOf("\n", text.length - 2) + 1),
      /end of the file/,
    ],
    ["cut within a line", (text) => text.slice(0, -5), /cut off/],
    ["with a line taken out", (text) => text.replace(/\n[^\n]*"kind":"checkpoint"[^\n]*/, ""), /taken out/],
    ["that is something else", () => '{"hello":"world"}\n', /Line 1 is none/],
    ["with lines after its end", (text) => `${text}${text.split("\n")[0]}\n`, /after the end/],
  ])("%s is no export", async (_, change, sentence) => {
    const path = await exported();
    await writeFile(`${path}.broken`, change(await readFile(path, "utf8")));
    await expect(verified(`${path}.broken`)).rejects.toThrow(sentence);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("holds a token issued on somebody's word with who had it issued, and verifies over it", async () => {
    const other = await bench().another();
    await other.exchanges.commit(createdRecord(), null);
    const path = await exported({ details: true });
    expect((await verified(path)).problems).toEqual([]);
    expect(await linesOf(path)).toContainEqual(
      expect.objectContaining({
        record: expect.objectContaining({
          issuedBy: { name: "service:ops", tokenId: null },
          providerId: "",
          providerName: "",
        }),
      }),
    );
    expect(await verify(bench(), [kept], start + day)).toMatchObject({ problems: [] });
  });
});
