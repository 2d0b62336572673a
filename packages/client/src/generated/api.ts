/** Generated from openapi.json by `npm run generate -w packages/client`; do not edit. */

export interface paths {
    "/api/v1/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List checkpoints of the audit chain, the latest first */
        get: operations["listCheckpoints"];
        put?: never;
        /** Make a checkpoint of the audit chain now */
        post: operations["makeCheckpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Copy the audit chain, as of one moment */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Recompute the audit chain of the database, and hold it against checkpoints */
        post: operations["verifyAudit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List exchanges, the latest first */
        get: operations["listExchanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exchanges/{request_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read one exchange by its reference id */
        get: operations["getExchange"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explain what happens to a token, or what happened */
        post: operations["explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is risky about all providers and identity mappings, the gravest first */
        get: operations["listFindings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the signing keys that are published, the oldest first */
        get: operations["listKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have other keys sign */
        post: operations["rotateKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Judge a provider and an identity mapping before they are written */
        post: operations["lint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List identity mappings in the order they are judged */
        get: operations["listMappings"];
        put?: never;
        /** Say which claims earn which grant */
        post: operations["createMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mappings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an identity mapping */
        get: operations["getMapping"];
        /** Replace an identity mapping; its name, provider and project stay */
        put: operations["replaceMapping"];
        post?: never;
        /** Delete an identity mapping */
        delete: operations["deleteMapping"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what is known of platforms */
        get: operations["listPresets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/presets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what is known of one platform */
        get: operations["getPreset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List projects by key */
        get: operations["listProjects"];
        put?: never;
        /** Create a project */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a project */
        get: operations["getProject"];
        /** Replace a project, its roles included; its key stays */
        put: operations["replaceProject"];
        post?: never;
        /** Delete a project that owns no provider and no mapping */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List providers by name */
        get: operations["listProviders"];
        put?: never;
        /** Trust an issuer */
        post: operations["createProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a provider */
        get: operations["getProvider"];
        /** Replace a provider; its name and project stay */
        put: operations["replaceProvider"];
        post?: never;
        /** Delete a provider and its mappings */
        delete: operations["deleteProvider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List revocations, the latest first */
        get: operations["listRevocations"];
        put?: never;
        /** Revoke a token, or everything issued so far */
        post: operations["revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List service tokens, the oldest first; their texts are not kept */
        get: operations["listServiceTokens"];
        put?: never;
        /** Make a service token and tell its text, this once; ends the first secret */
        post: operations["createServiceToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a service token now, and the tokens made with it */
        delete: operations["revokeServiceToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The session of the cookie that was sent */
        get: operations["getSession"];
        put?: never;
        /**
         * Sign in to the console with an administrator's secret
         * @description The session's cookie is set. It is good for the admin API alone.
         */
        post: operations["openSession"];
        /** Sign out of the console */
        delete: operations["closeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm that it is still you, for what only operators do
         * @description With the credential the session was opened with.
         */
        post: operations["confirmSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the console can be signed in to */
        get: operations["getSessionOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is, and by which settings it runs */
        get: operations["readSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was exchanged and refused, and which mappings are used */
        get: operations["getStats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draft the narrowest sensible mapping that accepts a token */
        post: operations["suggestMapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List live access tokens, the ones that live longest first
         * @description A project admin sees those that came through its own project's providers and mappings. A page may hold fewer than asked for, also none, while `next` says that there is more.
         */
        get: operations["listTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many live access tokens there are, such as a revocation would end */
        get: operations["countTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/what-if": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell who would gain, lose or change access by a change */
        post: operations["askWhatIf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose credential this is */
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AuditVerification: {
            /** @description Those it was held against. */
            checkpoints: number;
            /** @description Of those, the ones that were given. */
            checkpoints_kept_elsewhere: number;
            /** @description Those that no trusted key signed. */
            checkpoints_passed_over: number;
            holds: boolean;
            issuers: {
                issuer: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, in UTC, whole seconds.
                 */
                latest_at: string;
            }[];
            latest_checkpoint_at: string | null;
            latest_kept_elsewhere_at: string | null;
            links: number;
            /** @description What a newer version wrote, and this one cannot judge. */
            not_verified: {
                migrations: string[];
                tables: string[];
            } | null;
            /** @description What does not hold; at most one of each stream, 100 in all. */
            problems: {
                detail: string;
                /** @enum {string} */
                kind: "stream" | "configuration" | "checkpoint" | "file";
                revision?: number;
                /** @description The place and the detail. */
                sentence: string;
                sequence?: number;
                stream?: string;
            }[];
            records: number;
            /** @description What the result must not be taken for. */
            remarks: string[];
            /** @description Revisions of the configuration that hold. */
            revisions: number;
            streams: number;
            /** @description Later ones that nothing covers yet. */
            unlinked_revisions: number;
            /** @description The result in a sentence. */
            verdict: string;
            /** @description What was verified, and against what, in sentences. */
            verified: string[];
        };
        AuditWitnessesInput: {
            /** @description Checkpoints that were kept elsewhere, in any text that holds them: log lines, answers of this API. Without them only those beside the records are at hand, which whoever writes the database can replace. */
            checkpoints?: string;
            /** @description The public keys to trust, as a JWKS; absent: those of the checkpoints given. */
            keys?: {
                [key: string]: unknown;
            };
        };
        Checkpoint: {
            /** @description Compact JWS; keep it where the database is not. */
            checkpoint: string;
            id: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            made_at: string;
        };
        CheckpointPage: {
            items: components["schemas"]["Checkpoint"][];
            next: string | null;
        };
        Clause: {
            /** @description Where the claim is looked for, in order, if there is none at `path`. */
            aliases?: {
                /**
                 * @description Names are the same without the case of ASCII letters and with `-` read as `_`.
                 * @default false
                 */
                folded: boolean;
                path: string[];
                /**
                 * @description The claim is taken as a web server prints it, as text.
                 * @default false
                 */
                printed: boolean;
            }[];
            /** @description From the top of the claims, inwards. */
            path: string[];
            /** @description A text is the list of what stands between these. */
            separator?: string;
            test: {
                /** @constant */
                kind: "is";
                matcher: components["schemas"]["Matcher"];
            } | {
                /** @constant */
                kind: "any_of";
                matchers: components["schemas"]["Matcher"][];
            } | {
                /** @constant */
                kind: "none_of";
                matchers: components["schemas"]["Matcher"][];
            } | {
                /** @constant */
                kind: "present";
            } | {
                /** @constant */
                kind: "keep";
                matchers: components["schemas"]["Matcher"][];
            } | {
                /** @constant */
                kind: "drop";
                matchers: components["schemas"]["Matcher"][];
            };
        };
        ClauseInput: {
            /** @description Where the claim is looked for, in order, if there is none at `path`. */
            aliases?: {
                /**
                 * @description Names are the same without the case of ASCII letters and with `-` read as `_`.
                 * @default false
                 */
                folded?: boolean;
                path: string[];
                /**
                 * @description The claim is taken as a web server prints it, as text.
                 * @default false
                 */
                printed?: boolean;
            }[];
            /** @description From the top of the claims, inwards. */
            path: string[];
            /** @description A text is the list of what stands between these. */
            separator?: string;
            test: {
                /** @constant */
                kind: "is";
                matcher: components["schemas"]["MatcherInput"];
            } | {
                /** @constant */
                kind: "any_of";
                matchers: components["schemas"]["MatcherInput"][];
            } | {
                /** @constant */
                kind: "none_of";
                matchers: components["schemas"]["MatcherInput"][];
            } | {
                /** @constant */
                kind: "present";
            } | {
                /** @constant */
                kind: "keep";
                matchers: components["schemas"]["MatcherInput"][];
            } | {
                /** @constant */
                kind: "drop";
                matchers: components["schemas"]["MatcherInput"][];
            };
        };
        ClauseTrial: {
            /** @description Dotted path. */
            claim: string;
            expected: string;
            /** @description The claim that was taken, where the rule calls it by another name. */
            found_at: string | null;
            held: boolean;
            near_miss: components["schemas"]["NearMiss"] | null;
            path: string[];
            /** @description Absent: the token has no such claim. */
            presented?: unknown;
        };
        DraftedMapping: {
            /**
             * @description `aud` of the access token.
             * @default []
             */
            audience: string[];
            /** @description All members must hold. A text may use `*` for any run of characters, a list means any of its values. */
            claims?: {
                [key: string]: unknown;
            };
            /** @default  */
            description: string;
            /**
             * @description The door the mapping serves; it never grants through another.
             * @default {
             *       "kind": "exchange"
             *     }
             */
            entry: {
                /** @constant */
                kind: "exchange";
            } | {
                /** @constant */
                kind: "protocol";
                protocol: string;
            } | {
                /** @constant */
                kind: "console";
            };
            grant?: components["schemas"]["Grant"];
            /** @default 3600 */
            lifetime_seconds: number;
            name: string;
            /**
             * @description 1 is the strongest.
             * @default 2147483647
             */
            priority: number;
            /**
             * @description The project that owns it; null: global.
             * @default null
             */
            project: string | null;
            /** @description Name of the provider. */
            provider: string;
            rules?: components["schemas"]["Rule"][];
            /**
             * @description The token may revoke itself.
             * @default false
             */
            self_revocable: boolean;
        };
        DraftsInput: {
            /** @description May be of the drafted provider. Of the same name, it stands in the place of what is there. */
            mapping?: components["schemas"]["MappingDraftInput"];
            provider?: components["schemas"]["ProviderDraftInput"];
        };
        /** @description How the drafted mapping fares. */
        DraftTrial: {
            /** @description The mapping that decides although the draft fits, if one does. */
            beaten_by: string | null;
            /** @description What it would grant if it decided. */
            grant: components["schemas"]["ResolvedGrant"] | null;
            matched: boolean;
            /** @description Every rule with every clause, at most 100 rules. */
            rules: components["schemas"]["RuleTrial"][];
            sentence: string;
            /** @description It would decide. */
            wins: boolean;
        };
        Exchange: {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            at: string;
            client: {
                address_prefix: string;
                user_agent: string | null;
            };
            details: {
                claims: {
                    [key: string]: unknown;
                } | null;
                context: {
                    [key: string]: unknown;
                };
                grant: components["schemas"]["ResolvedGrant"] | null;
                mapping: string | null;
                project: string | null;
                requested_audience: string[];
            } | null;
            evidence: {
                [key: string]: unknown;
            };
            face: string;
            /** @description What is wrong and what to do next. */
            hint: string | null;
            id: string;
            /** @description Who had the token issued without an exchange, and with which access token. */
            issued_by: {
                name: string;
                token_id: string | null;
            } | null;
            mapping: string | null;
            /** @enum {string} */
            outcome: "issued" | "refused";
            /**
             * @description How far the exchange had come.
             * @enum {string}
             */
            progress: "unverified" | "signature_valid" | "claims_valid";
            /** @description Null: nothing was exchanged, see issued_by. */
            provider: string | null;
            /** @description Why it was refused. */
            reason: string | null;
            /** @description The reference id the caller was told. */
            request_id: string;
            /** @description The configuration whose rules decided. */
            revision: number;
            /** @description The verified `sub`. */
            subject: string | null;
            token: {
                expires_at: string | null;
                id: string;
            } | null;
        };
        ExchangePage: {
            items: components["schemas"]["Exchange"][];
            next: string | null;
        };
        Explanation: {
            /**
             * @description What was explained.
             * @enum {string}
             */
            about: "token" | "claims" | "record";
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            at: string;
            /** @description What the caller is told. */
            caller_sentence: string | null;
            /** @description How many mappings were judged. */
            considered: number;
            /** @description Null: no mapping was drafted. */
            draft: components["schemas"]["DraftTrial"] | null;
            evidence: {
                [key: string]: unknown;
            };
            grant: components["schemas"]["ResolvedGrant"] | null;
            /** @description What is wrong and what to do next. */
            hint: string | null;
            mapping: string | null;
            nearest: components["schemas"]["Trial"] | null;
            /**
             * @description How far the exchange came. For typed-in claims: how far a signed token that carries them would come.
             * @enum {string}
             */
            progress: "unverified" | "signature_valid" | "claims_valid";
            provider: string | null;
            reason: string | null;
            remarks: string[];
            revision: number;
            /** @description For a protocol: every rule of the first of those mappings, at most 100. */
            rules: components["schemas"]["RuleTrial"][];
            /** @description The nearest mappings first, at most 50. */
            trials: components["schemas"]["Trial"][];
            /** @enum {string} */
            verdict: "accepted" | "refused";
            /** @description Whether the signature held. Of typed-in claims, which have none, never. */
            verified: boolean;
            /** @description Null: the provider's tokens may be reused, or no token was given. */
            would_be_replayed: boolean | null;
        };
        FailedClause: {
            /** @description Dotted path. */
            claim: string;
            expected: string;
            near_miss: components["schemas"]["NearMiss"] | null;
            path: string[];
            /** @description Absent: the token has no such claim. */
            presented?: unknown;
        };
        /** @description What is risky about a document, and what to write instead. */
        Finding: {
            advice: string;
            /** @description Stable, such as `no_audience`. */
            code: string;
            /** @description The member at fault, dotted. */
            field: string;
            message: string;
            /** @enum {string} */
            severity: "critical" | "warning" | "notice";
        };
        FindingsPage: {
            /** @description False: there are more than all pages list. Asking for one provider or severity lists more of them. */
            complete: boolean;
            /** @description Of every severity, on all pages and beyond them. */
            counts: {
                critical: number;
                notice: number;
                warning: number;
            };
            /** @description Gravest first. */
            items: components["schemas"]["PlacedFinding"][];
            next: string | null;
        };
        FullGrant: {
            /** @default false */
            admin: boolean;
            /** @description Projects that rules before this one give are forgotten, also if it gives none. */
            decides_projects?: boolean;
            /** @default [] */
            groups: ({
                /** @default null */
                domain: {
                    /** @default null */
                    id: (string | components["schemas"]["Template"]) | null;
                    /** @default null */
                    name: (string | components["schemas"]["Template"]) | null;
                } | null;
                /** @constant */
                kind: "named";
                name: components["schemas"]["Template"];
            } | {
                id: components["schemas"]["Template"];
                /** @constant */
                kind: "by_id";
            } | {
                /** @default null */
                domain: {
                    /** @default null */
                    id: (string | components["schemas"]["Template"]) | null;
                    /** @default null */
                    name: (string | components["schemas"]["Template"]) | null;
                } | null;
                /** @constant */
                kind: "each";
                names: components["schemas"]["Template"];
            } | {
                ids: components["schemas"]["Template"];
                /** @constant */
                kind: "each_id";
            } | {
                /** @default null */
                domain: {
                    /** @default null */
                    id: (string | components["schemas"]["Template"]) | null;
                    /** @default null */
                    name: (string | components["schemas"]["Template"]) | null;
                } | null;
                groups: components["schemas"]["Template"];
                /** @constant */
                kind: "described";
            })[];
            /** @description Besides, everything an operator may do. Only with the entry `console`; only operators write it. */
            operator?: boolean;
            /** @default false */
            own_permissions: boolean;
            /** @description More of them: the JSON text of objects with `name`, `roles`, perhaps `domain`. */
            project_list?: {
                /** @default null */
                domain: {
                    /** @default null */
                    id: (string | components["schemas"]["Template"]) | null;
                    /** @default null */
                    name: (string | components["schemas"]["Template"]) | null;
                } | null;
                list: components["schemas"]["Template"];
            };
            /** @default [] */
            project_roles: {
                /** @default null */
                domain: {
                    /** @default null */
                    id: (string | components["schemas"]["Template"]) | null;
                    /** @default null */
                    name: (string | components["schemas"]["Template"]) | null;
                } | null;
                project: string | components["schemas"]["Template"];
                roles: (string | components["schemas"]["Template"])[];
            }[];
            /** @default null */
            user: {
                /** @default null */
                domain: {
                    /** @default null */
                    id: (string | components["schemas"]["Template"]) | null;
                    /** @default null */
                    name: (string | components["schemas"]["Template"]) | null;
                } | null;
                /** @default null */
                email: components["schemas"]["Template"] | null;
                /** @default null */
                id: components["schemas"]["Template"] | null;
                /** @default false */
                local: boolean;
                /** @default null */
                name: components["schemas"]["Template"] | null;
            } | null;
            /** @description Of a user without a domain; of the rules that match, the last one's counts. */
            user_domain?: {
                /** @default null */
                id: (string | components["schemas"]["Template"]) | null;
                /** @default null */
                name: (string | components["schemas"]["Template"]) | null;
            } | null;
        };
        FullGrantInput: {
            /** @default false */
            admin?: boolean;
            /** @description Projects that rules before this one give are forgotten, also if it gives none. */
            decides_projects?: boolean;
            /** @default [] */
            groups?: ({
                /** @default null */
                domain?: {
                    /** @default null */
                    id?: (string | components["schemas"]["TemplateInput"]) | null;
                    /** @default null */
                    name?: (string | components["schemas"]["TemplateInput"]) | null;
                } | null;
                /** @constant */
                kind: "named";
                name: components["schemas"]["TemplateInput"];
            } | {
                id: components["schemas"]["TemplateInput"];
                /** @constant */
                kind: "by_id";
            } | {
                /** @default null */
                domain?: {
                    /** @default null */
                    id?: (string | components["schemas"]["TemplateInput"]) | null;
                    /** @default null */
                    name?: (string | components["schemas"]["TemplateInput"]) | null;
                } | null;
                /** @constant */
                kind: "each";
                names: components["schemas"]["TemplateInput"];
            } | {
                ids: components["schemas"]["TemplateInput"];
                /** @constant */
                kind: "each_id";
            } | {
                /** @default null */
                domain?: {
                    /** @default null */
                    id?: (string | components["schemas"]["TemplateInput"]) | null;
                    /** @default null */
                    name?: (string | components["schemas"]["TemplateInput"]) | null;
                } | null;
                groups: components["schemas"]["TemplateInput"];
                /** @constant */
                kind: "described";
            })[];
            /** @description Besides, everything an operator may do. Only with the entry `console`; only operators write it. */
            operator?: boolean;
            /** @default false */
            own_permissions?: boolean;
            /** @description More of them: the JSON text of objects with `name`, `roles`, perhaps `domain`. */
            project_list?: {
                /** @default null */
                domain?: {
                    /** @default null */
                    id?: (string | components["schemas"]["TemplateInput"]) | null;
                    /** @default null */
                    name?: (string | components["schemas"]["TemplateInput"]) | null;
                } | null;
                list: components["schemas"]["TemplateInput"];
            };
            /** @default [] */
            project_roles?: {
                /** @default null */
                domain?: {
                    /** @default null */
                    id?: (string | components["schemas"]["TemplateInput"]) | null;
                    /** @default null */
                    name?: (string | components["schemas"]["TemplateInput"]) | null;
                } | null;
                project: string | components["schemas"]["TemplateInput"];
                roles: (string | components["schemas"]["TemplateInput"])[];
            }[];
            /** @default null */
            user?: {
                /** @default null */
                domain?: {
                    /** @default null */
                    id?: (string | components["schemas"]["TemplateInput"]) | null;
                    /** @default null */
                    name?: (string | components["schemas"]["TemplateInput"]) | null;
                } | null;
                /** @default null */
                email?: components["schemas"]["TemplateInput"] | null;
                /** @default null */
                id?: components["schemas"]["TemplateInput"] | null;
                /** @default false */
                local?: boolean;
                /** @default null */
                name?: components["schemas"]["TemplateInput"] | null;
            } | null;
            /** @description Of a user without a domain; of the rules that match, the last one's counts. */
            user_domain?: {
                /** @default null */
                id?: (string | components["schemas"]["TemplateInput"]) | null;
                /** @default null */
                name?: (string | components["schemas"]["TemplateInput"]) | null;
            } | null;
        };
        Grant: {
            admin?: boolean;
            groups?: string[];
            /** @description Makes group names from claims, one for each value: `{{groups}}`. */
            groups_pattern?: string;
            /** @description Besides, everything an operator may do. Only with the entry `console`; only operators write it. */
            operator?: boolean;
            /** @description The permissions the named user has of its own. */
            own_permissions?: boolean;
            project_roles?: {
                project: string;
                roles: string[];
            }[];
            /** @description The user the token stands for. */
            user?: string;
            /** @description Makes the user name from claims: `{{actor}}`. */
            user_pattern?: string;
        };
        GrantInput: {
            admin?: boolean;
            groups?: string[];
            /** @description Makes group names from claims, one for each value: `{{groups}}`. */
            groups_pattern?: string;
            /** @description Besides, everything an operator may do. Only with the entry `console`; only operators write it. */
            operator?: boolean;
            /** @description The permissions the named user has of its own. */
            own_permissions?: boolean;
            project_roles?: {
                project: string;
                roles: string[];
            }[];
            /** @description The user the token stands for. */
            user?: string;
            /** @description Makes the user name from claims: `{{actor}}`. */
            user_pattern?: string;
        };
        Judgement: {
            /** @description The provider's, then the mapping's, each gravest first. */
            findings: components["schemas"]["RepairableFinding"][];
            /** @description What the drafts would replace; null: nothing, they would be new. */
            in_place_of: {
                mapping_id: string | null;
                provider_id: string | null;
            };
            /** @description Where the mapping would be judged among those of its provider, door and owner. */
            order: {
                /** @description From 1. */
                position: number;
                /** @description The draft included. */
                total: number;
            } | null;
            /** @description What the write would be refused with; null: it would be made. */
            refusal: {
                code: string;
                detail: string;
                errors: {
                    detail: string;
                    /** @description JSON pointer, below `/provider` or `/mapping`. */
                    pointer: string;
                }[];
            } | null;
            /** @description Mappings beside which it would never win; at most 50. */
            shadowed_by: components["schemas"]["Shadow"][];
            /** @description Mappings that would never win beside it, unless a client names them; at most 50. */
            shadows: components["schemas"]["Shadow"][];
        };
        KeyRotationInput: {
            /**
             * @description False: a next key is published now, and takes over when every verifier can have it. True: new keys sign at once; all others are withdrawn, and the tokens signed with them are refused here.
             * @default false
             */
            emergency?: boolean;
        };
        LintQuestionInput: {
            /** @description Of a workload that the mapping is meant for, from a token or a record: repairs take from them what they cannot know otherwise. */
            claims?: {
                [key: string]: unknown;
            };
            /** @description May be of the drafted provider. Of the same name, it stands in the place of what is there. */
            mapping?: components["schemas"]["MappingDraftInput"];
            provider?: components["schemas"]["ProviderDraftInput"];
        };
        ListedProvider: {
            /**
             * @description Accept `typ: at+jwt` as a subject token.
             * @default false
             */
            accept_access_tokens: boolean;
            /** @default [] */
            additional_audiences: string[];
            /**
             * @default [
             *       "RS256",
             *       "RS384",
             *       "RS512",
             *       "PS256",
             *       "PS384",
             *       "PS512",
             *       "ES256",
             *       "ES384",
             *       "ES512",
             *       "EdDSA",
             *       "Ed25519"
             *     ]
             */
            algorithms: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
            /**
             * @description The audience subject tokens must carry; null: any, which is a critical finding.
             * @default null
             */
            audience: string | null;
            /**
             * @description PEM certificates trusted for this issuer in addition to the usual ones.
             * @default null
             */
            ca_certificates: string | null;
            /** @default 30 */
            clock_tolerance_seconds: number;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly created_at: string;
            /** @default  */
            description: string;
            /**
             * @description Query string of the discovery URL, without `?`.
             * @default null
             */
            discovery_query: string | null;
            /** @default true */
            enabled: boolean;
            readonly findings: components["schemas"]["Finding"][];
            /** @description UUIDv7. */
            readonly id: string;
            /** @description Base of the discovery URL, and the token's `iss` unless token_issuer is set. */
            issuer_url: string;
            /** @description Present on what is made, changed and deleted at another interface. */
            readonly kept_for?: {
                /** @description Where it is changed. */
                href: string;
                /** @description Its id. */
                identity_provider: string;
                /** @description Of a mapping: the one it serves. */
                protocol?: string;
                /** @description Of a mapping: the id of what its rules are of. */
                rules_of?: string;
            };
            /**
             * @description Where the verification keys come from.
             * @default {
             *       "kind": "discovery"
             *     }
             */
            key_source: {
                /** @constant */
                kind: "discovery";
            } | {
                /** @constant */
                kind: "jwks_uri";
                url: string;
            } | {
                jwks: {
                    [key: string]: unknown;
                };
                /** @constant */
                kind: "static";
            };
            /** @description Identity mappings that the caller may see. */
            readonly mapping_count: number;
            /**
             * @description Upper bound of `exp - iat` in a subject token.
             * @default 86400
             */
            max_token_lifetime_seconds: number;
            name: string;
            /**
             * @description Claims every token must carry, whatever the mapping says.
             * @default []
             */
            pins: {
                claim: string;
                /** @default false */
                ignore_case: boolean;
                value: string;
            }[];
            /** @default null */
            preset: string | null;
            /**
             * @description The project that owns it; null: global.
             * @default null
             */
            project: string | null;
            /**
             * @description Whether a subject token may be exchanged more than once, and what identifies it.
             * @default {
             *       "policy": "reusable"
             *     }
             */
            replay: {
                /** @constant */
                policy: "reusable";
            } | {
                key: {
                    /** @constant */
                    kind: "jti";
                } | {
                    /** @constant */
                    kind: "claims";
                    names: string[];
                } | {
                    /** @constant */
                    kind: "payload";
                };
                /** @constant */
                policy: "single_use";
            };
            /** @description Also the ETag. */
            readonly revision: number;
            /**
             * @description The token's `iss`, exactly, when it differs from issuer_url.
             * @default null
             */
            token_issuer: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly updated_at: string;
            /** @default false */
            use_proxy: boolean;
        };
        MadeServiceToken: {
            audience: string[] | null;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            expires_at: string;
            id: string;
            /**
             * @description `first`: the secret of the first start.
             * @enum {string}
             */
            kind: "service" | "first";
            name: string;
            revoked_at: string | null;
            /**
             * @description `operator`: everything. `admin`: everything but the server itself (keys, audits, service tokens). `introspect`: asks about tokens.
             * @enum {string}
             */
            role: "operator" | "admin" | "introspect";
            /** @description Told this once: the database holds its digest only. */
            secret: string;
        };
        Mapping: {
            /**
             * @description `aud` of the access token.
             * @default []
             */
            audience: string[];
            /** @description All members must hold. A text may use `*` for any run of characters, a list means any of its values. */
            claims?: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly created_at: string;
            /** @default  */
            description: string;
            /**
             * @description The door the mapping serves; it never grants through another.
             * @default {
             *       "kind": "exchange"
             *     }
             */
            entry: {
                /** @constant */
                kind: "exchange";
            } | {
                /** @constant */
                kind: "protocol";
                protocol: string;
            } | {
                /** @constant */
                kind: "console";
            };
            readonly findings: components["schemas"]["Finding"][];
            grant?: components["schemas"]["Grant"];
            /** @description UUIDv7. */
            readonly id: string;
            /** @description Present on what is made, changed and deleted at another interface. */
            readonly kept_for?: {
                /** @description Where it is changed. */
                href: string;
                /** @description Its id. */
                identity_provider: string;
                /** @description Of a mapping: the one it serves. */
                protocol?: string;
                /** @description Of a mapping: the id of what its rules are of. */
                rules_of?: string;
            };
            /** @default 3600 */
            lifetime_seconds: number;
            name: string;
            /**
             * @description 1 is the strongest.
             * @default 2147483647
             */
            priority: number;
            /**
             * @description The project that owns it; null: global.
             * @default null
             */
            project: string | null;
            /** @description Name of the provider. */
            provider: string;
            /** @description Also the ETag. */
            readonly revision: number;
            rules?: components["schemas"]["Rule"][];
            /**
             * @description The token may revoke itself.
             * @default false
             */
            self_revocable: boolean;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly updated_at: string;
        };
        MappingDraftInput: {
            /**
             * @description `aud` of the access token.
             * @default []
             */
            audience?: string[];
            /** @description All members must hold. A text may use `*` for any run of characters, a list means any of its values. */
            claims?: {
                [key: string]: unknown;
            };
            /** @description Ignored. */
            readonly created_at?: unknown;
            /** @default  */
            description?: string;
            /**
             * @description The door the mapping serves; it never grants through another.
             * @default {
             *       "kind": "exchange"
             *     }
             */
            entry?: {
                /** @constant */
                kind: "exchange";
            } | {
                /** @constant */
                kind: "protocol";
                protocol: string;
            } | {
                /** @constant */
                kind: "console";
            };
            /** @description Ignored. */
            readonly findings?: unknown;
            grant?: components["schemas"]["GrantInput"];
            /** @description Ignored. */
            readonly id?: unknown;
            /** @description Ignored. */
            readonly kept_for?: unknown;
            /** @default 3600 */
            lifetime_seconds?: number;
            name: string;
            /**
             * @description 1 is the strongest.
             * @default 2147483647
             */
            priority?: number;
            /**
             * @description The project that owns it; null: global.
             * @default null
             */
            project?: string | null;
            /** @description Name of the provider. */
            provider: string;
            /** @description Ignored. */
            readonly revision?: unknown;
            rules?: components["schemas"]["RuleInput"][];
            /**
             * @description The token may revoke itself.
             * @default false
             */
            self_revocable?: boolean;
            /** @description Ignored. */
            readonly updated_at?: unknown;
        };
        MappingPage: {
            items: components["schemas"]["Mapping"][];
            next: string | null;
        };
        /** @description How one expected value is compared. Types are never coerced. */
        Matcher: {
            /** @constant */
            kind: "equals";
            value: null | boolean | number | string;
        } | {
            /** @constant */
            kind: "glob";
            pattern: string;
        } | {
            /** @constant */
            kind: "regex";
            source: string;
        } | {
            /** @constant */
            kind: "subset";
            value: {
                [key: string]: unknown;
            };
        };
        /** @description How one expected value is compared. Types are never coerced. */
        MatcherInput: {
            /** @constant */
            kind: "equals";
            value: null | boolean | number | string;
        } | {
            /** @constant */
            kind: "glob";
            pattern: string;
        } | {
            /** @constant */
            kind: "regex";
            source: string;
        } | {
            /** @constant */
            kind: "subset";
            value: {
                [key: string]: unknown;
            };
        };
        NearMiss: {
            advice: string;
            /** @description The text that was expected, of those the nearest. */
            expected: string;
            kind: string;
            /** @description Which characters of the two texts differ; what is not marked reads the same in both. */
            marks: {
                expected: {
                    /** @description In UTF-16 units. */
                    from: number;
                    /** @description Behind the last. */
                    to: number;
                }[];
                presented: {
                    /** @description In UTF-16 units. */
                    from: number;
                    /** @description Behind the last. */
                    to: number;
                }[];
            };
            /** @description The text that was presented. */
            presented: string;
        };
        /** @description A finding, and what it is about. */
        PlacedFinding: {
            advice: string;
            /** @description Stable, such as `no_audience`. */
            code: string;
            /** @description The member at fault, dotted. */
            field: string;
            mapping: string | null;
            mapping_id: string | null;
            message: string;
            /** @enum {string} */
            of: "provider" | "mapping";
            /** @description The owner of what it is about. */
            project: string | null;
            provider: string;
            /** @enum {string} */
            severity: "critical" | "warning" | "notice";
        };
        Preset: {
            algorithms: string[];
            audience_advice: string;
            caller_controlled_claims: string[];
            dangerous_bindings: {
                binding: string;
                why: string;
            }[];
            examples: {
                claims: {
                    [key: string]: unknown;
                };
                title: string;
            }[];
            id: string;
            /** @description The most precise first. */
            immutable_claims: string[];
            /** @description `{word}` stands for one run without `/`. */
            issuers: string[];
            recommended_claims: {
                [key: string]: unknown;
            };
            replay: {
                /** @description Whether a subject token may be exchanged more than once, and what identifies it. */
                recommended: {
                    /** @constant */
                    policy: "reusable";
                } | {
                    key: {
                        /** @constant */
                        kind: "jti";
                    } | {
                        /** @constant */
                        kind: "claims";
                        names: string[];
                    } | {
                        /** @constant */
                        kind: "payload";
                    };
                    /** @constant */
                    policy: "single_use";
                };
                why: string;
            };
            /** @description Owners who do not know each other share its keys. */
            shared_issuer: boolean;
            source: string | null;
            title: string;
            unconfirmed: string | null;
        };
        PresetPage: {
            items: components["schemas"]["Preset"][];
            next: null;
        };
        Principal: {
            name: string;
            project_roles: {
                project: string;
                roles: string[];
            }[];
            /** @enum {string} */
            role: "operator" | "admin" | "workload";
        };
        Problem: {
            /** @description Stable; for programs. */
            code: string;
            /** @description A sentence that says what to do; for people. */
            detail: string;
            errors?: {
                detail: string;
                /** @description JSON pointer (RFC 6901) to the member at fault. */
                pointer: string;
            }[];
            /** @description Quote it to the administrator; also in X-Request-Id. */
            request_id: string;
            status: number;
            title: string;
            /** @description URN that ends in the code. */
            type: string;
        };
        Project: {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly created_at: string;
            /** @default  */
            description: string;
            /** @description For people; the key when absent. */
            display_name: string;
            /** @description What everything else calls it; it cannot change. */
            key: string;
            /** @description Also the ETag. */
            readonly revision: number;
            /** @default [] */
            roles: {
                /** @default  */
                description: string;
                name: string;
            }[];
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly updated_at: string;
        };
        ProjectDraftInput: {
            /** @description Ignored. */
            readonly created_at?: unknown;
            /** @default  */
            description?: string;
            /** @description For people; the key when absent. */
            display_name?: string;
            /** @description What everything else calls it; it cannot change. */
            key: string;
            /** @description Ignored. */
            readonly revision?: unknown;
            /** @default [] */
            roles?: {
                /** @default  */
                description?: string;
                name: string;
            }[];
            /** @description Ignored. */
            readonly updated_at?: unknown;
        };
        ProjectPage: {
            items: components["schemas"]["Project"][];
            next: string | null;
        };
        Provider: {
            /**
             * @description Accept `typ: at+jwt` as a subject token.
             * @default false
             */
            accept_access_tokens: boolean;
            /** @default [] */
            additional_audiences: string[];
            /**
             * @default [
             *       "RS256",
             *       "RS384",
             *       "RS512",
             *       "PS256",
             *       "PS384",
             *       "PS512",
             *       "ES256",
             *       "ES384",
             *       "ES512",
             *       "EdDSA",
             *       "Ed25519"
             *     ]
             */
            algorithms: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
            /**
             * @description The audience subject tokens must carry; null: any, which is a critical finding.
             * @default null
             */
            audience: string | null;
            /**
             * @description PEM certificates trusted for this issuer in addition to the usual ones.
             * @default null
             */
            ca_certificates: string | null;
            /** @default 30 */
            clock_tolerance_seconds: number;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly created_at: string;
            /** @default  */
            description: string;
            /**
             * @description Query string of the discovery URL, without `?`.
             * @default null
             */
            discovery_query: string | null;
            /** @default true */
            enabled: boolean;
            readonly findings: components["schemas"]["Finding"][];
            /** @description UUIDv7. */
            readonly id: string;
            /** @description Base of the discovery URL, and the token's `iss` unless token_issuer is set. */
            issuer_url: string;
            /** @description Present on what is made, changed and deleted at another interface. */
            readonly kept_for?: {
                /** @description Where it is changed. */
                href: string;
                /** @description Its id. */
                identity_provider: string;
                /** @description Of a mapping: the one it serves. */
                protocol?: string;
                /** @description Of a mapping: the id of what its rules are of. */
                rules_of?: string;
            };
            /**
             * @description Where the verification keys come from.
             * @default {
             *       "kind": "discovery"
             *     }
             */
            key_source: {
                /** @constant */
                kind: "discovery";
            } | {
                /** @constant */
                kind: "jwks_uri";
                url: string;
            } | {
                jwks: {
                    [key: string]: unknown;
                };
                /** @constant */
                kind: "static";
            };
            /**
             * @description Upper bound of `exp - iat` in a subject token.
             * @default 86400
             */
            max_token_lifetime_seconds: number;
            name: string;
            /**
             * @description Claims every token must carry, whatever the mapping says.
             * @default []
             */
            pins: {
                claim: string;
                /** @default false */
                ignore_case: boolean;
                value: string;
            }[];
            /** @default null */
            preset: string | null;
            /**
             * @description The project that owns it; null: global.
             * @default null
             */
            project: string | null;
            /**
             * @description Whether a subject token may be exchanged more than once, and what identifies it.
             * @default {
             *       "policy": "reusable"
             *     }
             */
            replay: {
                /** @constant */
                policy: "reusable";
            } | {
                key: {
                    /** @constant */
                    kind: "jti";
                } | {
                    /** @constant */
                    kind: "claims";
                    names: string[];
                } | {
                    /** @constant */
                    kind: "payload";
                };
                /** @constant */
                policy: "single_use";
            };
            /** @description Also the ETag. */
            readonly revision: number;
            /**
             * @description The token's `iss`, exactly, when it differs from issuer_url.
             * @default null
             */
            token_issuer: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            readonly updated_at: string;
            /** @default false */
            use_proxy: boolean;
        };
        ProviderDraftInput: {
            /**
             * @description Accept `typ: at+jwt` as a subject token.
             * @default false
             */
            accept_access_tokens?: boolean;
            /** @default [] */
            additional_audiences?: string[];
            /**
             * @default [
             *       "RS256",
             *       "RS384",
             *       "RS512",
             *       "PS256",
             *       "PS384",
             *       "PS512",
             *       "ES256",
             *       "ES384",
             *       "ES512",
             *       "EdDSA",
             *       "Ed25519"
             *     ]
             */
            algorithms?: ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES256" | "ES384" | "ES512" | "EdDSA" | "Ed25519")[];
            /**
             * @description The audience subject tokens must carry; null: any, which is a critical finding.
             * @default null
             */
            audience?: string | null;
            /**
             * @description PEM certificates trusted for this issuer in addition to the usual ones.
             * @default null
             */
            ca_certificates?: string | null;
            /** @default 30 */
            clock_tolerance_seconds?: number;
            /** @description Ignored. */
            readonly created_at?: unknown;
            /** @default  */
            description?: string;
            /**
             * @description Query string of the discovery URL, without `?`.
             * @default null
             */
            discovery_query?: string | null;
            /** @default true */
            enabled?: boolean;
            /** @description Ignored. */
            readonly findings?: unknown;
            /** @description Ignored. */
            readonly id?: unknown;
            /** @description Base of the discovery URL, and the token's `iss` unless token_issuer is set. */
            issuer_url: string;
            /** @description Ignored. */
            readonly kept_for?: unknown;
            /**
             * @description Where the verification keys come from.
             * @default {
             *       "kind": "discovery"
             *     }
             */
            key_source?: {
                /** @constant */
                kind: "discovery";
            } | {
                /** @constant */
                kind: "jwks_uri";
                url: string;
            } | {
                jwks: {
                    [key: string]: unknown;
                };
                /** @constant */
                kind: "static";
            };
            /** @description Ignored. */
            readonly mapping_count?: unknown;
            /**
             * @description Upper bound of `exp - iat` in a subject token.
             * @default 86400
             */
            max_token_lifetime_seconds?: number;
            name: string;
            /**
             * @description Claims every token must carry, whatever the mapping says.
             * @default []
             */
            pins?: {
                claim: string;
                /** @default false */
                ignore_case?: boolean;
                value: string;
            }[];
            /** @default null */
            preset?: string | null;
            /**
             * @description The project that owns it; null: global.
             * @default null
             */
            project?: string | null;
            /**
             * @description Whether a subject token may be exchanged more than once, and what identifies it.
             * @default {
             *       "policy": "reusable"
             *     }
             */
            replay?: {
                /** @constant */
                policy: "reusable";
            } | {
                key: {
                    /** @constant */
                    kind: "jti";
                } | {
                    /** @constant */
                    kind: "claims";
                    names: string[];
                } | {
                    /** @constant */
                    kind: "payload";
                };
                /** @constant */
                policy: "single_use";
            };
            /** @description Ignored. */
            readonly revision?: unknown;
            /**
             * @description The token's `iss`, exactly, when it differs from issuer_url.
             * @default null
             */
            token_issuer?: string | null;
            /** @description Ignored. */
            readonly updated_at?: unknown;
            /** @default false */
            use_proxy?: boolean;
        };
        ProviderPage: {
            items: components["schemas"]["ListedProvider"][];
            next: string | null;
        };
        QuestionInput: {
            /** @description Typed-in claims; nothing vouches for them. */
            claims?: {
                [key: string]: unknown;
            };
            /** @description Judge by today's rules with these in their places, or as they are where nothing is drafted; nothing is written. What is not said of provider, project and protocol is the drafted mapping's. */
            drafts?: components["schemas"]["DraftsInput"];
            /** @description Only this mapping. */
            mapping?: string;
            project?: string;
            /** @description Judge this protocol's mapping instead of exchanges. */
            protocol?: string;
            /** @description Absent: the one provider that trusts the issuer. */
            provider?: string;
            /** @description Reference id of a recorded exchange. */
            request_id?: string;
            /** @description A subject token; it is verified, not used up, not kept. */
            token?: string;
        };
        Repair: {
            /** @description JSON merge patch (RFC 7396) of the document; with it the finding is gone. */
            patch: {
                [key: string]: unknown;
            };
            /** @description What it does, in the words of a button. */
            title: string;
        };
        /** @description A finding, and what can be done about it at once. */
        RepairableFinding: {
            advice: string;
            /** @description Stable, such as `no_audience`. */
            code: string;
            /** @description The member at fault, dotted. */
            field: string;
            message: string;
            /**
             * @description Whose document this is about.
             * @enum {string}
             */
            of: "provider" | "mapping";
            repairs: components["schemas"]["Repair"][];
            /** @enum {string} */
            severity: "critical" | "warning" | "notice";
        };
        ResolvedGrant: {
            admin: boolean;
            audience: string[];
            groups: string[];
            lifetime_seconds: number;
            /** @description Absent: no. */
            operator?: boolean;
            own_permissions: boolean;
            project_roles: {
                project: string;
                roles: string[];
            }[];
            /** @description Null: the workload itself. */
            user: string | null;
        };
        Revocation: {
            /** @description Of the token, mapping or provider. */
            id: string | null;
            /** @enum {string} */
            kind: "token" | "mapping" | "provider" | "user" | "everything";
            /** @description Of the mapping or provider while it exists; of the user, in lower case. */
            name: string | null;
            /** @description The latest time this target was revoked at, by any node's clock. Tokens exchanged before the revocation are dead, those exchanged after it are not, also within this second. Null for a single token. */
            not_before: string | null;
            /**
             * Format: date-time
             * @description When it was revoked last, by the clock of the node asked.
             */
            revoked_at: string;
            revoked_by: string;
        };
        RevocationDraftInput: {
            /** @description Of the token (`jti`), or of the mapping or provider, which may be deleted meanwhile. */
            id?: string;
            /**
             * @description What is revoked: one token; all issued so far by a mapping, through a provider, to a user; or everything issued so far.
             * @enum {string}
             */
            kind: "token" | "mapping" | "provider" | "user" | "everything";
            /** @description By name. */
            mapping?: string;
            /** @description With `mapping`: its project; absent: the global one. */
            project?: string;
            /** @description By name; with `mapping`, the mapping's. */
            provider?: string;
            /** @description The user name that was granted; its case does not matter. */
            user?: string;
        };
        RevocationPage: {
            items: components["schemas"]["Revocation"][];
            next: string | null;
        };
        /** @description When all clauses hold, the grant is contributed. */
        Rule: {
            grant: components["schemas"]["FullGrant"];
            /** @description It never matches; it keeps the numbers of the others. */
            idle?: boolean;
            when: components["schemas"]["Clause"][];
        };
        /** @description What one rule gives, before the directory has a say. */
        RuleGift: {
            groups: {
                domain: {
                    id: string | null;
                    name: string | null;
                } | null;
                id: string | null;
                name: string | null;
            }[];
            /** @description Why it cannot be made, which refuses the login. */
            problem: string | null;
            project_roles: {
                domain: {
                    id: string | null;
                    name: string | null;
                } | null;
                project: string;
                roles: string[];
            }[];
            user: {
                domain: {
                    id: string | null;
                    name: string | null;
                } | null;
                email: string | null;
                id: string | null;
                local: boolean;
                name: string | null;
            } | null;
        };
        /** @description When all clauses hold, the grant is contributed. */
        RuleInput: {
            grant: components["schemas"]["FullGrantInput"];
            /** @description It never matches; it keeps the numbers of the others. */
            idle?: boolean;
            when: components["schemas"]["ClauseInput"][];
        };
        /** @description One rule's judgement. */
        RuleTrial: {
            clauses: components["schemas"]["ClauseTrial"][];
            /** @description Null: it did not match. */
            gives: components["schemas"]["RuleGift"] | null;
            matched: boolean;
            /** @description From 1, in the order of the mapping. */
            number: number;
            /** @description What of it does not count beside the other rules. */
            remarks: string[];
        };
        ServiceToken: {
            audience: string[] | null;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            expires_at: string;
            id: string;
            /**
             * @description `first`: the secret of the first start.
             * @enum {string}
             */
            kind: "service" | "first";
            name: string;
            revoked_at: string | null;
            /**
             * @description `operator`: everything. `admin`: everything but the server itself (keys, audits, service tokens). `introspect`: asks about tokens.
             * @enum {string}
             */
            role: "operator" | "admin" | "introspect";
        };
        ServiceTokenDraftInput: {
            /**
             * @description For the role introspect: only of tokens for these audiences; null: of every token.
             * @default null
             */
            audience?: string[] | null;
            /**
             * @description At most 366 days.
             * @default 7776000
             */
            lifetime_seconds?: number;
            /** @description Recorded with all it does; 1 to 64 letters, digits, "-", "_" or ".". */
            name: string;
            /**
             * @description `operator`: everything. `admin`: everything but the server itself (keys, audits, service tokens). `introspect`: asks about tokens.
             * @default admin
             * @enum {string}
             */
            role?: "operator" | "admin" | "introspect";
        };
        ServiceTokenPage: {
            items: components["schemas"]["ServiceToken"][];
            next: null;
        };
        Session: {
            /**
             * Format: date-time
             * @description Until when the session may do what only operators do; sign in again to renew it.
             */
            confirmed_until: string;
            /** @description To be sent in `X-Countersign-CSRF` with every request but GET and HEAD. */
            csrf_token: string;
            /**
             * Format: date-time
             * @description When it ends whatever happens.
             */
            expires_at: string;
            /**
             * Format: date-time
             * @description When it ends if nothing is asked.
             */
            idle_expires_at: string;
            /** @enum {string} */
            method: "token" | "single_sign_on";
            principal: components["schemas"]["Principal"];
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            signed_in_at: string;
            warnings: {
                /** @enum {string} */
                code: "bootstrap_secret_active" | "first_secret_active";
                message: string;
            }[];
        };
        SessionCredentialInput: {
            /**
             * Format: password
             * @description An administrator's secret. It is not kept.
             */
            token: string;
        };
        SessionOptions: {
            /** @description Begin at `/console/sign-in/start`; null: there is none here. */
            single_sign_on: {
                /** @description Name of the provider people sign in through. */
                provider: string;
            } | null;
        };
        Setting: {
            /** @description False: the value is the default. */
            given: boolean;
            meaning: string;
            /** @description Of the environment variable. */
            name: string;
            secret: boolean;
            /** @description In effect. Null: none, or a secret; of a URL that may hold one, only where it leads. */
            value: string | null;
        };
        Settings: {
            /** @enum {string} */
            database: "sqlite" | "postgres";
            instance_id: string | null;
            settings: components["schemas"]["Setting"][];
            version: string;
        };
        Shadow: {
            mapping: string;
            mapping_id: string;
            priority: number;
            project: string | null;
            sentence: string;
        };
        SigningKey: {
            /**
             * Format: date-time
             * @description From when on it signs, unless it is `standby`.
             */
            active_from: string;
            algorithm: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            created_at: string;
            /** @description RFC 7638 thumbprint. */
            kid: string;
            /** @description The earliest time at which it is removed; null: not known yet. */
            published_until: string | null;
            /** @description When another key takes over, as far as known; null: none does by itself, or it is `standby`. */
            signs_until: string | null;
            /**
             * @description `next`: published, does not sign yet. `active`: signs. `standby`: of an algorithm that is published and does not sign. `retired`: published for the tokens it signed.
             * @enum {string}
             */
            state: "next" | "active" | "standby" | "retired";
        };
        SigningKeyPage: {
            items: components["schemas"]["SigningKey"][];
            next: null;
        };
        Stats: {
            bucket_seconds: number;
            /** @description False: older records are still being summed up, and the figures are too low. */
            complete: boolean;
            /**
             * Format: date-time
             * @description The beginning of the first bucket.
             */
            from: string;
            /** @description The most used first; at most 100. */
            mappings: {
                issued: number;
                last_used_at: string | null;
                mapping: string;
                mapping_id: string;
                project: string | null;
                provider: string;
            }[];
            /**
             * Format: date-time
             * @description Where very many mappings were used, their exchanges are added up from here on only.
             */
            mappings_from: string;
            /** @description Mappings that decided no exchange there is a record of, the oldest first; at most 100. */
            never_used: {
                /**
                 * Format: date-time
                 * @description RFC 3339, in UTC, whole seconds.
                 */
                created_at: string;
                mapping: string;
                mapping_id: string;
                project: string | null;
                provider: string;
            }[];
            never_used_total: number;
            /** @description The busiest first, those without exchanges last; at most 200. */
            providers: {
                deleted: boolean;
                /** @description One for each bucket. */
                issued: number[];
                issued_total: number;
                /** @description Of a deleted one the name it had. */
                provider: string;
                provider_id: string;
                /** @description The most frequent first. */
                reasons: {
                    count: number;
                    reason: string;
                }[];
                /** @description One for each bucket. */
                refused: number[];
                refused_total: number;
            }[];
            providers_total: number;
            /** @description Of the oldest record: what was used before is not known. Null: there is none. */
            records_from: string | null;
            /**
             * Format: date-time
             * @description The end of the last one.
             */
            to: string;
        };
        Suggestion: {
            /** @description Mappings that nearly fit, made to fit; at most 5. */
            amendments: {
                mapping: components["schemas"]["DraftedMapping"];
                mapping_id: string;
                /** @description What would be let in that is not now. */
                sentence: string;
            }[];
            /** @description What the linter finds in the suggestion. */
            findings: components["schemas"]["Finding"][];
            /** @description Of each claim it does not demand, at most 200. */
            left_out: {
                /** @description Dotted path. */
                claim: string;
                why: string;
            }[];
            /** @description It accepts these claims, and grants nothing yet. */
            mapping: components["schemas"]["DraftedMapping"];
            notes: string[];
            /** @description Of each claim it demands. */
            reasons: {
                /** @description Dotted path. */
                claim: string;
                why: string;
            }[];
        };
        SuggestionQuestionInput: {
            /** @description Typed-in claims, of the provider named. */
            claims?: {
                [key: string]: unknown;
            };
            /** @description With a token, if absent: the one provider that trusts its issuer. */
            provider?: string;
            /** @description Reference id of a recorded exchange. */
            request_id?: string;
            /** @description A subject token; it is not used up and not kept. */
            token?: string;
        };
        Template: {
            /** @constant */
            kind: "text";
            text: string;
        } | {
            /** @constant */
            kind: "pattern";
            pattern: string;
        } | {
            /** @constant */
            kind: "placeholders";
            text: string;
        };
        TemplateInput: {
            /** @constant */
            kind: "text";
            text: string;
        } | {
            /** @constant */
            kind: "pattern";
            pattern: string;
        } | {
            /** @constant */
            kind: "placeholders";
            text: string;
        };
        Token: {
            /** @description What its maker calls it; empty: nothing. */
            description: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            expires_at: string;
            /** @description The interface it is for. */
            face: string;
            /** @description The token's `jti`. */
            id: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            issued_at: string;
            /** @description Who had it issued without an exchange. */
            issued_by: string | null;
            mapping: string | null;
            /** @description Also of a mapping that was deleted since, whose tokens live on and are revoked by this id. */
            mapping_id: string | null;
            /** @description That owns the mapping; null: none. */
            project: string | null;
            /** @description Null: it was not exchanged, see issued_by. */
            provider: string | null;
            provider_id: string | null;
            /** @description Reference id of the exchange; null: a server of an earlier version issued it. */
            request_id: string | null;
            /** @description The token's `sub`. Null, as is the user: a mapping that you may not see chose it. */
            subject: string | null;
            /** @description The granted user, in the spelling by which it is revoked; null: none, or not known. */
            user: string | null;
        };
        TokenCount: {
            /** @description False: there are at least so many. */
            complete: boolean;
            count: number;
        };
        TokenPage: {
            items: components["schemas"]["Token"][];
            next: string | null;
        };
        /** @description One mapping's judgement. */
        Trial: {
            /** @description Every clause of that rule, held or not, at most 50. Of the nearest 10 trials; else empty. */
            clauses: components["schemas"]["ClauseTrial"][];
            /** @description Of the rule of which most clauses held. */
            clauses_held: number;
            clauses_total: number;
            /** @description The first clause that did not hold. */
            failed: components["schemas"]["FailedClause"] | null;
            /** @description Every clause that did not hold, in order, at most 20. */
            failures: components["schemas"]["FailedClause"][];
            mapping: string;
            mapping_id: string;
            matched: boolean;
            priority: number;
            project: string | null;
            /** @description Why sub fits although it arrived in the other of its two forms, if that is so. */
            subject_form: string | null;
        };
        WhatIf: {
            /** @description Granted both ways, and not the same. */
            changed: number;
            /** @description False: there are older exchanges than those looked at. */
            complete: boolean;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            from: string;
            gained: number;
            /** @description By subject and outcome, the gravest first, at most 200. */
            groups: {
                after: components["schemas"]["WhatIfSide"];
                before: components["schemas"]["WhatIfSide"];
                count: number;
                /** @enum {string} */
                kind: "gained" | "lost" | "changed";
                latest: {
                    /**
                     * Format: date-time
                     * @description RFC 3339, in UTC, whole seconds.
                     */
                    at: string;
                    request_id: string;
                };
                sentence: string;
                subject: string;
            }[];
            lost: number;
            /** @description Its signature did not hold, or its details were erased: there is nothing to judge. */
            not_replayable: number;
            /** @description What of the change was not judged. */
            notes: string[];
            /** @description Judged both ways: same, gained, lost and changed together. */
            replayed: number;
            same: number;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC, whole seconds.
             */
            to: string;
        };
        WhatIfQuestionInput: {
            /** @description Ids of mappings of that provider. */
            deleted_mappings?: string[];
            /**
             * @description So many of the latest exchanges are looked at.
             * @default 1000
             */
            limit?: number;
            /** @description Drafted, all of one provider; of the same name each stands in place of what is there. */
            mappings?: components["schemas"]["MappingDraftInput"][];
            /** @description Drafted; of the same name it stands in place of what is there. */
            provider?: components["schemas"]["ProviderDraftInput"];
            /**
             * Format: date-time
             * @description Exchanges not before.
             */
            since?: string;
            /**
             * Format: date-time
             * @description Exchanges before.
             */
            until?: string;
        };
        WhatIfSide: {
            grant: components["schemas"]["ResolvedGrant"] | null;
            /** @description The mapping that decides; null: none, or one you may not see. */
            mapping: string | null;
            /** @enum {string} */
            outcome: "issued" | "refused";
            /** @description Why it is refused. */
            reason: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listCheckpoints: {
        parameters: {
            query?: {
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                /** @description At most 200 items. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoint"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                /** @description Whether with claims, grants and requests, unless they were erased. */
                details?: "true" | "false";
                /** @description Records from this time on; the others' links stay. */
                since?: string;
                /** @description Records before this time. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyAudit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditWitnessesInput"] | null;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExchanges: {
        parameters: {
            query?: {
                /** @description Newer than the record of this id. One of another node may come some seconds late with an older id: who follows the log asks from a few records back, and leaves out what it knows. */
                after?: string;
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                face?: "access" | "oauth" | "keystone" | "admin" | "console";
                /** @description At most 200 items. */
                limit?: number;
                /** @description Name of the identity mapping that decided. */
                mapping?: string;
                outcome?: "issued" | "refused";
                /** @description Key of a project: it owns the provider or the mapping, or was asked for. */
                project?: string;
                /** @description Name of a provider. */
                provider?: string;
                reason?: string;
                /** @description Not before. */
                since?: string;
                /** @description A part of the subject, or the beginning of the reference id; no wildcards. */
                text?: string;
                /** @description Not after. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page may be short, or empty, and not the last: `next` says so. The search goes on there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangePage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExchange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exchange"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuestionInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explanation"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFindings: {
        parameters: {
            query?: {
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                /** @description At most 200 items. */
                limit?: number;
                /** @description Name of a provider; absent: every one. */
                provider?: string;
                severity?: "critical" | "warning" | "notice";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeyPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRotationInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeyPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LintQuestionInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Judgement"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMappings: {
        parameters: {
            query?: {
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                /** @description At most 200 items. */
                limit?: number;
                /** @description Only those of this name. */
                name?: string;
                /** @description Only those of this project. */
                project?: string;
                /** @description Only those of this provider. */
                provider?: string;
            };
            header?: {
                /** @description ETag of a copy at hand; 304 when still current. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingPage"];
                };
            };
            /** @description The copy at hand is still current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createMapping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMapping: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of a copy at hand; 304 when still current. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
            /** @description The copy at hand is still current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceMapping: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version the change was made from; 412 when it is not the current one. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MappingDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Mapping"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object was changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteMapping: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version the change was made from; 412 when it is not the current one. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object was changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    listPresets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PresetPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPreset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preset"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProjects: {
        parameters: {
            query?: {
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                /** @description At most 200 items. */
                limit?: number;
            };
            header?: {
                /** @description ETag of a copy at hand; 304 when still current. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPage"];
                };
            };
            /** @description The copy at hand is still current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of a copy at hand; 304 when still current. */
                "if-none-match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description The copy at hand is still current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version the change was made from; 412 when it is not the current one. */
                "if-match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object was changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version the change was made from; 412 when it is not the current one. */
                "if-match"?: string;
            };
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object was changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProviders: {
        parameters: {
            query?: {
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                /** @description At most 200 items. */
                limit?: number;
                /** @description Only those of this project. */
                project?: string;
            };
            header?: {
                /** @description ETag of a copy at hand; 304 when still current. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderPage"];
                };
            };
            /** @description The copy at hand is still current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createProvider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of a copy at hand; 304 when still current. */
                "if-none-match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description The copy at hand is still current. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replaceProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version the change was made from; 412 when it is not the current one. */
                "if-match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provider"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object was changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of the version the change was made from; 412 when it is not the current one. */
                "if-match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The object was changed since it was read. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRevocations: {
        parameters: {
            query?: {
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                /** @description At most 200 items. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevocationPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevocationDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocation"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listServiceTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceTokenPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createServiceToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceTokenDraftInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeServiceToken"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeServiceToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionCredentialInput"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closeSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionCredentialInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSessionOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOptions"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settings"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getStats: {
        parameters: {
            query?: {
                /** @description Hours for at most 31 days, days of UTC for at most 400. */
                bucket?: "hour" | "day";
                /** @description In place of `since`, for whoever's clock is not the server's. */
                hours?: number;
                /** @description Name of a provider; absent: every one. */
                provider?: string;
                /** @description Absent: so many `hours` before `until`. */
                since?: string;
                /** @description Absent: now. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suggestMapping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuggestionQuestionInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suggestion"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description `next` of the page before; absent: the first page. */
                cursor?: string;
                /** @description At most 200 items. */
                limit?: number;
                /** @description Name of an identity mapping. */
                mapping?: string;
                mapping_id?: string;
                /** @description Name of a provider. */
                provider?: string;
                /** @description The user name that was granted; its case does not matter. */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countTokens: {
        parameters: {
            query?: {
                /** @description Name of an identity mapping. */
                mapping?: string;
                mapping_id?: string;
                /** @description Name of a provider. */
                provider?: string;
                /** @description The user name that was granted; its case does not matter. */
                user?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenCount"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    askWhatIf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhatIfQuestionInput"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhatIf"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such object, or you may not see it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It conflicts with what there is, such as an object of that name. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not `application/json`. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Principal"];
                };
            };
            /** @description The request is not valid; `errors` names each member at fault. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No credential, or not a good one here. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The credential does not allow this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many bad credentials came from this address; `Retry-After` says when to try again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The server cannot answer right now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
