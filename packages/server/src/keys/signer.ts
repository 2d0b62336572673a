/**
 * The signer: whatever holds a private key and signs a draft with it. Here the key lies in this process; one
 * that lies in a key service or a hardware module is another signer, which is why signing is asynchronous.
 */

import type { TokenDraft } from "../core/exchange-request.ts";
import type { SignatureAlgorithm } from "../core/terms.ts";
import { signCompact } from "../jws/sign.ts";
import type { SigningKey } from "./signing-key.ts";

export interface Signer {
  readonly algorithm: SignatureAlgorithm;
  readonly kid: string;
  /**
   * @returns the compact JWS: `typ` first, as some readers expect, then `alg`, `kid` and the draft's members
   * @throws when the key cannot be reached
   */
  sign(draft: TokenDraft): Promise<string>;
}

/** Signs with a key held in this process. */
export function createLocalSigner(key: Pick<SigningKey, "kid" | "algorithm" | "privateKey">): Signer {
  const { kid, algorithm, privateKey } = key;
  return {
    algorithm,
    kid,
    sign({ typ, header, payload }) {
      const own = { typ, alg: algorithm, kid };
      // First for the order, last so that no draft overrides them.
      return signCompact({ header: { ...own, ...header, ...own }, payload, algorithm, privateKey });
    },
  };
}
