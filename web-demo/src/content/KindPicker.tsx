import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { kindOf, PLAIN } from "./kinds";

/** Opened by few on a visit, so it comes when it is first wanted. */
const KindList = lazy(() => import("./KindList"));

interface Props {
  /** A kind's type, or `PLAIN`. */
  value: string;
  onChange(type: string): void;
}

/** What a code says, chosen from a list that can be searched. */
export function KindPicker({ value, onChange }: Props) {
  const labelId = useId();
  const valueId = useId();
  const [isOpen, setOpen] = useState(false);
  const kind = kindOf(value);
  return (
    <div>
      <h3 id={labelId} className="field-label">
        What it says
      </h3>
      <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
        <Button className="kind-button" aria-labelledby={`${labelId} ${valueId}`} data-testid="content-kind" data-kind={value}>
          <span id={valueId} className="kind-words">
            <strong>{kind?.label ?? "Link or text"}</strong>
            <small>{kind?.purpose ?? "Exactly as you type it"}</small>
          </span>
          <ChevronDown size={16} aria-hidden="true" />
        </Button>
        <Popover className="popover kind-popover" placement="bottom start" offset={8}>
          <Dialog className="kind-dialog" aria-label="What the code says">
            <Suspense fallback={<div className="kind-wait" />}>
              <KindList
                value={value}
                onChoose={(type) => {
                  setOpen(false);
                  if (type !== value) onChange(type);
                }}
              />
            </Suspense>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

export { PLAIN };
