/** How the file that is saved is called and how large it is: shared by what saves, measures and shows it. */
import { createContext, type ReactNode, use, useMemo, useState } from "react";
import type { Size } from "./save/size";

export interface Output {
  name: string;
  setName(name: string): void;
  size: Size;
  setSize(size: Size): void;
}

const OutputContext = createContext<Output | null>(null);

export function useOutput(): Output {
  const output = use(OutputContext);
  if (!output) throw new Error("useOutput needs an OutputProvider above it.");
  return output;
}

export function OutputProvider({ children }: { children: ReactNode }) {
  const [name, setName] = useState("qr-code");
  const [size, setSize] = useState<Size>({ unit: "px", px: 1024 });
  const output = useMemo(() => ({ name, setName, size, setSize }), [name, size]);
  return <OutputContext value={output}>{children}</OutputContext>;
}
