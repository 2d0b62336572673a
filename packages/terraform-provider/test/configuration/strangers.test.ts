import { expect, it } from "vitest";
import { strangerTo } from "../../src/configuration/strangers.ts";

it("takes a file for nobody's variable, whatever it is called", () => {
  expect(strangerTo("JFROG_URL", "COUNTERSIGN_token")).toBeNull();
  expect(strangerTo("JFROG_URL", "COUNTERSIGN_ID_TOKEN")).not.toBeNull();
});
