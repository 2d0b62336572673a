/** The audit chain: whether the records are those that were written, signed checkpoints of it, and a copy of it all. */

import { PageHeader } from "../../ui/page-header.tsx";
import { CheckpointsCard } from "./checkpoints-card.tsx";
import { ExportCard } from "./export-card.tsx";
import { VerificationCard } from "./verification-card.tsx";

export default function AuditPage() {
  return (
    <>
      <PageHeader
        title="Audit"
        description="Every exchange and every change of the configuration is a link of a chain. Verifying recomputes it; checkpoints kept elsewhere show that nobody has replaced it."
      />
      <div className="space-y-4">
        <VerificationCard />
        <CheckpointsCard />
        <ExportCard />
      </div>
    </>
  );
}
