/** The facts of a record, with ways to what they name. */

import type { Exchange } from "@countersign/client";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { faceInWords } from "../../../explaining/face-words.ts";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { FoldedText, OutsideText } from "../../../ui/outside-text.tsx";
import { LocalTime } from "../../../ui/relative-time.tsx";

interface EntryFactsProps {
  readonly exchange: Exchange;
  /** Of the mapping that decided; null: not known, or gone. */
  readonly mappingId: string | null;
}

interface Fact {
  readonly term: string;
  readonly value: ReactNode;
}

export function EntryFacts({ exchange, mappingId }: EntryFactsProps) {
  return <Facts facts={[...whenAndWho(exchange, mappingId), ...whereFrom(exchange), ...result(exchange)]} />;
}

function whenAndWho(exchange: Exchange, mappingId: string | null): readonly Fact[] {
  const { issued_by: by, provider, mapping, subject } = exchange;
  return [
    { term: "Time", value: <LocalTime at={exchange.at} precise /> },
    { term: "Face", value: faceInWords(exchange.face) },
    ...(by === null ? [] : [{ term: "Issued on the word of", value: <OutsideText text={by.name} /> }]),
    ...(by?.token_id == null
      ? []
      : [{ term: "With the token", value: <Copied text={by.token_id} label="token id" /> }]),
    ...(provider === null
      ? []
      : [
          {
            term: "Provider",
            value: <Way href={`/integrations/${encodeURIComponent(provider)}`} text={provider} />,
          },
        ]),
    ...(mapping === null
      ? []
      : [
          {
            term: "Mapping",
            value:
              mappingId === null ? (
                <OutsideText text={mapping} />
              ) : (
                <Way href={`/mappings/${encodeURIComponent(mappingId)}`} text={mapping} />
              ),
          },
        ]),
    ...(subject === null ? [] : [{ term: "Subject", value: <FoldedText text={subject} /> }]),
  ];
}

function whereFrom({ client, details }: Exchange): readonly Fact[] {
  const asked = details?.requested_audience ?? [];
  return [
    {
      term: "Client",
      value: (
        <>
          <OutsideText text={client.address_prefix} />
          {client.user_agent !== null && (
            <span className="block text-ink-muted">
              <FoldedText text={client.user_agent} />
            </span>
          )}
        </>
      ),
    },
    ...(details?.project == null
      ? []
      : [{ term: "Project asked for", value: <OutsideText text={details.project} /> }]),
    ...(details?.mapping == null
      ? []
      : [{ term: "Mapping asked for", value: <OutsideText text={details.mapping} /> }]),
    ...(asked.length === 0
      ? []
      : [{ term: "Audience asked for", value: <FoldedText text={asked.join(", ")} /> }]),
  ];
}

function result({ request_id: reference, token }: Exchange): readonly Fact[] {
  return [
    { term: "Reference id", value: <Copied text={reference} label="reference id" /> },
    ...(token === null
      ? []
      : [
          {
            term: "Token",
            value: (
              <>
                <Copied text={token.id} label="token id" />
                <span className="block text-ink-muted">
                  {token.expires_at !== null && (
                    <>
                      until <LocalTime at={token.expires_at} precise />.{" "}
                    </>
                  )}
                  <Way href="/tokens" text="Tokens" />
                </span>
              </>
            ),
          },
        ]),
  ];
}

function Way({ href, text }: { readonly href: string; readonly text: string }) {
  return (
    <Link href={href} className="text-accent-strong underline underline-offset-2">
      <OutsideText text={text} />
    </Link>
  );
}

function Copied({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1">
      <code className="font-mono text-sm">
        <OutsideText text={text} />
      </code>
      <CopyButton text={text} label={`Copy the ${label}`} />
    </span>
  );
}
