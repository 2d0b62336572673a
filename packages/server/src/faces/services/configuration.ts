/** Bound versions of what core/configuring can do. */

import type { Principal } from "../../core/access.ts";
import type { Change, ChangeRefusal } from "../../core/configuring/configuration.ts";
import type { Drafted, Judgement, PlacedDrafts } from "../../core/configuring/judging.ts";
import type { ProjectEdit } from "../../core/configuring/project-edits.ts";
import type { MakePlan } from "../../core/directory/changes.ts";
import type { Finding } from "../../core/linting/lint.ts";
import type { Registry } from "../../core/matching/registry.ts";
import type {
  Claims,
  Mapping,
  MappingDraft,
  Project,
  ProjectDraft,
  Provider,
  ProviderDraft,
} from "../../core/terms.ts";

/** Bound versions of what core/configuring can do; every change is authorised, validated, linted and applied at once. */
export interface ConfigurationService {
  createProvider(by: Principal, draft: ProviderDraft): Promise<Change<Provider>>;
  replaceProvider(
    by: Principal,
    id: string,
    draft: ProviderDraft,
    expectedRevision: number | null,
  ): Promise<Change<Provider>>;
  deleteProvider(by: Principal, id: string, expectedRevision: number | null): Promise<Change<void>>;
  createMapping(by: Principal, draft: MappingDraft): Promise<Change<Mapping>>;
  replaceMapping(
    by: Principal,
    id: string,
    draft: MappingDraft,
    expectedRevision: number | null,
  ): Promise<Change<Mapping>>;
  deleteMapping(by: Principal, id: string, expectedRevision: number | null): Promise<Change<void>>;
  createProject(by: Principal, draft: ProjectDraft): Promise<Change<Project>>;
  changeProject(
    by: Principal,
    key: string,
    edit: ProjectEdit,
    expectedRevision: number | null,
  ): Promise<Change<Project>>;
  deleteProject(by: Principal, key: string, expectedRevision: number | null): Promise<Change<void>>;
  /** What a face plans of the directory, and what goes with it. @see changeDirectory in core/directory/changes.ts */
  changeDirectory<T>(by: Principal, plan: MakePlan<T>): Promise<Change<T>>;
  /** @see ConfigurationReader.everExisted */
  everExisted(kind: "provider" | "mapping", id: string): Promise<boolean>;
  /** Only what this principal may see. */
  visibleProjects(by: Principal): readonly Project[];
  visibleProviders(by: Principal): readonly Provider[];
  visibleMappings(by: Principal, providerId: string): readonly Mapping[];
  /** The same, some hundreds at a time. */
  visibleMappingRuns(by: Principal, providerId: string): Iterable<readonly Mapping[]>;
  /** How many those are. */
  visibleMappingCount(by: Principal, providerId: string): number;
  /** Those of that name. */
  visibleNamesakes(by: Principal, providerId: string, name: string): readonly Mapping[];
  /** Beside what this registry holds, which may be drafts; absent: beside what stands now. */
  lintProvider(draft: ProviderDraft, beside?: Registry): readonly Finding[];
  lintMapping(draft: MappingDraft, beside?: Registry): readonly Finding[];
  /** Whether a write would be refused. Nothing is written. @param beside may hold other drafts */
  refuseProviderDraft(by: Principal, draft: ProviderDraft, beside: Registry): ChangeRefusal | null;
  refuseMappingDraft(by: Principal, draft: MappingDraft, beside: Registry): ChangeRefusal | null;
  /** Compiles the expressions of a draft, others having their turn in between, so that placing it takes no time for it. */
  compileAhead(by: Principal, drafted: Drafted): Promise<void>;
  /** Drafts in their places, for judging what would happen with them. Nothing is written. */
  placeDrafts(by: Principal, drafted: Drafted): PlacedDrafts;
  /**
   * Everything there is to say of drafts before they are written. Nothing is written.
   * @param sample claims of a workload that is meant, for repairs to take values from
   */
  judgeDrafts(by: Principal, drafted: Drafted, sample: Claims | null): Promise<Judgement>;
}
