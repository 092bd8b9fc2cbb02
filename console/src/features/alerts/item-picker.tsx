import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../shared/api/client';
import { useMay } from '../../shared/session/me';
import { CertText } from '../../shared/text/cert-text';
import { Button } from '../../shared/ui/button';
import { TextField } from '../../shared/ui/field';
import type { AlertKind } from './queries';
import { kindTraits } from './words';

export interface ItemPickerProps {
  readonly kind: AlertKind;
  /** Id of the item; empty: whatever is due. */
  readonly value: string;
  readonly onChange: (itemId: string) => void;
}

const offered = 6;

/** One item instead of all that are due: a certificate is found by its name, of other kinds the id is given. */
export function ItemPicker({ kind, value, onChange }: ItemPickerProps) {
  const { item } = kindTraits[kind];
  const may = useMay()('certificates:read');
  const [text, setText] = useState('');
  const isCertificate = item === 'certificate' && may;
  const wanted = text.trim();
  const query = useQuery({
    queryKey: ['certificates', 'picked', wanted],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/certificates', { params: { query: { text: wanted, limit: offered } }, signal })),
    enabled: isCertificate && wanted.length >= 2,
  });
  if (!isCertificate) {
    return (
      <TextField
        label={`Only this ${item} (its id)`}
        value={value}
        onChange={(next) => onChange(next.trim())}
        description={`Left empty: each ${item} that is due.`}
      />
    );
  }
  if (value !== '') {
    return (
      <p className="flex flex-wrap items-center gap-2 text-sm">
        Only the certificate <CertText>{text === '' ? value : text}</CertText>
        <Button
          kind="quiet"
          onPress={() => {
            onChange('');
            setText('');
          }}
        >
          All that are due
        </Button>
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      <TextField
        label="Only this certificate"
        type="search"
        value={text}
        onChange={setText}
        placeholder="Name, SAN or serial number"
        description="Left empty: what is due."
      />
      {query.data !== undefined && (
        <ul className="flex flex-col gap-0.5" aria-label="Certificates that match">
          {query.data.items.map(({ uuid, commonName, subjectDn }) => (
            <li key={uuid}>
              <Button
                kind="quiet"
                onPress={() => {
                  onChange(uuid);
                  setText(commonName ?? subjectDn);
                }}
              >
                <CertText>{commonName ?? subjectDn}</CertText>
              </Button>
            </li>
          ))}
          {query.data.items.length === 0 && <li className="text-xs text-muted">No certificate matches.</li>}
        </ul>
      )}
    </div>
  );
}
