/** The recipe for OpenStack's clients, by which a job of GitLab logs in. */

import { runGitlabJob } from "./gitlab-job.ts";
import { followsRecipe } from "./recipe.ts";

followsRecipe({
  page: "openstack.md",
  provider: "gitlab",
  preset: "gitlab-com",
  programs: ["openstack"],
  runJob: runGitlabJob,
  async enter({ app }, token) {
    const path = "/v3/OS-FEDERATION/identity_providers/gitlab/protocols/openid/auth";
    const answer = await app.send(path, { method: "POST", headers: { authorization: `Bearer ${token}` } });
    return answer.status === 201;
  },
  strangers: {
    "another project": { project_id: "41007702", job_project_id: "41007702" },
    "a fork's merge request": { project_id: "50000001" },
    "a tag called like the branch": { ref_type: "tag" },
    "a branch that is not protected": { ref_protected: "false" },
    "a token made for somebody else": { aud: "https://other.example.com" },
  },
});
