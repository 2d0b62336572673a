/** A page of text for people, where the console itself cannot speak: no script, and nothing of it is ever markup. */

import { plainStylePath } from "./plain-style.ts";

/**
 * @param paragraphs a text each
 * @param links where to go on, below the paragraphs
 * @param reference id to quote; null: there is nothing to look up
 */
export function plainPage(
  title: string,
  paragraphs: readonly string[],
  links: readonly { readonly href: string; readonly text: string }[] = [],
  reference: string | null = null,
): string {
  const body = [
    `<h1>${escaped(title)}</h1>`,
    ...paragraphs.map((text) => `<p>${escaped(text)}</p>`),
    ...links.map(({ href, text }) => `<p><a href="${escaped(href)}">${escaped(text)}</a></p>`),
    ...(reference === null ? [] : [`<p class="reference">Reference id: ${escaped(reference)}</p>`]),
  ];
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<link rel="stylesheet" href="/console${plainStylePath}">`,
    `<title>${escaped(title)} · Countersign</title>`,
    "</head>",
    `<body><main>${body.join("\n")}</main></body>`,
    "</html>",
    "",
  ].join("\n");
}

const characters: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => characters[one] ?? "");
}
