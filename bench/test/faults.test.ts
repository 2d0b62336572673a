import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readCommandLine } from "../faults/rig/command-line.ts";

const program = resolve(import.meta.dirname, "../faults/faults.ts");

describe("npm run faults", () => {
  it("prints what can be asked of it for --help", async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, "--help"]);
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^npm run faults {3}.*--evidence/s), ""]);
  });

  it("says what follows a bound, to whoever names an option that is none", () => {
    expect(() => readCommandLine(["R01", "--cycle"])).toThrow(
      "There is no option --cycle; a bound is followed by a number that is not negative: --cycle 10",
    );
  });
});
