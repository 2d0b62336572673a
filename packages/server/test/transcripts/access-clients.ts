/**
 * How JFrog's clients send a request and read its answer, as far as that decides whether they work: the headers of
 * each, and the rules by which they take an exchange's answer and a user's name apart.
 *
 * Sources: jfrog/jfrog-client-go http/httpclient/client.go, auth/authutils.go; jfrog/terraform-provider-shared
 * client/client.go; jfrog/setup-jfrog-cli src/oidc-utils.ts.
 */

import { type IncomingHttpHeaders, request as send } from "node:http";
import { type Document, payloadAsGoReadsIt } from "./access-world.ts";

export interface ClientRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ClientAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends exactly these headers, and what HTTP asks for. */
export function ask(
  url: string,
  { method = "GET", headers = {}, body }: ClientRequest = {},
): Promise<ClientAnswer> {
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = send(url, { method, headers: { ...headers, ...length }, agent: false }, async (answer) => {
      let text = "";
      for await (const part of answer.setEncoding("utf8")) text += part;
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const bearer = (token: string | null): Readonly<Record<string, string>> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

/** `jf`, on its own or within the setup action, which sets the user agent. Only a body has a content type. */
export function cliHeaders(token: string | null = null, userAgent = "jfrog-cli-go/2.91.0") {
  const trace = "7d3b0a1c2e4f5061";
  return {
    ...bearer(token),
    "user-agent": userAgent,
    "uber-trace-id": `${trace}:${trace}:0:0`,
    connection: "close",
    "accept-encoding": "gzip",
  };
}

/** Terraform's providers: the content type goes with every verb, GET included. */
export function terraformHeaders(
  token: string | null = null,
  product = "terraform-provider-platform/2.2.11",
) {
  return {
    ...bearer(token),
    "content-type": "application/json",
    accept: "*/*",
    "user-agent": `jfrog/${product}`,
    "accept-encoding": "gzip",
  };
}

/** `OidcTokenResponseData` and what it embeds, all of it optional to the decoder. */
const exchangeMembers: Readonly<Record<string, "text" | "count" | "flag">> = {
  access_token: "text",
  audience: "text",
  expires_in: "count",
  grant_type: "text",
  issued_token_type: "text",
  refresh_token: "text",
  refreshable: "flag",
  scope: "text",
  token_type: "text",
  username: "text",
};

const isOf: Readonly<Record<"text" | "count" | "flag", (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  count: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  flag: (value) => typeof value === "boolean",
};

/**
 * An exchange's answer as JFrog's Go clients take it: 200 and nothing else, and every member of its type.
 * @throws as they fail
 */
export function exchangedAsGoReadsIt(answer: ClientAnswer): {
  readonly accessToken: string;
  readonly username: string;
  readonly expiresIn: number;
} {
  if (answer.status !== 200) throw new Error(`server response: ${answer.status}\n${answer.text}`);
  const document = JSON.parse(answer.text) as Document;
  for (const [member, kind] of Object.entries(exchangeMembers)) {
    const value = document[member];
    if (value !== undefined && !isOf[kind](value)) throw new Error(`json: cannot unmarshal ${member}`);
  }
  return {
    accessToken: String(document["access_token"] ?? ""),
    username: String(document["username"] ?? ""),
    expiresIn: Number(document["expires_in"]),
  };
}

/**
 * The user's name that clients take from an access token: `extractPayloadFromAccessToken` and
 * `ExtractUsernameFromAccessToken`, and the same in the setup action.
 * @throws as they fail
 */
export function usernameAsClientsReadIt(accessToken: string): string {
  if (accessToken.split(".").length !== 3) throw new Error("received invalid access-token");
  const subject = payloadAsGoReadsIt(accessToken)["sub"];
  if (typeof subject !== "string" || subject === "") throw new Error("could not extract subject");
  return subject.startsWith("jfrt@") || subject.includes("/users/")
    ? subject.slice(subject.lastIndexOf("/") + 1)
    : subject;
}

/** What `jf` reports of itself once it has a token, all of it in parallel; its failures are only logged. */
export async function reportAsCli(url: string, token: string): Promise<readonly ClientAnswer[]> {
  const headers = cliHeaders(token);
  const json = { ...headers, "content-type": "application/json" };
  const version = await ask(`${url}/artifactory/api/system/version`, { headers });
  const usage = { productId: "jfrog-cli-go/2.91.0", features: [{ featureId: "config" }] };
  const metric = {
    value: 1,
    metrics_name: "jfcli_commands_count",
    labels: {
      product_id: "jfrog-cli",
      feature_id: "config",
      oidc_used: "TRUE",
      job_id: "build",
      run_id: "7",
    },
  };
  const reports = await Promise.all([
    ask(`${url}/artifactory/api/system/usage`, {
      method: "POST",
      headers: json,
      body: JSON.stringify(usage),
    }),
    ask(`${url}/jfconnect/api/v1/backoffice/metrics/log`, {
      method: "POST",
      headers: json,
      body: JSON.stringify(metric),
    }),
  ]);
  return [version, ...reports];
}
