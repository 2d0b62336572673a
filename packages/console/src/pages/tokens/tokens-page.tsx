/** Live access tokens: whose they are, where they came from, and how to end them. */

import { Ban } from "lucide-react";
import { useState } from "react";
import { useSession } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { RevocationList } from "./revocation-list.tsx";
import { RevokeManyDialog } from "./revoke-many.tsx";
import { TokenList } from "./token-list.tsx";

export default function TokensPage() {
  const [tab, setTab] = useState<"live" | "revocations">("live");
  const [revoking, setRevoking] = useState(false);
  const session = useSession();
  const role = session.data?.principal.role;
  return (
    <>
      <PageHeader
        title="Tokens"
        description="Access tokens that are good now. A revocation is in force here at once; software that only checks a token's signature accepts it until it expires."
        actions={
          <Button
            look="dangerous"
            icon={<Ban aria-hidden className="size-4" />}
            onClick={() => setRevoking(true)}
          >
            Revoke many…
          </Button>
        }
      />
      <Tabs
        label="Tokens"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: "live", label: "Live tokens", content: <TokenList mayRevoke={role !== "workload"} /> },
          { id: "revocations", label: "Revocations", content: <RevocationList /> },
        ]}
      />
      {revoking && <RevokeManyDialog role={role} onClose={() => setRevoking(false)} />}
    </>
  );
}
