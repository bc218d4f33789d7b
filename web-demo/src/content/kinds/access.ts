import { type Kind, type Values, whole } from "./types";

const isEnterprise = ({ security }: Values) => security === "WPA2-EAP";

export const ACCESS: readonly Kind[] = [
  {
    type: "wifi",
    label: "Wi-Fi",
    purpose: "Joins a wireless network",
    group: "Wi-Fi and sign-in",
    words: "wlan wireless network internet password hotspot",
    fields: [
      { name: "ssid", label: "Network name", placeholder: "Café guests" },
      { name: "password", label: "Password", kind: "secret", hint: "Anyone who scans the code can read it.", when: ({ security }) => security !== "nopass" },
      {
        name: "security",
        label: "Security",
        kind: "choice",
        choices: [
          { value: "", label: "WPA, WPA2 or WPA3; open without a password" },
          { value: "SAE", label: "WPA3 alone" },
          { value: "WEP", label: "WEP, of old routers" },
          { value: "WPA2-EAP", label: "Company network (WPA2-EAP)" },
          { value: "nopass", label: "None" },
        ],
      },
      { name: "identity", label: "User name", when: isEnterprise },
      {
        name: "eapMethod",
        label: "Method",
        kind: "choice",
        when: isEnterprise,
        choices: [
          { value: "", label: "Choose one" },
          { value: "PEAP", label: "PEAP" },
          { value: "TTLS", label: "TTLS" },
          { value: "TLS", label: "TLS" },
          { value: "PWD", label: "PWD" },
        ],
        hint: "Android alone reads codes for company networks.",
      },
      { name: "phase2", label: "Second phase", placeholder: "MSCHAPV2", when: isEnterprise },
      { name: "anonymousIdentity", label: "Outer identity", when: isEnterprise, isMore: true },
      { name: "hidden", label: "The network is hidden", kind: "switch" },
    ],
  },
  {
    type: "otp",
    label: "One-time password",
    purpose: "Sets up an authenticator app",
    group: "Wi-Fi and sign-in",
    words: "otp totp hotp 2fa two factor authenticator sign in login",
    fields: [
      { name: "account", label: "Account", placeholder: "ann@example.com" },
      { name: "issuer", label: "Service", placeholder: "Example & Co" },
      { name: "secret", label: "Secret", kind: "secret", placeholder: "JBSW Y3DP EHPK 3PXP …", hint: "Base32. Whoever sees the code has the key: do not publish it." },
      {
        name: "method",
        label: "Changes by",
        kind: "choice",
        choices: [
          { value: "", label: "Time (TOTP)" },
          { value: "hotp", label: "Use (HOTP)" },
        ],
        isMore: true,
      },
      {
        name: "algorithm",
        label: "Algorithm",
        kind: "choice",
        choices: [
          { value: "", label: "SHA-1, which every app knows" },
          { value: "SHA256", label: "SHA-256" },
          { value: "SHA512", label: "SHA-512" },
        ],
        isMore: true,
      },
      {
        name: "digits",
        label: "Digits",
        kind: "choice",
        choices: [
          { value: "", label: "6" },
          { value: "7", label: "7" },
          { value: "8", label: "8" },
        ],
        convert: whole,
        isMore: true,
      },
      { name: "period", label: "Seconds that each lasts", kind: "number", placeholder: "30", convert: whole, when: ({ method }) => method !== "hotp", isMore: true },
      { name: "counter", label: "Counter", kind: "number", placeholder: "0", convert: whole, when: ({ method }) => method === "hotp", isMore: true },
    ],
  },
];
