#!/usr/bin/env node
/** All in one, and the command line. */
import { runCli } from './src/cli/run-cli';
import { reopenSource, runCopy } from './src/process/copy-data';
import { runAllInOne, startAllInOne } from './src/process/all-in-one';

void runCli(process.argv.slice(2), {
  start: () => runAllInOne(process.env),
  startProduct: startAllInOne,
  copyData: (order, say) => runCopy(order, process.env, say),
  reopenSource: (place, say) => reopenSource(place, process.env, say),
}).then((exitCode) => {
  process.exitCode = exitCode;
});
