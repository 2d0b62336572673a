import { describe, expect, it } from "vitest";
import type { SubjectFormat } from "../../../src/core/linting/issuer-traits.ts";
import { carriesIds, hasNames, namingOf, withoutIds } from "../../../src/core/linting/subject-format.ts";

describe("a subject", () => {
  it.each<[string, boolean, boolean, string]>([
    ["repo:acme/app:ref", true, false, "repo:acme/app:ref"],
    ["repo:acme@1/app@2:ref", true, true, "repo:acme/app:ref"],
    ["repo:acme/app@2:ref", true, true, "repo:acme/app:ref"],
    ["repo:acme@1/app@2", true, true, "repo:acme/app"],
    ["repo:acme@-1/app@1.2:ref", true, false, "repo:acme@-1/app@1.2:ref"],
    ["repo:acme@1/app", true, true, "repo:acme/app"],
    ["repo:acme@1/group@9/app@0:a@1/b:c", true, true, "repo:acme/group/app:a@1/b:c"],
    ["repo:acme/app:a@1/b", true, false, "repo:acme/app:a@1/b"],
    ["repo:acme@x/app@1x:ref", true, false, "repo:acme@x/app@1x:ref"],
    ["repo:acme@/app@:ref", true, false, "repo:acme@/app@:ref"],
    ["repo:@1/@2:ref", true, false, "repo:@1/@2:ref"],
    ["repo:a@b@1/c@:9:ref", true, true, "repo:a@b/c@:9:ref"],
    ["repo:acme@1:x/y", false, false, "repo:acme@1:x/y"],
    ["acme@1/app@2", false, false, "acme@1/app@2"],
    ["job", false, false, "job"],
    ["", false, false, ""],
  ])("%s has names: %j, with numbers: %j, without them %s", (subject, names, ids, bare) => {
    expect([hasNames(subject), carriesIds(subject), withoutIds(subject)]).toEqual([names, ids, bare]);
  });
});

describe("what a subject says of its owner", () => {
  const format = (prefix: string, naming: SubjectFormat["naming"]): SubjectFormat => ({
    prefix,
    naming,
    example: "",
  });
  const formats = [
    format("repo:", "names"),
    format("repo:", "names_with_ids"),
    format("repo:id:", "ids"),
    format("project_path:", "names"),
    format("", "ids"),
  ];

  it.each([
    ["repo:acme/app:x", "names"],
    ["repo:acme@1/app@2:x", "names_with_ids"],
    ["repo:acme:x@1", "names"],
    ["repo:id:12:x", "ids"],
    ["project_path:acme@1/app:x", "names"],
    ["anything", "ids"],
    ["repo:", null],
    ["repo:*", null],
    ["repo:ac*/app:x", null],
    ["repo:/app", null],
    ["repo:acme/*", "names"],
  ])("is of %s: %j", (subject, naming) => {
    expect(namingOf(subject, formats)).toBe(naming);
  });

  it("is nothing where no format is known, or none fits", () => {
    expect(namingOf("repo:acme/app", [])).toBeNull();
    expect(namingOf("job:acme/app", [format("repo:", "names")])).toBeNull();
  });
});
