import type { ExchangeRequest } from "./exchange.ts";
import type { Verdict } from "./refusal.ts";
import type { Chosen } from "./registry.ts";
import type { Claims, Provider, TokenGrant } from "./terms.ts";

export declare function planGrant(
  chosen: Chosen,
  provider: Provider,
  claims: Claims,
  request: Pick<ExchangeRequest, "audience" | "scope">,
): Verdict<TokenGrant>;
