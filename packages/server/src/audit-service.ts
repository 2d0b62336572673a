/** Binds what faces may ask of an audit to the auditor: its failures become values, and each leaves a line in the log. */

import { type Auditor, AuditorBusy } from "./audit/auditor.ts";
import type { EpochSeconds } from "./core/terms.ts";
import type { AuditTrouble } from "./faces/services/keeping.ts";
import type { FaceServices } from "./faces/services.ts";
import type { Log } from "./runtime/log.ts";
import { describeError } from "./store/unavailable.ts";

export function bindAudits(
  auditor: Auditor,
  now: () => EpochSeconds,
  log: Pick<Log, "warn">,
): Pick<FaceServices["audit"], "verify" | "export"> {
  const troubleOf = (problem: unknown): AuditTrouble => {
    if (problem instanceof AuditorBusy) return { ok: false, kind: "busy" };
    log.warn({ err: problem }, "an audit was not done");
    return { ok: false, kind: "unavailable", detail: describeError(problem) };
  };
  return {
    async verify(given, gone) {
      try {
        const found = await auditor.verify({ ...given, now: now() }, gone);
        return "field" in found ? { ok: false, kind: "useless", ...found } : { ok: true, findings: found };
      } catch (problem) {
        return troubleOf(problem);
      }
    },
    async export(options, gone) {
      const text = auditor.export({ ...options, now: now() }, gone);
      try {
        // Before anything is answered, so that what cannot even begin is refused.
        const first = await text.next();
        return { ok: true, text: first.done === true ? text : withFirst(first.value, text) };
      } catch (problem) {
        return troubleOf(problem);
      }
    },
  };
}

async function* withFirst(first: string, rest: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}
