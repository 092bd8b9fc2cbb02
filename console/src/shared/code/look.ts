import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Colours of the theme reach into the shadow root, as custom properties are inherited. */
export const look = EditorView.theme({
  '&': { height: '100%', fontSize: '0.85rem', color: 'var(--color-ink)', backgroundColor: 'var(--color-surface)' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--font-mono)' },
  '.cm-content': { caretColor: 'var(--color-ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--color-ink)' },
  '.cm-gutters': { backgroundColor: 'var(--color-sunken)', color: 'var(--color-muted)', border: 'none' },
  // Of two texts beside each other.
  '&.cm-merge-a .cm-changedLine, .cm-deletedChunk': { backgroundColor: 'var(--color-danger-tint)' },
  '&.cm-merge-b .cm-changedLine, .cm-inlineChangedLine': { backgroundColor: 'var(--color-good-tint)' },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--color-danger) 25%, transparent)',
  },
  '&.cm-merge-b .cm-changedText': { background: 'color-mix(in srgb, var(--color-good) 25%, transparent)' },
  // Colours of the language would not stand out enough on those of what has changed.
  '.cm-changedText, .cm-changedText *': { color: 'var(--color-ink)' },
  // The library draws these as pictures with addresses of `data:`, which the Content-Security-Policy refuses.
  '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy 1px', textUnderlineOffset: '3px' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecorationColor: 'var(--color-danger)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecorationColor: 'var(--color-warn)' },
  '.cm-lintRange-info, .cm-lintRange-hint': { backgroundImage: 'none', textDecorationColor: 'var(--color-muted)' },
  '.cm-lint-marker': { content: 'normal', width: '0.7em', height: '0.7em', margin: '0.35em 0.15em' },
  '.cm-lint-marker-error': { content: 'normal', borderRadius: '50%', backgroundColor: 'var(--color-danger)' },
  '.cm-lint-marker-warning': { content: 'normal', backgroundColor: 'var(--color-warn)' },
  '.cm-lint-marker-info': { content: 'normal', backgroundColor: 'var(--color-muted)' },
  '.cm-collapsedLines': {
    color: 'var(--color-muted)',
    background: 'var(--color-sunken)',
  },
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

export const colours = HighlightStyle.define([
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
