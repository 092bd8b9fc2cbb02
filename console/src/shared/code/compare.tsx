import { syntaxHighlighting } from '@codemirror/language';
import { MergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { CodeCompareProps, CodeSide } from './code-compare';
import { languageOf } from './languages';
import { colours, look } from './look';

/** Both sides in one shadow root, for the reason that the editor has one. */
export default function Compare({ language, before, after }: CodeCompareProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const side = ({ name, text }: CodeSide) => ({
      doc: text,
      extensions: [
        lineNumbers(),
        languageOf(language),
        look,
        syntaxHighlighting(colours),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': name }),
        EditorState.readOnly.of(true),
      ],
    });
    const view = new MergeView({
      ...{ a: side(before), b: side(after), root, parent: root },
      collapseUnchanged: { margin: 3, minSize: 6 },
      // Texts that have little in common would take long to compare.
      diffConfig: { scanLimit: 2_000, timeout: 500 },
    });
    return () => view.destroy();
  }, [language, before.name, before.text, after.name, after.text]);
  return <div ref={host} />;
}
