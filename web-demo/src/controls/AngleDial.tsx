import { useRef } from "react";

interface Props {
  label: string;
  /** Whole degrees, 0 to 359, clockwise from "to the right". */
  angle: number;
  onChange(angle: number): void;
  onSettle(): void;
}

const SNAP_DEGREES = 15;

const wrap = (degrees: number): number => ((Math.round(degrees) % 360) + 360) % 360;

/** A dial for a direction: drag it (Shift snaps to 15°) or use the arrow keys. */
export function AngleDial({ label, angle, onChange, onSettle }: Props) {
  const dial = useRef<HTMLDivElement>(null);

  const turnTo = (event: React.PointerEvent) => {
    const box = dial.current?.getBoundingClientRect();
    if (!box) return;
    const x = event.clientX - (box.left + box.width / 2);
    const y = event.clientY - (box.top + box.height / 2);
    const degrees = (Math.atan2(y, x) * 180) / Math.PI;
    onChange(wrap(event.shiftKey ? Math.round(degrees / SNAP_DEGREES) * SNAP_DEGREES : degrees));
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = event.shiftKey ? SNAP_DEGREES : 1;
    const steps: Record<string, number> = {
      ArrowRight: step,
      ArrowUp: step,
      ArrowLeft: -step,
      ArrowDown: -step,
      PageUp: 45,
      PageDown: -45,
    };
    const turn = steps[event.key];
    if (event.key === "Home") onChange(0);
    else if (turn !== undefined) onChange(wrap(angle + turn));
    else return;
    event.preventDefault();
    onSettle();
  };

  return (
    <div
      ref={dial}
      className="angle-dial"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={359}
      aria-valuenow={angle}
      aria-valuetext={`${angle} degrees`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
        turnTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) turnTo(event);
      }}
      onPointerUp={onSettle}
      onPointerCancel={onSettle}
    >
      <span className="angle-hand" style={{ rotate: `${angle}deg` }} />
    </div>
  );
}
