import { RangeSet, StateEffect, StateField, type Extension, type Range, type Text } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, gutter, WidgetType, type DecorationSet } from '@codemirror/view';
import type { Mark } from './marks.js';

/** Puts marks on the spine left of the text, tints their lines, underlines the places and says the message at the end of the line. */
export const setMarks = StateEffect.define<readonly Mark[]>();

interface Drawn {
  readonly decorations: DecorationSet;
  readonly gutter: RangeSet<GutterMarker>;
}

class Bead extends GutterMarker {
  constructor(private readonly severity: Mark['severity']) {
    super();
  }
  override eq(other: GutterMarker): boolean {
    return other instanceof Bead && other.severity === this.severity;
  }
  override toDOM(): Node {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('class', `cm-bead ${this.severity}`);
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', this.severity === 'error' ? '#mark-failed' : '#mark-warning');
    svg.append(use);
    return svg;
  }
}
const beads = { error: new Bead('error'), warning: new Bead('warning') };

class Message extends WidgetType {
  constructor(
    private readonly text: string,
    private readonly severity: Mark['severity'],
  ) {
    super();
  }
  override eq(other: Message): boolean {
    return other.text === this.text && other.severity === this.severity;
  }
  override toDOM(): HTMLElement {
    const element = document.createElement('span');
    element.className = `cm-message ${this.severity}`;
    element.textContent = this.text;
    return element;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

const lineLook = {
  error: Decoration.line({ class: 'cm-line-error' }),
  warning: Decoration.line({ class: 'cm-line-warning' }),
};
const underline = {
  error: Decoration.mark({ class: 'cm-mark-error' }),
  warning: Decoration.mark({ class: 'cm-mark-warning' }),
};

function draw(document: Text, marks: readonly Mark[]): Drawn {
  const ranges: Range<Decoration>[] = [];
  const gutterRanges: Range<GutterMarker>[] = [];
  const byLine = new Map<number, Mark[]>();
  for (const mark of marks) {
    const from = Math.min(mark.from, document.length);
    const line = document.lineAt(from);
    byLine.set(line.number, [...(byLine.get(line.number) ?? []), mark]);
    const to = Math.min(mark.to, line.to);
    if (to > from) ranges.push(underline[mark.severity].range(from, to));
  }
  for (const [number, here] of byLine) {
    const line = document.line(number);
    const worst = here.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
    const [first] = here.filter(({ severity }) => severity === worst);
    if (!first) continue;
    ranges.push(lineLook[worst].range(line.from));
    const more = here.length > 1 ? ` (and ${here.length - 1} more)` : '';
    ranges.push(Decoration.widget({ widget: new Message(first.message + more, worst), side: 1 }).range(line.to));
    gutterRanges.push(beads[worst].range(line.from));
  }
  return { decorations: Decoration.set(ranges, true), gutter: RangeSet.of(gutterRanges, true) };
}

const field = StateField.define<Drawn>({
  create: () => ({ decorations: Decoration.none, gutter: RangeSet.empty }),
  update(drawn, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return draw(transaction.newDoc, effect.value);
    // Until the next answer of the server they move with the text.
    return transaction.docChanged
      ? { decorations: drawn.decorations.map(transaction.changes), gutter: drawn.gutter.map(transaction.changes) }
      : drawn;
  },
  provide: (own) => EditorView.decorations.from(own, ({ decorations }) => decorations),
});

const theme = EditorView.theme({
  // Transparent: the page's own spine runs behind it.
  '.cm-spine': { width: '20px' },
  '.cm-spine .cm-gutterElement': {
    display: 'flex',
    alignItems: 'start',
    justifyContent: 'center',
    paddingRight: '4px',
  },
  '.cm-bead': {
    width: '16px',
    height: '19px',
    fill: 'none',
    stroke: 'currentColor',
    strokeWidth: '1.5',
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
    background: 'var(--color-page)',
  },
  '.cm-bead.error': { color: 'var(--color-bad-mark)' },
  '.cm-bead.warning': { color: 'var(--color-you-mark)' },
  '.cm-line-error': { backgroundColor: 'var(--color-bad-tint)' },
  '.cm-line-warning': { backgroundColor: 'var(--color-you-tint)' },
  '.cm-mark-error': { textDecoration: 'underline wavy var(--color-bad-mark) 1px', textUnderlineOffset: '3px' },
  '.cm-mark-warning': { textDecoration: 'underline dotted var(--color-you-mark) 1.5px', textUnderlineOffset: '3px' },
  '.cm-message': { fontFamily: 'var(--font-sans)', paddingLeft: '20px', userSelect: 'none' },
  '.cm-message.error': { color: 'var(--color-bad)' },
  '.cm-message.warning': { color: 'var(--color-you)' },
  '@media (max-width: 640px)': { '.cm-message': { display: 'none' } },
});

export const spineMarks: Extension = [
  field,
  gutter({ class: 'cm-spine', markers: (view) => view.state.field(field).gutter, initialSpacer: () => beads.error }),
  theme,
];
