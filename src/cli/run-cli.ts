import { ConfigError } from '../config/config';
import { StartFault } from '../lifecycle/start-fault';
import { applyFile, exportToTerminal } from './configuration/commands';
import { importExports } from './imports/commands';
import { showOrigins } from './imports/origins';
import { readArguments, UsageError, type Invocation } from './arguments';
import type { CopyInvocation, CopyPlace } from './data-copies/arguments';
import { copyReport } from './data-copies/report';
import type { FinishedCopy } from '../domain/data-copies/copy';
import { helpText } from './help';
import { contextKeyFile, payloadKeyText } from './keys/commands';
import { printSignInAddress } from './sign-in/command';
import { configText } from './show-config';
import { productVersion } from '../lifecycle/version';
import type * as runDemo from './demo/run-demo';
import type { StartProduct } from './demo/product';

/** What the entry file hands in: the ways to start the product. */
export interface CliCommands {
  /** Runs the whole product until it is stopped; resolves with the exit code. */
  start(): Promise<number>;
  /** Starts the whole product inside this process, for the demo. */
  readonly startProduct: StartProduct;
  /** Copies an installation, or says that the product is to be stopped next (undefined). Throws `StartFault`. */
  copyData(order: Omit<CopyInvocation, 'command'>, say: (line: string) => void): Promise<FinishedCopy | undefined>;
  /** Lets the product start again at the source of a copy. Throws `StartFault`. */
  reopenSource(place: CopyPlace, say: (line: string) => void): Promise<void>;
}

export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
};

/** EX_USAGE of sysexits.h. */
const usageExitCode = 64;

/**
 * Runs one command of the command line.
 * @param argv arguments behind the program's name: `process.argv.slice(2)`
 * @returns the exit code: 0 well, 1 failed, 64 wrong usage, 78 wrong configuration
 */
export async function runCli(
  argv: readonly string[],
  commands: CliCommands,
  terminal: Terminal = processTerminal,
): Promise<number> {
  try {
    return await run(readArguments(argv), commands, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.error(`${error.message}\n\n${helpText}`);
      return usageExitCode;
    }
    if (error instanceof ConfigError || error instanceof StartFault) {
      terminal.error(`${error.message}\n`);
      return error.exitCode;
    }
    throw error;
  }
}

async function run(invocation: Invocation, commands: CliCommands, terminal: Terminal): Promise<number> {
  switch (invocation.command) {
    case 'start':
      return commands.start();
    case 'demo':
      return loadDemo()({ once: invocation.once, startProduct: commands.startProduct, out: terminal.out });
    case 'config':
      terminal.out(`${configText(invocation)}\n`);
      return 0;
    case 'export':
      return exportToTerminal(invocation, terminal);
    case 'apply':
      return applyFile(invocation, terminal);
    case 'copy-data': {
      const copy = await commands.copyData(invocation, (line) => terminal.error(`${line}\n`));
      terminal.out(
        copy === undefined ? 'Prepared: stop the product and copy again without --prepare.\n' : copyReport(copy),
      );
      return 0;
    }
    case 'reopen-data':
      await commands.reopenSource(invocation.place, (line) => terminal.out(`${line}\n`));
      return 0;
    case 'import':
      return importExports(invocation, terminal);
    case 'origins':
      return showOrigins(invocation, terminal);
    case 'context-key':
      terminal.out(contextKeyFile(invocation.context));
      return 0;
    case 'payload-key':
      terminal.out(`${payloadKeyText()}\n`);
      return 0;
    case 'sign-in':
      return printSignInAddress(terminal);
    case 'version':
      terminal.out(`${productVersion()}\n`);
      return 0;
    case 'help':
      terminal.out(helpText);
      return 0;
  }
}

/**
 * Read only when it is asked for: it makes certificates and catches mail with packages that an installation without
 * optional ones does not have. Throws `StartFault` there.
 */
function loadDemo(): typeof runDemo.demo {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return (require('./demo/run-demo') as typeof runDemo).demo;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new StartFault('The demo needs packages that are not installed: run npm ci without --omit=optional.', 1);
  }
}
