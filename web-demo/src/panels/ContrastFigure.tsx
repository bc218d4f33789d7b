import { Check, TriangleAlert } from "lucide-react";
import { contrast } from "../colour";
import type { Paint } from "../design";

/** From here on, more contrast does not help scanners any further. */
const SOLID = 7;
/** Below this, most scanners fail in poor light. */
const FAIR = 3;

interface Props {
  mark: Paint;
  background: Paint;
}

/** How well a mark stands out from the background, as a figure and in words. */
export function ContrastFigure({ mark, background }: Props) {
  const { ratio, inverted } = contrast(mark, background);
  let verdict = "stands out clearly";
  if (inverted) verdict = "light on dark: many scanners expect the reverse";
  else if (ratio < FAIR) verdict = "too faint to scan: darken one or lighten the other";
  else if (ratio < SOLID) verdict = "fair, weak in poor light";
  const isGood = !inverted && ratio >= SOLID;
  const Icon = isGood ? Check : TriangleAlert;
  return (
    <p className={`contrast${isGood ? " is-good" : ""}`}>
      <Icon size={14} aria-hidden="true" />
      <strong>{(Math.floor(ratio * 10) / 10).toFixed(1)} : 1</strong>
      <span>
        <span className="visually-hidden">contrast with the background, </span>
        {verdict}
      </span>
    </p>
  );
}
