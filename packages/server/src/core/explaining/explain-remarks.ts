/**
 * Remarks of an explanation: what is worth knowing beside the verdict. Of mappings that the question could not
 * reach no remark says more than that there are some.
 */

import type { Settled } from "../directory/settle.ts";
import type { ExchangeDetails, ExchangeRecord } from "../exchange-record.ts";
import { ownMember } from "../json.ts";
import { carriesIds, hasNames } from "../linting/subject-format.ts";
import type { MappingChoice, Registry } from "../matching/registry.ts";
import { onSameShelf } from "../matching/registry-contents.ts";
import type { Refusal } from "../refusal.ts";
import type { Claims, Entry, GroupRef, Provider } from "../terms.ts";
import { quote } from "./quote.ts";

export const untried = "No mapping was tried: the token was refused before its claims could be trusted.";

const unpresented =
  "No ID token came with this request: a token of an earlier login was to be made one for something else. That login has a record of its own.";

export function recordRemarks(
  {
    issuedBy,
    progress,
    details,
  }: Pick<ExchangeRecord, "issuedBy" | "progress"> & { readonly details: ExchangeDetails | null },
  provider: Provider | null,
): readonly string[] {
  if (issuedBy !== null) {
    const presented =
      issuedBy.tokenId === null ? "" : `, which presented the access token ${issuedBy.tokenId}`;
    return [
      `Nothing was exchanged: the token was issued on the word of ${quote(issuedBy.name)}${presented}. No mapping had a say.`,
    ];
  }
  if (details === null)
    return ["The claims of this exchange have been erased, so no mapping can be judged again."];
  if (details.claims === null) return [progress === "unverified" ? untried : unpresented];
  return provider === null ? ["The provider's configuration of that moment is not known any more."] : [];
}

/** More are counted: a token may bring hundreds. */
const mostNamed = 20;

/** What became of the directory's groups and projects behind a protocol's door. */
export function settlingRemarks({
  leftOut,
  missing,
}: Pick<Settled, "leftOut" | "missing">): readonly string[] {
  const projects = missing.map(({ name }) => quote(name));
  return [
    ...(leftOut.length === 0
      ? []
      : [`There is no group ${listed(leftOut.map(groupText))}: what does not exist is left out.`]),
    ...(projects.length === 0
      ? []
      : [`There is no project ${listed(projects)}: an exchange makes what its mapping gives roles in.`]),
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return `${names.slice(0, mostNamed).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function groupText({ id, name, domain }: GroupRef): string {
  const inDomain = domain?.name ?? domain?.id ?? null;
  return `${quote(name ?? id ?? "")}${inDomain === null ? "" : ` of domain ${quote(inDomain)}`}`;
}

/**
 * What the request had to do with the choice of the mapping.
 * @param registry the configuration that decided
 * @param mapping name of the one that was chosen; null: none was
 */
export function choiceRemarks(
  registry: Registry,
  provider: Provider | null,
  wanted: MappingChoice,
  mapping: string | null,
  refusal: Refusal | null,
): readonly string[] {
  if (provider === null) return [];
  if (mapping !== null) return projectRemarks(registry, wanted);
  if (refusal?.reason !== "no_matching_mapping" && refusal?.reason !== "mapping_not_found") return [];
  return [
    ...(wanted.mapping === null
      ? []
      : [`Only the mapping called ${quote(wanted.mapping)} was considered, because the exchange names it.`]),
    ...projectRemarks(registry, wanted),
    ...(wanted.project === null && hasProjectMappings(registry, provider, wanted.entry)
      ? ["Mappings of projects are considered only when the exchange names the project."]
      : []),
  ];
}

/** A misspelt project refuses nothing by itself, and nobody sees it in the mapping that was found instead. */
function projectRemarks(registry: Registry, { project }: MappingChoice): readonly string[] {
  return project === null || registry.projectByKey(project) !== undefined
    ? []
    : [
        `The exchange names the project ${quote(project)}, which does not exist: only global mappings were considered.`,
      ];
}

function hasProjectMappings(registry: Registry, provider: Provider, entry: Entry): boolean {
  return registry
    .mappingsOf(provider.id)
    .some((mapping) => mapping.project !== null && onSameShelf(mapping, { entry, project: mapping.project }));
}

export function providerRemarks(provider: Provider | null): readonly string[] {
  return provider === null || provider.audience !== null
    ? []
    : ["The provider has no audience; faces that demand one refuse its tokens."];
}

/** Which of the two ways of writing a subject's names arrived: mappings often fit only one. */
export function subjectRemarks(claims: Claims | null): readonly string[] {
  const subject = claims === null ? undefined : ownMember(claims, "sub");
  if (typeof subject !== "string" || !hasNames(subject)) return [];
  return carriesIds(subject)
    ? [`The subject ${quote(subject)} carries the numbers behind its names.`]
    : [`The subject ${quote(subject)} carries bare names, without the numbers behind them.`];
}
