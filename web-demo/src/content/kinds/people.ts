import type { Field, Kind } from "./types";

const ADDRESS: readonly Field[] = [
  { name: "street", label: "Street", path: "address.street", placeholder: "1 Main Street", isMore: true },
  { name: "postalCode", label: "Postal code", path: "address.postalCode", isMore: true },
  { name: "city", label: "City", path: "address.city", isMore: true },
  { name: "region", label: "Region or state", path: "address.region", isMore: true },
  { name: "country", label: "Country", path: "address.country", isMore: true },
];

const PHONE = "+44 20 7946 0000";

export const PEOPLE: readonly Kind[] = [
  {
    type: "vcard",
    label: "Contact",
    purpose: "Adds a person to the address book (vCard)",
    group: "People",
    words: "vcard business card person address book name",
    fields: [
      { name: "firstName", label: "First name", placeholder: "Zoë" },
      { name: "lastName", label: "Last name", placeholder: "Lee" },
      { name: "organization", label: "Organisation" },
      { name: "title", label: "Position" },
      { name: "phone", label: "Phone", kind: "tel", placeholder: PHONE, item: { of: "phone", key: "number" } },
      { name: "email", label: "E-mail", kind: "email", placeholder: "zoe@example.com" },
      { name: "url", label: "Web address", kind: "url", placeholder: "https://…" },
      { name: "mobile", label: "Mobile phone", kind: "tel", placeholder: "+44 7700 900123", item: { of: "phone", key: "number", also: { type: "cell" } }, isMore: true },
      { name: "workPhone", label: "Phone at work", kind: "tel", placeholder: PHONE, item: { of: "phone", key: "number", also: { type: "work" } }, isMore: true },
      ...ADDRESS,
      { name: "department", label: "Department", isMore: true },
      { name: "prefix", label: "Title before the name", placeholder: "Dr", isMore: true },
      { name: "middleName", label: "Middle name", isMore: true },
      { name: "suffix", label: "After the name", placeholder: "Jr", isMore: true },
      { name: "nickname", label: "Nickname", isMore: true },
      { name: "formattedName", label: "Name as it is shown", hint: "Made of its parts unless you write it.", isMore: true },
      { name: "birthday", label: "Birthday", kind: "date", isMore: true },
      { name: "note", label: "Note", kind: "lines", isMore: true },
      {
        name: "version",
        label: "Version",
        kind: "choice",
        choices: [
          { value: "", label: "3.0, which every phone reads" },
          { value: "4.0", label: "4.0" },
        ],
        isMore: true,
      },
    ],
  },
  {
    type: "mecard",
    label: "Short contact",
    purpose: "The same in fewer modules (MECARD)",
    group: "People",
    words: "mecard person address book name small",
    fields: [
      { name: "firstName", label: "First name", placeholder: "Ann" },
      { name: "lastName", label: "Last name", placeholder: "Lee" },
      { name: "phone", label: "Phone", kind: "tel", placeholder: PHONE },
      { name: "email", label: "E-mail", kind: "email", placeholder: "ann@example.com" },
      { name: "url", label: "Web address", kind: "url", placeholder: "https://…" },
      ...ADDRESS,
      { name: "nickname", label: "Nickname", isMore: true },
      { name: "birthday", label: "Birthday", kind: "date", isMore: true },
      { name: "note", label: "Note", isMore: true },
    ],
  },
];
