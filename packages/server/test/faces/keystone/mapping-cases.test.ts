import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { corpusFolder, readCorpusJson } from "../../corpus.ts";
import { keystoneCase, outcomeHere, outcomeThere } from "./keystone-case.ts";
import { deviationOf } from "./keystone-deviations.ts";

const corpus = corpusFolder();
const cases =
  corpus === null ? [] : z.array(keystoneCase).parse(readCorpusJson(corpus, "keystone-mapping-cases.json"));
const different = cases.filter((one) => !isDeepStrictEqual(outcomeHere(one), outcomeThere(one)));

describe.skipIf(corpus === null)("mapping rules", () => {
  it.each(cases.filter((one) => deviationOf(one) === null).map((one) => [one.name, one] as const))(
    "grant what the vendor's engine grants: %s",
    (_, one) => {
      expect(outcomeHere(one)).toEqual(outcomeThere(one));
    },
  );

  it("differ from the vendor's in few cases, each for a reason that is listed", () => {
    const reasons = Map.groupBy(different, deviationOf);
    for (const [reason, some] of reasons) {
      console.log(`different: ${reason}: ${some.map(({ name }) => name).join("; ")}`);
    }
    expect(different.filter((one) => deviationOf(one) === null)).toEqual([]);
    expect(different.length).toBeLessThan(cases.length / 10);
  });
});
