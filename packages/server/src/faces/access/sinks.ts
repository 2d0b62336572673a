/**
 * What JFrog's clients report about their use, and what their tests set up in passing. It is taken in and thrown
 * away unread, whoever sends it and whatever it holds: no client is helped by an error here, and Terraform calls
 * three times before each plan, once perhaps without a token.
 *
 * Sources: jfrog/terraform-provider-shared util/util.go (usage); jfrog/jfrog-client-go
 * artifactory/services/utils/usage.go, jfconnect/services/metrics.go; the precheck of
 * jfrog/terraform-provider-artifactory's acceptance tests (base URL).
 */

import type { FastifyInstance } from "fastify";

/** Bytes of a body that is taken in: a report is a list of a few features, a metric a dozen labels. */
const dropped = { bodyLimit: 16 * 1024 };

/** A report of use or a metric. */
export function reportSink(instance: FastifyInstance, url: string): void {
  instance.post(url, dropped, async () => ({}));
}

/** The base URL, which the operator sets; so says the answer, which clients do not look at. */
export function baseUrlSink(instance: FastifyInstance, url: string): void {
  instance.put(url, dropped, async (_request, reply) =>
    reply
      .type("text/plain; charset=utf-8")
      .send("Nothing was changed: the operator sets the address, as COUNTERSIGN_PUBLIC_URL."),
  );
}
