/**
 * Lists of live tokens. The table may hold millions of rows, nearly all of them short-lived: so a list goes along
 * an index from the token that lives longest, a page at a time with others' turns in between, and looks at no more
 * than it says. Which tokens are alive is the core's to say.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { isAlive } from "../core/revocation.ts";
import type { EpochSeconds } from "../core/terms.ts";
import { epochApplies } from "./revocations.ts";
import type { Schema, TokenRow } from "./schema.ts";
import type { DescribedToken, TokenFilter } from "./store.ts";
import { type FoundRow, storedToken } from "./tokens.ts";

/** Tokens in one list: more are no reading for people. */
const listLimit = 1_000;
/** Unexpired tokens looked at for one list: some 100 ms of the database's time at most. */
const lookedAt = 10_000;
/** Rows read at a time: a few milliseconds. */
export const pageRows = 500;

/** @returns those that fit and are alive, of more than `listLimit` those that live longest */
export async function listTokens(
  db: Kysely<Schema>,
  filter: TokenFilter,
  now: EpochSeconds,
): Promise<readonly DescribedToken[]> {
  const found = new Map<string, DescribedToken>();
  for (const source of sourcesFor(filter)) {
    for (const token of await gather(db, source, filter, now)) found.set(token.tokenId, token);
  }
  return [...found.values()].sort(byExpiry).slice(0, listLimit);
}

/** Which tokens are looked at: one, all, or those that were issued on somebody's word, or of these one subject's. */
export type Source =
  | { readonly kind: "one"; readonly tokenId: string }
  | { readonly kind: "all" }
  | { readonly kind: "created"; readonly subject: string | null };

/** What was issued on somebody's word is few and has indexes of its own; what was exchanged is found among all. */
function sourcesFor({ tokenId, subject, description, only }: TokenFilter): readonly Source[] {
  if (tokenId !== null) return [{ kind: "one", tokenId }];
  if (only === "created" || description !== null) return [{ kind: "created", subject }];
  return subject === null ? [{ kind: "all" }] : [{ kind: "created", subject }, { kind: "all" }];
}

/** The last row of a page, behind which the next one begins. */
export type Place = Pick<TokenRow, "expires_at" | "token_id">;

async function gather(
  db: Kysely<Schema>,
  source: Source,
  filter: TokenFilter,
  now: EpochSeconds,
): Promise<readonly DescribedToken[]> {
  const found: DescribedToken[] = [];
  let last: Place | null = null;
  for (let looked = 0; looked < lookedAt && found.length < listLimit; looked += pageRows) {
    const rows: readonly DescribedRow[] = await pageAfter(db, source, now, last).execute();
    for (const row of rows) {
      const token = { ...storedToken(row), description: row.description ?? "" };
      if (isAlive(token, now) && fits(token, filter)) found.push(token);
    }
    last = rows.at(-1) ?? null;
    if (rows.length < pageRows) break;
    await nextTurn();
  }
  return found;
}

function fits(token: DescribedToken, { face, subject, description }: TokenFilter): boolean {
  return (
    token.face === face &&
    (subject === null || token.subject === subject) &&
    (description === null || describes(token.description, description))
  );
}

/** A token without a description has none that could fit. */
function describes(text: string, wanted: { readonly text: string; readonly isBeginning: boolean }): boolean {
  return text !== "" && (wanted.isBeginning ? text.startsWith(wanted.text) : text === wanted.text);
}

/** The latest to expire first; of those of one second the latest made. */
function byExpiry(one: DescribedToken, other: DescribedToken): number {
  return other.expiresAt - one.expiresAt || (one.tokenId < other.tokenId ? 1 : -1);
}

export type DescribedRow = FoundRow & { readonly description: string | null };

/** The rows are chosen before anything is looked up for them, so that no more is read than a page. */
export function pageAfter(db: Kysely<Schema>, source: Source, now: EpochSeconds, last: Place | null) {
  const page =
    source.kind === "created" ? createdPage(db, source, now, last) : anyPage(db, source, now, last);
  const strongest = (column: "revision" | "not_before") =>
    sql<
      number | null
    >`(select max(epoch.${sql.ref(column)}) from revocation_epochs as epoch where ${epochApplies})`;
  return db
    .selectFrom(page.as("tokens"))
    .selectAll("tokens")
    .select([strongest("revision").as("epoch_revision"), strongest("not_before").as("epoch_not_before")])
    .orderBy("tokens.expires_at", "desc")
    .orderBy("tokens.token_id", "desc");
}

/** Along `tokens_by_expiry`, or by the primary key. */
function anyPage(
  db: Kysely<Schema>,
  source: Extract<Source, { readonly kind: "one" | "all" }>,
  now: EpochSeconds,
  last: Place | null,
) {
  const { unexpired, expiry, id } = order("tokens", now, last);
  return db
    .selectFrom("tokens")
    .leftJoin("created_tokens as created", "created.token_id", "tokens.token_id")
    .selectAll("tokens")
    .select("created.description")
    .where(unexpired)
    .$if(source.kind === "one", (query) =>
      query.where("tokens.token_id", "=", source.kind === "one" ? source.tokenId : ""),
    )
    .orderBy(expiry, "desc")
    .orderBy(id, "desc")
    .limit(pageRows);
}

/** Along `created_tokens_by_subject`, or `created_tokens_by_expiry`. */
function createdPage(
  db: Kysely<Schema>,
  { subject }: Extract<Source, { readonly kind: "created" }>,
  now: EpochSeconds,
  last: Place | null,
) {
  const { unexpired, expiry, id } = order("created", now, last);
  return db
    .selectFrom("created_tokens as created")
    .innerJoin("tokens", "tokens.token_id", "created.token_id")
    .selectAll("tokens")
    .select("created.description")
    .where(unexpired)
    .$if(subject !== null, (query) => query.where("created.subject", "=", subject ?? ""))
    .orderBy(expiry, "desc")
    .orderBy(id, "desc")
    .limit(pageRows);
}

/** By the columns of the table whose index is to be gone along. */
function order(table: "tokens" | "created", now: EpochSeconds, last: Place | null) {
  const [expiry, id] = [sql.ref(`${table}.expires_at`), sql.ref(`${table}.token_id`)];
  const behind =
    last === null
      ? sql``
      : sql`and ${expiry} <= ${last.expires_at} and (${expiry} < ${last.expires_at} or ${id} < ${last.token_id})`;
  return { unexpired: sql<boolean>`${expiry} > ${now} ${behind}`, expiry, id };
}
