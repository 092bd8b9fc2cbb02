import { StreamLanguage } from '@codemirror/language';
import { javascript, json } from '@codemirror/legacy-modes/mode/javascript';
import { powerShell } from '@codemirror/legacy-modes/mode/powershell';
import { python } from '@codemirror/legacy-modes/mode/python';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { yaml } from '@codemirror/legacy-modes/mode/yaml';
import type { CodeLanguage } from './code-editor';

const modes = { powershell: powerShell, javascript, bash: shell, python, json, yaml } as const;

export function languageOf(language: CodeLanguage) {
  return language === 'text' ? [] : StreamLanguage.define(modes[language]);
}
