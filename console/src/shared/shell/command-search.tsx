import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { Autocomplete, Input, Menu, MenuItem, SearchField } from 'react-aria-components';
import { api, dataOf } from '../api/client';
import { CertText } from '../text/cert-text';
import { Time } from '../text/time';
import { Dialog } from '../ui/dialog';
import { inputClass } from '../ui/field';
import { navigationFor } from './navigation';
import { targetOf } from './path-link';

export interface CommandSearchProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly permissions: readonly string[];
}

/** Finds screens by their names and certificates by name, SAN, serial number or fingerprint. */
export function CommandSearch({ isOpen, onClose, permissions }: CommandSearchProps) {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const wanted = useDeferredValue(text.trim());
  const maySee = permissions.includes('certificates:read');
  const found = useQuery({
    queryKey: ['search', wanted],
    enabled: isOpen && maySee && wanted.length >= 2,
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/certificates', { params: { query: { text: wanted, limit: 8 } }, signal })),
  });
  const screens = navigationFor(permissions)
    .flatMap(({ entries }) => entries)
    .filter(({ label }) => label.toLowerCase().includes(wanted.toLowerCase()));
  const certificates = wanted.length >= 2 ? (found.data?.items ?? []) : [];
  const go = (to: string) => {
    setText('');
    onClose();
    void navigate(targetOf(to));
  };
  const all = `/certificates?${new URLSearchParams({ text: wanted }).toString()}`;
  return (
    <Dialog title="Search" isOpen={isOpen} onClose={onClose}>
      <Autocomplete inputValue={text} onInputChange={setText}>
        <SearchField aria-label="Search for" autoFocus>
          <Input className={inputClass} placeholder="Name, SAN, serial number, fingerprint, or a screen" />
        </SearchField>
        <Menu
          aria-label="Found"
          className="outline-none"
          renderEmptyState={() => (
            <p className="p-2 text-sm text-muted">{found.isFetching ? 'Searching …' : 'Nothing is called so.'}</p>
          )}
        >
          {screens.map(({ label, to }) => (
            <MenuItem key={to} id={to} textValue={label} onAction={() => go(to)} className={itemClass}>
              {label}
            </MenuItem>
          ))}
          {certificates.map(({ uuid, commonName, subjectDn, notAfter }) => (
            <MenuItem
              key={uuid}
              id={uuid}
              textValue={commonName ?? subjectDn}
              onAction={() => go(`/certificates/${uuid}`)}
              className={itemClass}
            >
              <span className="flex justify-between gap-3">
                <CertText isCut>{commonName ?? subjectDn}</CertText>
                <span className="shrink-0 text-muted">
                  ends <Time at={notAfter} />
                </span>
              </span>
            </MenuItem>
          ))}
          {certificates.length > 0 && (
            <MenuItem id="all" textValue="All of them" onAction={() => go(all)} className={itemClass}>
              Show all certificates with “{wanted}”
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}

const itemClass = 'cursor-pointer rounded px-2 py-1.5 text-sm outline-none data-focused:bg-hover';
