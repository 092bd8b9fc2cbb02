import { useMutation, useQueryClient } from '@tanstack/react-query';
import { doEach, eachText } from '../../shared/list/do-each';
import { tell, tellError } from '../../shared/ui/toasts';
import { redeliver, type Delivery } from './queries';

type Sent = Pick<Delivery, 'deliveryId'>;

/** Sends one or many again and tells what came of it. */
export function useRedeliver(onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rows: readonly Sent[]) => doEach(rows, ({ deliveryId }) => redeliver(deliveryId)),
    async onSuccess(result) {
      const text = eachText(result, 'will be sent again now');
      if (result.refused.length > 0) tellError(new Error(text));
      else tell(text);
      onDone?.();
      await client.resetQueries({ queryKey: ['list', 'deliveries'] });
      await client.invalidateQueries({ queryKey: ['deliveries'] });
      await client.invalidateQueries({ queryKey: ['delivery'] });
    },
  });
}
