import { useEffect, useMemo, useState } from 'react';
import { LineCounter, parseDocument, type Node } from 'yaml';
import { CodeEditor, type CodeMark } from '../code/code-editor';
import { isSame } from '../forms/merge';
import { partsOf } from '../forms/pointers';

export interface JsonPaneProps {
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** Sentences by pointers into the value. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
}

/** The condition as JSON, changed on either side; sentences about it stand at the lines that they name. */
export default function JsonPane({ value, onChange, faults }: JsonPaneProps) {
  const [text, setText] = useState(() => textOf(value));
  const read = useMemo(() => parsed(text), [text]);
  useEffect(() => {
    setText((current) => {
      const now = parsed(current);
      return 'value' in now && isSame(now.value, value) ? current : textOf(value);
    });
  }, [value]);
  const marks = useMemo(() => ('fault' in read ? [read.fault] : marksOf(text, faults)), [read, text, faults]);
  return (
    <div>
      <CodeEditor
        name="Condition as JSON"
        language="json"
        height="22rem"
        value={text}
        marks={marks}
        onChange={(next) => {
          setText(next);
          const result = parsed(next);
          if ('value' in result && !isSame(result.value, value)) onChange(result.value);
        }}
      />
      {'fault' in read && (
        <p role="status" className="mt-1 text-xs text-danger">
          Line {read.fault.line}: {read.fault.message} The tree shows what could be read last.
        </p>
      )}
    </div>
  );
}

function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, null, 2);
}

function parsed(text: string): { readonly value: unknown } | { readonly fault: CodeMark } {
  try {
    const value: unknown = text.trim() === '' ? null : JSON.parse(text);
    if (typeof value === 'object' && !Array.isArray(value)) return { value };
    return { fault: { line: 1, severity: 'error', message: 'A condition is an object in braces, or null.' } };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'It cannot be read.';
    const [, at] = /position (\d+)/.exec(message) ?? [];
    const before = text.slice(0, at === undefined ? text.length : Number(at));
    return {
      fault: { line: before.split('\n').length, severity: 'error', message: `This is no JSON yet: ${message}.` },
    };
  }
}

/** Lines of what pointers name; of what is not there, of the part around it. */
export function marksOf(text: string, faults: ReadonlyMap<string, readonly string[]>): readonly CodeMark[] {
  if (faults.size === 0) return [];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return [...faults].flatMap(([pointer, messages]) => {
    const parts = partsOf(pointer).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
    let node: Node | undefined;
    for (let length = parts.length; length >= 0 && node === undefined; length -= 1) {
      node = (length === 0 ? document.contents : document.getIn(parts.slice(0, length), true)) as Node | undefined;
    }
    const [start = 0] = node?.range ?? [];
    const { line, col } = lines.linePos(start);
    return messages.map((message) => ({ line, column: col, severity: 'error' as const, message }));
  });
}
