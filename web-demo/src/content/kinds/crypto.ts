import { type Kind, type Values, whole } from "./types";

const isToken = ({ what }: Values) => what === "token";

export const CRYPTO: readonly Kind[] = [
  {
    type: "bitcoin",
    label: "Bitcoin",
    purpose: "Fills in a payment in bitcoins",
    group: "Crypto",
    words: "btc coin wallet crypto bip21",
    fields: [
      { name: "address", label: "Address", placeholder: "bc1…" },
      { name: "amount", label: "Amount in BTC", kind: "number", placeholder: "0.0015" },
      { name: "label", label: "Who is paid", placeholder: "Ann's shop" },
      { name: "message", label: "What for", isMore: true },
      { name: "lightning", label: "Lightning invoice as well", placeholder: "lnbc…", isMore: true },
      { name: "upperCase", label: "In capitals", kind: "switch", hint: "Fewer modules; of bc1 addresses alone.", isMore: true },
    ],
  },
  {
    type: "lightning",
    label: "Lightning",
    purpose: "Pays an invoice at once",
    group: "Crypto",
    words: "btc bitcoin lnurl bolt11 invoice wallet crypto",
    fields: [{ name: "invoice", label: "Invoice or LNURL", kind: "lines", placeholder: "lnbc…" }],
  },
  {
    type: "ethereum",
    label: "Ethereum",
    purpose: "Fills in a payment in Ether or a token",
    group: "Crypto",
    words: "eth ether erc20 token usdc wallet crypto polygon base",
    fields: [
      {
        name: "what",
        label: "Paid in",
        kind: "choice",
        path: null,
        choices: [
          { value: "", label: "Ether" },
          { value: "token", label: "A token (ERC-20)" },
        ],
      },
      { name: "address", label: "Address", placeholder: "0x…" },
      { name: "amount", label: "Amount in Ether", kind: "number", placeholder: "0.05", when: (values) => !isToken(values) },
      { name: "token", label: "Contract of the token", placeholder: "0x…", when: isToken },
      { name: "tokenAmount", label: "Amount in its smallest unit", kind: "number", placeholder: "1500000", hint: "1.5 USDC are 1500000.", when: isToken },
      {
        name: "chainId",
        label: "Chain",
        kind: "choice",
        choices: [
          { value: "", label: "As the wallet has it" },
          { value: "1", label: "Ethereum (1)" },
          { value: "137", label: "Polygon (137)" },
          { value: "8453", label: "Base (8453)" },
          { value: "42161", label: "Arbitrum One (42161)" },
          { value: "10", label: "OP Mainnet (10)" },
        ],
        convert: whole,
      },
    ],
  },
];
