import { DropZone, FileTrigger } from 'react-aria-components';
import { Button } from '../../shared/ui/button';
import { tellError } from '../../shared/ui/toasts';

export interface ReadFile {
  readonly name: string;
  readonly content: string;
}

export interface FileDropProps {
  readonly name: string;
  readonly onFiles: (files: readonly ReadFile[]) => void;
}

/** Takes files as text, dropped or chosen. */
export function FileDrop({ name, onFiles }: FileDropProps) {
  const take = (files: readonly File[]) =>
    void Promise.all(files.map(async (file) => ({ name: file.name, content: await textOf(file) }))).then(
      onFiles,
      tellError,
    );
  return (
    <DropZone
      aria-label={name}
      className="flex min-h-36 flex-col items-center justify-center gap-3 rounded-lg border-2 border-dashed border-edge bg-surface p-6 text-center data-drop-target:border-accent data-drop-target:bg-accent-tint"
      onDrop={({ items }) =>
        void Promise.all(items.flatMap((item) => (item.kind === 'file' ? [item.getFile()] : []))).then(take)
      }
    >
      <p className="text-sm">{name}</p>
      <FileTrigger allowsMultiple onSelect={(list) => take([...(list ?? [])])}>
        <Button kind="primary">Choose files</Button>
      </FileTrigger>
    </DropZone>
  );
}

/** PowerShell writes UTF-16, with a mark at the beginning. */
async function textOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
