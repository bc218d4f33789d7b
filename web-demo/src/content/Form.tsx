import { useEffect, useMemo, useState } from "react";
import { FieldNote } from "../controls/FieldNote";
import type { Content } from "../design";
import { useActions } from "../designer";
import { type DrawProblem, plainly, toDrawProblem } from "../engine";
import type { Kind } from "./kinds/types";
import { fieldAt, rowAt, toPayload, type Written } from "./payload";
import { type FieldProblem, PayloadForm } from "./PayloadForm";

/** The engine for contents comes with the first form. */
type Build = typeof import("qr-engine/payload").buildPayload;
type Built = ReturnType<Build>;

/** A form that writes the text of the code, as soon as the engine takes what stands in it. */
export function Form({ kind, content }: { kind: Kind; content: Content }) {
  const { values } = content;
  const { change } = useActions();
  const [build, setBuild] = useState<{ run: Build } | null>(null);
  const [loadProblem, setLoadProblem] = useState<string | null>(null);
  useEffect(() => {
    import("qr-engine/payload").then(
      ({ buildPayload }) => setBuild({ run: buildPayload }),
      (thrown: unknown) => setLoadProblem(toDrawProblem(thrown).message),
    );
  }, []);
  const written = useMemo(() => toPayload(kind, values), [kind, values]);
  const outcome = useMemo(() => (build ? attempt(build.run, written) : null), [build, written]);
  const built = outcome && "data" in outcome ? outcome : null;
  const refused = outcome && !("data" in outcome) ? outcome : null;

  const data = built?.data ?? null;
  const level = built?.symbol.isRequired ? built.symbol.errorCorrectionLevel : null;
  const isKnown = outcome !== null;
  useEffect(() => {
    if (!isKnown) return;
    const now: Content = { type: kind.type, values, isComplete: data !== null };
    change({ content: now, ...(data !== null && { data }), ...(level && { errorCorrection: level }) }, "payload");
  }, [kind, values, data, level, isKnown, change]);

  const isUntouched = Object.keys(values).every((name) => (kind.start?.[name] ?? "") === values[name]);
  const field = refused && fieldAt(written.places, refused.path);
  // What is not there yet is no mistake of somebody who is still filling in.
  const isMissing = refused?.code === "payload.missing";
  const problem: FieldProblem | null =
    refused && field && !isMissing && !isUntouched
      ? { field, message: plainly(refused), row: field.kind === "rows" && refused.path !== null ? rowAt(written.places, field, refused.path) : null }
      : null;
  let hint: string | undefined;
  if (isUntouched) hint = "Fill it in: the code changes as soon as it is complete.";
  else if (isMissing) hint = field ? `Still needed: ${field.label}.` : plainly(refused);
  else if (built?.sensitive) hint = "This code holds a secret: show it to those alone who may have it.";
  return (
    <div className="content-form">
      <div role="status" data-testid="form-said">
        <FieldNote problem={loadProblem ?? (refused && !isMissing && !field && !isUntouched ? plainly(refused) : null)} hint={hint} />
        {built?.warnings.map(({ path, message }) => (
          <FieldNote key={path + message} hint={`${fieldAt(written.places, path)?.label ?? kind.label} ${message}.`} />
        ))}
      </div>
      <PayloadForm kind={kind} values={values} problem={problem} onChange={(next) => change({ content: { type: kind.type, values: next, isComplete: content.isComplete } }, "payload")} />
    </div>
  );
}

/** The text of the fields, or what is wrong with them. */
function attempt(build: Build, { payload }: Written): Built | DrawProblem {
  try {
    return build(payload as Parameters<Build>[0]);
  } catch (thrown) {
    return toDrawProblem(thrown);
  }
}
