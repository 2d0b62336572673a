/** What is told from a claim's name alone. */

import { describe, expect, it } from "vitest";
import {
  isOfOnePerson,
  isOfOneRun,
  isOfOneToken,
  isProvidersToCheck,
} from "../../../src/core/suggesting/claim-words.ts";

const pathsOf = (names: string) => names.split(" ").map((name) => [name]);

const registered = pathsOf(
  "exp nbf iat jti auth_time nonce at_hash c_hash s_hash sid azp acr amr typ ver uti rh aio cnf act scope client_id",
);
const runs = pathsOf(
  `run job build pipeline attempt session trace span execution step task sha commit revision checksum digest hash nonce
  time timestamp date at pod node host hostname ip runner instance machine number counter`.replaceAll(
    /\s+/g,
    " ",
  ),
);
const persons = pathsOf(
  `actor user username login email person author committer sender triggered given family nickname picture phone
  initiator requester`.replaceAll(/\s+/g, " "),
);

describe("by its name", () => {
  it("a registered claim is of one token", () => {
    expect(registered.filter((path) => !isOfOneToken(path))).toEqual([]);
  });

  it("a claim is the provider's to check", () => {
    expect([["iss"], ["aud"], ["sub"]].map(isProvidersToCheck)).toEqual([true, true, false]);
  });

  it("a claim of the same name inside another claim is neither", () => {
    expect(isOfOneToken(["job", "exp"])).toBe(false);
    expect(isOfOneToken(["exp", "job"])).toBe(false);
    expect(isProvidersToCheck(["job", "iss"])).toBe(false);
    expect(isProvidersToCheck(["iss", "job"])).toBe(false);
  });

  it("a claim is of one run", () => {
    expect(runs.filter((path) => !isOfOneRun(path))).toEqual([]);
  });

  it("a claim is of one person", () => {
    expect(persons.filter((path) => !isOfOnePerson(path))).toEqual([]);
  });

  it.each([[["runId"]], [["RUN_ID"]], [["my-run"]], [["v2Run"]], [["the.run.id"]], [["ci", "run"]]])(
    "a claim is of one run, whatever way its words are put together",
    (path) => {
      expect(isOfOneRun(path)).toBe(true);
    },
  );

  it("a claim is of one person, whatever way its words are put together", () => {
    expect([["userEmail"], ["started", "by_user"]].map(isOfOnePerson)).toEqual([true, true]);
  });

  it("a claim is neither of a run nor of a person where a word only begins or ends like one of theirs", () => {
    const paths = [["runtime"], ["environment"], ["trunk"], ["superuser"], ["region2"], ["__"]];
    expect(paths.filter((path) => isOfOneRun(path) || isOfOnePerson(path))).toEqual([]);
  });
});
