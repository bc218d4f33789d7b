import { useEffect, useState } from "react";
import { readSetting, writeSetting } from "./settings";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "theme";

function storedTheme(): Theme {
  const stored = readSetting(KEY);
  return THEMES.find((theme) => theme === stored) ?? "system";
}

function apply(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Before the first render, so that the page never shows the wrong scheme. */
export function applyStoredTheme(): void {
  apply(storedTheme());
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  useEffect(() => {
    apply(theme);
    writeSetting(KEY, theme);
  }, [theme]);
  return [theme, setTheme];
}
