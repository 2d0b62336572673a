/**
 * What this process has planned so far, so that the server can judge one draft beside the others: in the first plan
 * nothing of what belongs together is there yet. And what was told already, as Terraform has an object that is replaced
 * planned twice. Nothing of it is written anywhere.
 */

/** A document of the JFrog face, as it will be sent. */
export type DraftDocument = { readonly [member: string]: unknown };

export type DraftKind = "configuration" | "identity_mapping";

/** One thing that is planned. */
export interface Draft {
  readonly kind: DraftKind;
  /** Which one it is, among those of its kind. */
  readonly key: string;
  readonly document: DraftDocument;
}

export interface PlannedProject {
  readonly project_key: string;
  /** Names of the roles made for it. */
  readonly roles: readonly string[];
}

export interface Planning {
  /** In the place of what was planned under this key before. */
  remember(draft: Draft): void;
  forget(draft: Draft): void;
  rememberProject(key: string): void;
  rememberRole(project: string, role: string): void;
  /** Those of a kind, the latest first. */
  drafts(kind: DraftKind): readonly Draft[];
  projects(): readonly PlannedProject[];
  /** Does the work once all work before it is done: of two drafts, the second one is judged beside the first. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Whether this was not told yet; it is from now on. */
  isNews(text: string): boolean;
  /** No more is to be asked in this process: the server does not answer, or knows nothing of this. */
  giveUp(): void;
  readonly hasGivenUp: () => boolean;
}

export function createPlanning(): Planning {
  const drafts: Readonly<Record<DraftKind, Map<string, Draft>>> = {
    configuration: new Map(),
    identity_mapping: new Map(),
  };
  const projects = new Map<string, Set<string>>();
  const told = new Set<string>();
  let gaveUp = false;
  let before: Promise<unknown> = Promise.resolve();
  const rolesOf = (key: string) => {
    const roles = projects.get(key) ?? new Set();
    projects.set(key, roles);
    return roles;
  };
  return {
    remember(draft) {
      drafts[draft.kind].delete(draft.key);
      drafts[draft.kind].set(draft.key, draft);
    },
    forget: ({ kind, key }) => void drafts[kind].delete(key),
    rememberProject: (key) => void rolesOf(key),
    rememberRole: (project, role) => void rolesOf(project).add(role),
    drafts: (kind) => [...drafts[kind].values()].reverse(),
    projects: () => [...projects].map(([project_key, roles]) => ({ project_key, roles: [...roles] })),
    inTurn(work) {
      const result = before.then(work);
      before = result.catch(() => undefined);
      return result;
    },
    isNews(text) {
      if (told.has(text)) return false;
      told.add(text);
      return true;
    },
    giveUp() {
      gaveUp = true;
    },
    hasGivenUp: () => gaveUp,
  };
}
