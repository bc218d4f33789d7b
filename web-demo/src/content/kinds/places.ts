import type { Kind, Values } from "./types";

const isWhole = (values: Values) => values.wholeDays === "true";
const isTimed = (values: Values) => !isWhole(values);

/** `+02:00` of the person's own zone at that local time. */
function offsetAt(local: string): string {
  const minutes = -new Date(local).getTimezoneOffset();
  const two = (part: number) => String(Math.trunc(part)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** A local time as it is, or fixed in the person's zone. */
export function timeOf(local: string, { zone }: Values): string {
  return zone === "mine" && !Number.isNaN(Date.parse(local)) ? `${local}${offsetAt(local)}` : local;
}

/** Of whole days the standard names the day after the last. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return day;
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

export const PLACES: readonly Kind[] = [
  {
    type: "event",
    label: "Event",
    purpose: "Adds an event to the calendar",
    group: "Places and times",
    words: "calendar date meeting ical appointment",
    fields: [
      { name: "summary", label: "Title", placeholder: "Summer party" },
      { name: "wholeDays", label: "Whole days", kind: "switch", path: null },
      { name: "start", label: "Begins", kind: "datetime", when: isTimed, convert: timeOf },
      { name: "end", label: "Ends", kind: "datetime", when: isTimed, convert: timeOf },
      { name: "startDay", label: "First day", kind: "date", path: "start", when: isWhole },
      { name: "endDay", label: "Last day", kind: "date", path: "end", when: isWhole, convert: dayAfter },
      {
        name: "zone",
        label: "These times are",
        kind: "choice",
        path: null,
        when: isTimed,
        choices: [
          { value: "", label: "Local, wherever it is scanned" },
          { value: "mine", label: `In my time zone (${Intl.DateTimeFormat().resolvedOptions().timeZone})` },
        ],
      },
      { name: "location", label: "Place", placeholder: "Bistro, upstairs" },
      { name: "description", label: "Description", kind: "lines" },
      { name: "url", label: "Web address", kind: "url", placeholder: "https://…", isMore: true },
      { name: "bare", label: "Without the calendar around it", kind: "switch", hint: "About 90 bytes shorter; most scanners take it.", isMore: true },
    ],
  },
  {
    type: "geo",
    label: "Place on a map",
    purpose: "Opens a map at a place",
    group: "Places and times",
    words: "geo location gps coordinates directions google apple maps",
    fields: [
      { name: "latitude", label: "Latitude", kind: "number", placeholder: "48.8584", hint: "In degrees, north of the equator positive." },
      { name: "longitude", label: "Longitude", kind: "number", placeholder: "2.2945" },
      { name: "label", label: "Name", placeholder: "Eiffel Tower" },
      {
        name: "format",
        label: "Opens in",
        kind: "choice",
        choices: [
          { value: "geo", label: "The phone's own map (Android)" },
          { value: "google", label: "Google Maps" },
          { value: "apple", label: "Apple Maps" },
        ],
      },
      { name: "altitude", label: "Altitude in metres", kind: "number", when: ({ format }) => format === "geo", isMore: true },
    ],
    start: { format: "google" },
  },
];
