"use strict";

// Everything is served from here, and nothing is told to anybody: no fonts, proxy, registry, telemetry or assistant
// of another host. (The page's policy would refuse them besides.)
const nowhere = location.origin;

Scalar.createApiReference("#app", {
  sources: [
    { title: "REST API", slug: "rest", url: "/openapi.json", default: true, agent: { disabled: true } },
    { title: "API of the SDKs", slug: "sdk", url: "/sdk/openapi.json", agent: { disabled: true } },
  ],
  theme: "none",
  layout: "modern",
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
  persistAuth: false,
  externalUrls: { dashboardUrl: nowhere, registryUrl: nowhere, proxyUrl: "", apiBaseUrl: nowhere },
  defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
});
