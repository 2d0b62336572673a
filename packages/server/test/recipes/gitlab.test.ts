/** The recipe for GitLab. */

import { runGitlabJob } from "./gitlab-job.ts";
import { followsRecipe } from "./recipe.ts";

followsRecipe({
  page: "gitlab.md",
  provider: "gitlab",
  preset: "gitlab-com",
  runJob: runGitlabJob,
  strangers: {
    "another project": { project_id: "41007702", job_project_id: "41007702" },
    "a fork's merge request": { project_id: "50000001" },
    "a tag called like the branch": { ref_type: "tag" },
    "a branch that is not protected": { ref_protected: "false" },
    "a token made for somebody else": { aud: "https://other.example.com" },
  },
});
