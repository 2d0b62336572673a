/** `platform_group` and `platform_groups`: groups as they stand. */

import { type Outcome, succeed } from "../engine/diagnostics.ts";
import { type Call, dataSourceOf } from "../engine/kinds.ts";
import { groupOf } from "../resources/group.ts";
import { groupMembers, groupPath, groupsPath } from "../server/access.ts";
import type { Server } from "../server/connection.ts";
import { readDocuments } from "../server/document.ts";
import { memberOf, textOf } from "../server/members.ts";
import { readFrom, readOne, type Source } from "./documents.ts";

export const groupSource = dataSourceOf<Server>()({
  name: "group",
  description: "A group that somebody made.",
  attributes: {
    name: { type: "string", presence: "required", description: "Name of the group." },
    description: { type: "string", presence: "computed", description: "Description of the group." },
    external_id: {
      type: "string",
      presence: "computed",
      description: "Id of the corresponding group elsewhere.",
    },
    auto_join: {
      type: "bool",
      presence: "computed",
      description: "Whether new users are said to join it by themselves.",
    },
    admin_privileges: {
      type: "bool",
      presence: "computed",
      description: "Whether its members are said to be administrators.",
    },
    realm: { type: "string", presence: "computed", description: "Where the group comes from: `internal`." },
  },
  async read(server, { name: asked }, call) {
    const source: Source = { noun: "group", path: groupPath(asked), namedBy: [[/^/, ["name"]]] };
    const found = await readOne(server, source, groupMembers, call);
    if (!found.ok) return found;
    const { name, description, external_id, auto_join, admin_privileges, realm } = groupOf(found.value, {});
    return succeed({ name, description, external_id, auto_join, admin_privileges, realm });
  },
});

export const groupsSource = dataSourceOf<Server>()({
  name: "groups",
  description: "Which groups there are that somebody made, in the order of their names.",
  attributes: {
    name_contains: {
      type: "string",
      presence: "optional",
      description: "Only groups whose names contain this text; letter case counts.",
    },
    names: { type: { list: "string" }, presence: "computed", description: "Their names." },
  },
  async read(server, { name_contains }, call) {
    const names = await readGroupNames(server, { part: name_contains, pageSize: null }, call);
    return names.ok
      ? succeed({ name_contains, names: names.value })
      : { ok: false, problems: names.problems };
  },
});

/** Every page of the list. @param pageSize null: the server's own */
export async function readGroupNames(
  server: Server,
  { part, pageSize }: { readonly part: string | null; readonly pageSize: number | null },
  call: Call,
): Promise<Outcome<readonly string[]>> {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { groupName: part ?? undefined, limit: pageSize?.toString(), cursor };
    const source: Source = { noun: "list of groups", path: groupsPath, query, namedBy: [] };
    const page = await readFrom(server, source, readPage, call);
    if (!page.ok) return page;
    names.push(...page.value.names);
    cursor = page.value.cursor;
  } while (cursor !== undefined);
  return succeed(names);
}

function readPage(body: unknown) {
  const read = readDocuments({ group_name: "text" }, memberOf(body, "groups"));
  if (!read.ok) return read;
  const cursor = textOf(body, "cursor") ?? undefined;
  return { ok: true, value: { names: read.value.map(({ group_name }) => group_name), cursor } } as const;
}
