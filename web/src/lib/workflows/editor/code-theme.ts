import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Keys are quiet, strings green, references to inputs and outputs blue: as the rest of the console shows JSON. Tokens only, so both themes follow. */
const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--color-ink-2)' },
  { tag: tags.string, color: 'var(--color-ok)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--color-now)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--color-ink-3)' },
  {
    tag: [tags.punctuation, tags.separator, tags.bracket, tags.squareBracket, tags.brace],
    color: 'var(--color-ink-2)',
  },
  { tag: [tags.labelName, tags.typeName, tags.meta], color: 'var(--color-you)' },
]);

const references = new MatchDecorator({
  regexp: /\b(?:steps\.[\w-]+\.output|input)(?:\.[\w-]+|\[[^\]\s]*\])+|\bsteps\.[\w-]+\.output\b/g,
  decoration: Decoration.mark({ class: 'cm-reference' }),
});
const referencePlugin = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = references.createDeco(view);
    }
    update(update: ViewUpdate): void {
      this.decorations = references.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const theme = EditorView.theme({
  '&': { color: 'var(--color-ink)', backgroundColor: 'transparent', fontSize: '12px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '19px', fontFeatureSettings: "'zero', 'calt' 0" },
  '.cm-content': { padding: '0', caretColor: 'var(--color-ink)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--color-ink)' },
  // Nothing scrolls under them: lines are wrapped.
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--color-ink-3)', border: 'none' },
  '.cm-reference, .cm-reference *': { color: 'var(--color-now)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--color-now-tint)',
    outline: '1px solid var(--color-now-line)',
  },
  '.cm-panels': {
    backgroundColor: 'var(--color-surface)',
    color: 'var(--color-ink)',
    border: '1px solid var(--color-line)',
  },
  '.cm-panels-top': { borderBottom: '1px solid var(--color-line)' },
  '.cm-textfield': {
    backgroundColor: 'var(--color-surface)',
    color: 'var(--color-ink)',
    border: '1px solid var(--color-control)',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--color-surface)',
    border: '1px solid var(--color-line-strong)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--color-you-tint)', outline: '1px solid var(--color-you-line)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--color-now-tint)', outline: '1px solid var(--color-now-mark)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--color-overlay)',
    color: 'var(--color-ink)',
    border: '1px solid var(--color-line-strong)',
    borderRadius: 'var(--radius-sm)',
    boxShadow: 'var(--shadow-pop)',
  },
  // What was before and what is now, with a sign in front: never by colour alone.
  '.cm-changedLine, .cm-insertedLine, ins.cm-insertedLine': {
    backgroundColor: 'var(--color-ok-tint) !important',
    textDecoration: 'none',
  },
  '.cm-deletedLine, del, .cm-deletedChunk': {
    backgroundColor: 'var(--color-bad-tint) !important',
    textDecoration: 'none',
  },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--color-bad-tint) !important' },
  '.cm-changedText, .cm-insertedLine .cm-changedText': {
    background: 'none !important',
    boxShadow: 'inset 0 -2px 0 var(--color-ok-mark)',
  },
  '.cm-deletedText, &.cm-merge-a .cm-changedText': {
    background: 'none !important',
    boxShadow: 'inset 0 -2px 0 var(--color-bad-mark) !important',
  },
  '.cm-changeGutter': { width: '3px', paddingLeft: '0' },
  '.cm-changedLineGutter, &.cm-merge-b .cm-changedLineGutter': { background: 'var(--color-ok-mark) !important' },
  '.cm-deletedLineGutter, &.cm-merge-a .cm-changedLineGutter': { background: 'var(--color-bad-mark) !important' },
  '.cm-deletedChunk': { paddingLeft: '8px' },
  // Its own glyph is in few fonts.
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: 'none' },
  '.cm-collapsedLines': {
    background: 'var(--color-sunken)',
    color: 'var(--color-ink-2)',
    padding: '3px 8px',
    fontFamily: 'var(--font-sans)',
  },
});

export const codeLook: Extension = [theme, syntaxHighlighting(highlight), referencePlugin];
