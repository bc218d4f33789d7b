import type { RefObject } from "react";

interface Props {
  ref: RefObject<HTMLInputElement | null>;
  accept: string;
  testId: string;
  onFile(file: File): void;
}

/** The browser's file dialog behind a button of ours. */
export function FileInput({ ref, accept, testId, onFile }: Props) {
  return (
    <input
      ref={ref}
      type="file"
      hidden
      accept={accept}
      data-testid={testId}
      onChange={(event) => {
        const [file] = event.target.files ?? [];
        if (file) onFile(file);
        // Empty again, so that choosing the same file once more is a change.
        event.target.value = "";
      }}
    />
  );
}
