/** What a verification of the audit chain found, wherever the chain lies. */

import type { EpochSeconds } from "../core/terms.ts";
import type { StreamFindings } from "../store/chain-walk.ts";
import type { ConfigurationFindings } from "../store/configuration-verification.ts";
import type { Checkpoint } from "./checkpoint.ts";
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
  /** Checkpoints it was held against that were kept elsewhere: whoever writes the records cannot have changed them. */
  readonly keptElsewhere: CheckpointTally;
  /** Further ones it was held against, that lie beside the records. */
  readonly beside: CheckpointTally;
  /** Whom those checkpoints name; several where the public URL was changed, or where something was mixed up. */
  readonly issuers: readonly { readonly issuer: string; readonly latestAt: EpochSeconds }[];
  /** Checkpoints beside the records that no trusted key signed. */
  readonly passedOver: number;
  /** At most one of each stream; empty: everything that was verified holds. */
  readonly problems: readonly AuditProblem[];
  /** What could not be verified; null: nothing, as always for a file. */
  readonly newer: NewerParts | null;
}

export interface CheckpointTally {
  readonly count: number;
  /** Null: there is none. */
  readonly latestAt: EpochSeconds | null;
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
      const ofConfiguration = broken ?? witness.configurationBehind(revisions, revisions + unlinked);
      if (ofConfiguration !== null) problems.push({ kind: "configuration", ...ofConfiguration });
      return {
        ...total,
        revisions,
        unlinkedRevisions: unlinked,
        keptElsewhere: tallyOf(trusted.kept),
        beside: tallyOf(trusted.beside),
        issuers: issuersOf([...trusted.kept, ...trusted.beside]),
        passedOver: trusted.passedOver,
        problems: problems.slice(0, mostProblems),
        newer: null,
      };
    },
  };
}

function tallyOf(checkpoints: readonly Checkpoint[]): CheckpointTally {
  return { count: checkpoints.length, latestAt: latestOf(checkpoints) };
}

function latestOf(checkpoints: readonly Checkpoint[]): EpochSeconds | null {
  return checkpoints.reduce<EpochSeconds | null>(
    (latest, { at }) => (latest === null || at > latest ? at : latest),
    null,
  );
}

/** The one named last comes last. */
function issuersOf(checkpoints: readonly Checkpoint[]): AuditFindings["issuers"] {
  return [...Map.groupBy(checkpoints, ({ issuer }) => issuer)]
    .map(([issuer, some]) => ({ issuer, latestAt: latestOf(some) ?? 0 }))
    .toSorted((a, b) => a.latestAt - b.latestAt);
}
