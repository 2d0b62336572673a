/** All that is known of one token. */

import type { Token } from "@countersign/client";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { faceInWords } from "../../explaining/face-words.ts";
import { Reference } from "../../shell/problem.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Code } from "../../ui/code.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { FoldedText, OutsideText } from "../../ui/outside-text.tsx";
import { LocalTime } from "../../ui/relative-time.tsx";

const linkLook = "text-accent-strong underline underline-offset-2";

export function TokenDialog({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      title={`Token of ${holderOf(token)}`}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <Facts
        facts={[
          {
            term: "Id (jti)",
            value: (
              <span className="flex flex-wrap items-center gap-1">
                <Code>{token.id}</Code>
                <CopyButton text={token.id} label="Copy the token's id" />
              </span>
            ),
          },
          ...(token.subject === null
            ? [{ term: "Subject", value: "Chosen by a mapping that is not yours to see." }]
            : [
                { term: "Subject", value: <FoldedText text={token.subject} /> },
                {
                  term: "User",
                  value:
                    token.user === null ? "None: the job acts as itself." : <OutsideText text={token.user} />,
                },
              ]),
          ...(token.description === ""
            ? []
            : [{ term: "Description", value: <OutsideText text={token.description} /> }]),
          { term: "Came through", value: originOf(token) },
          ...(token.project === null ? [] : [{ term: "Project", value: token.project }]),
          { term: "For", value: faceInWords(token.face) },
          { term: "Issued", value: <LocalTime at={token.issued_at} precise /> },
          { term: "Expires", value: <LocalTime at={token.expires_at} precise /> },
        ]}
      />
      {token.request_id === null ? (
        <p className="text-sm text-ink-muted">
          A server of an earlier version issued it, which wrote down no reference id.
        </p>
      ) : (
        <Reference reference={token.request_id} />
      )}
    </Dialog>
  );
}

/** Whom the token stands for. */
export function holderOf({ user, subject }: Pick<Token, "user" | "subject">): string {
  return user ?? subject ?? "somebody a mapping names that is not yours to see";
}

/** Where a token came from, with links to what still stands. */
export function originOf({ provider, mapping, mapping_id: id, issued_by: by }: Token): ReactNode {
  if (by !== null) return <>made by {by}</>;
  if (provider === null) return <Badge>deleted since</Badge>;
  return (
    <>
      <Link href={`/integrations/${encodeURIComponent(provider)}`} className={linkLook}>
        {provider}
      </Link>
      {mapping !== null && id !== null && (
        <>
          {" / "}
          <Link href={`/mappings/${encodeURIComponent(id)}`} className={linkLook}>
            {mapping}
          </Link>
        </>
      )}
    </>
  );
}
