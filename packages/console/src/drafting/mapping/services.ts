/**
 * The services an access token is good for, as the vendor's form asks for them, and the audience that a mapping
 * holds. `*@*` is every service of every instance; `jfrt@*` is every instance of one service; any other text is an
 * audience that means just itself.
 */

/** All services, as an audience. */
export const everyService = "*@*";

/** Services that the form offers by name, with the type that their ids begin with. */
export const knownServices = [
  { type: "jfrt", title: "Artifactory" },
  { type: "jfxr", title: "Xray" },
  { type: "jfds", title: "Distribution" },
  { type: "jfmc", title: "Mission Control" },
  { type: "jfac", title: "Access" },
] as const;
type ServiceType = (typeof knownServices)[number]["type"];

/** What the form shows of an audience. Every audience can be shown, and comes back as it was. */
export interface Services {
  readonly all: boolean;
  readonly types: readonly ServiceType[];
  /** Whatever else there is, in its order. */
  readonly others: readonly string[];
}

/** The audience of all instances of a service. */
export function audienceOfService(type: ServiceType): string {
  return `${type}@*`;
}

export function servicesOf(audience: readonly string[]): Services {
  const types = knownServices
    .map(({ type }) => type)
    .filter((type) => audience.includes(audienceOfService(type)));
  const named = new Set([everyService, ...types.map(audienceOfService)]);
  return {
    all: audience.includes(everyService),
    types,
    others: audience.filter((item) => !named.has(item)),
  };
}

/** Adds or takes away one item; the order of the rest stays. */
export function withAudience(audience: readonly string[], item: string, present: boolean): readonly string[] {
  if (!present) return audience.filter((one) => one !== item);
  return audience.includes(item) ? audience : [...audience, item];
}

/** The audience with other texts in place of those the form does not know by name. */
export function withOthers(audience: readonly string[], others: readonly string[]): readonly string[] {
  const kept = new Set(servicesOf(audience).others);
  return [...new Set([...audience.filter((item) => !kept.has(item)), ...others])];
}

/** For one line: what the token is good for. */
export function servicesInWords(audience: readonly string[]): string {
  const { all, types, others } = servicesOf(audience);
  if (all) return "all services";
  const names = knownServices.filter(({ type }) => types.includes(type)).map(({ title }) => title);
  const items = [...names, ...others];
  return items.length === 0 ? "this server only" : items.join(", ");
}
