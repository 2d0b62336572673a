import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/linting/lint.ts";
import type { MappingDraft } from "../../../src/core/terms.ts";
import { mappingDraft, ruleOf } from "../samples.ts";
import {
  anyOf,
  clause,
  equals,
  granting,
  nothing,
  pinned,
  pinnedClausesOf,
  placeholders,
  regex,
  roles,
} from "./drafts.ts";
import { wholeFindings } from "./linted.ts";

type Case = [string, MappingDraft, Parameters<typeof wholeFindings>[2], Omit<Finding, "code">];

describe("a finding about rules that contribute together", () => {
  it.each<Case>([
    [
      "absent_is_not_excluded",
      pinnedClausesOf(clause("ref", { kind: "none_of", matchers: [equals("a")] })),
      {},
      {
        severity: "notice",
        field: "claims.ref",
        message: 'A token without ref does not fit: a claim that is missing is never "none of" anything.',
        advice: "Write a second rule without the condition on ref if tokens that lack it are meant too.",
      },
    ],
    [
      "unanchored_filter",
      pinnedClausesOf(clause("ref", { kind: "keep", matchers: [regex("^a")] })),
      {},
      {
        severity: "warning",
        field: "claims.ref",
        message:
          'The regular expression "^a" is searched anywhere in each value of ref, so it also keeps longer values that merely contain it.',
        advice: 'Write "^(?:a)$" if whole values are meant.',
      },
    ],
    [
      "separator_in_value",
      pinnedClausesOf(clause("ref", anyOf(equals("a;b")), { separator: ";" })),
      {},
      {
        severity: "warning",
        field: "claims.ref",
        message: '"a;b" holds ";", at which a text in ref is taken apart, so no value of it is ever equal.',
        advice: "Write each part as a value of its own.",
      },
    ],
    [
      "printed_otherwise",
      pinnedClausesOf(
        clause("x", anyOf(equals(true)), { aliases: [{ path: ["ref"], folded: false, printed: true }] }),
      ),
      {},
      {
        severity: "warning",
        field: "claims.x",
        message:
          'x is the name of what a web server prints, where true reads "1", so no value of it is ever equal.',
        advice: 'Write "1", or name the claim itself, which keeps its type.',
      },
    ],
    [
      "no_user_named",
      granting({}, { entry: { kind: "protocol", protocol: "openid" } }),
      {},
      {
        severity: "notice",
        field: "grant.user",
        message:
          'No rule of mapping "release" names a user, so whoever logs in is called what the token\'s sub says.',
        advice: "Name the user in the rule that every login fits, out of a claim that never changes hands.",
      },
    ],
    [
      "projects_not_united",
      mappingDraft(
        {},
        {
          rules: ["a", "b", "c"].map((ref) =>
            ruleOf({ ...pinned, ref }, { ...nothing, ...(ref === "b" ? {} : roles("shop", "Driver")) }),
          ),
        },
      ),
      {},
      {
        severity: "notice",
        field: "rules.2.grant.project_roles",
        message:
          "The rules 1, 3 give projects, and of those that fit a login only the last one's count: projects are not united as groups are.",
        advice: "Give all projects in one rule, or make sure that no login fits two of them.",
      },
    ],
    [
      "no_list",
      granting({ groups: [{ kind: "each_id", ids: placeholders("[a, b]") }] }),
      {},
      {
        severity: "warning",
        field: "grant.groups",
        message: '"[a, b]" looks like a list and is none, so it stands for one group of that name.',
        advice: "Write each name in quotes: \"['a', 'b']\".",
      },
    ],
    [
      "groups_without_domain",
      granting({ groups: [{ kind: "described", groups: placeholders("a"), domain: null }] }),
      {},
      {
        severity: "warning",
        field: "grant.groups",
        message:
          "These groups have no domain, so every value has to bring its own, and a login with a plain name among them is refused.",
        advice: "Give the domain beside the groups.",
      },
    ],
  ])("%s of %# says what is risky and what to write", (code, draft, around, finding) => {
    expect(wholeFindings(draft, code, around)).toEqual([{ code, ...finding }]);
  });
});
