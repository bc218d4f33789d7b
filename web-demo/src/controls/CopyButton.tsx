import { Check, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { IconButton } from "./IconButton";

interface Props {
  label: string;
  icon: ReactNode;
  isDisabled?: boolean;
  copy(): Promise<void>;
  /** What it says once it is done. */
  said?: string;
}

const SHOWN_MS = 2000;

/** Copies and says so in its own place. */
export function CopyButton({ label, icon, isDisabled = false, copy, said: done = "Copied" }: Props) {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const onPress = () => {
    copy().then(
      () => setOutcome("copied"),
      () => setOutcome("refused"),
    );
  };
  const said = { copied: done, refused: "The browser refused: save the file instead" };
  return (
    <span className={`copy-button${outcome ? ` is-${outcome}` : ""}`}>
      <IconButton label={label} isDisabled={isDisabled} onPress={onPress}>
        {outcome === "copied" && <Check size={18} aria-hidden="true" />}
        {outcome === "refused" && <X size={18} aria-hidden="true" />}
        {!outcome && icon}
      </IconButton>
      <span role="status" className={outcome ? "copy-said" : "visually-hidden"}>
        {outcome && said[outcome]}
      </span>
    </span>
  );
}
