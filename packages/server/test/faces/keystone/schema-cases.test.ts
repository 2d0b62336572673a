import { describe, expect, it } from "vitest";
import { z } from "zod";
import { isJsonObject } from "../../../src/core/json.ts";
import { finish } from "../../../src/core/steps.ts";
import type { JsonValue } from "../../../src/core/terms.ts";
import { readMappingDocument } from "../../../src/faces/keystone/rules/mapping-document.ts";
import { corpusFolder, readCorpusJson } from "../../corpus.ts";
import { keystoneOptions } from "./keystone-case.ts";
import { schemaDeviationOf } from "./schema-deviations.ts";

const schemaCase = z.object({ name: z.string(), mapping: z.custom<JsonValue>(), valid: z.boolean() });

const corpus = corpusFolder();
const cases =
  corpus === null
    ? []
    : z.array(schemaCase).parse(readCorpusJson(corpus, "keystone-mapping-schema-cases.json"));

type SchemaCase = z.infer<typeof schemaCase>;
const takenHere = ({ mapping }: SchemaCase) => finish(readMappingDocument(mapping, keystoneOptions)).ok;
const reasonOf = ({ mapping, valid }: SchemaCase) =>
  valid && isJsonObject(mapping) ? schemaDeviationOf(mapping) : null;

describe.skipIf(corpus === null)("a mapping document", () => {
  it.each(
    cases
      .filter((one) => reasonOf(one) === null)
      .map((one) => [one.valid ? "taken" : "refused", one.name, one] as const),
  )("is %s as by the vendor's schema: %s", (_, __, one) => {
    expect(takenHere(one)).toBe(one.valid);
  });

  it("is refused where the vendor takes it for a reason that is listed", () => {
    for (const [reason, some] of Map.groupBy(cases, reasonOf)) {
      if (reason !== null) console.log(`refused here: ${reason}: ${some.map(({ name }) => name).join("; ")}`);
      expect(some.filter((one) => takenHere(one) === (reason === null ? !one.valid : true))).toEqual([]);
    }
  });
});
