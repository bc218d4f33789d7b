import { Link, Monitor, Moon, Redo2, Sun, Undo2 } from "lucide-react";
import { CopyButton } from "./controls/CopyButton";
import { IconButton } from "./controls/IconButton";
import { useActions, useDesigner } from "./designer";
import { designToHash, leftOut } from "./link";
import { THEMES, type Theme, useTheme } from "./theme";

const THEME_ICONS: Record<Theme, typeof Sun> = { system: Monitor, light: Sun, dark: Moon };

export function Header() {
  const { design, canUndo, canRedo } = useDesigner();
  const { undo, redo } = useActions();
  const [theme, setTheme] = useTheme();
  const nextTheme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const ThemeIcon = THEME_ICONS[theme];
  const hash = designToHash(design);
  const copyLink = () => navigator.clipboard.writeText(location.href.split("#")[0] + (hash ?? ""));
  return (
    <header className="header">
      <h1 className="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <rect x="2.5" y="2.5" width="19" height="19" rx="6" fill="none" stroke="currentColor" strokeWidth="3" />
          <rect x="8" y="8" width="8" height="8" rx="2.6" fill="currentColor" />
        </svg>
        QR designer
      </h1>
      <div className="header-actions">
        <IconButton label="Undo" isDisabled={!canUndo} onPress={undo}>
          <Undo2 size={18} aria-hidden="true" />
        </IconButton>
        <IconButton label="Redo" isDisabled={!canRedo} onPress={redo}>
          <Redo2 size={18} aria-hidden="true" />
        </IconButton>
        <CopyButton
          label={hash ? "Copy a link to this design" : "The text is too long for a link"}
          icon={<Link size={18} aria-hidden="true" />}
          isDisabled={hash === null}
          copy={copyLink}
          said={leftOut(design) ? `Copied without ${leftOut(design)}` : "Copied"}
        />
        <IconButton label={`Theme: ${theme}. Change to ${nextTheme}`} onPress={() => setTheme(nextTheme)}>
          <ThemeIcon size={18} aria-hidden="true" />
        </IconButton>
      </div>
    </header>
  );
}
