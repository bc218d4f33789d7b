/** Takes logos in: from the file dialog, dropped anywhere on the page, or pasted. */
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useActions, useDesigner } from "./designer";
import { readImageFile } from "./image-file";

export interface LogoIntake {
  take(file: File): Promise<void>;
  /** Why the last file could not become the logo. */
  problem: string | null;
  /** A file hovers over the page. */
  isDropping: boolean;
}

const IntakeContext = createContext<LogoIntake | null>(null);

export function useLogoIntake(): LogoIntake {
  const intake = use(IntakeContext);
  if (!intake) throw new Error("useLogoIntake needs a LogoIntakeProvider above it.");
  return intake;
}

const carriesFiles = (transfer: DataTransfer | null): boolean => transfer?.types.includes("Files") ?? false;

export function LogoIntakeProvider({ children }: { children: ReactNode }) {
  const { design } = useDesigner();
  const { change } = useActions();
  const [problem, setProblem] = useState<string | null>(null);
  const [isDropping, setDropping] = useState(false);
  const latest = useRef(0);

  const take = useCallback(
    async (file: File) => {
      latest.current += 1;
      const turn = latest.current;
      try {
        const logo = await readImageFile(file);
        // A slower, older file must not replace a newer one.
        if (turn !== latest.current) return;
        setProblem(null);
        change({ logo });
      } catch (thrown) {
        if (turn === latest.current) setProblem(thrown instanceof Error ? thrown.message : String(thrown));
      }
    },
    [change],
  );

  // The complaint was about a file that is not in use; any later change of the design answers it.
  useEffect(() => setProblem(null), [design]);

  useEffect(() => {
    let depth = 0;
    const onEnter = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return;
      depth += 1;
      setDropping(true);
    };
    const onLeave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setDropping(false);
    };
    const onOver = (event: DragEvent) => {
      if (carriesFiles(event.dataTransfer)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setDropping(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      event.preventDefault();
      void take(file);
    };
    const onPaste = (event: ClipboardEvent) => {
      const [file] = event.clipboardData?.files ?? [];
      // Text that comes with a picture of itself (as from office programs) is meant as text inside a field.
      const isTextForField = event.target instanceof HTMLTextAreaElement && event.clipboardData?.types.includes("text/plain");
      if (!file || isTextForField) return;
      event.preventDefault();
      void take(file);
    };
    window.addEventListener("dragenter", onEnter);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("dragover", onOver);
    window.addEventListener("drop", onDrop);
    window.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("dragenter", onEnter);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("drop", onDrop);
      window.removeEventListener("paste", onPaste);
    };
  }, [take]);

  const intake = useMemo(() => ({ take, problem, isDropping }), [take, problem, isDropping]);
  return <IntakeContext value={intake}>{children}</IntakeContext>;
}
