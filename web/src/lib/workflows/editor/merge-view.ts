import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { codeLook } from './code-theme.js';
import type { Format } from './convert.js';
import { hangingIndent } from './hanging-indent.js';

export interface Difference {
  readonly before: string;
  readonly after: string;
  readonly format: Format;
  readonly unified: boolean;
  readonly label: string;
}

/** Shows two texts side by side or in one column; what is the same is folded. Read only. */
export function showDifference(
  parent: HTMLElement,
  { before, after, format, unified, label }: Difference,
): { readonly destroy: () => void } {
  const shared = (name: string): Extension => [
    lineNumbers(),
    EditorView.lineWrapping,
    hangingIndent,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ 'aria-label': name }),
    format === 'json' ? json() : yaml(),
    codeLook,
  ];
  const collapseUnchanged = { margin: 3, minSize: 6 };
  if (unified)
    return new EditorView({
      parent,
      doc: after,
      extensions: [
        shared(label),
        unifiedMergeView({ original: before, mergeControls: false, gutter: true, collapseUnchanged }),
      ],
    });
  return new MergeView({
    parent,
    a: { doc: before, extensions: shared(`${label}, before`) },
    b: { doc: after, extensions: shared(`${label}, after`) },
    gutter: true,
    collapseUnchanged,
  });
}
