/**
 * The thread that audits: it has a connection of its own, which only reads, so that however much there is to
 * recompute or to copy, the thread that answers requests does not wait for it. It does one task, a part at a time
 * as it is asked, and is ended from outside.
 */

import { parentPort, workerData } from "node:worker_threads";
import { describeError } from "../store/unavailable.ts";
import type { AuditPart, AuditTask, GivenWitnesses, UselessWitness } from "./audit-task.ts";
import { connectForAudit } from "./connect.ts";
import { exportText } from "./export.ts";
import { type CheckpointSources, checkpointsIn, thumbprintsIn } from "./trusted-checkpoints.ts";
import { verifyDatabase } from "./verify-database.ts";

const port = parentPort;
if (port === null) throw new Error("auditor-thread runs as a worker thread only");
const task: AuditTask = workerData;

const parts = carryOut(task);
port.on("message", () => {
  void parts.next().then(
    ({ value }) => answer(value ?? { kind: "end" }),
    (problem: unknown) => answer({ kind: "failed", detail: describeError(problem) }),
  );
});

function answer(part: AuditPart): void {
  port?.postMessage(part);
}

async function* carryOut({ url, ...work }: AuditTask): AsyncGenerator<AuditPart, undefined> {
  const db = await connectForAudit(url);
  try {
    if (work.kind === "export") {
      for await (const text of exportText(db, work.options)) yield { kind: "text", text };
      return;
    }
    const read = readWitnesses(work);
    yield "field" in read
      ? { kind: "useless", ...read }
      : { kind: "findings", findings: await verifyDatabase(db, read, work.now) };
  } finally {
    await db.destroy();
  }
}

function readWitnesses(given: GivenWitnesses): Pick<CheckpointSources, "kept" | "keys"> | UselessWitness {
  const kept = given.kept === null ? null : checkpointsIn(given.kept);
  if (kept?.length === 0) {
    return {
      field: "kept",
      detail:
        "There is no checkpoint in it. The server logs one an hour and at a clean stop, in lines of level info; POST /api/v1/audit/checkpoints makes one now.",
    };
  }
  const keys = given.keys === null ? null : thumbprintsIn(given.keys);
  if (keys?.size === 0) {
    return {
      field: "keys",
      detail:
        "It is no key set with a usable key. It must hold what <public URL>/.well-known/jwks.json answers.",
    };
  }
  return { kept, keys };
}
