/**
 * The findings about everything, remembered until the configuration changes, by whatever node: a survey is of one
 * revision, and of the next one only what changed is surveyed. However many ask, one survey is under way at a time.
 */

import { type FindingSurvey, type Linter, surveyFindings } from "../core/figures/findings.ts";
import type { Registry } from "../core/matching/registry.ts";
import { inSlices } from "./slices.ts";

export interface FindingSurveys {
  /** Of the registry as it is now, or as it was when the survey that is awaited began. */
  current(): Promise<FindingSurvey>;
}

export function createFindingSurveys(
  registry: () => Registry,
  linter: Linter,
  monotonicMs: () => number,
): FindingSurveys {
  let known: { readonly registry: Registry; readonly survey: Promise<FindingSurvey> } | null = null;
  let latest: FindingSurvey | null = null;
  let running = false;
  return {
    current() {
      const now = registry();
      if (known !== null && (running || known.registry.revision === now.revision)) return known.survey;
      running = true;
      const survey = inSlices(surveyFindings(now, linter, latest), monotonicMs).finally(() => {
        running = false;
      });
      known = { registry: now, survey };
      survey.then(
        (found) => {
          latest = found;
        },
        // What failed is tried again by whoever asks next.
        () => {
          known = null;
        },
      );
      return survey;
    },
  };
}
