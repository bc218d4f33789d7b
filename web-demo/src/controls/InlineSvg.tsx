import { useLayoutEffect, useRef } from "react";

interface Props {
  svg: string;
  className?: string;
}

/** Puts the engine's SVG into the page as it is, in one swap, so nothing flashes. The engine escapes what it writes. */
export function InlineSvg({ svg, className }: Props) {
  const host = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (host.current) host.current.innerHTML = svg;
  }, [svg]);
  return <span ref={host} className={className} aria-hidden="true" />;
}
