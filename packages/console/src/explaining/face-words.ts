/** The doors that exchanges come through and tokens are made for, as they are called where people look at them. */

export const faces = ["access", "oauth", "keystone", "admin"] as const;
export type Face = (typeof faces)[number];

const names: Readonly<Record<Face, string>> = {
  access: "JFrog Access",
  oauth: "OAuth",
  keystone: "Keystone",
  admin: "Console",
};

/** Of a door that is not known here: its name. */
export function faceInWords(face: string): string {
  const known = faces.find((one) => one === face);
  return known === undefined ? face : names[known];
}
