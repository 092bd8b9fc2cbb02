import { queryText } from '../../shared/api/query-text';
import { rawRequest } from '../../shared/api/raw';
import type { ListQuery } from '../../shared/list/list-types';
import { saveFile } from '../../shared/list/save-file';
import { useMay } from '../../shared/session/me';
import { Menu } from '../../shared/ui/menu';
import { tellError } from '../../shared/ui/toasts';
import { oneQuery } from './load';

/** The list as a file, as the API streams it: rows as CSV, or everything that was decided as JSON Lines. */
export function FiringExport({ asked }: { readonly asked: ListQuery }) {
  const may = useMay();
  const save = async (format: 'csv' | 'jsonl') => {
    const answer = await rawRequest(`/api/v1/event-history/export?${queryText({ ...oneQuery(asked), format })}`);
    saveFile(`event-history.${format}`, await answer.blob());
  };
  const disabledReason = may('event-history:export') ? undefined : 'You need the right event-history:export.';
  const entry = (format: 'csv' | 'jsonl', label: string) => ({
    ...{ id: format, label, disabledReason },
    onAction: () => void save(format).catch(tellError),
  });
  return (
    <Menu
      kind="quiet"
      label="Export"
      entries={[entry('csv', 'CSV, the rows'), entry('jsonl', 'JSON Lines, in full')]}
    />
  );
}
