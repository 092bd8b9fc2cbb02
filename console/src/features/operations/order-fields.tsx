import { FileTrigger } from 'react-aria-components';
import { useFaults } from '../../shared/forms/faults';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { KeyFileFields } from './key-file-fields';
import { keyKinds, requestTextOf, subjectParts, type OrderDraft } from './order';

export interface OrderFieldsProps {
  readonly draft: OrderDraft;
  readonly onChange: (draft: OrderDraft) => void;
  /** Subject and names are those of the certificate where none are given. */
  readonly isRekey?: boolean;
}

/** Where the key of a certificate comes from, and with a key that is made here what the certificate says. */
export function OrderFields({ draft, onChange, isRekey = false }: OrderFieldsProps) {
  const set = (part: Partial<OrderDraft>) => onChange({ ...draft, ...part });
  const lifetime = useFaults('/lifetimeSeconds');
  return (
    <div className="flex flex-col gap-4">
      <Select
        label="The key"
        value={draft.way}
        choices={[
          { value: 'csr', label: 'Is made elsewhere: I have a certification request (CSR)' },
          { value: 'key', label: 'Is made by Certloom, and given to me once' },
        ]}
        onChange={(way) => set({ way })}
      />
      {draft.way === 'csr' ? <Csr draft={draft} set={set} /> : <MadeKey draft={draft} set={set} isRekey={isRekey} />}
      <TextField
        label="Lifetime in days"
        type="number"
        className="max-w-64"
        value={draft.days}
        onChange={(days) => set({ days })}
        errors={lifetime}
        description="Empty: as the authority does it by itself."
      />
    </div>
  );
}

interface PartProps {
  readonly draft: OrderDraft;
  readonly set: (part: Partial<OrderDraft>) => void;
}

function Csr({ draft, set }: PartProps) {
  const errors = useFaults('/csr');
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label="Certification request"
        isRequired
        rows={6}
        isMono
        value={draft.csr}
        onChange={(csr) => set({ csr })}
        errors={errors}
        placeholder="-----BEGIN CERTIFICATE REQUEST-----"
      />
      <div>
        <FileTrigger
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void requestTextOf(file).then((csr) => set({ csr }));
          }}
        >
          <Button>Choose a file</Button>
        </FileTrigger>
      </div>
    </div>
  );
}

function MadeKey({ draft, set, isRekey }: PartProps & { readonly isRekey: boolean }) {
  const kind = useFaults('/key/kind');
  const names = useFaults('/names', true);
  const subject = useFaults('/subject', true);
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        <Select
          label="Kind of key"
          value={draft.kind}
          choices={keyKinds}
          onChange={(chosen) => set({ kind: chosen })}
          errors={kind}
        />
        <KeyFileFields value={draft} onChange={set} pointer="/key/password" />
      </div>
      <TextField
        label="Names"
        rows={3}
        value={draft.names}
        onChange={(text) => set({ names: text })}
        errors={names}
        description={`Host names and addresses, one a line${isRekey ? '. Empty: those of the certificate.' : ', or with their kind: rfc822Name:pki@example.org'}`}
      />
      <fieldset className="rounded-md border border-line p-3">
        <legend className="px-1 text-sm font-semibold">Subject</legend>
        {isRekey && <p className="mb-2 text-xs text-muted">All empty: that of the certificate.</p>}
        <div className="grid gap-3 sm:grid-cols-3">
          {[...subjectParts].reverse().map(({ type, label }) => (
            <TextField
              key={type}
              label={label}
              value={draft.subject[type] ?? ''}
              onChange={(value) => set({ subject: { ...draft.subject, [type]: value } })}
            />
          ))}
        </div>
        {subject.map((error) => (
          <p key={error} className="mt-1 text-xs text-danger">
            {error}
          </p>
        ))}
      </fieldset>
    </div>
  );
}
