/** From what a change would do, in the core's words, to its document. */

import type { Side } from "../../core/replaying/seen-side.ts";
import type { DifferenceGroup } from "../../core/replaying/tally.ts";
import type { WhatIf } from "../services/questions.ts";
import { toGrantDocument } from "./exchange-translate.ts";
import type { SideDocument, WhatIfDocument } from "./what-if-wire.ts";
import { toTimestamp } from "./wire.ts";

export function toWhatIfDocument(answer: WhatIf): WhatIfDocument {
  const { replayed, notReplayable, same, gained, lost, changed } = answer;
  return {
    replayed,
    not_replayable: notReplayable,
    same,
    gained,
    lost,
    changed,
    groups: answer.groups.map(toGroupDocument),
    complete: answer.complete,
    from: toTimestamp(answer.from),
    to: toTimestamp(answer.to),
    notes: [...answer.notes],
  };
}

function toGroupDocument(group: DifferenceGroup): WhatIfDocument["groups"][number] {
  const { kind, subject, count, latest, before, after, sentence } = group;
  return {
    kind,
    subject,
    count,
    latest: { request_id: latest.requestId, at: toTimestamp(latest.at) },
    before: toSideDocument(before),
    after: toSideDocument(after),
    sentence,
  };
}

function toSideDocument({ outcome, mapping, reason, grant }: Side): SideDocument {
  return { outcome, mapping, reason, grant: grant === null ? null : toGrantDocument(grant) };
}
