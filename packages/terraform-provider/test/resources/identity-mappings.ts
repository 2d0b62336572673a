/** An identity mapping of the OIDC configuration `github`, for tests to change. */

export const type = "platform_oidc_identity_mapping";

export const user = { scope: "applied-permissions/user", username: "ci" };
export const mapping = {
  name: "deploy",
  provider_name: "github",
  priority: 1,
  claims_json: '{"sub":"repo:acme/shop:ref:refs/heads/main"}',
  token_spec: user,
};
