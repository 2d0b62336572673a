/**
 * Which provider a request means, and whether it may be used for it: all that is known before the token is looked at.
 * Providers are never tried one after another.
 */

import type { ExchangeQuestion } from "./exchange-request.ts";
import { quote } from "./explaining/quote.ts";
import type { Registry } from "./matching/registry.ts";
import { ownersInReach } from "./matching/registry.ts";
import { accept, refuse, type Verdict } from "./refusal.ts";
import type { Provider } from "./terms.ts";

/** The issuer an unverified token claims; nothing else of it is read. */
export type PeekIssuer = (subjectToken: string) => Verdict<{ readonly issuer: string }>;

/**
 * The provider a request means, named or by the issuer its token claims. It may turn out not to be usable.
 * By issuer, the providers of the project asked for come before the global ones, and another project's never
 * count: whoever administers a project cannot change which provider the requests of others find. For the same reason
 * those that are kept for an identity provider of the directory count only where there is no other.
 * @returns refused with `unknown_provider`, `issuer_not_trusted`, `ambiguous_provider`, or as `peekIssuer` refuses
 */
export function selectProvider(
  ports: { readonly peekIssuer: PeekIssuer },
  registry: Registry,
  request: Pick<ExchangeQuestion, "subjectToken" | "provider" | "project">,
): Verdict<Provider> {
  if (request.provider.kind === "named") {
    const provider = registry.providerByName(request.provider.name);
    return provider === undefined
      ? refuse("unknown_provider", { provider: request.provider.name })
      : accept(provider);
  }
  const peeked = ports.peekIssuer(request.subjectToken);
  if (request.provider.kind === "among") return selectAmong(registry, request.provider.ids, peeked);
  if (!peeked.ok) return peeked;
  const trusting = registry.providersByIssuer(peeked.value.issuer).filter((one) => one.enabled);
  const ownedBy = (project: string | null) =>
    standingAloneFirst(
      registry,
      trusting.filter((one) => one.project === project),
    );
  const candidates =
    ownersInReach(registry, request.project)
      .map(ownedBy)
      .find((own) => own.length > 0) ?? [];
  const [first] = candidates;
  if (first === undefined) return refuse("issuer_not_trusted", { presented: peeked.value.issuer });
  return candidates.length === 1
    ? accept(first)
    : refuse("ambiguous_provider", { providers: candidates.map((one) => one.name).join(", ") });
}

function standingAloneFirst({ directory }: Registry, providers: readonly Provider[]): readonly Provider[] {
  if (providers.length < 2) return providers;
  const alone = providers.filter(({ id }) => directory.ownerOfProvider(id) === undefined);
  return alone.length > 0 ? alone : providers;
}

/** Where none fits, the first says what it expects of a token, and the attempt is recorded with it. */
function selectAmong(
  registry: Registry,
  ids: readonly string[],
  peeked: Verdict<{ readonly issuer: string }>,
): Verdict<Provider> {
  const trusting = peeked.ok ? registry.providersByIssuer(peeked.value.issuer) : [];
  const provider =
    trusting.find(({ id }) => ids.includes(id)) ??
    ids.map((id) => registry.providerById(id)).find((one) => one !== undefined);
  return provider === undefined ? refuse("unknown_provider", { provider: "" }) : accept(provider);
}

/** Whether the provider may be used for this request at all. */
export function checkUsable(
  provider: Provider,
  { requiresAudience, expectedIssuer }: Pick<ExchangeQuestion, "requiresAudience" | "expectedIssuer">,
): Verdict<void> {
  if (!provider.enabled) return refuse("provider_disabled", { provider: provider.name });
  if (expectedIssuer !== null && !hasIssuer(provider, expectedIssuer)) {
    const detail = `issuer_url is not the issuer of provider ${quote(provider.name)}; send that one, or none.`;
    return refuse("request_malformed", { detail });
  }
  return requiresAudience && provider.audience === null
    ? refuse("audience_required", { provider: provider.name })
    : accept(undefined);
}

/** Either spelling of the provider's issuer, with or without a slash at the end: it only has to be meant. */
function hasIssuer({ issuerUrl, tokenIssuer }: Provider, issuer: string): boolean {
  const bare = (url: string | null) => url?.replace(/\/$/, "");
  return bare(issuer) === bare(issuerUrl) || bare(issuer) === bare(tokenIssuer);
}
