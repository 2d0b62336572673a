/** What is mutated, and which tests have to notice: those of the same part, none that opens a socket or a file. */

export interface Group {
  /** Below packages/server/src. */
  readonly sources: readonly string[];
  /** Below packages/server/test. */
  readonly tests: readonly string[];
}

export const groups: Readonly<Record<string, Group>> = {
  claims: {
    sources: ["oidc/claims.ts", "oidc/times.ts", "oidc/audience.ts"],
    tests: ["oidc/claims.test.ts"],
  },
  tokens: {
    sources: [
      "jws/algorithm.ts",
      "jws/base64url.ts",
      "jws/compact.ts",
      "jws/header.ts",
      "jws/payload.ts",
      "jws/verify.ts",
      "oidc/verify-subject-token.ts",
    ],
    tests: [
      "jws/base64url.test.ts",
      "jws/compact.test.ts",
      "jws/payload.test.ts",
      "jws/verify.test.ts",
      "properties/verification.test.ts",
    ],
  },
  keys: {
    sources: ["jws/key.ts", "jws/key-set.ts", "jws/rsa-strength.ts", "jws/sign.ts"],
    tests: ["jws/key.test.ts", "jws/key-set.test.ts", "jws/sign.test.ts"],
  },
  json: {
    sources: ["jws/*json*.ts"],
    tests: ["jws/*json*.test.ts", "jws/payload.test.ts"],
  },
  matching: {
    sources: ["core/matching/*.ts"],
    tests: ["core/matching/*.test.ts", "properties/decision.test.ts"],
  },
  scope: {
    sources: ["core/granting/scope*.ts", "core/granting/narrow.ts"],
    tests: ["core/granting/scope.test.ts", "core/granting/grant.test.ts"],
  },
  granting: {
    sources: ["core/granting/*.ts"],
    tests: ["core/granting/*.test.ts", "properties/decision.test.ts"],
  },
  core: {
    sources: ["core/*.ts", "core/configuring/*.ts", "core/explaining/*.ts", "core/linting/*.ts"],
    tests: ["core/**/*.test.ts", "properties/decision.test.ts"],
  },
};
