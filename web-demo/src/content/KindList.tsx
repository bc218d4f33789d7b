import {
  AtSign, Banknote, Binary, Bitcoin, CalendarDays, CircleUserRound, Coins, ContactRound, FileText, Gem, HandCoins, ImageUp, KeyRound, Landmark,
  Link2, MapPin, MessageCircle, MessageSquareText, PackageSearch, PenLine, Phone, PhoneCall, QrCode, ReceiptText, Search, Send, Store, Video, Wifi, Zap,
} from "lucide-react";
import type { ComponentType } from "react";
import { Autocomplete, useFilter } from "react-aria-components/Autocomplete";
import { Collection } from "react-aria-components/Collection";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem, ListBoxSection } from "react-aria-components/ListBox";
import { SearchField } from "react-aria-components/SearchField";
import { KINDS, PLAIN } from "./kinds";
import type { Kind } from "./kinds/types";

type Icon = ComponentType<{ size?: number; "aria-hidden"?: "true" }>;

const ICONS: Record<string, Icon> = {
  [PLAIN]: PenLine,
  url: Link2,
  text: FileText,
  vcard: ContactRound,
  mecard: CircleUserRound,
  wifi: Wifi,
  otp: KeyRound,
  email: AtSign,
  phone: Phone,
  sms: MessageSquareText,
  mms: ImageUp,
  whatsapp: MessageCircle,
  telegram: Send,
  facetime: Video,
  skype: PhoneCall,
  event: CalendarDays,
  geo: MapPin,
  epc: Landmark,
  swissQrBill: ReceiptText,
  pix: Zap,
  paynow: HandCoins,
  promptpay: Coins,
  upi: Banknote,
  emv: Store,
  bitcoin: Bitcoin,
  lightning: Zap,
  ethereum: Gem,
  gs1: PackageSearch,
  binary: Binary,
};

type Entry = Pick<Kind, "type" | "label" | "purpose" | "group" | "words">;

const PLAIN_ENTRY: Entry = { type: PLAIN, label: "Link or text", purpose: "Exactly as you type it", group: "Web and text", words: "free raw" };

const ENTRIES: readonly Entry[] = [PLAIN_ENTRY, ...KINDS];

const GROUPS = [...new Set(ENTRIES.map(({ group }) => group))].map((name) => ({
  id: name,
  entries: ENTRIES.filter(({ group }) => group === name),
}));

interface Props {
  value: string;
  onChoose(type: string): void;
}

/** All kinds in their groups; typing narrows them. */
export default function KindList({ value, onChoose }: Props) {
  const { contains } = useFilter({ sensitivity: "base" });
  // Every word that is typed has to be found somewhere.
  const finds = (text: string, typed: string) => typed.split(/\s+/).every((word) => contains(text, word));
  return (
    <Autocomplete filter={finds}>
      <SearchField className="kind-search" aria-label="Search" autoFocus>
        <Search size={16} aria-hidden="true" />
        <Input
          className="text-input"
          // A field whose arrow keys move through a list that is always open.
          role="combobox"
          aria-expanded="true"
          aria-haspopup="listbox"
          placeholder="Search: Wi-Fi, invoice, calendar …"
          data-testid="kind-search"
        />
      </SearchField>
      <ListBox
        className="kind-list"
        aria-label="What the code says"
        items={GROUPS}
        selectionMode="single"
        selectedKeys={[value]}
        disallowEmptySelection
        renderEmptyState={() => <p className="kind-none">Nothing by that name. “Link or text” takes anything.</p>}
        onSelectionChange={(keys) => {
          const [key] = keys === "all" ? [] : keys;
          if (key !== undefined) onChoose(String(key));
        }}
      >
        {({ id, entries }) => (
          <ListBoxSection id={id}>
            <Header className="kind-group">{id}</Header>
            <Collection items={entries}>
              {({ type, label, purpose, words }) => {
                const Picture = ICONS[type] ?? QrCode;
                return (
                  <ListBoxItem id={type} className="kind-item" textValue={`${label} ${purpose} ${words ?? ""} ${type}`} data-testid={`kind-${type}`}>
                    <Picture size={18} aria-hidden="true" />
                    <span className="kind-words">
                      <span className="kind-label">{label}</span>
                      <small>{purpose}</small>
                    </span>
                  </ListBoxItem>
                );
              }}
            </Collection>
          </ListBoxSection>
        )}
      </ListBox>
    </Autocomplete>
  );
}
