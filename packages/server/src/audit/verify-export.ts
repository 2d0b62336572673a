/**
 * Verifies an exported audit chain with nothing but the file, and checkpoints and keys that were kept elsewhere.
 * The lines come in a fixed order, so one pass and the memory of one link are enough.
 */

import { nodeClockDifferenceSeconds } from "../core/node-clocks.ts";
import type { EpochSeconds } from "../core/terms.ts";
import { genesisHash } from "../store/chain.ts";
import { type ChainedText, type StreamWalk, walkStream } from "../store/chain-walk.ts";
import type { ChainedVersion } from "../store/configuration-chain.ts";
import { linkFault } from "../store/configuration-verification.ts";
import { type CheckpointWitness, witnessOf } from "./checkpoint-witness.ts";
import { ExportProblem } from "./export-file.ts";
import { type ExportLine, type ExportRange, exportVersion, isWithin, textOf } from "./export-lines.ts";
import { type AuditFindings, collectFindings } from "./findings.ts";
import { type CheckpointSources, trustCheckpoints } from "./trusted-checkpoints.ts";

type Line<Kind extends ExportLine["kind"]> = Extract<ExportLine, { readonly kind: Kind }>;

/** @throws ExportProblem where the lines are no whole export */
export async function verifyExport(
  lines: AsyncIterable<ExportLine>,
  sources: Pick<CheckpointSources, "kept" | "keys">,
  now: EpochSeconds,
): Promise<AuditFindings> {
  const reading = lines[Symbol.asyncIterator]();
  const take = async (): Promise<ExportLine | undefined> => {
    const next = await reading.next();
    return next.done === true ? undefined : next.value;
  };
  const header = await take();
  if (header?.kind !== "header")
    throw new ExportProblem("The file is no exported audit chain of Countersign.");
  if (header.version !== exportVersion) {
    throw new ExportProblem(
      `The export has form ${header.version}, and this version reads ${exportVersion}.`,
    );
  }
  let count = 1;
  let line = await take();
  const beside: string[] = [];
  for (; line?.kind === "checkpoint"; line = await take()) {
    beside.push(line.checkpoint);
    count += 1;
  }
  const trusted = trustCheckpoints({ ...sources, beside });
  // A file cannot make itself younger than it is, and older only says that less may be gone.
  const witness = witnessOf(
    [...trusted.kept, ...trusted.beside],
    Math.min(header.exported_at, now + nodeClockDifferenceSeconds),
  );
  const collected = collectFindings(trusted, witness);
  const configuration = configurationReader(header, witness);
  const streams = streamReader(header, witness, collected.stream);
  for (; line !== undefined && line.kind !== "end"; line = await take()) {
    count += 1;
    if (!configuration.take(line) && !streams.take(line)) {
      throw new ExportProblem(`Line ${count} stands where none of its kind may.`);
    }
  }
  if (line === undefined) throw new ExportProblem("The end of the file is missing.");
  if (line.lines !== count) throw new ExportProblem("Lines were taken out of the file, or put into it.");
  if ((await take()) !== undefined) throw new ExportProblem("There is something after the end of the file.");
  streams.end();
  return collected.findings(configuration.end());
}

/** Takes revisions with their versions. */
function configurationReader(range: ExportRange & { readonly revision: number }, witness: CheckpointWitness) {
  let last = { revision: 0, hash: genesisHash };
  let broken: { readonly revision: number; readonly detail: string } | null = null;
  let open: { readonly link: Line<"revision">; readonly versions: ChainedVersion[] } | null = null;
  const settle = () => {
    if (open === null || broken !== null) return;
    const { link, versions } = open;
    open = null;
    const own = { revision: link.revision, epochs: link.epochs, content: link.content, hash: link.hash };
    const detail =
      link.revision === last.revision + 1
        ? (linkFault(own, last.hash, link.left_out ? null : versions) ??
          leftOutFault(link.left_out, range) ??
          witness.configuration(own))
        : "its link is missing";
    if (detail !== null) broken = { revision: last.revision + 1, detail };
    else last = own;
  };
  return {
    take(line: ExportLine): boolean {
      if (line.kind === "revision") {
        settle();
        open = { link: line, versions: [] };
        return true;
      }
      if (line.kind !== "version" || open === null || open.link.left_out) return false;
      const { of, document, kind: _, ...columns } = line;
      const text = document === null ? null : textOf(document);
      open.versions.push({ ...columns, kind: of, document: text, revision: open.link.revision });
      return true;
    },
    end() {
      settle();
      const unlinked = broken === null ? Math.max(0, range.revision - last.revision) : 0;
      return { revisions: last.revision, unlinked, broken };
    },
  };
}

/** Revisions carry no time of their own: only an export of a range may leave versions out. */
function leftOutFault(leftOut: true | undefined, { since, until }: ExportRange): string | null {
  return leftOut && since === null && until === null
    ? "its versions were left out of an export that says it leaves none out"
    : null;
}

/** Takes streams with their links and records. */
function streamReader(
  range: ExportRange,
  witness: CheckpointWitness,
  found: ReturnType<typeof collectFindings>["stream"],
) {
  let walk: StreamWalk | null = null;
  let stream = "";
  let open: { readonly link: Line<"link">; readonly records: ChainedText[] } | null = null;
  const settle = () => {
    if (open === null || walk === null) return;
    const { link, records } = open;
    open = null;
    if (!walk.goesOn()) return;
    if (link.left_out && isWithin(range, link.at)) {
      walk.fail(link.sequence, "its records were left out, although they are of the time the export is of");
    }
    const { kind: _, left_out, ...columns } = link;
    walk.step({ ...columns, stream }, left_out ? null : records);
  };
  const end = () => {
    settle();
    if (walk !== null) found(walk.findings());
    walk = null;
  };
  return {
    end,
    take(line: ExportLine): boolean {
      switch (line.kind) {
        case "stream":
          end();
          stream = line.stream;
          walk = walkStream(
            {
              stream,
              anchor_sequence: line.anchor.sequence,
              anchor_hash: line.anchor.hash,
              head_sequence: line.head.sequence,
              head_hash: line.head.hash,
            },
            witness,
          );
          return true;
        case "link":
          if (walk === null) return false;
          settle();
          open = { link: line, records: [] };
          return true;
        case "record": {
          if (open === null || open.link.left_out) return false;
          const { id, record, details } = line;
          open.records.push({
            id,
            record: textOf(record),
            details:
              details === undefined ? null : { salt: details.salt, document: textOf(details.document) },
          });
          return true;
        }
        default:
          return false;
      }
    },
  };
}
