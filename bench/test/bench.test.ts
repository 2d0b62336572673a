import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = resolve(import.meta.dirname, "../bench.ts");

test("The quick bench prints the rates as one line of JSON, the last on standard output", async () => {
  const words = ["--quick", "--json", "--seconds", "0.2", "--sizes", "1,100"];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...words]);
  const lines = stdout.trimEnd().split("\n");
  const rates: unknown = JSON.parse(lines.at(-1) ?? "");
  const exchangeOf = (mappings: number) => ({
    mappings,
    rate: expect.any(Number),
    p99_ms: expect.any(Number),
  });
  expect(lines).toHaveLength(1);
  expect(rates).toEqual({
    bare: expect.any(Number),
    http: expect.any(Number),
    exchange: [exchangeOf(1), exchangeOf(100)],
  });
  expect(JSON.stringify(rates)).not.toContain("null");
});

test.each([
  ["--unknown", "Unknown option '--unknown'"],
  ["--phase nothing", "There is no phase nothing."],
  ["--seconds soon", '--seconds takes numbers above 0, and "soon" is none.'],
  ["--sizes 1,0", '--sizes takes numbers above 0, and "0" is none.'],
])("What is asked with %s is refused with the options there are", async (words, sentence) => {
  const refused = promisify(execFile)(process.execPath, [program, ...words.split(" ")]);
  await expect(refused).rejects.toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/--phase rates/),
  });
  await expect(refused).rejects.toMatchObject({ stderr: expect.stringContaining(sentence) });
});
