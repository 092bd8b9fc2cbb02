import { scriptRunStatuses } from '../../domain/scripts/run';
import type { ScriptRun } from '../../domain/scripts/run-record';
import { runtimes } from '../../domain/scripts/runtime';
import {
  defaultScriptLimits,
  scriptCategories,
  scriptNameForm,
  type ScriptVersion,
  type StoredScript,
} from '../../domain/scripts/script';
import type { ListedScript } from '../../store/scripts/scripts';
import type { ListedScriptVersion } from '../../store/scripts/versions';
import {
  description,
  fault,
  flag,
  isoDate,
  line,
  orNull,
  page,
  pageQuery,
  text,
  usedBy,
  wholeNumber,
  z,
} from '../http/schemas';
import { nameQuery } from '../http/named-lists';
import { sortBy } from '../http/sorting';

const nameWords = 'letters, digits, dots, hyphens and underscores are expected, a letter or a digit first, at most 100';
export const scriptName = z.string().regex(scriptNameForm, nameWords);
const secretName = line(1, 200);
export const scriptPath = z.strictObject({ name: scriptName });
export const versionPath = z.strictObject({ name: scriptName, version: wholeNumber(1, 1_000_000_000) });

const runtime = z.enum(runtimes).openapi('ScriptRuntime');
export const status = z.enum(scriptRunStatuses).openapi('ScriptRunStatus');
const category = z.enum(scriptCategories).openapi('ScriptCategory');

const parameter = z
  .strictObject({
    name: line(1, 100),
    description: text(2000).default(''),
    required: z.boolean().default(false),
    default: z.unknown().optional().openapi({ description: 'Any JSON value.' }),
  })
  .openapi('ScriptParameter');

const limits = z
  .strictObject({
    timeoutSeconds: z.number().int().min(1).max(3600).default(defaultScriptLimits.timeoutSeconds),
    memoryMiB: z.number().int().min(32).max(8192).default(defaultScriptLimits.memoryMiB).openapi({
      description: 'Private memory of all its processes together.',
    }),
  })
  .openapi('ScriptLimits');

/** Characters; the bytes are counted when it is saved. */
const content = z
  .string()
  .max(1024 * 1024)
  .openapi({ description: 'The text, at most 1 MiB of UTF-8.' });
const strict = z.boolean().openapi({ description: 'pwsh: the first failed statement ends the script.' });
const windows = z.boolean().openapi({
  description: 'pwsh: a drive C:, environment names of Windows and more, for scripts that come from there.',
});
const reuse = z.boolean().openapi({ description: 'pwsh and node: one warm process serves run after run.' });
const comment = line(0, 500).openapi({ description: 'Of the version, if this makes one.' });
const allowLintErrors = z.boolean().openapi({ description: 'Saves in spite of findings that are errors.' });

const fields = {
  categories: z.array(category).min(1).max(scriptCategories.length).default(['handler']),
  description,
  parameters: z.array(parameter).max(200).default([]),
  secrets: z.array(secretName).max(50).default([]).openapi({ description: 'Names of the secrets that it is given.' }),
  connections: z.array(line(1, 200)).max(20).default([]).openapi({
    description:
      'Names of the connections that it is given: base address, headers that let it in, trusted authorities.',
  }),
  limits: limits.prefault({}),
  lock: line(1, 100).nullable().default(null).openapi({
    description: 'Runs under one lock name never overlap, on whatever worker.',
  }),
  repeatable: z.boolean().default(false).openapi({
    description: 'May be started again when its worker was lost in the middle.',
  }),
};
const ofText = {
  comment: comment.optional(),
  allowLintErrors: allowLintErrors.optional(),
};
const settings = { strict: strict.default(false), windows: windows.default(false), reuse: reuse.default(false) };

export const newScriptBody = z
  .strictObject({ name: scriptName, runtime, ...fields, content, ...settings, ...ofText })
  .openapi('NewScriptRequest');

export const scriptBody = z
  .strictObject({
    runtime: runtime.openapi({ description: 'Never changes.' }),
    ...fields,
    content: content.optional().openapi({ description: 'Left out: the text stays. A new script needs it.' }),
    ...settings,
    ...ofText,
  })
  .openapi('ScriptRequest');

export const versionBody = z
  .strictObject({
    content,
    strict: strict.optional(),
    windows: windows.optional(),
    reuse: reuse.optional(),
    ...ofText,
  })
  .openapi('ScriptVersionRequest');

/** The same beside a raw text. */
export const rawVersionQuery = z.strictObject({
  strict: flag.optional(),
  windows: flag.optional(),
  reuse: flag.optional(),
  comment: line(0, 500).optional(),
  allowLintErrors: flag.optional(),
});
export const restoreBody = z.strictObject(ofText).openapi('ScriptRestoreRequest');

export const lintFinding = z
  .strictObject({
    rule: z.string(),
    severity: z.enum(['info', 'warning', 'error']),
    line: z.number().int(),
    message: z.string(),
    instead: z.string().openapi({ description: 'What to write instead.' }),
  })
  .openapi('LintFinding');

const lintedBy = z.enum(['syntax', 'tokens', 'none']).openapi({
  description: '`syntax`: on the tree of a parser; `tokens`: only what words alone tell; `none`: not looked at.',
});
export const lintBody = z
  .strictObject({
    runtime: runtime.default('pwsh'),
    content,
    categories: fields.categories,
    parameters: fields.parameters,
    ...settings,
  })
  .openapi('ScriptLintRequest');
export const lintView = z.strictObject({ lint: z.array(lintFinding), lintedBy }).openapi('ScriptLint');

const declared = z
  .strictObject({
    name: z.string(),
    type: z.string().openapi({ description: '`object` where none is written.' }),
    mandatory: z.boolean(),
    default: z.string().nullable().openapi({ description: 'As it is written.' }),
  })
  .openapi('DeclaredParameter');

const versionFields = {
  number: z.number().int(),
  sha256: z.string(),
  strict: z.boolean(),
  windows: z.boolean(),
  reuse: z.boolean(),
  author: z.string(),
  comment: z.string(),
  createdAt: isoDate,
  lint: z.array(lintFinding),
  lintedBy,
  paramBlock: z.array(declared).nullable().openapi({
    description: 'pwsh: what the param block asks for; null where there is none, and of other runtimes.',
  }),
};
export const listedVersionView = z.strictObject(versionFields).openapi('ScriptVersion');
export const versionView = z.strictObject({ ...versionFields, content: z.string() }).openapi('ScriptVersionDetail');

const viewFields = {
  uuid: z.string(),
  name: z.string(),
  runtime,
  categories: z.array(category),
  description: z.string(),
  parameters: z.array(parameter),
  secrets: z.array(z.string()),
  connections: z.array(z.string()),
  limits,
  lock: z.string().nullable(),
  repeatable: z.boolean(),
  currentVersion: z.number().int(),
  strict: z.boolean(),
  windows: z.boolean(),
  reuse: z.boolean(),
  version: listedVersionView,
  createdAt: isoDate,
  changedAt: isoDate,
  revision: z.number().int(),
};
const users = z.array(usedBy).openapi({ description: 'What refers to it, at most 20.' });
const lastRun = z
  .strictObject({ runId: z.string(), version: z.number().int().nullable(), status, requestedAt: isoDate })
  .openapi('LastScriptRun');
const lastRuns = z
  .strictObject({ api: orNull(lastRun), service: orNull(lastRun) })
  .openapi('LastScriptRuns', { description: 'The last run of each security context, side by side.' });
export const listedScriptView = z
  .strictObject({
    ...viewFields,
    usedBy: users.optional().openapi({ description: 'With `usage`: what refers to it, at most 20.' }),
    lastRuns: lastRuns.optional().openapi({ description: 'With `usage`.' }),
  })
  .openapi('Script');
export const scriptView = z
  .strictObject({
    ...viewFields,
    usedBy: users,
    lastRuns,
    warnings: z.array(fault).openapi({ description: 'What will not work as things stand.' }),
  })
  .openapi('ScriptDetail');

export const scriptPage = page(listedScriptView);
export const versionPage = page(listedVersionView);

export const scriptListQuery = z.strictObject({
  ...pageQuery,
  ...nameQuery,
  category: category.optional(),
  runtime: runtime.optional(),
  usage: flag.optional().openapi({ description: 'With true each script has `usedBy` and `lastRuns`.' }),
  search: line(1, 200).optional().openapi({
    description: 'Stands in the name, the description or the current text; upper and lower case are alike.',
  }),
  sort: sortBy('name', 'createdAt', 'changedAt').default('name'),
});
export const versionListQuery = z.strictObject(pageQuery);
export const diffQuery = z.strictObject({
  from: wholeNumber(0, 1_000_000_000).optional().openapi({
    description: 'A version; 0 is an empty text. The one before `to` by default.',
  }),
  to: wholeNumber(1, 1_000_000_000).optional().openapi({ description: 'A version; the current one by default.' }),
});

export function toLastRunView(run: ScriptRun | undefined): z.input<typeof lastRun> | null {
  if (run === undefined) return null;
  const { runId, version, status: state, requestedAt } = run;
  return { runId, version, status: state, requestedAt: requestedAt.toISOString() };
}

/** Without the text, also of a version that has it. */
export function toVersionView(version: ListedScriptVersion): z.input<typeof listedVersionView> {
  const { number, sha256, author, lintedBy } = version;
  const { strict: isStrict, windows: isWindows, reuse: isReuse } = version;
  return {
    ...{ number, sha256, strict: isStrict, windows: isWindows, reuse: isReuse, author, lintedBy },
    comment: version.comment,
    paramBlock: version.paramBlock === null ? null : [...version.paramBlock],
    createdAt: version.createdAt.toISOString(),
    lint: [...version.lint],
  };
}

export function toWholeVersionView(version: ScriptVersion): z.input<typeof versionView> {
  return { ...toVersionView(version), content: version.content };
}

export function toListedView({ version, ...script }: ListedScript | StoredScript): z.input<typeof listedScriptView> {
  const { strict: isStrict, windows: isWindows, reuse: isReuse } = version;
  return {
    ...script,
    ...{ strict: isStrict, windows: isWindows, reuse: isReuse },
    categories: [...script.categories],
    parameters: [...script.parameters],
    secrets: [...script.secrets],
    connections: [...script.connections],
    version: toVersionView(version),
    createdAt: script.createdAt.toISOString(),
    changedAt: script.changedAt.toISOString(),
  };
}
