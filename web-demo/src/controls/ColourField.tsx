import { lazy, Suspense, useEffect, useId, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { Popover } from "react-aria-components/Popover";
import { TextField } from "react-aria-components/TextField";
import { normaliseHex } from "../colour";
import { rememberColour } from "../recent-colours";
import { FieldNote } from "./FieldNote";

/** Opened by few on a visit, so it comes when it is first wanted. */
const ColourPicker = lazy(() => import("./ColourPicker"));

interface Props {
  /** What is coloured, such as "Dots". */
  label: string;
  color: string;
  onChange(color: string): void;
  onSettle(): void;
  testId?: string;
  problem?: string | null;
}

/** Swatch that opens the picker, and the same colour as hex text. */
export function ColourField({ label, color, onChange, onSettle, testId, problem }: Props) {
  const noteId = useId();
  const [text, setText] = useState(color);
  const [isTyping, setTyping] = useState(false);
  // A colour set elsewhere replaces the text; the text's own colour leaves it as it was typed.
  useEffect(() => setText((typed) => (normaliseHex(typed) === color ? typed : color)), [color]);

  const unreadable = !isTyping && normaliseHex(text) === null;
  const note = unreadable ? "Write a colour as # and 3, 6 or 8 hex digits, such as #1b3a6b." : (problem ?? null);

  const settle = (chosen: string) => {
    rememberColour(chosen);
    onSettle();
  };

  return (
    <div className="colour-field">
      <div className="colour-row">
        <DialogTrigger>
          <Button className="swatch-button" aria-label={`${label}: pick a colour, now ${color}`}>
            <span className="swatch" style={{ backgroundColor: color }} />
          </Button>
          <Popover className="popover" placement="bottom start" offset={8}>
            <Dialog className="picker-dialog" aria-label={`${label}: colour`}>
              <Suspense fallback={<div className="picker-wait" />}>
                <ColourPicker color={color} onChange={onChange} onSettle={settle} />
              </Suspense>
            </Dialog>
          </Popover>
        </DialogTrigger>
        <TextField
          className="hex-field"
          aria-label={`${label}: colour as hex`}
          aria-describedby={noteId}
          isInvalid={note !== null}
          value={text}
          onFocus={() => setTyping(true)}
          onBlur={() => {
            setTyping(false);
            const hex = normaliseHex(text);
            if (hex === null) return;
            setText(hex);
            onChange(hex);
            settle(hex);
          }}
          onChange={(typed) => {
            setText(typed);
            const hex = normaliseHex(typed);
            // A short form may be the start of a long one, so it waits until the field is left.
            if (hex !== null && typed.replace("#", "").trim().length >= 6) onChange(hex);
          }}
        >
          <Input
            className="text-input hex-input"
            spellCheck={false}
            autoComplete="off"
            maxLength={9}
            data-testid={testId}
            onKeyDown={(event) => {
              const hex = event.key === "Enter" ? normaliseHex(text) : null;
              if (hex !== null) onChange(hex);
            }}
          />
        </TextField>
      </div>
      <FieldNote id={noteId} problem={note} />
    </div>
  );
}
