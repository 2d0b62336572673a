/** What a project is when nobody says otherwise; stored ones of earlier versions of the program say nothing. */

import { defaultDomainId } from "../directory/predefined.ts";
import type { ProjectDraft } from "../terms.ts";

export const projectDefaults = {
  domainId: defaultDomainId,
  enabled: true,
} as const satisfies Partial<ProjectDraft>;
