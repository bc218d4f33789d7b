import { CircleAlert } from "lucide-react";

interface Props {
  id?: string;
  hint?: string | undefined;
  problem?: string | null | undefined;
}

/** The line under a field: what went wrong, or else what helps. */
export function FieldNote({ id, hint, problem }: Props) {
  if (problem) {
    return (
      <p id={id} className="field-note is-problem">
        <CircleAlert size={16} aria-hidden="true" />
        <span>{problem}</span>
      </p>
    );
  }
  return hint ? (
    <p id={id} className="field-note">
      {hint}
    </p>
  ) : null;
}
