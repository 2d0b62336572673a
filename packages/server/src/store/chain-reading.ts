/** Reads the links of a stream and their records, a bounded piece at a time. */

import type { Kysely } from "kysely";
import type { ChainLinkRow, DetailsRow, ExchangeRow, Schema } from "./schema.ts";

/** Links read at a time. */
const pageLinks = 200;
/** Records read at a time, unless one link alone has more. */
const pageRecords = 500;

/** The next links of a stream, in order. */
export function linksAfter(db: Kysely<Schema>, stream: string, sequence: number, head: number) {
  return db
    .selectFrom("chain_links")
    .selectAll()
    .where("stream", "=", stream)
    .where("sequence", ">", sequence)
    .where("sequence", "<=", head)
    .orderBy("sequence")
    .limit(pageLinks)
    .execute();
}

/** Cuts links into runs of at most `pageRecords` records. */
export function slices(links: readonly ChainLinkRow[]): readonly (readonly ChainLinkRow[])[] {
  const cut: ChainLinkRow[][] = [];
  let room = 0;
  for (const link of links) {
    const last = cut.at(-1);
    if (last === undefined || link.records > room) {
      cut.push([link]);
      room = pageRecords - link.records;
    } else {
      last.push(link);
      room -= link.records;
    }
  }
  return cut;
}

/** A record with its details, unless they were erased. */
export type ChainedRecord = ExchangeRow & {
  readonly [Column in "salt" | "document"]: DetailsRow[Column] | null;
};

/** The records of a run of links by sequence, each link's in order. */
export async function recordsOf(db: Kysely<Schema>, stream: string, links: readonly ChainLinkRow[]) {
  const rows: readonly ChainedRecord[] = await db
    .selectFrom("exchanges")
    .leftJoin("exchange_details as details", "details.exchange_id", "exchanges.id")
    .selectAll("exchanges")
    .select(["details.salt", "details.document"])
    .where("exchanges.stream", "=", stream)
    .where("exchanges.sequence", ">=", links[0]?.sequence ?? 0)
    .where("exchanges.sequence", "<=", links.at(-1)?.sequence ?? 0)
    .orderBy("exchanges.sequence")
    .orderBy("exchanges.position")
    .execute();
  return Map.groupBy(rows, (row) => row.sequence);
}
