/** Letter case as protocols mean it: that of the letters A to Z. */

/**
 * `toLowerCase` would also fold letters outside ASCII onto ASCII ones (U+212A KELVIN SIGN onto k), and `toUpperCase`
 * further ones (U+00DF, as in "straße", onto SS): two names would be taken for one.
 */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
