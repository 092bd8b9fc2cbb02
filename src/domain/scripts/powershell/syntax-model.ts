import type { Growing } from './growing';
import type { PwshArgument, PwshAssignment, PwshCommand, PwshModel, PwshParameter, PwshSwitch } from './model';

type Json = readonly unknown[];
interface GrowingCommand extends Omit<Growing<PwshCommand>, 'elements'> {
  elements: (PwshArgument | PwshSwitch)[];
}

/**
 * The model of a script out of what `ast.ps1` has made of PowerShell's own syntax tree. Undefined for what is not of that
 * form: it comes out of a process in which scripts run.
 */
export function modelOfSyntax(tree: unknown): PwshModel | undefined {
  try {
    return readTree(tree as { readonly nodes: Json; readonly errors: Json; readonly parameters: unknown });
  } catch (error) {
    if (error instanceof WrongForm || error instanceof TypeError) return undefined;
    throw error;
  }
}

class WrongForm extends Error {}

function readTree(tree: { readonly nodes: Json; readonly errors: Json; readonly parameters: unknown }): PwshModel {
  const nodes = listOf(tree.nodes).map(listOf);
  const of = (kind: string) => nodes.filter(([own]) => own === kind);
  const named = (kind: string) => of(kind).map(([, line, name]) => ({ name: textOf(name), line: lineOf(line) }));
  return {
    source: 'syntax',
    parseErrors: listOf(tree.errors)
      .map(listOf)
      .map(([line, message]) => ({ line: lineOf(line), message: textOf(message) })),
    commands: commandsOf(of('command')),
    texts: of('text').map(([, line, text, bare]) => ({
      text: textOf(text),
      line: lineOf(line),
      isBareword: bare === true,
    })),
    types: named('type'),
    members: of('member').map(([, line, name, isStatic, isCall, object]) => ({
      ...{ name: textOf(name), line: lineOf(line), isStatic: isStatic === true, isCall: isCall === true },
      of: object === null ? null : textOf(object),
    })),
    variables: named('variable'),
    assignments: of('assign').map(([, line, to, name, constant]) => ({
      ...{ to: targetOf(to), name: textOf(name), line: lineOf(line) },
      constant: constant === null ? null : textOf(constant),
    })),
    functions: named('function').map(({ name }) => name),
    configurations: named('configuration'),
    requires: named('requires'),
    errorsInTables: of('error').map(([, line]) => ({ line: lineOf(line) })),
    hasTable: of('table').length > 0,
    parameters: parametersOf(tree.parameters),
  };
}

/** Each says by its position among them what it is piped into. */
function commandsOf(nodes: readonly Json[]): PwshCommand[] {
  const commands = nodes.map(([, line, name, isSplatted, , elements]): GrowingCommand => {
    const read = listOf(elements).map(listOf).map(elementOf);
    return { name: textOf(name), line: lineOf(line), isSplatted: isSplatted === true, elements: read, next: null };
  });
  for (const [index, node] of nodes.entries()) commands[index]!.next = commands[Number(node[4])] ?? null;
  return commands;
}

function elementOf([kind, line, name, texts]: Json): PwshArgument | PwshSwitch {
  if (kind === 'parameter') return { kind, name: textOf(name), line: lineOf(line) };
  const variable = name === null ? null : textOf(name);
  return { kind: 'argument', texts: listOf(texts).map(textOf), variable, line: lineOf(line) };
}

function parametersOf(parameters: unknown): PwshParameter[] | null {
  if (parameters === null) return null;
  return listOf(parameters)
    .map(listOf)
    .map(([name, type, mandatory, value]) => ({
      ...{ name: textOf(name), type: textOf(type), mandatory: mandatory === true },
      default: value === null ? null : textOf(value),
    }));
}

function targetOf(to: unknown): PwshAssignment['to'] {
  if (to === 'variable' || to === 'member' || to === 'key') return to;
  throw new WrongForm();
}

function listOf(value: unknown): Json {
  if (Array.isArray(value)) return value;
  throw new WrongForm();
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new WrongForm();
}

function lineOf(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new WrongForm();
}
