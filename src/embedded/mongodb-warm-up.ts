import { type EngineLog, messageOf } from '../lifecycle/start-fault';
import { withCommands } from './mongodb-command';
import { startProgress, type Progress } from './progress';

/** What takes less than this needs no word on the screen. */
const silentMs = 2_000;
const connectMs = 2_000;
const togetherAtMost = 2;
const noKey = '';

/**
 * SecantusDB reads a collection whole for each of its indexes over arrays, the first time that anything asks the
 * collection after a start; and whoever asks meanwhile makes it read once more. So each is asked once before anybody else
 * is let in: a minute for a million certificates, some milliseconds for what most have.
 * @param uri with the product's database
 */
export async function warmUp(uri: string, log: EngineLog): Promise<void> {
  let progress: Progress | undefined;
  const timer = setTimeout(() => {
    progress = startProgress('The database reads its large collections once', log);
  }, silentMs);
  try {
    await withCommands(
      uri,
      connectMs,
      async (command) => {
        const { cursor } = (await command({ listCollections: 1, nameOnly: true, cursor: { batchSize: 1_000 } })) as {
          readonly cursor: { readonly firstBatch: readonly { readonly name: string }[] };
        };
        const names = cursor.firstBatch.map(({ name }) => name).filter((name) => !name.startsWith('system.'));
        const next = names.values();
        const ask = async () => {
          for (const name of next) await command({ find: name, filter: { _id: noKey }, limit: 1, singleBatch: true });
        };
        await Promise.all(Array.from({ length: togetherAtMost }, ask));
      },
      { database: databaseOf(uri), together: togetherAtMost },
    );
  } catch (error) {
    // Whoever comes next makes it read, and says better what is wrong with it.
    log.warn(`The database could not be asked for its collections beforehand: ${messageOf(error)}`);
  } finally {
    clearTimeout(timer);
    progress?.end();
  }
}

function databaseOf(uri: string): string {
  return new URL(uri).pathname.slice(1);
}
