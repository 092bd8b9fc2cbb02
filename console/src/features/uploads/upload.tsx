import { useState } from 'react';
import { DropZone, FileTrigger } from 'react-aria-components';
import { Page, Section } from '../../shared/shell/page';
import { useStore } from '../../shared/store';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { EmptyState, Progress } from '../../shared/ui/states';
import { AttributeValues } from '../../shared/attributes/attribute-values';
import type { AttributeChange } from '../../shared/attributes/values';
import { Select } from '../../shared/ui/select';
import { FileVerdicts } from './file-verdicts';
import type { UploadMode } from './queries';
import { isWorthAnotherTry, resultOf, type FileState } from './upload-file';
import { clearUploads, isOver, uploadAgain, uploadAll, uploads } from './uploads-kept';

/** Files dropped, chosen or pasted; each certificate with its verdict as it comes. */
export function Upload() {
  const files = useStore(uploads);
  const [text, setText] = useState('');
  const [attributes, setAttributes] = useState<readonly AttributeChange[]>([]);
  const [mode, setMode] = useState<UploadMode>('async');
  const choices = {
    mode,
    attributes: attributes.flatMap(({ name, content }) =>
      content === null || content.length === 0 ? [] : [{ name, content }],
    ),
  };
  const add = (blobs: readonly { readonly name: string; readonly blob: Blob }[]) => uploadAll(blobs, choices);
  const retry = (some: readonly FileState[]) => uploadAgain(some, choices);
  const paste = () => {
    add([{ name: 'Pasted text', blob: new Blob([text]) }]);
    setText('');
  };
  const failed = files.filter(isWorthAnotherTry);
  const done = files.filter(isOver).length;

  return (
    <Page
      title="Upload certificates"
      description="PEM, DER or PKCS #7, one certificate or many in a file. Triggers decide about each of them."
    >
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
        <DropZone
          aria-label="Drop files with certificates here"
          className="flex min-h-48 flex-col items-center justify-center gap-3 rounded-lg border-2 border-dashed border-edge bg-surface p-6 text-center data-drop-target:border-accent data-drop-target:bg-accent-tint"
          onDrop={(event) => {
            const dropped = event.items.filter((item) => item.kind === 'file');
            void Promise.all(dropped.map(async (item) => ({ name: item.name, blob: await item.getFile() }))).then(add);
          }}
        >
          <p className="text-sm">Drop files here</p>
          <FileTrigger
            allowsMultiple
            onSelect={(list) => add([...(list ?? [])].map((blob) => ({ name: blob.name, blob })))}
          >
            <Button kind="primary">Choose files</Button>
          </FileTrigger>
        </DropZone>
        <div className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-4">
          <TextField
            label="Or paste PEM"
            value={text}
            onChange={setText}
            rows={5}
            isMono
            placeholder="-----BEGIN CERTIFICATE-----"
          />
          <div>
            <Button
              kind="primary"
              onPress={paste}
              disabledReason={text.trim() === '' ? 'Paste a certificate first.' : undefined}
            >
              Upload the text
            </Button>
          </div>
        </div>
      </div>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <details className="rounded-lg border border-line bg-surface p-4">
          <summary className="cursor-pointer text-sm font-semibold">
            Attributes for what is uploaded ({attributes.length})
          </summary>
          <div className="mt-3">
            <AttributeValues resource="certificates" values={attributes} onChange={setAttributes} />
          </div>
        </details>
        <Select
          label="Each file"
          value={mode}
          choices={[
            { value: 'async', label: 'is taken at once, and decided in the background' },
            { value: 'sync', label: 'is waited for until it is decided' },
          ]}
          onChange={setMode}
          description="The verdicts are the same. Large bundles are better decided in the background."
        />
      </div>
      <Section
        title="Verdicts"
        actions={
          <span className="flex gap-2">
            {failed.length > 0 && <Button onPress={() => retry(failed)}>Try what failed again</Button>}
            {done > 0 && (
              <Button kind="quiet" onPress={clearUploads}>
                Clear
              </Button>
            )}
          </span>
        }
      >
        {files.length === 0 ? (
          <EmptyState title="Nothing was uploaded here yet">
            Drop a file above: what became of each certificate, and why, appears here.
          </EmptyState>
        ) : (
          <div className="flex flex-col gap-4">
            <Progress label={resultOf(files) || 'Under way'} value={done} max={files.length} />
            <ul className="flex flex-col gap-3" aria-live="polite">
              {files.map((file) => (
                <FileVerdicts key={file.key} file={file} onRetry={() => retry([file])} />
              ))}
            </ul>
          </div>
        )}
      </Section>
    </Page>
  );
}
