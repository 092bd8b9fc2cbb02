import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The script that gives the syntax tree of the text in its parameter `Text`; see `modelOfSyntax` of the domain. */
export function syntaxProgram(): string {
  return readFileSync(path.join(__dirname, 'ast.ps1'), 'utf8');
}
