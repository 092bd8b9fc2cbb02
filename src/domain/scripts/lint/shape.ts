import type { PwshModel } from '../powershell/model';
import type { LintFinding } from '../script';
import { missingCommands } from './missing-commands';
import { found, type Rule } from './rule';

const firstLine = { line: 1 };

/** PS008: a script that does not do what its category is for. */
export const purpose: Rule = (model, { categories }) => {
  const isHandler = categories.includes('handler');
  const isStep = categories.includes('workflow');
  const namesContext = model.variables.some(({ name }) => /^(?:\w+:)?context$/i.test(name));
  if (isHandler && (namesContext || (isStep && model.parameters !== null))) return [];
  if (isHandler) {
    const message = 'a handler finds what it is about in $context, and this never names it';
    return [found('PS008', 'info', firstLine, message, "$context['…'].")];
  }
  // A step without parameters is often called for what it does.
  if (!isStep || model.parameters === null || makesTable(model)) return [];
  const message = 'a workflow step hands on what it returns as a table, and this makes none';
  return [found('PS008', 'info', firstLine, message, '@{ name = $value } as its last output.')];
};

function makesTable({ hasTable, types, commands }: PwshModel): boolean {
  const isTable = (name: string) => /hashtable|ordered|dictionary/i.test(name);
  const texts = commands.flatMap(({ elements }) =>
    elements.flatMap((one) => (one.kind === 'argument' ? one.texts : [])),
  );
  return hasTable || types.some(({ name }) => isTable(name)) || texts.some(isTable);
}

/** PS009: what PowerShell's parser says. */
export const parseErrors: Rule = (model) =>
  model.parseErrors.map(({ line, message }) =>
    found('PS009', 'error', { line }, message.replace(/\.$/, ''), 'Mend the line; the script does not run at all.'),
  );

const automatic = new Set('host pid home pshome error input args matches true false null'.split(' '));

/** PS015: variables that PowerShell sets itself. */
export const automaticVariables: Rule = ({ assignments }) =>
  assignments.flatMap(({ to, name, line, constant }) => {
    const own = name.replace(/^(?:global|script|local|private):/i, '').toLowerCase();
    // `$null = …` drops what a command gives: only a constant there is a mistake.
    if (to !== 'variable' || !automatic.has(own) || (own === 'null' && constant === null)) return [];
    return [found('PS015', 'warning', { line }, `$${name} is PowerShell's own`, 'Another name.')];
  });

const modulesOfWindows = new Set(
  [...new Set(missingCommands.values())].flatMap((module) => module.toLowerCase().split('/')),
);

/** PS020: what keeps the script from running at all. */
export const requirements: Rule = (model) => [
  ...model.requires.flatMap(({ name, line }): LintFinding[] => {
    const unmet = unmetIn(name);
    if (unmet === undefined) return [];
    return [found('PS020', 'error', { line }, `${unmet}: nothing of the script runs`, 'Leave the line out.')];
  }),
  ...model.configurations.map((at) =>
    found('PS020', 'error', at, `a DSC configuration (${at.name}) does not run here`, 'A script that does the same.'),
  ),
];

function unmetIn(requirement: string): string | undefined {
  if (/-PSEdition\s+['"]?Desktop/i.test(requirement)) return '#Requires -PSEdition Desktop is not met';
  if (/-PSSnapin\b/i.test(requirement)) return '#Requires -PSSnapin is not met';
  const [, listed = ''] = /-Modules?\s+(.*)$/i.exec(requirement) ?? [];
  const words = listed.toLowerCase().match(/[a-z][\w.-]*/g) ?? [];
  const missing = words.find((word) => modulesOfWindows.has(word));
  return missing === undefined ? undefined : `#Requires -Modules ${missing} is not met`;
}

/** PS023: error records, which hold live objects. */
export const errorsAsValues: Rule = ({ errorsInTables }) =>
  errorsInTables.map((at) =>
    found(
      'PS023',
      'info',
      at,
      'the error record itself goes into a table; its message is what is kept',
      '$_.Exception.Message.',
    ),
  );

const ofContext = ['recipient', 'recipients', 'subject', 'message', 'body', 'sendemail'];

/** PS025: parameters that stand before what the run would say. */
export const hiddenKeys: Rule = (_model, { categories, parameters }) =>
  !categories.includes('handler')
    ? []
    : parameters
        .filter((name) => ofContext.includes(name.toLowerCase()))
        .map((name) =>
          found(
            'PS025',
            'info',
            firstLine,
            `the parameter ${name} hides what the run has under this key`,
            'Another name.',
          ),
        );
