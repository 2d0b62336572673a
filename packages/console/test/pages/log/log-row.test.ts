import { expect, test } from "vitest";
import { faceInWords } from "../../../src/explaining/face-words.ts";
import { rowOf } from "../../../src/pages/log/model/log-row.ts";
import { exchange, refusal } from "./samples.ts";

const issued = exchange();
const { details } = issued;
if (details === null || details.grant === null) throw new Error("the sample grants nothing");
const { grant } = details;
const granting = (changed: Partial<typeof grant>) =>
  rowOf(exchange({ details: { ...details, grant: { ...grant, ...changed } } })).words;

test("an accepted exchange says what was granted, and for how long", () => {
  expect(rowOf(issued).words).toBe("Group deployers, for 1 h");
});

test("of many groups three are named", () => {
  expect(granting({ groups: ["a", "b", "c", "d", "e"] })).toBe("Groups a, b, c and 2 more, for 1 h");
});

test("roles are said with their project, a user by name", () => {
  const projectRoles = [{ project: "shop", roles: ["Developer", "Viewer"] }];
  expect(granting({ groups: [], project_roles: projectRoles, user: "ci", lifetime_seconds: 90 })).toBe(
    "Developer, Viewer in shop, as ci, for 1 min 30 s",
  );
});

test("an administrator's token says so first", () => {
  expect(granting({ groups: [], admin: true, lifetime_seconds: 60 })).toBe("Administrator, for 1 min");
});

test("a grant without authority is not passed over in silence", () => {
  expect(granting({ groups: [] })).toBe("A token without authority, for 1 h");
});

test("an accepted exchange whose details were erased says that they were", () => {
  expect(rowOf(exchange({ details: null })).words).toBe("Accepted; what was granted has been erased");
});

test("a refusal says why, and about which claim", () => {
  expect(rowOf(refusal("no_matching_mapping")).words).toBe("No mapping fits");
  expect(rowOf(refusal("missing_claim", { evidence: { claim: "aud" } })).words).toBe(
    "A claim is missing: aud",
  );
});

test("a reason that is not known yet is read as it is written", () => {
  expect(rowOf(refusal("moon_in_wrong_phase")).words).toBe("moon in wrong phase");
});

test("a token issued on somebody's word is that person's", () => {
  const row = rowOf(
    exchange({
      issued_by: { name: "service:backup", token_id: null },
      provider: null,
      mapping: null,
      subject: null,
    }),
  );
  expect([row.way, row.subject, row.provider]).toEqual(["on_word", "service:backup", null]);
});

test("logins and sign-ins are told from exchanges by their door", () => {
  const way = (face: string) => rowOf(exchange({ face })).way;
  expect([way("keystone"), way("admin"), way("access"), way("oauth")]).toEqual([
    "login",
    "sign_in",
    "exchange",
    "exchange",
  ]);
});

test("a door is called by its name, one that is not known as it is", () => {
  expect([faceInWords("access"), faceInWords("constructor")]).toEqual(["JFrog Access", "constructor"]);
});

test("no claim is kept for a line", () => {
  expect(
    JSON.stringify(rowOf(exchange({ details: { ...details, claims: { secret_looking: "value" } } }))),
  ).not.toContain("secret_looking");
});
