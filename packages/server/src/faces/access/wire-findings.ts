/**
 * Our own question on this face, for whoever plans before they write: what is to be said about these configurations and
 * identity mappings? They are the face's own documents; a JFrog platform has nothing at this path.
 */

import { z } from "zod";
import { projectKeyForm } from "../../core/configuring/project-rules.ts";
import type { JsonObject } from "../../core/terms.ts";
import { jsonObject, longestName, type Read, readDocument, textUpTo, withoutNulls } from "./wire.ts";

/** Each is compared with up to two thousand others. */
const mostJudged = 10;
/** Each is translated and indexed for one answer alone. */
const mostBeside = { projects: 100, roles: 100, configurations: 100, identity_mappings: 500 };

function listOf<T extends z.ZodType>(item: T, most: number) {
  return z
    .array(item, { error: "must be a list" })
    .max(most, { error: `may have at most ${most} items` })
    .default([]);
}

const outline = z.object(
  {
    project_key: z.string().regex(projectKeyForm.pattern, { error: projectKeyForm.words }),
    roles: listOf(textUpTo(longestName), mostBeside.roles),
  },
  { error: "must be a JSON object" },
);

const findingsQuestion = z.preprocess(
  withoutNulls,
  z.object(
    {
      configuration: jsonObject.optional(),
      identity_mappings: listOf(jsonObject, mostJudged),
      beside: z
        .preprocess(
          withoutNulls,
          z.object(
            {
              projects: listOf(outline, mostBeside.projects),
              configurations: listOf(jsonObject, mostBeside.configurations),
              identity_mappings: listOf(jsonObject, mostBeside.identity_mappings),
            },
            { error: "must be a JSON object" },
          ),
        )
        .prefault({}),
    },
    { error: "must be a JSON object" },
  ),
);
export type FindingsQuestion = z.output<typeof findingsQuestion>;

export function readFindingsQuestion(body: JsonObject): Read<FindingsQuestion> {
  return readDocument(findingsQuestion, body);
}

/** What is to be said about one document. */
export interface JudgedDocument {
  readonly name: string;
  /** Of an identity mapping. */
  readonly provider_name?: string;
  readonly project_key?: string;
  /** Why writing it would be refused, as the write would say it; null: it would not be. */
  readonly refusal: string | null;
  /** None when it would be refused. */
  readonly findings: readonly FindingDocument[];
}

export interface FindingDocument {
  /** Stable. */
  readonly code: string;
  readonly severity: "critical" | "warning" | "notice";
  /** Of the document, dotted: `token_spec.audience`; null: what it is about, no member of it says. */
  readonly member: string | null;
  readonly message: string;
  readonly advice: string;
}
