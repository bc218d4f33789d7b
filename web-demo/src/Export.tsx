import { Check, Code, Copy, Download, FileSpreadsheet, Printer, Ruler, Server } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { TextField } from "react-aria-components/TextField";
import { CopyButton } from "./controls/CopyButton";
import { FieldNote } from "./controls/FieldNote";
import { Segmented } from "./controls/Segmented";
import { SliderField } from "./controls/SliderField";
import type { Design } from "./design";
import { useDesigner } from "./designer";
import { type FileFormat, toDrawProblem } from "./engine";
import { formatBytes } from "./image-file";
import { useOutput } from "./output";
import { copyPng, copySvg, fileName, saveFile } from "./save/files";
import { explained, inUnit, pixels, type Size, SIZE_LIMITS } from "./save/size";
import { asCurl, asHtml, asJson, asReact } from "./save/snippets";
import { makeFile, type ReadyFormat, useFiles } from "./save/use-files";
import { Verdict } from "./Verdict";

/** Wanted by few on a visit, so they come when they are opened. */
const SaveToServer = lazy(() => import("./save/SaveToServer"));
const Batch = lazy(() => import("./batch/Batch"));
const TrueSize = lazy(() => import("./true-size/TrueSize"));
const Sheet = lazy(() => import("./sheet/Sheet"));

const UNITS = [
  { value: "px", label: "Screen, px" },
  { value: "mm", label: "Print, mm" },
] as const;

const MORE_FORMATS = ["jpeg", "webp", "pdf", "eps"] as const;

/** Judges and saves the design: the size here is the file's alone, the preview does not change. */
export function Export() {
  const { design } = useDesigner();
  const { name, setName, size, setSize } = useOutput();
  const { files, problem } = useFiles(design, size);
  const isEmpty = design.data === "";

  return (
    <section className="section export" aria-labelledby="export-title">
      <header className="section-head">
        <h2 id="export-title">Save</h2>
      </header>
      <Verdict />
      <TextField className="text-field" value={name} onChange={setName}>
        <Label className="field-label">File name</Label>
        <Input className="text-input" spellCheck={false} autoComplete="off" placeholder="qr-code" />
      </TextField>
      <SizeFields size={size} onChange={setSize} />
      <OpenDialog label="See it in true size" icon={<Ruler size={16} aria-hidden="true" />} isDisabled={isEmpty}>
        {(close) => <TrueSize close={close} />}
      </OpenDialog>
      <div className="formats">
        {(["svg", "png"] as const).map((format) => (
          <FormatRow key={format} format={format} file={files[format]} name={fileName(name, format)} />
        ))}
        <MoreFormats design={design} size={size} name={name} />
        <FieldNote problem={problem} hint={isEmpty ? "Write a text first; then there is a code to save." : "SVG, PDF and EPS stay sharp at any size."} />
      </div>
      <Snippets design={design} size={pixels(size)} />
      <div className="more-ways">
        <OpenDialog label="Save design to the server" icon={<Server size={16} aria-hidden="true" />} isDisabled={isEmpty}>
          {(close) => <SaveToServer close={close} />}
        </OpenDialog>
        <OpenDialog label="Many codes from a CSV" icon={<FileSpreadsheet size={16} aria-hidden="true" />}>
          {(close) => <Batch close={close} />}
        </OpenDialog>
        <OpenDialog label="Print sheet" icon={<Printer size={16} aria-hidden="true" />} isDisabled={isEmpty}>
          {(close) => <Sheet close={close} />}
        </OpenDialog>
      </div>
    </section>
  );
}

function SizeFields({ size, onChange }: { size: Size; onChange(size: Size): void }) {
  return (
    <div className="size-fields">
      <Segmented label="Unit of the size" size="small" segments={UNITS} value={size.unit} onChange={(unit) => onChange(inUnit(size, unit))} />
      {size.unit === "px" ? (
        <SliderField label="Size" unit="px" unitName="pixels" value={size.px} {...SIZE_LIMITS.px} step={1} onChange={(px) => onChange({ unit: "px", px })} onSettle={() => undefined} />
      ) : (
        <>
          <SliderField label="Size" unit="mm" unitName="millimetres" value={size.mm} {...SIZE_LIMITS.mm} step={1} onChange={(mm) => onChange({ ...size, mm })} onSettle={() => undefined} />
          <SliderField label="Resolution" unit="dpi" unitName="dots per inch" value={size.dpi} {...SIZE_LIMITS.dpi} step={1} onChange={(dpi) => onChange({ ...size, dpi })} onSettle={() => undefined} />
        </>
      )}
      <FieldNote hint={explained(size)} />
    </div>
  );
}

const SAID_MS = 2000;

function FormatRow({ format, file, name }: { format: ReadyFormat; file: Blob | null; name: string }) {
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
          setTimeout(() => setSaved(false), SAID_MS);
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

/** The rest of the formats, made when they are asked for. */
function MoreFormats({ design, size, name }: { design: Design; size: Size; name: string }) {
  const [said, setSaid] = useState<{ format: FileFormat; text: string; isProblem: boolean } | null>(null);
  const save = async (format: FileFormat) => {
    setSaid({ format, text: "Drawing…", isProblem: false });
    try {
      const file = await makeFile(design, size, format);
      saveFile(file, fileName(name, format));
      setSaid({ format, text: `${format.toUpperCase()} saved, ${formatBytes(file.size)}`, isProblem: false });
    } catch (thrown) {
      setSaid({ format, text: toDrawProblem(thrown).message, isProblem: true });
    }
  };
  return (
    <>
      <div className="more-formats">
        {MORE_FORMATS.map((format) => (
          <Button key={format} className="button" data-testid={`download-${format}`} aria-label={`Save ${format.toUpperCase()}`} isDisabled={design.data === ""} onPress={() => void save(format)}>
            {format === "webp" ? "WebP" : format.toUpperCase()}
          </Button>
        ))}
      </div>
      <div role="status" data-testid="format-said">
        {said && <FieldNote hint={said.isProblem ? undefined : said.text} problem={said.isProblem ? said.text : null} />}
      </div>
    </>
  );
}

/** The design as text for programs and pages. */
function Snippets({ design, size }: { design: Design; size: number }) {
  const kinds: [string, () => string][] = [
    ["React", () => asReact(design, size)],
    ["HTML", () => asHtml(design, size)],
    ["JSON", () => asJson(design, size)],
    ["curl", () => asCurl(design, location.origin)],
  ];
  return (
    <div>
      <h3 className="field-label">Copy as code</h3>
      <div className="snippets">
        {kinds.map(([kind, text]) => (
          <div key={kind} className="snippet">
            <CopyButton label={`Copy as ${kind}`} icon={<Code size={16} aria-hidden="true" />} isDisabled={design.data === ""} copy={() => navigator.clipboard.writeText(text())} />
            <span aria-hidden="true">{kind}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

interface OpenDialogProps {
  label: string;
  icon: ReactNode;
  isDisabled?: boolean;
  children(close: () => void): ReactNode;
}

function OpenDialog({ label, icon, isDisabled = false, children }: OpenDialogProps) {
  return (
    <DialogTrigger>
      <Button className="button" isDisabled={isDisabled}>
        {icon}
        {label}
      </Button>
      <ModalOverlay className="modal-veil" isDismissable>
        <Modal className="modal">
          <Dialog className="modal-dialog" aria-label={label}>
            {({ close }) => <Suspense fallback={<p className="field-note">One moment…</p>}>{children(close)}</Suspense>}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
