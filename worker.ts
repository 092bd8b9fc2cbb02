/** The worker process: polls the task queues of CERTLOOM_WORKER_SERVES, or of `--queues`. Needs TEMPORAL_ADDRESS and MONGODB_URI. */
import { runProcess } from './src/process/single-role';

const at = process.argv.indexOf('--queues');
const queues = at < 0 ? undefined : process.argv[at + 1];
void runProcess('worker', { ...process.env, ...(queues === undefined ? {} : { CERTLOOM_WORKER_SERVES: queues }) });
