// Huawei Cloud's SDK for Node: calls the operation it is told, with the members it is told. A line of JSON in:
// {"operation": "createUnscopedTokenWithIdToken", "request": {…}}; a line of JSON out: what the SDK made of the answer.
//
// Two workarounds, without which the published packages cannot be used for this:
// 1. `…/huaweicloud-sdk-iam` itself cannot be imported (it looks for a file named after two classes at once), so its
//    `v3/public-api` is, and the package `uuid`, which the core needs and does not name, is installed beside it.
// 2. The SDK's credentials replace `Authorization: Bearer …` by a signature of their own, so the ID token never
//    leaves; `unsigned` are credentials that let a request pass as it is.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

// The SDK logs where the answers are to go.
const answerWith = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const load = createRequire(`${process.env.FOLDER}/`);
const iam = load("@huaweicloud/huaweicloud-sdk-iam/v3/public-api");
const { GlobalCredentials } = load("@huaweicloud/huaweicloud-sdk-core");

const unsigned = Object.assign(Object.create(GlobalCredentials.prototype), {
  getPathParams: () => ({}),
  processAuthRequest: (_client, request) => request,
});
const credentials = {
  unsigned,
  signed: new GlobalCredentials().withAk("access-key").withSk("secret-key").withDomainId("default"),
};

const clientWith = (credential) =>
  iam.IamClient.newBuilder().withCredential(credential).withEndpoint(process.env.URL).build();

async function call({ operation, request, credential = "unsigned" }) {
  const kind = `${operation[0].toUpperCase()}${operation.slice(1)}Request`;
  return clientWith(credentials[credential])[operation](Object.assign(new iam[kind](), request));
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await call(JSON.parse(line)).catch(({ httpStatusCode, errorCode, errorMsg, requestId }) => ({
    httpStatusCode,
    error: { code: errorCode, message: errorMsg, request: requestId },
  }));
  answerWith(`${JSON.stringify(answer)}\n`);
}
