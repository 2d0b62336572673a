/** `platform_group` and `platform_groups`: groups as they stand. */

import { fail, type Outcome, succeed } from "../engine/diagnostics.ts";
import { type Call, dataSourceOf } from "../engine/kinds.ts";
import { groupIn, objectOf } from "../resources/group.ts";
import { groupsPath } from "../server/access.ts";
import type { Server } from "../server/connection.ts";
import { readDocuments } from "../server/document.ts";
import { memberOf, textOf } from "../server/members.ts";
import { givenText, readList, readOne } from "./face-source.ts";

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
  async read(server, configuration, call) {
    const object = objectOf({ name: givenText(configuration.name) });
    const found = await readOne(server, object, call, (answer) => groupIn(object, answer, {}));
    if (!found.ok) return fail(...found.problems);
    const { name, description, external_id, auto_join, admin_privileges, realm } = found.value;
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
    const part = typeof name_contains === "string" ? name_contains : null;
    const names = await readGroupNames(server, { part, pageSize: null }, call);
    return names.ok ? succeed({ name_contains: part, names: names.value }) : fail(...names.problems);
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
    const page = await readList(server, { noun: "groups", path: groupsPath, query }, call, readPage);
    if (!page.ok) return fail(...page.problems);
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
