/** What a verification of the audit chain found, wherever the chain lies. */

import type { EpochSeconds } from "../core/terms.ts";
import type { StreamFindings } from "../store/chain-walk.ts";
import type { ConfigurationFindings } from "../store/configuration-verification.ts";
import type { CheckpointWitness } from "./checkpoint-witness.ts";
import type { NewerParts } from "./newer-parts.ts";
import type { TrustedCheckpoints } from "./trusted-checkpoints.ts";

/** Something that does not hold; a person reads `detail` after the place it names. */
export type AuditProblem =
  | {
      readonly kind: "stream";
      readonly stream: string;
      readonly sequence: number;
      readonly detail: string;
    }
  | { readonly kind: "configuration"; readonly revision: number; readonly detail: string }
  | { readonly kind: "checkpoint"; readonly detail: string }
  | { readonly kind: "file"; readonly detail: string };

export interface AuditFindings {
  readonly streams: number;
  readonly links: number;
  readonly records: number;
  /** Revisions of the configuration that hold, and later ones that nothing covers yet. */
  readonly revisions: number;
  readonly unlinkedRevisions: number;
  /** Checkpoints it was held against. */
  readonly checkpoints: number;
  readonly latestCheckpointAt: EpochSeconds | null;
  /** Checkpoints beside the records that no trusted key signed. */
  readonly passedOver: number;
  /** At most one of each stream; empty: everything that was verified holds. */
  readonly problems: readonly AuditProblem[];
  /** What could not be verified; null: nothing, as always for a file. */
  readonly newer: NewerParts | null;
}

/** A damaged chain may have any number of them, and a person reads the first. */
const mostProblems = 100;

/** Adds up what is found. */
export function collectFindings(trusted: TrustedCheckpoints, witness: CheckpointWitness) {
  const problems: AuditProblem[] = trusted.problems.map((detail) => ({ kind: "checkpoint", detail }));
  const total = { streams: 0, links: 0, records: 0 };
  return {
    problem(problem: AuditProblem) {
      problems.push(problem);
    },
    stream({ links, records, broken }: StreamFindings) {
      total.streams += 1;
      total.links += links;
      total.records += records;
      if (broken !== null) problems.push({ kind: "stream", ...broken });
    },
    /** Call last. */
    findings({ revisions, unlinked, broken }: ConfigurationFindings): AuditFindings {
      problems.push(...witness.missing().map((one) => ({ kind: "stream" as const, ...one })));
      const behind = broken === null ? witness.configurationBehind(revisions + unlinked) : null;
      const ofConfiguration =
        broken ?? (behind === null ? null : { revision: revisions + unlinked + 1, detail: behind });
      if (ofConfiguration !== null) problems.push({ kind: "configuration", ...ofConfiguration });
      return {
        ...total,
        revisions,
        unlinkedRevisions: unlinked,
        checkpoints: trusted.checkpoints.length,
        latestCheckpointAt: trusted.checkpoints.reduce<EpochSeconds | null>(
          (latest, { at }) => (latest === null || at > latest ? at : latest),
          null,
        ),
        passedOver: trusted.passedOver,
        problems: problems.slice(0, mostProblems),
        newer: null,
      };
    },
  };
}
