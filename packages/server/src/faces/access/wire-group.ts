/**
 * The documents of groups. They are stored and answered as they were sent, members that nobody here reads included;
 * what clients read back is checked for its type only, because a wrong one would break them later.
 *
 * Sources: "Create a Group", "Group Update", "Get a List of Groups", "Add or Remove a Group Member" (JFrog REST APIs);
 * jfrog/terraform-provider-platform pkg/platform/resource_group.go, resource_group_members.go.
 */

import { z } from "zod";
import { quote } from "../../core/explaining/quote.ts";
import type { JsonObject } from "../../core/terms.ts";
import {
  flag,
  longestName,
  type Read,
  readDocument,
  text,
  textOrAbsent,
  textUpTo,
  wholeNumber,
  withoutNulls,
} from "./wire.ts";

const membersElsewhere =
  "who is in a group is said by the identity mapping with which somebody gets a token, and stands in the token. Name the group in the mapping's scope or groups_pattern";

/** Also a segment of URL paths, where slashes and dots alone would lead elsewhere. */
const name = textUpTo(longestName).regex(/^(?!\.+$)[^/\\]+$/, {
  error: "must have at least one character, no slash, and not dots alone: it is part of paths",
});
const names = z.array(text, { error: "must be a list of strings" });

/** `name` may be absent where the path has it. */
const groupInput = z.preprocess(
  withoutNulls,
  z.object({
    name: name.optional(),
    description: text.optional(),
    external_id: text.optional(),
    auto_join: flag.optional(),
    admin_privileges: flag.optional(),
    reports_manager: flag.optional(),
    watch_manager: flag.optional(),
    policy_manager: flag.optional(),
    policy_viewer: flag.optional(),
    manage_resources: flag.optional(),
    manage_webhook: flag.optional(),
    members: names.max(0, { error: `must be empty or absent: ${membersElsewhere}` }).optional(),
  }),
);

/** A document that is good, with the name it must have. */
export interface SentGroup {
  readonly name: string;
  readonly sent: JsonObject;
}

export function readNewGroup(sent: JsonObject): Read<SentGroup> {
  const document = readDocument(groupInput, sent);
  if (!document.ok) return document;
  const { name } = document.value;
  return name === undefined
    ? { ok: false, message: "name must not be blank" }
    : { ok: true, value: { name, sent } };
}

/** What is changed of a group: what it says nothing of stays. @param standing its name, which stays */
export function readGroupChange(sent: JsonObject, standing: string): Read<SentGroup> {
  const document = readDocument(groupInput, sent);
  if (!document.ok) return document;
  const { name = standing } = document.value;
  return name === standing
    ? { ok: true, value: { name, sent } }
    : { ok: false, message: `name cannot be changed; it is ${quote(standing)}` };
}

const membersInput = z.preprocess(
  withoutNulls,
  z
    .object({
      add: names.max(0, { error: `must be empty or absent: ${membersElsewhere}` }).optional(),
      remove: names.optional(),
    })
    .refine(({ add, remove }) => add !== undefined || remove !== undefined, {
      error: "must have add or remove, a list of names each",
    }),
);

/** Nobody can be added; whoever is to be removed is no member already. */
export function readMembersChange(sent: JsonObject): Read<unknown> {
  return readDocument(membersInput, sent);
}

/** As the vendor has it. */
const defaultListed = 1_000;

/** Filters by what groups do not have here. Unlike other parameters nobody knows they are not ignored: more would be listed than was asked for. */
const unfiltered = z
  .undefined({ error: "cannot be asked for: groups have no roles in projects or on repositories here" })
  .optional();

const groupsQuery = z.preprocess(
  (query) => Object.fromEntries(Object.entries(query ?? {}).filter(([, value]) => value !== "")),
  z.object({
    limit: wholeNumber("must be a whole number from 1").default(defaultListed),
    groupName: textOrAbsent(longestName),
    cursor: textOrAbsent(longestName),
    role: unfiltered,
    resourceType: unfiltered,
    resourceName: unfiltered,
    projectKey: unfiltered,
  }),
);

/** What of the groups is listed. */
export type GroupsQuery = z.output<typeof groupsQuery>;

export function readGroupsQuery(query: unknown): Read<GroupsQuery> {
  return readDocument(groupsQuery, query);
}
