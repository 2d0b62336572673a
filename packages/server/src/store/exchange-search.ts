/**
 * The log of exchanges, searched. It may hold millions of records, and no index fits every question: so a search goes
 * along one index from the newest record on, a few rows at a time with others' turns in between, judges each, and
 * gives up for one page after so many. The page then says where the next one goes on, found something or not.
 */

import { setImmediate as nextTurn } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { type IdBounds, idBounds, referenceBounds, wantedBy } from "./exchange-filter.ts";
import { storedExchange } from "./exchange-record.ts";
import type { ExchangeRow, Schema } from "./schema.ts";
import type { ExchangeFilter, ExchangePage, StoredExchange } from "./store.ts";

/** Records on one page. */
const pageLimit = 1_000;
/** Records looked at for one page: some 100 ms of this process at most. */
const lookedAt = 10_000;
/** Rows read at a time, and details of as many: a millisecond or two. */
const stepRows = 100;
/** After so long others have their turn: how long a row takes depends on what stands in it. */
const turnMs = 3;

/** @param before the id behind which the search goes on; null: at the newest record */
export async function searchExchanges(
  db: Kysely<Schema>,
  filter: ExchangeFilter,
  { limit, before }: { readonly limit: number; readonly before: string | null },
): Promise<ExchangePage> {
  const isWanted = wantedBy(filter);
  const bounds = await boundsOf(db, filter);
  const most = Math.min(limit, pageLimit);
  const found: FoundRow[] = [];
  let place = before;
  const giveTurn = turnGiver();
  // One more than a page holds tells whether there is a next one.
  let rows = Math.min(most + 1, stepRows);
  for (let looked = 0; looked < lookedAt; looked += rows, rows = stepRows) {
    const step: readonly FoundRow[] = await stepBehind(db, filter, bounds, place).limit(rows).execute();
    for (const row of step) {
      if (!isWanted(storedExchange(row))) continue;
      if (found.length === most) return pageOf(db, found, found.at(-1)?.id ?? null, giveTurn);
      found.push(row);
    }
    place = step.at(-1)?.id ?? place;
    if (step.length < rows) return pageOf(db, found, null, giveTurn);
    await giveTurn();
  }
  return pageOf(db, found, place, giveTurn);
}

/** A record before its details were read; null: they were not, or were erased. */
type FoundRow = Pick<ExchangeRow, "id" | "record"> & { readonly document: string | null };

/** @returns what to await between two steps: others have their turn there if this one has been long enough */
function turnGiver(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < turnMs) return;
    await nextTurn();
    began = performance.now();
  };
}

async function pageOf(
  db: Kysely<Schema>,
  found: readonly FoundRow[],
  next: string | null,
  giveTurn: () => Promise<void>,
): Promise<ExchangePage> {
  const records: StoredExchange[] = [];
  for (let from = 0; from < found.length; from += stepRows) {
    await giveTurn();
    records.push(...(await withDetails(db, found.slice(from, from + stepRows))));
  }
  return { records, next };
}

async function withDetails(
  db: Kysely<Schema>,
  found: readonly FoundRow[],
): Promise<readonly StoredExchange[]> {
  const unread = found.flatMap(({ id, document }) => (document === null ? [id] : []));
  const details =
    unread.length === 0
      ? []
      : await db
          .selectFrom("exchange_details")
          .select(["exchange_id", "document"])
          .where("exchange_id", "in", unread)
          .execute();
  const documents = new Map(details.map(({ exchange_id, document }) => [exchange_id, document]));
  return found.map((row) =>
    storedExchange({ ...row, document: row.document ?? documents.get(row.id) ?? null }),
  );
}

/** A text that is the beginning of reference ids there are is taken for that: the search is short then. */
async function boundsOf(db: Kysely<Schema>, filter: ExchangeFilter): Promise<readonly IdBounds[]> {
  const bounds = [idBounds(filter)];
  const referred = filter.text === undefined ? null : referenceBounds(filter.text);
  if (referred === null) return bounds;
  const some = await db
    .selectFrom("exchanges")
    .select("id")
    .where(within([referred]))
    .limit(1)
    .execute();
  return some.length === 0 ? bounds : [...bounds, referred];
}

function within(bounds: readonly IdBounds[]) {
  const id = sql.ref("exchanges.id");
  const conditions = bounds.flatMap(({ from, to }) => [
    ...(from === null ? [] : [sql`${id} >= ${from}`]),
    ...(to === null ? [] : [sql`${id} < ${to}`]),
  ]);
  return conditions.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

const itsDocument = sql<
  string | null
>`(select document from exchange_details where exchange_id = exchanges.id)`.as("document");

/** The rows of one step, along the index that leaves out the most; details come along where they are judged. */
function stepBehind(
  db: Kysely<Schema>,
  { providerId, outcome, reason, after, judgesDetails }: ExchangeFilter,
  bounds: readonly IdBounds[],
  place: string | null,
) {
  const onlyRefused = outcome === "refused" || reason !== undefined;
  return (
    db
      .selectFrom("exchanges")
      .select(["exchanges.id", "exchanges.record"])
      .select(judgesDetails === true ? itsDocument : sql<null>`null`.as("document"))
      .where(within(bounds))
      .$if(providerId !== undefined, (query) => query.where("exchanges.provider_id", "=", providerId ?? ""))
      // Of one provider its refusals are found among its records: they are not few enough for an index of their own.
      .$if(providerId === undefined && onlyRefused, (query) =>
        query.where("exchanges.reason", "is not", null),
      )
      .$if(after !== undefined, (query) => query.where("exchanges.id", ">", after ?? ""))
      .$if(place !== null, (query) => query.where("exchanges.id", "<", place ?? ""))
      .orderBy("exchanges.id", "desc")
  );
}
