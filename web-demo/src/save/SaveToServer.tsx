import { Check } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Heading } from "react-aria-components/Heading";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { TextField } from "react-aria-components/TextField";
import { FieldNote } from "../controls/FieldNote";
import { useDesigner } from "../designer";
import { keepToken, readToken, saveDesign, SaveProblem } from "./server";
import { asServerDesign } from "./snippets";

/** Asks for the token once a session, then saves. */
export default function SaveToServer({ close }: { close(): void }) {
  const { design } = useDesigner();
  const [token, setToken] = useState(readToken);
  const [isKnown, setKnown] = useState(token !== "");
  const [state, setState] = useState<{ kind: "ready" | "saving" } | { kind: "saved"; id: string } | { kind: "failed"; text: string }>({ kind: "ready" });

  const save = async () => {
    setState({ kind: "saving" });
    try {
      const id = await saveDesign(asServerDesign(design), token.trim());
      keepToken(token.trim());
      setKnown(true);
      setState({ kind: "saved", id });
    } catch (thrown) {
      if (thrown instanceof SaveProblem && thrown.isAboutToken) {
        keepToken("");
        setKnown(false);
      }
      setState({ kind: "failed", text: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  };

  if (state.kind === "saved") {
    return (
      <div className="dialog-body">
        <Heading slot="title">Design saved</Heading>
        <p className="saved-line" role="status">
          <Check size={18} aria-hidden="true" />
          <span>
            Its id is <code data-testid="saved-id">{state.id}</code>. Links that are made with it wear this design.
          </span>
        </p>
        <div className="dialog-actions">
          <Button className="button is-primary" onPress={close}>
            Done
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className="dialog-body"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Heading slot="title">Save design to the server</Heading>
      <p className="dialog-lead">
        Links can then wear it. The server keeps the whole look: shapes, colours, pictures, frame and margin. What the code says comes from each link.
      </p>
      {isKnown ? (
        <p className="field-note">Your token is known until you close this tab.</p>
      ) : (
        <TextField className="text-field" type="password" value={token} onChange={setToken} isRequired autoComplete="off">
          <Label className="field-label">Workspace token</Label>
          <Input className="text-input" data-testid="token-input" spellCheck={false} />
          <FieldNote hint="Kept until you close this tab, and sent to this server alone." />
        </TextField>
      )}
      <div role="alert">{state.kind === "failed" && <FieldNote problem={state.text} />}</div>
      <div className="dialog-actions">
        <Button className="button" onPress={close}>
          Cancel
        </Button>
        <Button className="button is-primary" type="submit" isDisabled={state.kind === "saving" || (!isKnown && token.trim() === "")}>
          {state.kind === "saving" ? "Saving…" : "Save design"}
        </Button>
      </div>
    </form>
  );
}
