import { CircleCheck, TriangleAlert } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { useActions, useDesigner } from "./designer";
import { usePicture } from "./picture";
import { judge, leastPrintMm } from "./verdict";

/** Whether the code will scan, why not, and the change that mends it. */
export function Verdict() {
  const { design } = useDesigner();
  const { change } = useActions();
  const { drawn, problem } = usePicture();
  if (!drawn) return null;
  if (problem) {
    return (
      <section className="verdict is-bad" aria-label="Will it scan?" data-testid="verdict">
        <p className="verdict-title" role="status">
          <TriangleAlert size={18} aria-hidden="true" />
          <strong>No code of this</strong>
        </p>
        <p>It cannot be drawn as it is set; the message beside the preview says why.</p>
      </section>
    );
  }
  const least = leastPrintMm(drawn);
  const findings = judge(design, drawn.modules);
  const isBad = findings.some(({ weight }) => weight === "bad");
  const title = findings.length === 0 ? "Scans well" : findings[0]?.id === "incomplete" ? "Not complete yet" : isBad ? "May not scan" : "Scans, with limits";
  const Icon = findings.length === 0 ? CircleCheck : TriangleAlert;
  return (
    <section className={`verdict${findings.length === 0 ? " is-good" : isBad ? " is-bad" : ""}`} aria-label="Will it scan?" data-testid="verdict">
      <p className="verdict-title" role="status">
        <Icon size={18} aria-hidden="true" />
        <strong>{title}</strong>
      </p>
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map(({ id, text, fix }) => (
            <li key={id}>
              <span>{text}</span>
              {fix && (
                <Button className="button is-small" onPress={() => change(fix.patch)}>
                  {fix.label}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="field-note">{least === null ? "Too many modules to tell a size in print." : `Print it at least ${least} mm wide${design.frame === "none" ? "" : ", frame included"}.`}</p>
    </section>
  );
}
