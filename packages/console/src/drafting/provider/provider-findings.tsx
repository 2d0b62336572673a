/** What is risky about an integration that is being written, with the repairs. */

import type { useJudgement } from "../../api/judging.ts";
import { Card } from "../../ui/card.tsx";
import { FindingsPanel } from "../findings/findings-panel.tsx";
import type { ProviderAction, ProviderState } from "./provider-state.ts";

interface ProviderFindingsProps {
  readonly state: ProviderState;
  readonly dispatch: (action: ProviderAction) => void;
  readonly judgement: Pick<ReturnType<typeof useJudgement>, "data" | "error">;
  /** What is still to be filled in. */
  readonly missing: readonly string[];
}

export function ProviderFindings({ state, dispatch, judgement, missing }: ProviderFindingsProps) {
  return (
    <Card title="Findings">
      <FindingsPanel
        of="provider"
        judgement={judgement.data}
        error={judgement.error}
        missing={missing}
        onRepair={(patch) => dispatch({ kind: "repaired", patch })}
        onUndo={state.undo.length > 0 ? () => dispatch({ kind: "undone" }) : undefined}
      />
    </Card>
  );
}
