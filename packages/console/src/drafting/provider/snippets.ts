/**
 * What to paste into a CI system so that its jobs exchange their ID token here, with the names as they were saved. The
 * steps are those of the recipes in the documentation; a system that has no recipe is shown the exchange itself.
 */

export interface Snippet {
  /** Where it goes. */
  readonly title: string;
  readonly text: string;
}

interface Names {
  /** The server's public URL. */
  readonly server: string;
  readonly provider: string;
  readonly audience: string;
}

/** @param presetId of the provider; null: none is known */
export function snippetsFor(presetId: string | null, names: Names): readonly Snippet[] {
  const family = Object.keys(byFamily).find((prefix) => presetId?.startsWith(prefix));
  return (byFamily[family ?? ""] ?? anyClient)(names);
}

const byFamily: Readonly<Record<string, (names: Names) => readonly Snippet[]>> = {
  "github-": github,
  "gitlab-": gitlab,
  "azure-devops": azurePipelines,
  kubernetes,
  "hcp-terraform": terraform,
  "terraform-enterprise": terraform,
};

/** The exchange in a shell, of an ID token that stands on standard input. */
function exchange({ provider }: Names, token: string): readonly string[] {
  return [
    `answer=$(${token} | curl -sS --fail-with-body "$STS/oauth2/token" \\`,
    "  -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\",
    "  -d subject_token_type=urn:ietf:params:oauth:token-type:id_token \\",
    `  -d provider_name=${provider} \\`,
    `  --data-urlencode subject_token@-) || { echo "$answer"; exit 1; }`,
  ];
}

function github(names: Names): readonly Snippet[] {
  return [
    {
      title: "Steps of a job in .github/workflows",
      text: lines(
        ...["permissions:", "  id-token: write", "  contents: read", "jobs:", "  deploy:"],
        ...["    runs-on: ubuntu-latest", "    env:", `      STS: ${names.server}`, "    steps:"],
        ...["      - name: Exchange the ID token", "        shell: bash", "        run: |"],
        ...indented(10, [
          `id_token=$(curl -sS --fail-with-body -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\`,
          `  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${encodeURIComponent(names.audience)}" | jq -r .value)`,
          ...exchange(names, 'printf %s "$id_token"'),
          'access_token=$(jq -r .access_token <<< "$answer")',
          'echo "::add-mask::$access_token"',
          'echo "ACCESS_TOKEN=$access_token" >> "$GITHUB_ENV"',
        ]),
      ),
    },
    {
      title: "The same with JFrog's action",
      text: lines(
        ...["permissions:", "  id-token: write", "  contents: read", "jobs:", "  deploy:"],
        ...["    runs-on: ubuntu-latest", "    steps:", "      - uses: jfrog/setup-jfrog-cli@v5"],
        ...["        env:", `          JF_URL: ${names.server}`, "        with:"],
        ...[
          `          oidc-provider-name: ${names.provider}`,
          `          oidc-audience: ${yaml(names.audience)}`,
        ],
      ),
    },
  ];
}

function gitlab(names: Names): readonly Snippet[] {
  return [
    {
      title: "A job in .gitlab-ci.yml",
      text: lines(
        ...[
          "deploy:",
          "  variables:",
          `    STS: ${names.server}`,
          "  id_tokens:",
          "    COUNTERSIGN_ID_TOKEN:",
        ],
        ...[`      aud: ${yaml(names.audience)}`, "  script:", "    - |"],
        ...indented(6, exchange(names, 'printf %s "$COUNTERSIGN_ID_TOKEN"')),
        `    - ACCESS_TOKEN=$(printf %s "$answer" | jq -r .access_token)`,
      ),
    },
    {
      title: "The same with JFrog's command line",
      text: lines(
        ...["deploy:", "  image: releases-docker.jfrog.io/jfrog/jfrog-cli-v2-jf", "  variables:"],
        ...[`    STS: ${names.server}`, "  id_tokens:", "    JFROG_CLI_OIDC_EXCHANGE_TOKEN_ID:"],
        ...[`      aud: ${yaml(names.audience)}`, "  script:"],
        `    - jf c add sts --url "$STS" --oidc-provider-name ${names.provider} --interactive=false`,
      ),
    },
  ];
}

function azurePipelines(names: Names): readonly Snippet[] {
  return [
    {
      title: "A step in azure-pipelines.yml",
      text: lines(
        ...["variables:", `  STS: ${names.server}`, "steps:", "  - task: AzureCLI@2", "    inputs:"],
        ...["      azureSubscription: <name of the service connection>", "      scriptType: bash"],
        ...["      scriptLocation: inlineScript", "      addSpnToEnvironment: true", "      inlineScript: |"],
        ...indented(8, [
          ...exchange(names, 'printf %s "$idToken"'),
          'access_token=$(jq -r .access_token <<< "$answer")',
          'echo "##vso[task.setvariable variable=ACCESS_TOKEN;issecret=true]$access_token"',
        ]),
      ),
    },
  ];
}

function kubernetes(names: Names): readonly Snippet[] {
  return [
    {
      title: "The token, in the pod's volumes",
      text: lines(
        ...[
          "volumes:",
          "  - name: sts",
          "    projected:",
          "      sources:",
          "        - serviceAccountToken:",
        ],
        ...[`            audience: ${yaml(names.audience)}`, "            expirationSeconds: 3600"],
        "            path: token",
      ),
    },
    {
      title: "The exchange, in the container",
      text: lines(
        `STS=${names.server}`,
        ...exchange(names, "cat /var/run/secrets/sts/token"),
        'ACCESS_TOKEN=$(jq -r .access_token <<< "$answer")',
      ),
    },
  ];
}

function terraform(names: Names): readonly Snippet[] {
  return [
    {
      title: "Environment variable of the workspace",
      text: `TFC_WORKLOAD_IDENTITY_AUDIENCE=${names.audience}`,
    },
    {
      title: "JFrog's provider, in the configuration",
      text: lines(
        ...['provider "artifactory" {', `  url                = "${names.server}"`],
        ...[`  oidc_provider_name = "${names.provider}"`, "}"],
      ),
    },
  ];
}

function anyClient(names: Names): readonly Snippet[] {
  return [
    {
      title: `The exchange, of an ID token for the audience ${names.audience}`,
      text: lines(
        `STS=${names.server}`,
        ...exchange(names, 'printf %s "$ID_TOKEN"'),
        'ACCESS_TOKEN=$(printf %s "$answer" | jq -r .access_token)',
      ),
    },
  ];
}

/** A text as a YAML value: as it stands where that is safe, else quoted. */
function yaml(text: string): string {
  return /^[A-Za-z][\w:/.@-]*$/.test(text) ? text : JSON.stringify(text);
}

function lines(...text: readonly string[]): string {
  return text.join("\n");
}

function indented(columns: number, text: readonly string[]): readonly string[] {
  return text.map((line) => `${" ".repeat(columns)}${line}`);
}
