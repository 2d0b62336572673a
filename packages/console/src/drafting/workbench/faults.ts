/** What the server would refuse in a draft, at the places of one of its documents. */

import type { Judgement } from "@countersign/client";

export interface DraftFault {
  /** JSON pointer from the top of the document. */
  readonly pointer: string;
  readonly detail: string;
}

/** @param top `/mapping` or `/provider` */
export function faultsBelow(top: string, judgement: Judgement | undefined): readonly DraftFault[] {
  return (judgement?.refusal?.errors ?? [])
    .filter(({ pointer }) => pointer === top || pointer.startsWith(`${top}/`))
    .map(({ pointer, detail }) => ({ pointer: pointer.slice(top.length), detail }));
}
