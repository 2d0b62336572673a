/** The package's front door: the client, its errors, and the documents of the admin API by name. */

import type { components } from "./generated/api.ts";

export { type Client, type ClientOptions, createClient } from "./client.ts";
export { ApiProblem, type ProblemDocument } from "./problem.ts";
export type { Answer, MethodOf, Path, RequestOptions } from "./request-types.ts";

type Schemas = components["schemas"];
export type Project = Schemas["Project"];
export type ProjectDraft = Schemas["ProjectDraftInput"];
export type Provider = Schemas["Provider"];
export type ProviderDraft = Schemas["ProviderDraftInput"];
export type Mapping = Schemas["Mapping"];
export type MappingDraft = Schemas["MappingDraftInput"];
export type Exchange = Schemas["Exchange"];
export type Explanation = Schemas["Explanation"];
export type Question = Schemas["QuestionInput"];
export type Finding = Schemas["Finding"];
export type Drafts = Schemas["DraftsInput"];
export type LintQuestion = Schemas["LintQuestionInput"];
export type Judgement = Schemas["Judgement"];
export type Suggestion = Schemas["Suggestion"];
export type WhatIf = Schemas["WhatIf"];
export type PlacedFinding = Schemas["PlacedFinding"];
export type Stats = Schemas["Stats"];
export type Preset = Schemas["Preset"];
export type SigningKey = Schemas["SigningKey"];
export type Principal = Schemas["Principal"];
export type Session = Schemas["Session"];
export type Revocation = Schemas["Revocation"];
export type RevocationDraft = Schemas["RevocationDraftInput"];
export type Token = Schemas["Token"];
export type ServiceToken = Schemas["ServiceToken"];
export type MadeServiceToken = Schemas["MadeServiceToken"];
export type Settings = Schemas["Settings"];
export type Checkpoint = Schemas["Checkpoint"];
export type AuditVerification = Schemas["AuditVerification"];
