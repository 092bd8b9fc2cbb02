import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { FaultsOf, FaultSummary, useFaults } from '../../shared/forms/faults';
import { ObjectPicker } from '../../shared/pick/object-picker';
import { Button } from '../../shared/ui/button';
import { Dialog } from '../../shared/ui/dialog';
import { TextField } from '../../shared/ui/field';
import { Select } from '../../shared/ui/select';
import { sendTest, type ChannelName, type EventCode, type Profile } from './queries';
import { channelNames, eventLabels } from './words';

/** Sends a marked sample through one channel to one recipient, and says what came of it. */
export function TestDialog({ profile, onClose }: { readonly profile: Profile; readonly onClose: () => void }) {
  const channels = profile.channels.map(({ type }) => type);
  const [channel, setChannel] = useState<ChannelName>(channels[0] ?? 'email');
  const [event, setEvent] = useState<EventCode>('certificate_expiring');
  const [recipient, setRecipient] = useState('');
  const isPersonal = channel === 'email' || channel === 'internal';
  const test = useMutation({
    mutationFn: () =>
      sendTest(profile.uuid, { channel, event, recipient: isPersonal && recipient !== '' ? recipient : null }),
  });
  const reason = test.isPending
    ? 'It is being sent.'
    : isPersonal && recipient.trim() === ''
      ? 'Say to whom first.'
      : undefined;
  return (
    <Dialog
      title={`Test “${profile.name}”`}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button kind="primary" disabledReason={reason} onPress={() => test.mutate()}>
            Send
          </Button>
        </>
      }
    >
      <FaultsOf error={test.error}>
        <p className="text-sm">
          What is sent is marked as a test and has made-up facts. It goes out now, whatever the quiet hours say.
        </p>
        <FaultSummary error={test.error} shown={(pointer) => pointer === '/recipient'} />
        <Select
          label="Channel"
          value={channel}
          choices={channels.map((value) => ({ value, label: channelNames[value] }))}
          onChange={(next) => {
            setChannel(next);
            setRecipient('');
            test.reset();
          }}
        />
        <Select
          label="As if this had happened"
          value={event}
          choices={Object.entries(eventLabels).map(([value, label]) => ({ value: value as EventCode, label }))}
          onChange={setEvent}
        />
        <Recipient channel={channel} value={recipient} onChange={setRecipient} />
      </FaultsOf>
      {test.data !== undefined && (
        <p role="status" className={test.data.outcome === 'delivered' ? 'text-sm text-good' : 'text-sm text-danger'}>
          {test.data.outcome === 'delivered'
            ? 'It was taken over.'
            : `It failed: ${test.data.message ?? test.data.code ?? 'no reason was given'}`}
        </p>
      )}
    </Dialog>
  );
}

interface RecipientProps {
  readonly channel: ChannelName;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Recipient({ channel, value, onChange }: RecipientProps) {
  const faults = useFaults('/recipient');
  if (channel === 'email') {
    return <TextField label="E-mail address" type="email" value={value} onChange={onChange} errors={faults} />;
  }
  if (channel !== 'internal') return null;
  return (
    <ObjectPicker
      kind="users"
      label="User"
      value={value === '' ? null : value}
      onChange={(picked) => onChange(picked?.uuid ?? '')}
      errors={faults}
    />
  );
}
