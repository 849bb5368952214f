import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { codeLook } from './code-theme.js';
import type { Format } from './convert.js';
import { hangingIndent } from './hanging-indent.js';
import type { Mark } from './marks.js';
import { setMarks, spineMarks } from './spine-marks.js';

export interface CodeMirrorOptions {
  readonly text: string;
  readonly format: Format;
  readonly label: string;
  readonly readonly?: boolean;
  readonly onchange: (text: string) => void;
}

/** The editor itself, without a framework. Loaded on demand: nothing else imports CodeMirror. */
export class CodeMirror {
  private readonly view: EditorView;
  private readonly language = new Compartment();
  private readonly comparison = new Compartment();

  constructor(parent: HTMLElement, { text, format, label, readonly = false, onchange }: CodeMirrorOptions) {
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          spineMarks,
          history(),
          indentUnit.of('  '),
          EditorState.tabSize.of(2),
          indentOnInput(),
          bracketMatching(),
          search({ top: true }),
          highlightSelectionMatches(),
          EditorView.lineWrapping,
          hangingIndent,
          EditorState.readOnly.of(readonly),
          // Tab leaves the editor, as it leaves any other field; Ctrl+] and Ctrl+[ indent.
          keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-multiline': 'true', spellcheck: 'false' }),
          this.language.of(languageOf(format)),
          this.comparison.of([]),
          codeLook,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onchange(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  /** Puts another text in its place, as one step that can be undone. */
  setText(text: string): void {
    const { doc } = this.view.state;
    if (doc.toString() !== text) this.view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
  }
  setFormat(format: Format): void {
    this.view.dispatch({ effects: this.language.reconfigure(languageOf(format)) });
  }
  setMarks(marks: readonly Mark[]): void {
    this.view.dispatch({ effects: setMarks.of(marks) });
  }
  /** Shows what differs from another text, in place; `undefined` shows the text alone. */
  compare(original: string | undefined): void {
    this.view.dispatch({
      effects: this.comparison.reconfigure(
        original === undefined ? [] : unifiedMergeView({ original, mergeControls: false, highlightChanges: true }),
      ),
    });
  }
  reveal(from: number, to = from): void {
    const end = this.view.state.doc.length;
    const anchor = Math.min(from, end);
    this.view.dispatch({
      selection: { anchor, head: Math.min(to, end) },
      effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
    });
    this.view.focus();
  }
  replace(from: number, to: number, insert: string): void {
    this.view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
    this.view.focus();
  }
  destroy(): void {
    this.view.destroy();
  }
}

const languageOf = (format: Format) => (format === 'json' ? json() : yaml());
