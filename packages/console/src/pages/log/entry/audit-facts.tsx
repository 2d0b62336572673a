/** What the audit has of a record: where it stands, how far it had come, and what was noted beside the reason. */

import type { Exchange } from "@countersign/client";
import { Link } from "wouter";
import { Code } from "../../../ui/code.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { ClaimsBlock } from "./claims-block.tsx";

const progress: Readonly<Record<Exchange["progress"], string>> = {
  unverified: "before its signature was proved",
  signature_valid: "its signature held",
  claims_valid: "its signature and its claims held",
};

export function AuditFacts({ exchange }: { readonly exchange: Exchange }) {
  const { evidence, details } = exchange;
  const context = details?.context ?? {};
  return (
    <div className="space-y-3">
      <Facts
        facts={[
          { term: "Record", value: <Code>{exchange.id}</Code> },
          { term: "Revision", value: exchange.revision.toLocaleString() },
          {
            term: "Came so far",
            value: exchange.issued_by === null ? progress[exchange.progress] : "nothing was exchanged",
          },
          ...(exchange.reason === null ? [] : [{ term: "Reason", value: <Code>{exchange.reason}</Code> }]),
        ]}
      />
      {Object.keys(evidence).length > 0 && (
        <Disclosure summary="Noted beside the reason">
          <ClaimsBlock label="Noted beside the reason" document={evidence} />
        </Disclosure>
      )}
      {Object.keys(context).length > 0 && (
        <Disclosure summary="What the client said of its run">
          <ClaimsBlock label="What the client said of its run" document={context} />
        </Disclosure>
      )}
      <p className="text-sm text-ink-muted">
        The record is a link of the audit chain.{" "}
        <Link href="/audit" className="text-accent-strong underline underline-offset-2">
          Verify the chain
        </Link>{" "}
        to see that nobody changed it.
      </p>
    </div>
  );
}
