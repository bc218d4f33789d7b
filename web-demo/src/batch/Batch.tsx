import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Heading } from "react-aria-components/Heading";
import { Label } from "react-aria-components/Label";
import { ProgressBar } from "react-aria-components/ProgressBar";
import { TextArea } from "react-aria-components/TextArea";
import { TextField } from "react-aria-components/TextField";
import { Choice } from "../controls/Choice";
import { FieldNote } from "../controls/FieldNote";
import { Segmented } from "../controls/Segmented";
import { useDesigner } from "../designer";
import { saveFile } from "../save/files";
import { type BatchFormat, makeBatch } from "./make";
import { contentColumn, entriesOf, nameColumn, type Outcome, readTable, type Table } from "./table";

const FORMATS = [
  { value: "svg", label: "SVG" },
  { value: "png", label: "PNG" },
  { value: "pdf", label: "PDF" },
] as const;

const EXAMPLE = "name,url\ntable-1,https://example.com/?table=1\ntable-2,https://example.com/?table=2";
/** Files of more make pages run out of memory. */
const MOST_ROWS = 5000;
const NUMBERED = "";

function read(text: string): { table: Table } | { problem: string } | null {
  if (text.trim() === "") return null;
  try {
    const table = readTable(text);
    if (table.rows.length > MOST_ROWS) return { problem: `${table.rows.length.toLocaleString()} rows are too many for a browser: split the file into parts of ${MOST_ROWS.toLocaleString()}, or use “qr-server render --batch”.` };
    return { table };
  } catch (thrown) {
    return { problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

/** A code for every row of a table, all in the present design. */
export default function Batch({ close }: { close(): void }) {
  const { design } = useDesigner();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [format, setFormat] = useState<BatchFormat>("svg");
  const [chosen, setChosen] = useState<{ content?: string; name?: string }>({});
  const [running, setRunning] = useState<{ done: number; stop: AbortController } | null>(null);
  const [result, setResult] = useState<{ count: number; failed: Outcome[] } | null>(null);

  const found = read(text);
  const table = found && "table" in found ? found.table : null;
  const content = chosen.content ?? contentColumn(table?.columns ?? []);
  const name = chosen.name ?? nameColumn(table?.columns ?? []) ?? NUMBERED;

  const take = (next: string) => {
    setText(next);
    setChosen({});
    setResult(null);
  };
  const make = async (rows: Table) => {
    const stop = new AbortController();
    setRunning({ done: 0, stop });
    try {
      const entries = entriesOf(rows, content, name === NUMBERED ? null : name);
      const made = await makeBatch(design, entries, { format, size: { unit: "px", px: 1024 } }, (done) => setRunning({ done, stop }), stop.signal);
      saveFile(made.zip, "qr-codes.zip");
      setResult({ count: entries.length - made.failed.length, failed: made.failed });
    } catch (thrown) {
      if (!stop.signal.aborted) throw thrown;
    } finally {
      setRunning(null);
    }
  };

  return (
    <div className="dialog-body">
      <Heading slot="title">Many codes from a CSV</Heading>
      <p className="dialog-lead">Every row becomes a code in this design. They come as one ZIP, with a manifest that says what became of each row.</p>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,text/csv,text/plain"
        data-testid="csv-input"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void file.text().then(take);
          event.target.value = "";
        }}
      />
      <TextField className="text-field" value={text} onChange={take}>
        <div className="label-row">
          <Label className="field-label">Table</Label>
          <Button className="button is-small" onPress={() => input.current?.click()}>
            <FileUp size={14} aria-hidden="true" />
            Choose a CSV file
          </Button>
        </div>
        <TextArea className="text-input text-area is-code" rows={5} spellCheck={false} placeholder={EXAMPLE} data-testid="csv-text" />
      </TextField>
      {found && "problem" in found && <FieldNote problem={found.problem} />}
      {table && (
        <div className="batch-fields">
          <Choice label="Content is in" choices={table.columns.map((column) => ({ value: column, label: column }))} value={content} onChange={(next) => setChosen({ ...chosen, content: next })} />
          <Choice label="Files are named by" choices={[{ value: NUMBERED, label: "Their number" }, ...table.columns.map((column) => ({ value: column, label: column }))]} value={name} onChange={(next) => setChosen({ ...chosen, name: next })} />
          <div>
            <h3 className="field-label">Format</h3>
            <Segmented<BatchFormat> label="Format of the files" segments={FORMATS} value={format} onChange={setFormat} />
          </div>
        </div>
      )}
      {running && table && (
        <ProgressBar className="progress" aria-label="Codes made" value={running.done} maxValue={table.rows.length} valueLabel={`${running.done} of ${table.rows.length}`}>
          {({ percentage, valueText }) => (
            <>
              <span className="progress-track">
                <span style={{ width: `${percentage ?? 0}%` }} />
              </span>
              <span className="counter">{valueText}</span>
            </>
          )}
        </ProgressBar>
      )}
      <div role="status" data-testid="batch-said">
        {result && <FieldNote hint={`${result.count.toLocaleString()} ${result.count === 1 ? "code" : "codes"} saved.${result.failed.length > 0 ? ` ${result.failed.length} rows failed; the manifest says why. The first is line ${result.failed[0]?.entry.line}: ${result.failed[0]?.problem}` : ""}`} />}
      </div>
      <div className="dialog-actions">
        <Button
          className="button"
          onPress={() => {
            running?.stop.abort();
            close();
          }}
        >
          {result ? "Done" : "Cancel"}
        </Button>
        <Button className="button is-primary" isDisabled={!table || running !== null} onPress={() => table && void make(table)}>
          {table ? `Make ${table.rows.length.toLocaleString()} ${table.rows.length === 1 ? "code" : "codes"}` : "Make codes"}
        </Button>
      </div>
    </div>
  );
}
