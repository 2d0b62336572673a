import { describe, expect, it } from "vitest";
import type { Attributes } from "../../src/engine/schema.ts";
import { attributePath, diagnosticMessages } from "../../src/procedures/diagnostic-messages.ts";

const user = { type: "string", presence: "required", description: "Who." } as const;
const attributes = {
  spec: { type: { object: { user } }, presence: "optional", description: "One." },
  rules: { type: { listOf: { user } }, presence: "optional", description: "Several." },
  members: { type: { setOf: { user } }, presence: "optional", description: "In no order." },
  names: { type: { list: "string" }, presence: "optional", description: "In order." },
  tags: { type: { set: "string" }, presence: "optional", description: "In no order." },
  labels: { type: { map: { list: "string" } }, presence: "optional", description: "By name." },
} as const satisfies Attributes;

describe("the place of a finding", () => {
  it.each([
    [
      ["spec", "user"],
      [{ attributeName: "spec" }, { attributeName: "user" }],
    ],
    [
      ["rules", 1, "user"],
      [{ attributeName: "rules" }, { elementKeyInt: 1 }, { attributeName: "user" }],
    ],
    [
      ["names", 0],
      [{ attributeName: "names" }, { elementKeyInt: 0 }],
    ],
    [
      ["labels", "a", 2],
      [{ attributeName: "labels" }, { elementKeyString: "a" }, { elementKeyInt: 2 }],
    ],
    // Terraform knows an element of a set by its whole value only.
    [["members", 1, "user"], [{ attributeName: "members" }]],
    [["tags", 0], [{ attributeName: "tags" }]],
  ])("%j is said in Terraform's steps", (at, steps) => {
    expect(attributePath(attributes, at)).toEqual({ steps });
  });

  it("is nowhere when the finding is about the whole block", () => {
    const found = { severity: "warning", summary: "S", detail: "D." } as const;
    expect(diagnosticMessages(attributes, [found])).toEqual([{ severity: 2, summary: "S", detail: "D." }]);
    expect(diagnosticMessages(attributes, [{ ...found, severity: "error", at: ["names"] }])).toEqual([
      { severity: 1, summary: "S", detail: "D.", attribute: { steps: [{ attributeName: "names" }] } },
    ]);
  });

  it.each<[readonly (string | number)[], readonly object[]]>([
    [
      ["spec", "user"],
      [{ attributeName: "spec" }, { elementKeyString: "user" }],
    ],
    [
      ["rules", 1, "user"],
      [{ attributeName: "rules" }, { elementKeyInt: 1 }],
    ],
    [["members", 1, "user"], [{ attributeName: "members" }]],
  ])("is shown for %j on the line that Terraform finds", (at, steps) => {
    const found = { severity: "error", summary: "S", detail: "D.", at } as const;
    expect(diagnosticMessages(attributes, [found])[0]?.attribute).toEqual({ steps });
  });
});

it("steers no terminal, whatever a sentence holds", () => {
  const detail = "a\u001b[2J\u009b1m\u0007\u0000\u202eb\ud800\n\tüñ😀";
  const [message] = diagnosticMessages(attributes, [{ severity: "error", summary: "S\u001bc", detail }]);
  expect(message).toMatchObject({
    summary: "S\ufffdc",
    detail: "a\ufffd[2J\ufffd1m\ufffd\ufffd\ufffdb\ufffd\n\tüñ😀",
  });
});
