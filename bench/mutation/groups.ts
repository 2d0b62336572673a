/**
 * What is mutated, and which tests have to notice: those of the same part, which are
 * quick. Tests that measure time are left out, because code with its mutants is many times slower.
 */

export interface Group {
  /** Folder below packages; `server` unless given. */
  readonly package?: string;
  /** Below the package's src. */
  readonly sources: readonly string[];
  /** Below the package's test. */
  readonly tests: readonly string[];
}

/** The folder of what a group mutates and tests, below the project's. */
export function packageOf({ package: name = "server" }: Group): string {
  return `packages/${name}`;
}

export const groups: Readonly<Record<string, Group>> = {
  claims: {
    sources: ["oidc/claims.ts", "oidc/times.ts", "oidc/audience.ts"],
    tests: ["oidc/claims.test.ts"],
  },
  tokens: {
    sources: ["jws/compact.ts", "jws/header.ts", "jws/payload.ts"],
    tests: [
      "jws/compact.test.ts",
      "jws/payload.test.ts",
      "jws/verify.test.ts",
      "properties/verification.test.ts",
    ],
  },
  verify: {
    sources: ["jws/algorithm.ts", "jws/base64url.ts", "jws/verify.ts"],
    tests: [
      "jws/base64url.test.ts",
      "jws/compact.test.ts",
      "jws/verify.test.ts",
      "properties/verification.test.ts",
    ],
  },
  subject: {
    sources: ["oidc/verify-subject-token.ts"],
    tests: ["oidc/verify-subject-token.test.ts"],
  },
  keys: {
    sources: ["jws/key.ts", "jws/key-set.ts", "jws/rsa-strength.ts", "jws/sign.ts"],
    tests: ["jws/key.test.ts", "jws/key-set.test.ts", "jws/sign.test.ts"],
  },
  addresses: {
    sources: ["oidc/{address-policy,issuer-url,key-material}.ts", "jws/evidence.ts"],
    tests: ["oidc/{address-policy,issuer-url,key-material}.test.ts", "jws/evidence.test.ts"],
  },
  fetching: {
    sources: ["oidc/{code-flow,guarded-fetch,outbound-connection}.ts"],
    tests: ["oidc/{code-flow,guarded-fetch,outbound-connection}*.test.ts"],
  },
  "issuer-keys": {
    sources: ["oidc/{discovery,jwks-cache,key-freshness,key-set-source,trial-keys}.ts"],
    tests: ["oidc/{discovery,jwks-cache,key-freshness,trial-keys}*.test.ts"],
  },
  json: {
    sources: ["jws/*json*.ts"],
    tests: ["jws/*json*.test.ts", "jws/payload.test.ts"],
  },
  matching: {
    sources: [
      "core/json.ts",
      "core/matching/{claims-document,clause,implication,mapping,pattern,regex-classes,regex-size}.ts",
    ],
    tests: [
      "core/json.test.ts",
      "core/matching/{choose-mapping,claims-document,clause,effort,implication,pattern}.test.ts",
      "core/matching/{regex-classes,regex-size}.test.ts",
      "regex-size.test.ts",
    ],
  },
  forms: {
    sources: [
      "core/letter-case.ts",
      "core/matching/{accepted,claim-reading,effort,presented,subject-forms}.ts",
    ],
    tests: ["core/matching/{accepted,claim-reading,effort,other-form,subject-forms}.test.ts"],
  },
  registry: {
    sources: ["core/matching/{mapping-index,ordered-mappings,persistent-map,registry,registry-contents}.ts"],
    tests: [
      "core/matching/{choose-mapping,effort,mapping-index,ordered-mappings,persistent-map}.test.ts",
      "core/matching/{other-form,registry,registry-contents,registry-projects,subject-forms}.test.ts",
    ],
  },
  scope: {
    sources: ["core/granting/scope*.ts", "core/granting/narrow.ts"],
    tests: ["core/granting/scope.test.ts", "core/granting/grant.test.ts"],
  },
  granting: {
    sources: [
      "core/granting/{audience,audience-choice,dynamic-pattern,grant,parsed,placeholders,template}.ts",
      "core/granting/{contributions,domains,groups,plain-project-roles,project-roles,users}.ts",
    ],
    tests: ["core/granting/*.test.ts"],
  },
  exchange: {
    sources: ["core/{access,duration,exchange,refusal,reference-token,replay,revocation,spelling}.ts"],
    tests: ["core/*.test.ts", "properties/decision.test.ts"],
  },
  issuing: {
    sources: ["core/{issuing,minting,project-roles,provider-choice,recorded-wish,rescoping,sessions}.ts"],
    tests: ["core/*.test.ts", "properties/decision.test.ts"],
  },
  configuring: {
    sources: ["core/configuring/*.ts"],
    tests: ["core/configuring/*.test.ts"],
  },
  explaining: {
    sources: ["core/explaining/*.ts"],
    tests: ["core/explaining/*.test.ts"],
  },
  linting: {
    sources: ["core/linting/*.ts"],
    tests: ["core/linting/*.test.ts"],
  },
  directory: {
    sources: [
      "core/directory/{assignments,changes,directory,keys,objects,predefined,projects,refusals,rules}.ts",
    ],
    tests: [
      "core/directory/{assignments,changes,directory,keys,objects}.test.ts",
      "core/directory/{predefined,projects,refusals,rules}.test.ts",
    ],
  },
  "directory-doors": {
    sources: [
      "core/directory/{doors,identity-providers,login-projects,protocols,providers,roles,rulesets}.ts",
      "core/directory/{service-users,settle,target,user-id}.ts",
    ],
    tests: [
      "core/directory/{doors,identity-providers,login-projects,protocols,providers,roles,rulesets}.test.ts",
      "core/directory/{service-users,settle,target}.test.ts",
    ],
  },
  suggesting: {
    sources: ["core/suggesting/*.ts"],
    tests: ["core/suggesting/*.test.ts"],
  },
  replaying: {
    sources: ["core/replaying/*.ts"],
    tests: ["core/replaying/*.test.ts"],
  },
  figures: {
    sources: ["core/figures/*.ts"],
    tests: ["core/figures/*.test.ts"],
  },
  terraform: {
    package: "terraform-provider",
    sources: [
      "engine/{adopt,agree,fit,pairing,plan,reconcile,resource,schema,source,validate,values}.ts",
      "procedures/*.ts",
      "protocol/{dynamic-value,messagepack-shape,state-json}.ts",
    ],
    tests: ["engine/{pairing,properties}.test.ts", "procedures/*.test.ts", "protocol/dynamic-value.test.ts"],
  },
};
