import type { ReactNode } from "react";
import { Button, type ButtonProps } from "react-aria-components/Button";
import { Tooltip, TooltipTrigger } from "react-aria-components/Tooltip";

interface Props extends Omit<ButtonProps, "children" | "aria-label" | "className"> {
  label: string;
  children: ReactNode;
}

/** A button that is only a picture; its name shows on hover and focus. */
export function IconButton({ label, children, ...props }: Props) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Button {...props} className="icon-button" aria-label={label}>
        {children}
      </Button>
      <Tooltip className="tooltip" offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
