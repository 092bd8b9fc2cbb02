import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { tell } from '../../shared/ui/toasts';
import { createJob } from './queries';
import { WhenField } from './when-field';

export interface ScheduleDialogProps {
  /** What is scheduled, for the first name of the job. */
  readonly name: string;
  readonly jobType: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly onClose: () => void;
}

/** Makes a job that does something again and again. */
export function ScheduleDialog({ name, jobType, parameters, onClose }: ScheduleDialogProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState(name);
  const [when, setWhen] = useState({ cron: '30 2 * * *', timeZone: 'UTC' });
  const act = useMutation({
    mutationFn: () => createJob({ name: title.trim(), jobType, ...when, parameters: { ...parameters } }),
    async onSuccess({ uuid }) {
      tell('It is scheduled.');
      onClose();
      await client.resetQueries({ queryKey: ['list', 'jobs'] });
      await navigate({ to: '/jobs/$uuid', params: { uuid } });
    },
  });
  return (
    <Dialog
      title="Schedule it"
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            onPress={() => act.mutate()}
            disabledReason={
              act.isPending ? 'It is being made.' : title.trim() === '' ? 'Give the job a name first.' : undefined
            }
          >
            Schedule
          </Button>
        </>
      }
    >
      <FaultsOf error={act.error}>
        <FaultSummary error={act.error} shown={(at) => ['/name', '/cron', '/timeZone'].includes(at)} />
        <Title value={title} onChange={setTitle} />
        <WhenField value={when} onChange={setWhen} />
      </FaultsOf>
    </Dialog>
  );
}

function Title({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const errors = useFaults('/name');
  return <TextField label="Name of the job" isRequired value={value} onChange={onChange} errors={errors} />;
}
