#!/usr/bin/env node
/** All in one, and the command line. */
import { runCli } from './src/cli/run-cli';
import { runAllInOne, startAllInOne } from './src/process/all-in-one';

void runCli(process.argv.slice(2), {
  start: () => runAllInOne(process.env),
  startProduct: startAllInOne,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
