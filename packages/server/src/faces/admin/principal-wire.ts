/** Who is asking, as the API tells it. */

import { z } from "zod";
import type { Principal } from "../../core/access.ts";

export const principalDocument = z
  .object({
    name: z.string(),
    role: z.enum(["operator", "admin", "workload"]),
    project_roles: z.array(z.object({ project: z.string(), roles: z.array(z.string()) })),
  })
  .meta({ id: "Principal" });

export function toPrincipalDocument({
  name,
  role,
  projectRoles,
}: Principal): z.output<typeof principalDocument> {
  return {
    name,
    role,
    project_roles: projectRoles.map(({ project, roles }) => ({ project, roles: [...roles] })),
  };
}
