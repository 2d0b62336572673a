/**
 * Whether an RSA public key is one to rely on, decided from its numbers before any key object is built,
 * because a huge modulus or exponent costs its verifier and a small or structured one its secret.
 */

/** RFC 7518 §3.3 demands 2048; the upper bounds keep one verification in the low milliseconds. */
const minModulusBits = 2048;
const maxModulusBits = 8192;
const maxExponentBytes = 4;

/**
 * Primes below 168 modulo which the powers of 65537 do not reach every residue. A modulus made by the
 * faulty generator lies among those powers for each of them; a random one does so once in 2^27.
 * @see "The Return of Coppersmith's Attack" (CVE-2017-15361)
 */
const fingerprint: readonly { readonly prime: bigint; readonly powers: ReadonlySet<bigint> }[] = [
  11n,
  13n,
  17n,
  19n,
  37n,
  53n,
  61n,
  71n,
  73n,
  79n,
  97n,
  103n,
  107n,
  109n,
  127n,
  151n,
  157n,
].map((prime) => ({ prime, powers: powersOf65537(prime) }));

/**
 * What is wrong with a public key, or null.
 * @param modulus big-endian without leading zero bytes
 * @param exponent big-endian without leading zero bytes
 */
export function findRsaWeakness(modulus: Uint8Array, exponent: Uint8Array): string | null {
  const bits = bitLength(modulus);
  if (bits < minModulusBits || bits > maxModulusBits) {
    return `its modulus has ${bits} bits; ${minModulusBits} to ${maxModulusBits} are accepted`;
  }
  if (exponent.length > maxExponentBytes) return "its public exponent is larger than 2^32 - 1";
  const e = exponent.reduce((value, byte) => value * 256 + byte, 0);
  if (e < 3 || e % 2 === 0) return `its public exponent is ${e}; odd ones from 3 on are accepted`;
  const n = BigInt(`0x${Buffer.from(modulus).toString("hex")}`);
  if (n % 2n === 0n) return "its modulus is even";
  return fingerprint.every(({ prime, powers }) => powers.has(n % prime))
    ? "its modulus carries the ROCA fingerprint (CVE-2017-15361)"
    : null;
}

function bitLength(bytes: Uint8Array): number {
  const [top] = bytes;
  return top === undefined ? 0 : (bytes.length - 1) * 8 + (32 - Math.clz32(top));
}

function powersOf65537(prime: bigint): ReadonlySet<bigint> {
  const powers = new Set<bigint>();
  for (let power = 1n; !powers.has(power); power = (power * 65537n) % prime) powers.add(power);
  return powers;
}
