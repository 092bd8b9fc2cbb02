import { autocompletion, type CompletionContext } from '@codemirror/autocomplete';
import { syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Text } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from '@uiw/react-codemirror';
import { useEffect, useRef } from 'react';
import type { CodeEditorProps, CodeMark } from './code-editor';
import { languageOf } from './languages';
import { colours, look } from './look';

/**
 * The editor in a shadow root: its styles are adopted sheets there, which the Content-Security-Policy takes, where style
 * elements in the page would be refused.
 */
export default function Editor(props: CodeEditorProps) {
  const { name, language, value, onChange, marks, words, isReadOnly, goTo } = props;
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
  useEffect(() => {
    const current = view.current;
    if (current === null || goTo === undefined) return;
    const { from } = rangeOf({ line: goTo.line, severity: 'info', message: '' }, current.state.doc);
    current.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    current.focus();
  }, [goTo]);
  return <div ref={host} className="h-full" />;
}

function rangeOf({ line, column }: CodeMark, doc: Text): { from: number; to: number } {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = column === undefined ? at.from : Math.min(at.from + Math.max(0, column - 1), at.to);
  return { from, to: Math.max(from, at.to) };
}
