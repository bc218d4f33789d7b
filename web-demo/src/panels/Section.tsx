import { RotateCcw } from "lucide-react";
import { type ReactNode, useId } from "react";
import { IconButton } from "../controls/IconButton";
import { type Group, groupDefaults, isGroupDefault } from "../design";
import { useActions, useGroup } from "../designer";

interface Props {
  title: string;
  /** The options that "Reset" brings back; a section without has no such button. */
  group?: Group;
  children: ReactNode;
}

/** One group of options under its heading. */
export function Section({ title, group, children }: Props) {
  const headingId = useId();
  return (
    <section className="section" aria-labelledby={headingId}>
      <header className="section-head">
        <h2 id={headingId}>{title}</h2>
        {group && <Reset group={group} title={title} />}
      </header>
      {children}
    </section>
  );
}

/** Only there when there is something to bring back. */
function Reset({ group, title }: { group: Group; title: string }) {
  const { change } = useActions();
  const values = useGroup(group);
  if (isGroupDefault(values, group)) return null;
  return (
    <IconButton label={`Reset ${title.toLowerCase()}`} onPress={() => change(groupDefaults(group))}>
      <RotateCcw size={16} aria-hidden="true" />
    </IconButton>
  );
}
