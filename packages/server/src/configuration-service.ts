/** Binds what core/configuring can do: every change, what of the configuration somebody may see, and judging drafts. */

import { mayManageMapping, type Principal } from "./core/access.ts";
import * as configuration from "./core/configuring/configuration.ts";
import {
  visibleMappingCount,
  visibleMappingRuns,
  visibleMappings,
  visibleNamesakes,
  visibleProjects,
  visibleProviders,
} from "./core/configuring/configuration-reach.ts";
import type { ConfigurationRules } from "./core/configuring/configuration-rules.ts";
import { refuseMappingDraft, refuseProviderDraft } from "./core/configuring/drafts.ts";
import { type Drafted, type JudgingPorts, judgeDrafts, placeDrafts } from "./core/configuring/judging.ts";
import { compileAhead } from "./core/configuring/mapping-rules.ts";
import { deleteProject } from "./core/configuring/project-deletion.ts";
import * as projects from "./core/configuring/projects.ts";
import { changeDirectory, type DirectoryPorts } from "./core/directory/changes.ts";
import { subjectForms } from "./core/linting/lint.ts";
import type { MappingDraft } from "./core/terms.ts";
import type { ConfigurationService } from "./faces/services/configuration.ts";
import { traitsOf } from "./presets/catalogue.ts";
import type { RegistryFeed } from "./runtime/registry-feed.ts";
import type { ConfigurationReader } from "./store/store.ts";

export interface ConfigurationAdapters {
  readonly reader: Pick<ConfigurationReader, "everExisted">;
  readonly rules: ConfigurationRules;
  readonly feed: Pick<RegistryFeed, "current">;
  readonly changes: configuration.ConfigurationPorts & projects.ProjectPorts & DirectoryPorts;
  readonly lint: Pick<JudgingPorts, "lintProvider" | "lintMapping"> &
    Pick<ConfigurationService, "lintProvider" | "lintMapping">;
}

/** @see ConfigurationService */
export function bindConfiguration({
  reader,
  rules,
  feed,
  changes,
  lint,
}: ConfigurationAdapters): ConfigurationService {
  const judging: JudgingPorts = {
    rules: rules,
    ...lint,
    subjectFormsOf: (provider) => subjectForms({ provider, traits: traitsOf(provider) }),
  };
  // What is not its author's to write is refused without.
  const compile = async (by: Principal, draft: MappingDraft) => {
    if (mayManageMapping(by, draft)) await changes.carryOut(compileAhead(draft.rules, rules));
  };
  const compileDrafted = async (by: Principal, { mapping }: Drafted) => {
    if (mapping !== null) await compile(by, mapping.draftFor(""));
  };
  return {
    createProvider: (by, draft) => configuration.createProvider(changes, by, draft),
    replaceProvider: (by, id, draft, revision) =>
      configuration.replaceProvider(changes, by, id, draft, revision),
    deleteProvider: (by, id, revision) => configuration.deleteProvider(changes, by, id, revision),
    async createMapping(by, draft) {
      await compile(by, draft);
      return configuration.createMapping(changes, by, draft);
    },
    async replaceMapping(by, id, draft, revision) {
      await compile(by, draft);
      return configuration.replaceMapping(changes, by, id, draft, revision);
    },
    deleteMapping: (by, id, revision) => configuration.deleteMapping(changes, by, id, revision),
    createProject: (by, draft) => projects.createProject(changes, by, draft),
    changeProject: (by, key, edit, revision) => projects.changeProject(changes, by, key, edit, revision),
    changeDirectory: (by, plan) => changeDirectory(changes, by, plan),
    deleteProject: (by, key, revision) => deleteProject(changes, by, key, revision),
    everExisted: reader.everExisted,
    visibleProjects: (by) => visibleProjects(feed.current(), by),
    visibleProviders: (by) => visibleProviders(feed.current(), by),
    visibleMappings: (by, providerId) => visibleMappings(feed.current(), by, providerId),
    visibleMappingCount: (by, providerId) => visibleMappingCount(feed.current(), by, providerId),
    visibleMappingRuns: (by, providerId) => visibleMappingRuns(feed.current(), by, providerId),
    visibleNamesakes: (by, providerId, name) => visibleNamesakes(feed.current(), by, providerId, name),
    refuseProviderDraft: (by, draft, beside) => refuseProviderDraft(rules, beside, by, draft),
    refuseMappingDraft: (by, draft, beside) => refuseMappingDraft(rules, beside, by, draft),
    compileAhead: compileDrafted,
    placeDrafts: (by, drafted) => placeDrafts(rules, feed.current(), by, drafted),
    async judgeDrafts(by, drafted, sample) {
      await compileDrafted(by, drafted);
      return changes.carryOut(judgeDrafts(judging, feed.current(), by, drafted, sample));
    },
    ...lint,
  };
}
