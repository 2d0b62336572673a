/** The ids of what is composed of others: they are stored, and the same whichever interface wrote them. */

import { describe, expect, it } from "vitest";
import { assignmentId, protocolId } from "../../../src/core/directory/keys.ts";

const ada = { roleId: "member", actor: { kind: "user", id: "ada" }, inherited: false } as const;

describe("a composed id", () => {
  it("is that of a role given to somebody on something", () => {
    const on = (target: Parameters<typeof assignmentId>[0]["target"]) => assignmentId({ ...ada, target });
    expect(on({ kind: "project", id: "shop" })).toBe('["member","user","ada","project","shop",false]');
    expect(on({ kind: "system" })).toBe('["member","user","ada","system",false]');
    expect(assignmentId({ ...ada, target: { kind: "domain", id: "home" }, inherited: true })).toBe(
      '["member","user","ada","domain","home",true]',
    );
  });

  it("is that of an identity provider's protocol", () => {
    expect(protocolId("corp", "oidc")).toBe("corp/oidc");
  });
});
