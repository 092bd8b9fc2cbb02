import { autocompletion, type CompletionContext } from '@codemirror/autocomplete';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from '@uiw/react-codemirror';
import { useEffect, useRef } from 'react';
import type { CodeEditorProps, CodeMark } from './code-editor';
import { languageOf } from './languages';

/**
 * The editor in a shadow root: its styles are adopted sheets there, which the Content-Security-Policy takes, where style
 * elements in the page would be refused.
 */
export default function Editor({ name, language, value, onChange, marks, words, isReadOnly }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ onChange, words });
  latest.current = { onChange, words };
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const complete = (context: CompletionContext) => {
      const word = context.matchBefore(/[$\w({.:-]+/);
      const options = latest.current.words ?? [];
      if (options.length === 0 || (word === null && !context.explicit)) return null;
      return {
        from: word?.from ?? context.pos,
        options: options.map(({ label, detail }) => ({ label, ...(detail === undefined ? {} : { detail }) })),
      };
    };
    const created = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: value,
        extensions: [
          basicSetup(),
          languageOf(language),
          look,
          syntaxHighlighting(colours),
          lintGutter(),
          autocompletion({ override: [complete] }),
          EditorView.contentAttributes.of({ 'aria-label': name }),
          EditorView.lineWrapping,
          EditorState.readOnly.of(isReadOnly === true),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onChange?.(state.doc.toString());
          }),
        ],
      }),
    });
    view.current = created;
    return () => {
      view.current = null;
      created.destroy();
    };
    // The text is followed below; a new language or name makes a new editor.
  }, [language, name, isReadOnly]);
  useEffect(() => {
    const current = view.current;
    if (current === null || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const current = view.current;
    if (current === null) return;
    const { doc } = current.state;
    current.dispatch(
      setDiagnostics(
        current.state,
        (marks ?? []).map((mark) => ({ ...rangeOf(mark, doc), severity: mark.severity, message: mark.message })),
      ),
    );
  }, [marks, value]);
  return <div ref={host} className="h-full" />;
}

function rangeOf({ line, column }: CodeMark, doc: Text): { from: number; to: number } {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = column === undefined ? at.from : Math.min(at.from + Math.max(0, column - 1), at.to);
  return { from, to: Math.max(from, at.to) };
}

/** Colours of the theme reach into the shadow root, as custom properties are inherited. */
const look = EditorView.theme({
  '&': { height: '100%', fontSize: '0.85rem', color: 'var(--color-ink)', backgroundColor: 'var(--color-surface)' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--font-mono)' },
  '.cm-content': { caretColor: 'var(--color-ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--color-ink)' },
  '.cm-gutters': { backgroundColor: 'var(--color-sunken)', color: 'var(--color-muted)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--color-hover) 60%, transparent)',
  },
  '.cm-tooltip, .cm-panels': {
    backgroundColor: 'var(--color-raised)',
    color: 'var(--color-ink)',
    borderColor: 'var(--color-line)',
  },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--color-accent-tint)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: 'var(--color-accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--color-good)' },
  { tag: tags.comment, color: 'var(--color-muted)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--color-warn)' },
  {
    tag: [tags.variableName, tags.special(tags.variableName), tags.definition(tags.variableName)],
    color: 'var(--color-danger)',
  },
  { tag: [tags.propertyName, tags.standard(tags.variableName)], color: 'var(--color-accent)' },
]);
