import type { ChoiceField, Field, Kind, RowsField, TextField, Values } from "./types";

const amount = (label: string): TextField => ({ name: "amount", label, kind: "number", placeholder: "12.30" });

/** Which of several names the receiver has. It steers the form alone. */
function knownBy(...choices: ChoiceField["choices"]): ChoiceField {
  return { name: "by", label: "Receiver known by", kind: "choice", path: null, choices };
}

const isBy = (what: string) => (values: Values) => (values.by ?? "") === what;

/** A party of a Swiss bill. */
function party(name: "creditor" | "debtor", who: string, isMore: boolean): Field[] {
  const field = (key: string, label: string, placeholder: string): Field => ({
    name: `${name}.${key}`,
    label: `${who}: ${label}`,
    path: `${name}.${key}`,
    placeholder,
    isMore,
  });
  return [
    field("name", "name", "Müller AG"),
    field("street", "street", "Rue du Lac"),
    field("houseNumber", "house number", "1268"),
    field("postalCode", "postal code", "2501"),
    field("city", "city", "Biel"),
    field("country", "country", "CH"),
  ];
}

const rows = (name: string, label: string, more: Partial<RowsField> = {}): RowsField => ({
  name,
  label,
  kind: "rows",
  keys: ["id", "value"],
  keyLabels: ["Id", "Value"],
  ...more,
});

export const PAYMENTS: readonly Kind[] = [
  {
    type: "epc",
    label: "Bank transfer in euros",
    purpose: "Fills in a SEPA transfer (EPC, GiroCode)",
    group: "Payments",
    words: "epc sepa girocode iban bank transfer euro stuzza invoice donation",
    fields: [
      { name: "name", label: "Who is paid", placeholder: "Müller & Söhne" },
      { name: "iban", label: "IBAN", placeholder: "DE89 3704 0044 0532 0130 00" },
      amount("Amount in euros"),
      { name: "text", label: "What for", placeholder: "Invoice 7", when: ({ reference }) => !reference },
      { name: "reference", label: "Creditor reference", placeholder: "RF18 5390 0754 7034", hint: "In place of “What for”.", isMore: true },
      { name: "bic", label: "BIC", placeholder: "COBADEFFXXX", isMore: true },
      { name: "purpose", label: "Purpose code", placeholder: "CHAR", isMore: true },
      { name: "information", label: "Note for who pays", isMore: true },
    ],
  },
  {
    type: "swissQrBill",
    label: "Swiss QR-bill",
    purpose: "The payment part of a Swiss invoice",
    group: "Payments",
    words: "swiss qr bill invoice chf iban six einzahlungsschein",
    fields: [
      { name: "iban", label: "IBAN or QR-IBAN", placeholder: "CH44 3199 9123 0008 8901 2" },
      ...party("creditor", "Paid to", false),
      amount("Amount"),
      {
        name: "currency",
        label: "Currency",
        kind: "choice",
        choices: [
          { value: "", label: "Swiss francs" },
          { value: "EUR", label: "Euros" },
        ],
      },
      { name: "reference", label: "Reference", placeholder: "21 00000 00003 13947 14300 09017", hint: "A QR-IBAN needs a QR reference." },
      { name: "message", label: "Message", placeholder: "Order of 15 June" },
      ...party("debtor", "Paid by", true),
      { name: "billInformation", label: "For the payer's software", placeholder: "//S1/…", isMore: true },
    ],
  },
  {
    type: "pix",
    label: "Pix",
    purpose: "Instant payment in Brazil",
    group: "Payments",
    words: "pix brazil brasil real brl br code",
    fields: [
      knownBy({ value: "", label: "Pix key" }, { value: "url", label: "Dynamic charge" }),
      { name: "key", label: "Pix key", placeholder: "+55 11 91234 5678", hint: "CPF, CNPJ, e-mail, phone or random key.", when: isBy("") },
      { name: "url", label: "Address of the charge", placeholder: "pix.example.com/qr/v2/…", when: isBy("url") },
      { name: "name", label: "Who is paid", placeholder: "Fulano de Tal" },
      { name: "city", label: "City", placeholder: "Brasília" },
      amount("Amount in reais"),
      { name: "description", label: "What for", when: isBy("") },
      { name: "transactionId", label: "Transaction", placeholder: "A1", when: isBy(""), isMore: true },
      { name: "postalCode", label: "Postal code", isMore: true },
    ],
  },
  {
    type: "paynow",
    label: "PayNow",
    purpose: "Instant payment in Singapore",
    group: "Payments",
    words: "paynow singapore sgqr sgd",
    fields: [
      knownBy({ value: "", label: "UEN" }, { value: "mobile", label: "Mobile number" }),
      { name: "uen", label: "UEN", placeholder: "201403121W", when: isBy("") },
      { name: "mobile", label: "Mobile number", kind: "tel", placeholder: "+65 9123 4567", when: isBy("mobile") },
      amount("Amount in Singapore dollars"),
      { name: "reference", label: "Reference", placeholder: "INV7" },
      { name: "name", label: "Who is paid" },
      {
        name: "editable",
        label: "The amount",
        kind: "choice",
        choices: [
          { value: "", label: "Is fixed once it is given" },
          { value: "true", label: "May be changed by who pays" },
        ],
        convert: (text) => text === "true",
        isMore: true,
      },
      { name: "expiry", label: "Last day", kind: "date", isMore: true },
      { name: "city", label: "City", placeholder: "Singapore", isMore: true },
    ],
  },
  {
    type: "promptpay",
    label: "PromptPay",
    purpose: "Instant payment in Thailand",
    group: "Payments",
    words: "promptpay thailand thai baht thb",
    fields: [
      knownBy({ value: "", label: "Mobile number" }, { value: "nationalId", label: "National or tax number" }, { value: "eWallet", label: "Wallet number" }),
      { name: "mobile", label: "Mobile number", kind: "tel", placeholder: "+66 80 123 4567", when: isBy("") },
      { name: "nationalId", label: "National or tax number", placeholder: "13 digits", when: isBy("nationalId") },
      { name: "eWallet", label: "Wallet number", placeholder: "15 digits", when: isBy("eWallet") },
      amount("Amount in baht"),
    ],
  },
  {
    type: "upi",
    label: "UPI",
    purpose: "Instant payment in India",
    group: "Payments",
    words: "upi india rupee inr bhim paytm phonepe",
    fields: [
      { name: "payee", label: "Payment address", placeholder: "shop@bank" },
      { name: "name", label: "Who is paid", placeholder: "Ann & Co" },
      amount("Amount in rupees"),
      { name: "note", label: "What for", placeholder: "Tea and cake" },
      { name: "reference", label: "Reference", isMore: true },
      { name: "categoryCode", label: "Merchant category", placeholder: "5812", isMore: true },
    ],
  },
  {
    type: "emv",
    label: "Merchant payment (EMV)",
    purpose: "DuitNow, QRIS, VietQR, FPS and other schemes",
    group: "Payments",
    words: "emv emvco duitnow qris vietqr fps merchant scheme",
    fields: [
      { name: "merchantName", label: "Merchant", placeholder: "Kedai Ann" },
      { name: "merchantCity", label: "City", placeholder: "Ipoh" },
      { name: "country", label: "Country", placeholder: "MY" },
      { name: "currency", label: "Currency", placeholder: "MYR" },
      amount("Amount"),
      { name: "accountId", label: "Account: id", path: "merchantAccounts[0].id", placeholder: "26", hint: "02 to 51, as the scheme says." },
      rows("account", "Account: what is in it", {
        path: "merchantAccounts[0].value",
        hint: "As your bank or scheme gave it, such as 00 and its name.",
      }),
      rows("additionalData", "Additional data", { isMore: true }),
      rows("more", "Other objects", { hint: "Ids 65 to 99.", isMore: true }),
      { name: "categoryCode", label: "Merchant category", placeholder: "5812", isMore: true },
      { name: "postalCode", label: "Postal code", isMore: true },
      {
        name: "dynamic",
        label: "Used",
        kind: "choice",
        choices: [
          { value: "", label: "Not told" },
          { value: "false", label: "For many payments" },
          { value: "true", label: "For one payment" },
        ],
        convert: (text) => text === "true",
        isMore: true,
      },
    ],
    start: { accountId: "26" },
  },
];
