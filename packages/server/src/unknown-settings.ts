/**
 * Finds variables that look like settings and are none: a misspelt setting that is passed over in silence
 * would leave a protection off that somebody believes to be on. All names beginning with COUNTERSIGN_ that
 * may be there are known here.
 */

import { nearestWord } from "./core/spelling.ts";
import { settings } from "./settings.ts";

const prefix = "COUNTERSIGN_";

/** What the commands beside the server read. */
const commandVariables: readonly string[] = ["COUNTERSIGN_URL", "COUNTERSIGN_TOKEN", "COUNTERSIGN_ID_TOKEN"];
/** What the tests read; it may stand in a developer's environment. */
const testPrefix = "COUNTERSIGN_TEST_";
/**
 * What Kubernetes adds to every container beside a service whose name begins with "countersign".
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
const serviceLink =
  /^COUNTERSIGN_(?:\w+_)?(?:SERVICE_(?:HOST|PORT(?:_\w+)?)=|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?=|=(?:tcp|udp|sctp):))/;

const settingVariables: readonly string[] = Object.values(settings).map(({ variable }) => variable);

/** @returns a sentence for every variable that is set and that nothing here reads */
export function unknownSettings(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith(prefix) && Boolean(value) && !isKnown(name, value ?? ""))
    .map(([name]) => {
      const meant = nearestWord(name, [...settingVariables, ...commandVariables]);
      return `${name} is no setting.${meant === null ? "" : ` Did you mean ${meant}?`}`;
    });
}

function isKnown(name: string, value: string): boolean {
  return (
    settingVariables.includes(name) ||
    commandVariables.includes(name) ||
    name.startsWith(testPrefix) ||
    serviceLink.test(`${name}=${value}`)
  );
}
