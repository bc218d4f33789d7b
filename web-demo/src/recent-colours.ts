import { useSyncExternalStore } from "react";
import { readSetting, writeSetting } from "./settings";
import { isHexColour } from "./colour";

const KEY = "recent-colours";
const MAX = 8;

function load(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(readSetting(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isHexColour).slice(0, MAX) : [];
  } catch {
    return [];
  }
}

let recent: readonly string[] = load();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function rememberColour(hex: string): void {
  if (recent[0] === hex) return;
  recent = [hex, ...recent.filter((other) => other !== hex)].slice(0, MAX);
  writeSetting(KEY, JSON.stringify(recent));
  for (const listener of listeners) listener();
}

export const useRecentColours = (): readonly string[] => useSyncExternalStore(subscribe, () => recent);
