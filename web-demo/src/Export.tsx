import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { TextField } from "react-aria-components/TextField";
import { CopyButton } from "./controls/CopyButton";
import { FieldNote } from "./controls/FieldNote";
import { Segmented } from "./controls/Segmented";
import { SliderField } from "./controls/SliderField";
import { useDesigner } from "./designer";
import { copyPng, copySvg, fileName, printWidth, saveFile, type SavedFormat } from "./export-file";
import { formatBytes } from "./logo";
import { useExportFiles } from "./use-export-files";

const SIZES = ["512", "1024", "2048", "4096"] as const;

/** Saves the design: the size here is the file's alone, the preview does not change. */
export function Export() {
  const { design } = useDesigner();
  const [name, setName] = useState("qr-code");
  const [size, setSize] = useState(1024);
  const { files, problem } = useExportFiles(design, size);
  const isEmpty = design.data === "";

  return (
    <section className="section export" aria-labelledby="export-title">
      <header className="section-head">
        <h2 id="export-title">Save</h2>
      </header>
      <TextField className="text-field" value={name} onChange={setName}>
        <Label className="field-label">File name</Label>
        <Input className="text-input" spellCheck={false} autoComplete="off" placeholder="qr-code" />
      </TextField>
      <div className="size-fields">
        <SliderField
          label="Size"
          unit="px"
          unitName="pixels"
          value={size}
          min={128}
          max={4096}
          step={1}
          onChange={setSize}
          onSettle={() => undefined}
        />
        <Segmented
          label="Usual sizes"
          size="small"
          segments={SIZES.map((value) => ({ value, label: value }))}
          value={String(size) as (typeof SIZES)[number]}
          onChange={(value) => setSize(Number(value))}
        />
        <FieldNote hint={`${printWidth(size)} wide in print at 300 dpi`} />
      </div>
      <div className="formats">
        {(["svg", "png"] as const).map((format) => (
          <FormatRow key={format} format={format} file={files[format]} name={fileName(name, format)} />
        ))}
        <FieldNote
          problem={problem}
          hint={
            isEmpty
              ? "Write a text first; then there is a code to save."
              : "SVG stays sharp at any size. PNG goes everywhere."
          }
        />
      </div>
    </section>
  );
}

function FormatRow({ format, file, name }: { format: SavedFormat; file: Blob | null; name: string }) {
  const [isSaved, setSaved] = useState(false);
  const copy = format === "svg" ? copySvg : copyPng;
  return (
    <div className="format-row">
      <Button
        className={`button is-large${format === "svg" ? " is-primary" : ""}`}
        data-testid={`download-${format}`}
        isDisabled={!file}
        onPress={() => {
          if (!file) return;
          saveFile(file, name);
          setSaved(true);
          setTimeout(() => setSaved(false), 2000);
        }}
      >
        {isSaved ? <Check size={18} aria-hidden="true" /> : <Download size={18} aria-hidden="true" />}
        <span>{isSaved ? "Saved" : `Save ${format.toUpperCase()}`}</span>
        <span className="weight">{file ? formatBytes(file.size) : "–"}</span>
      </Button>
      <CopyButton
        label={`Copy ${format.toUpperCase()}`}
        icon={<Copy size={18} aria-hidden="true" />}
        isDisabled={!file}
        copy={() => (file ? copy(file) : Promise.resolve())}
      />
    </div>
  );
}
