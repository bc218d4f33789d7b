import { Switch } from "react-aria-components/Switch";

interface Props {
  label: string;
  isOn: boolean;
  onChange(isOn: boolean): void;
  testId?: string;
}

/** On or off. */
export function Toggle({ label, isOn, onChange, testId }: Props) {
  return (
    <Switch className="switch" isSelected={isOn} onChange={onChange} data-testid={testId}>
      <span className="switch-track" aria-hidden="true" />
      {label}
    </Switch>
  );
}
