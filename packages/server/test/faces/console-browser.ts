/** As much of a browser as a sign-in takes: cookies of each origin, and redirects one at a time. */

export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Browser {
  /** By origin, then by name. */
  readonly cookies: Map<string, Map<string, string>>;
  /** Asks once, redirects not followed. */
  visit(url: string, headers?: Readonly<Record<string, string>>): Promise<Visit>;
  /** Follows redirects until there is none, or until one leads to a URL that begins so. @returns the last answer */
  follow(url: string, until?: string): Promise<Visit>;
}

const mostRedirects = 20;

export function openBrowser(): Browser {
  const cookies = new Map<string, Map<string, string>>();
  const visit: Browser["visit"] = async (url, headers = {}) => {
    const { origin } = new URL(url);
    const jar = cookies.get(origin) ?? new Map<string, string>();
    cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      headers: { accept: "text/html", ...(cookie !== "" && { cookie }), ...headers },
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ""] = set.split(";");
      const name = pair.slice(0, pair.indexOf("="));
      if (/Max-Age=0|expires=Thu, 01 Jan 1970/i.test(set)) jar.delete(name);
      else jar.set(name, pair.slice(name.length + 1));
    }
    return { url, status: response.status, headers: response.headers, text: await response.text() };
  };
  return {
    cookies,
    visit,
    async follow(start, until) {
      let visited = await visit(start);
      for (let count = 0; count < mostRedirects; count += 1) {
        const location = visited.headers.get("location");
        if (location === null) return visited;
        const next = new URL(location, visited.url).href;
        if (until !== undefined && next.startsWith(until)) return visited;
        visited = await visit(next);
      }
      throw new Error("too many redirects");
    },
  };
}
