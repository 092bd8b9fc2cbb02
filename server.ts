/** The API process: HTTP only. Needs TEMPORAL_ADDRESS and MONGODB_URI. */
import { runProcess } from './src/process/single-role';

void runProcess('api', process.env);
