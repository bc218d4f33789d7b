/** The one design on the page, shared with every panel, kept in the address, undone and redone by keys. */
import { type Context, createContext, type ReactNode, use, useEffect, useMemo, useReducer } from "react";
import { DEFAULT_DESIGN, type Design, type Group, GROUPS, type Slice } from "./design";
import { designFromHash, designToHash } from "./link";
import { type History, reduce, startHistory } from "./state";

export interface Actions {
  /** `gesture` names a drag or a typing run, which becomes one undo step; `settle` ends it. */
  change(patch: Partial<Design>, gesture?: string): void;
  settle(): void;
  undo(): void;
  redo(): void;
}

export interface Designer {
  design: Design;
  canUndo: boolean;
  canRedo: boolean;
}

const DesignerContext = createContext<Designer | null>(null);
const ActionsContext = createContext<Actions | null>(null);
/** One context per group, so that a panel renders again only when its own options change. */
const SliceContexts: { [G in Group]: Context<Slice<G> | null> } = {
  content: createContext<Slice<"content"> | null>(null),
  shape: createContext<Slice<"shape"> | null>(null),
  colour: createContext<Slice<"colour"> | null>(null),
  logo: createContext<Slice<"logo"> | null>(null),
  frame: createContext<Slice<"frame"> | null>(null),
  encoding: createContext<Slice<"encoding"> | null>(null),
};

function present<T>(value: T | null): T {
  if (value === null) throw new Error("The design is only known inside a DesignerProvider.");
  return value;
}

/** The whole design: for what depends on all of it. */
export const useDesigner = (): Designer => present(use(DesignerContext));
export const useActions = (): Actions => present(use(ActionsContext));
/** The options of one group: for its panel. */
export const useGroup = <G extends Group>(group: G): Slice<G> =>
  present(use<Slice<G> | null>(SliceContexts[group] as unknown as Context<Slice<G> | null>));

function useSlice<G extends Group>(design: Design, group: G): Slice<G> {
  const values = GROUPS[group].map((field) => design[field]);
  // A group's fields are fixed, so the list of what the slice depends on keeps its length.
  return useMemo(() => Object.fromEntries(GROUPS[group].map((field) => [field, design[field]])) as Slice<G>, values);
}

/** Browsers refuse many address changes in a short time, so the address follows once the hand rests. */
const ADDRESS_DELAY_MS = 300;
/** A pause this long ends a typing run. */
const GESTURE_PAUSE_MS = 1200;

function startFromAddress(): History {
  return startHistory(designFromHash(location.hash) ?? DEFAULT_DESIGN);
}

export function DesignerProvider({ children }: { children: ReactNode }) {
  const [history, dispatch] = useReducer(reduce, undefined, startFromAddress);
  const { present: design, gesture } = history;

  const actions = useMemo<Actions>(
    () => ({
      change: (patch, gesture) => dispatch({ type: "change", patch, ...(gesture !== undefined && { gesture }) }),
      settle: () => dispatch({ type: "settle" }),
      undo: () => dispatch({ type: "undo" }),
      redo: () => dispatch({ type: "redo" }),
    }),
    [],
  );
  const { change, settle, undo, redo } = actions;

  useEffect(() => {
    if (gesture === null) return;
    const timer = setTimeout(settle, GESTURE_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [design, gesture, settle]);

  useEffect(() => {
    const timer = setTimeout(() => {
      const hash = designToHash(design);
      const untouched = location.hash === "" && hash === designToHash(DEFAULT_DESIGN);
      if (hash === null || untouched || hash === location.hash) return;
      window.history.replaceState(null, "", hash);
    }, ADDRESS_DELAY_MS);
    return () => clearTimeout(timer);
  }, [design]);

  useEffect(() => {
    const onHashChange = () => {
      const linked = designFromHash(location.hash);
      if (linked) change(linked);
    };
    window.addEventListener("hashchange", onHashChange);
    return () => window.removeEventListener("hashchange", onHashChange);
  }, [change]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const isRedo = (key === "z" && event.shiftKey) || (key === "y" && !event.shiftKey);
      if (!isRedo && key !== "z") return;
      // Also inside text fields: their text is part of the design, and the browser's own undo would bypass it.
      event.preventDefault();
      if (isRedo) redo();
      else undo();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [undo, redo]);

  const canUndo = history.past.length > 0;
  const canRedo = history.future.length > 0;
  const designer = useMemo(() => ({ design, canUndo, canRedo }), [design, canUndo, canRedo]);
  return (
    <ActionsContext value={actions}>
      <DesignerContext value={designer}>
        <SliceContexts.content value={useSlice(design, "content")}>
          <SliceContexts.shape value={useSlice(design, "shape")}>
            <SliceContexts.colour value={useSlice(design, "colour")}>
              <SliceContexts.logo value={useSlice(design, "logo")}>
                <SliceContexts.frame value={useSlice(design, "frame")}>
                  <SliceContexts.encoding value={useSlice(design, "encoding")}>{children}</SliceContexts.encoding>
                </SliceContexts.frame>
              </SliceContexts.logo>
            </SliceContexts.colour>
          </SliceContexts.shape>
        </SliceContexts.content>
      </DesignerContext>
    </ActionsContext>
  );
}
