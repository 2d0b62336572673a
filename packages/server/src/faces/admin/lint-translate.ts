/** From what the core says of drafts to the document that answers, and from repairs to patches of documents. */

import type { Judgement, Mendable } from "../../core/configuring/judging.ts";
import { withoutUndefined } from "../../core/json.ts";
import { repaired } from "../../core/linting/repair.ts";
import type { Shadow } from "../../core/linting/standing.ts";
import type { JsonObject } from "../../core/terms.ts";
import type { HttpFailure } from "../http-failure.ts";
import type { JudgementDocument, ShadowDocument } from "./lint-wire.ts";
import { mappingMember, toMappingMembers } from "./mapping-translate.ts";
import type { MappingInput } from "./mapping-wire.ts";
import { mergePatch } from "./merge-patch.ts";
import { changeFailure, type Fault, faultsOf, summaryOf } from "./problems.ts";
import { providerMember, toProviderMembers } from "./provider-translate.ts";
import { toFindingDocument } from "./wire.ts";

/**
 * The whole answer.
 * @param document the mapping as it was sent; null: none was, or it cannot be read
 * @param unread how what cannot be read is refused
 */
export function toJudgementDocument(
  { provider, mapping }: Judgement,
  document: MappingInput | null,
  unread: readonly JudgementDocument["refusal"][],
): JudgementDocument {
  const providerRefusal = provider?.place.refusal ?? null;
  const mappingRefusal = mapping?.place.refusal ?? null;
  const member = document === null ? (field: string) => field : mappingMember(document);
  return {
    refusal: together([
      ...unread,
      providerRefusal && toRefusal("provider", changeFailure(providerRefusal, providerMember)),
      mappingRefusal && toRefusal("mapping", changeFailure(mappingRefusal, member)),
    ]),
    findings: [
      ...(provider === null
        ? []
        : provider.findings.map(
            toMendable("provider", provider.place.draft, (draft) =>
              withoutUndefined(toProviderMembers(draft)),
            ),
          )),
      ...(mapping === null
        ? []
        : mapping.findings.map(
            toMendable("mapping", mapping.place.draft, (draft) =>
              withoutUndefined(toMappingMembers(draft, document?.provider ?? "")),
            ),
          )),
    ],
    in_place_of: {
      provider_id: provider?.place.standing?.id ?? null,
      mapping_id: mapping?.place.standing?.id ?? null,
    },
    ...toStanding(mapping),
  };
}

type Part = "provider" | "mapping";

/** How one draft is refused. @param of where in the question it stands */
function toRefusal(of: Part, failure: HttpFailure): JudgementDocument["refusal"] {
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
function together(refusals: readonly JudgementDocument["refusal"][]): JudgementDocument["refusal"] {
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
function toMendable<Draft>(
  of: Part,
  draft: Draft,
  toDocument: (draft: Draft) => JsonObject,
): (finding: Mendable<Draft>) => JudgementDocument["findings"][number] {
  const before = toDocument(draft);
  return (finding) => ({
    ...toFindingDocument(finding),
    of,
    repairs: finding.repairs.flatMap((repair) => {
      const after = toDocument(repaired(draft, repair));
      // Nobody who writes claims and grant wants rules back.
      if (Object.hasOwn(after, "rules") && !Object.hasOwn(before, "rules")) return [];
      return [{ title: repair.title, patch: mergePatch(before, after) }];
    }),
  });
}

/** Where the mapping would stand; of none, nowhere. */
function toStanding(
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
