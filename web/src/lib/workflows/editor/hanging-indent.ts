import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view';

/** Further indentation than this is cut: else nothing of a narrow window would be left for the text. */
const DEEPEST = 24;
const made = new Map<number, Decoration>();
function hanging(columns: number): Decoration {
  const known = made.get(columns);
  if (known) return known;
  const decoration = Decoration.line({
    attributes: { style: `padding-left: calc(8px + ${columns}ch); text-indent: -${columns}ch` },
  });
  made.set(columns, decoration);
  return decoration;
}

function decorate({ visibleRanges, state }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of visibleRanges)
    for (let at = from; at <= to;) {
      const line = state.doc.lineAt(at);
      const indent = /^[ -]*/.exec(line.text)?.[0].length ?? 0;
      builder.add(line.from, line.from, hanging(Math.min(indent + 2, DEEPEST)));
      at = line.to + 1;
    }
  return builder.finish();
}

/** A line that is wrapped goes on under its own beginning, so that the shape of the document stays visible. */
export const hangingIndent: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = decorate(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
