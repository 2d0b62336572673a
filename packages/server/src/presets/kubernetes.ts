/**
 * Kubernetes service account tokens: any cluster, and the managed ones of Amazon, Google and Azure. `aud` is
 * always an array, and the details stand in an object called `kubernetes.io`: one name, with a dot in it.
 */

import type { IssuerTraits } from "../core/linting/issuer-traits.ts";
import type { Claims } from "../core/terms.ts";
import { type Preset, reusable } from "./preset.ts";

const traits: IssuerTraits = {
  title: "this cluster",
  // Many clusters share one issuer text, but each signs with keys of its own: strangers' tokens do not verify.
  shared: false,
  fixedAudience: null,
  immutable: [["kubernetes.io", "serviceaccount", "uid"]],
  names: [
    { path: ["sub"], pinnedBy: ["kubernetes.io", "serviceaccount", "uid"] },
    {
      path: ["kubernetes.io", "serviceaccount", "name"],
      pinnedBy: ["kubernetes.io", "serviceaccount", "uid"],
    },
    { path: ["kubernetes.io", "namespace"], pinnedBy: null },
  ],
  callerControlled: [
    ["kubernetes.io", "pod", "name"],
    ["kubernetes.io", "pod", "uid"],
    ["kubernetes.io", "node", "name"],
    ["kubernetes.io", "node", "uid"],
  ],
  conditions: [],
  changing: [
    ["kubernetes.io", "pod", "name"],
    ["kubernetes.io", "pod", "uid"],
    ["kubernetes.io", "node", "name"],
    ["kubernetes.io", "node", "uid"],
  ],
  subjectFormats: [
    {
      prefix: "system:serviceaccount:",
      naming: "names",
      example: "system:serviceaccount:payments:deployer",
    },
  ],
  subjectIds: null,
};

const podToken: Claims = {
  iss: "https://kubernetes.default.svc.cluster.local",
  aud: ["https://sts.example.com"],
  jti: "0f6d2c1e-6b55-4c0e-9a5b-3a7f0d6f1c14",
  iat: 1789000000,
  nbf: 1789000000,
  exp: 1789003600,
  sub: "system:serviceaccount:payments:deployer",
  "kubernetes.io": {
    namespace: "payments",
    node: { name: "node-a1", uid: "0b0f3f7c-3d2e-4a55-8a11-5d5a7a0b9c10" },
    pod: { name: "deployer-7c9d8b6f5-x2x9q", uid: "49ad3572-b3dd-43a6-8d77-5858d3660275" },
    serviceaccount: { name: "deployer", uid: "f5720c1d-e152-4356-a897-11b07aff165d" },
  },
};

export const kubernetes: Preset = {
  id: "kubernetes",
  title: "Kubernetes service account",
  issuers: [
    "https://kubernetes.default.svc.cluster.local",
    "https://kubernetes.default.svc",
    "https://{host}",
  ],
  algorithms: ["RS256", "ES256"],
  audienceAdvice:
    "Mount a projected service account token with an audience made for this server. Never accept the API server's own audience: every pod holds such a token.",
  replay: {
    recommended: reusable,
    why: "A projected token stays in its file until it nears its end, so a pod rightly presents the same one many times.",
  },
  traits,
  recommendedClaims: {
    sub: "system:serviceaccount:<namespace>:<name>",
    "kubernetes.io": { serviceaccount: { uid: "<uid of the service account>" } },
  },
  dangerousBindings: [
    {
      binding: 'sub "system:serviceaccount:*:deployer"',
      why: "Accounts are named within their namespace: whoever owns any namespace at all can name one of theirs like this.",
    },
    {
      binding: 'sub "system:serviceaccount:payments:*"',
      why: "It includes the default account, which every pod without an account of its own runs under.",
    },
    {
      binding: "tokens without exp and aud",
      why: "Old tokens kept in secrets never end and are meant for nobody in particular.",
    },
    {
      binding: "the issuer's text as the name of a cluster",
      why: "Clusters share the default text. What tells them apart are the keys: give the provider the cluster's own.",
    },
  ],
  examples: [{ title: "projected token of a pod", claims: podToken }],
  source: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
  unconfirmed: "The keys' address: most clusters answer discovery only to callers who sign in.",
};

export const kubernetesEks: Preset = {
  ...kubernetes,
  id: "kubernetes-eks",
  title: "Amazon EKS",
  issuers: ["https://oidc.eks.{region}.amazonaws.com/id/{cluster}"],
  algorithms: ["RS256"],
  examples: [
    {
      title: "projected token of a pod",
      claims: {
        ...podToken,
        iss: "https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
      },
    },
  ],
  unconfirmed: null,
};

export const kubernetesGke: Preset = {
  ...kubernetes,
  id: "kubernetes-gke",
  title: "Google GKE",
  issuers: ["https://container.googleapis.com/v1/projects/{project}/locations/{location}/clusters/{cluster}"],
  algorithms: ["RS256"],
  examples: [
    {
      title: "projected token of a pod",
      claims: {
        ...podToken,
        iss: "https://container.googleapis.com/v1/projects/acme-prod/locations/europe-west4/clusters/main",
      },
    },
  ],
  unconfirmed: null,
};

export const kubernetesAks: Preset = {
  ...kubernetes,
  id: "kubernetes-aks",
  title: "Azure AKS",
  issuers: ["https://{region}.oic.prod-aks.azure.com/{tenant}/{cluster}/"],
  algorithms: ["RS256"],
  dangerousBindings: [
    ...kubernetes.dangerousBindings,
    {
      binding: "the issuer with a slash added or removed",
      why: "Both forms exist and are compared exactly: set what the token carries.",
    },
  ],
  examples: [
    {
      title: "projected token of a pod",
      claims: {
        ...podToken,
        iss: "https://westeurope.oic.prod-aks.azure.com/7c9e6679-7425-40de-944b-e07fc1f90ae7/0e8f9b3a-5f1b-4b1e-9d2e-3c4d5e6f7a8b/",
      },
    },
  ],
  unconfirmed: null,
};
