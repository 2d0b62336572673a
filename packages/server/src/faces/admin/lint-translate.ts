/** From what the core says of drafts to the document that answers, and from repairs to patches of documents. */

import type { Judgement } from "../../core/configuring/judging.ts";
import type { Repairable } from "../../core/linting/lint.ts";
import { repaired } from "../../core/linting/repair.ts";
import type { Shadow } from "../../core/linting/standing.ts";
import type { JsonObject } from "../../core/terms.ts";
import type { HttpFailure } from "../http-failure.ts";
import type { JudgementDocument, ShadowDocument } from "./lint-wire.ts";
import { mergePatch } from "./merge-patch.ts";
import { type Fault, faultsOf, summaryOf } from "./problems.ts";
import { toFindingDocument } from "./wire.ts";

type Part = "provider" | "mapping";

/** How one draft is refused. @param of where in the question it stands */
export function toRefusal(of: Part, failure: HttpFailure): JudgementDocument["refusal"] {
  const errors = below(of, faultsOf(failure.details));
  const { code, message } = failure;
  return { code, detail: errors.length === 0 ? message : summaryOf(errors), errors };
}

/** How one draft is refused that cannot be read. @param found what the schema found wrong with it */
export function toUnread(of: Part, found: unknown): NonNullable<JudgementDocument["refusal"]> {
  const errors = below(of, faultsOf(found));
  return { code: "invalid", detail: summaryOf(errors), errors };
}

/** The faults of both, where both have any; else the first one's. */
export function together(refusals: readonly JudgementDocument["refusal"][]): JudgementDocument["refusal"] {
  const [first, ...others] = refusals.filter((refusal) => refusal !== null);
  if (first === undefined) return null;
  const alike = [first, ...others.filter(({ code }) => code === first.code)];
  const errors = alike.flatMap((one) => one.errors);
  return { ...first, errors, detail: errors.length === 0 ? first.detail : summaryOf(errors) };
}

function below(of: Part, faults: readonly Fault[]): Fault[] {
  return faults.map(({ pointer, detail }) => ({ pointer: `/${of}${pointer}`, detail }));
}

/** @param toDocument what of a draft its document shows */
export function toRepairable<Draft>(
  of: Part,
  draft: Draft,
  toDocument: (draft: Draft) => JsonObject,
): (finding: Repairable<Draft>) => JudgementDocument["findings"][number] {
  return (finding) => ({
    ...toFindingDocument(finding),
    of,
    repairs: (finding.repairs ?? []).map((repair) => ({
      title: repair.title,
      patch: mergePatch(toDocument(draft), toDocument(repaired(draft, repair))),
    })),
  });
}

/** Where the mapping would stand; of none, nowhere. */
export function toStanding(
  mapping: Judgement["mapping"],
): Pick<JudgementDocument, "order" | "shadows" | "shadowed_by"> {
  const standing = mapping?.standing ?? null;
  return {
    order: standing && { position: standing.position, total: standing.total },
    shadows: (standing?.shadows ?? []).map(toShadow),
    shadowed_by: (standing?.shadowedBy ?? []).map(toShadow),
  };
}

function toShadow({ mapping, sentence }: Shadow): ShadowDocument {
  const { id, name, project, priority } = mapping;
  return { mapping_id: id, mapping: name, project, priority, sentence };
}
