import { Trash2 } from "lucide-react";
import { Button } from "react-aria-components/Button";
import type { ImageFile } from "../design";
import { formatBytes } from "../image-file";

interface Props {
  image: ImageFile;
  /** What the picture is to the code, such as "logo". */
  role: string;
  onReplace(): void;
  onRemove(): void;
}

/** A picture that is in use, and what can be done about it. */
export function ImageCard({ image, role, onReplace, onRemove }: Props) {
  return (
    <div className="image-card">
      <img className="image-thumb" src={image.dataUri} alt="" />
      <div className="image-facts">
        <strong>{image.name}</strong>
        <span>
          {image.width} × {image.height} px, {formatBytes(image.bytes)}
        </span>
      </div>
      <div className="image-actions">
        <Button className="button" aria-label={`Replace the ${role}`} onPress={onReplace}>
          Replace
        </Button>
        <Button className="button" aria-label={`Remove the ${role}`} onPress={onRemove}>
          <Trash2 size={16} aria-hidden="true" />
          Remove
        </Button>
      </div>
    </div>
  );
}
