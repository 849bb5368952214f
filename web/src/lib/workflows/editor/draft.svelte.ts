import type { AnswerOf } from '$contract/endpoints.js';
import { call } from '../../api/client.js';
import { problemOf, type Problem } from '../../api/problem.js';
import type { Format } from './convert.js';
import { marksOf, type Mark } from './marks.js';

type Checked = AnswerOf<'validateWorkflow'>;
/** After the last key. */
const REST_MS = 300;

/** The saved version that a draft was made from. */
export interface Base {
  readonly workflowId: string;
  readonly version: number;
  readonly text: string;
  readonly format: Format;
}

/** A definition being written: its text, what the server says of it, and what it was made from. Nothing is saved before it is saved. */
export class Draft {
  text = $state('');
  format = $state.raw<Format>('yaml');
  /** Undefined: a new workflow. */
  base = $state.raw<Base | undefined>();
  /** The latest version that the author has seen; 0 for a new workflow. */
  seen = $state(0);
  /** Of a version that another author has saved meanwhile. */
  conflict = $state<number | undefined>();
  saving = $state(false);
  saveProblem = $state.raw<Problem | undefined>();
  /** The last answer, and the text that it is about. */
  private answer = $state.raw<{ readonly text: string; readonly checked: Checked } | undefined>();
  /** Why it could not be checked: the server is away. */
  checkProblem = $state.raw<Problem | undefined>();
  private began = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | undefined;

  readonly dirty = $derived(this.text !== this.began);
  /** There is something to save. */
  readonly differs = $derived(this.base === undefined || this.text !== this.base.text);
  readonly checked = $derived(this.answer?.checked);
  /** The answer is about an earlier text. */
  readonly behind = $derived(this.answer?.text !== this.text);
  readonly marks = $derived.by<readonly Mark[]>(() => {
    if (this.text.trim() === '') return marksOf('', [{ path: '', message: 'the definition is empty' }]);
    return this.answer ? marksOf(this.answer.text, this.answer.checked.problems, this.answer.checked.warnings) : [];
  });
  readonly valid = $derived(!this.behind && this.checked?.valid === true);

  /** @param base the latest version, which a save goes upon */
  constructor(text: string, format: Format, base?: Base) {
    this.text = text;
    this.began = text;
    this.format = format;
    this.base = base;
    this.seen = base?.version ?? 0;
    this.check();
  }

  write(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.saveProblem = undefined;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), REST_MS);
  }

  /** Asks the server what is wrong with it, and for its graph. */
  check(): void {
    this.asking?.abort();
    clearTimeout(this.timer);
    const { text, format } = this;
    if (text.trim() === '') return;
    const asking = new AbortController();
    this.asking = asking;
    call('validateWorkflow', { body: { source: text, format } }, { signal: asking.signal }).then(
      (checked) => {
        if (this.asking !== asking) return;
        this.answer = { text, checked };
        this.checkProblem = undefined;
      },
      (error: unknown) => {
        if (this.asking !== asking) return;
        this.checkProblem = problemOf(error);
        if (this.checkProblem.temporary) this.timer = setTimeout(() => this.check(), 2_000);
      },
    );
  }

  /** @returns the version, or undefined when it was refused; `saveProblem` or `conflict` says why */
  async save(): Promise<AnswerOf<'saveWorkflow'> | undefined> {
    if (this.saving) return undefined;
    this.saving = true;
    this.saveProblem = undefined;
    const { text, format } = this;
    try {
      const saved = await call('saveWorkflow', { body: { source: text, format, latestSeen: this.seen } });
      this.began = text;
      this.base = { workflowId: saved.workflowId, version: saved.version, text, format };
      this.seen = saved.version;
      this.conflict = undefined;
      return saved;
    } catch (error) {
      const problem = problemOf(error);
      const latest = problem.details['latest'];
      if (problem.code === 'WORKFLOW.SAVED_MEANWHILE' && typeof latest === 'number' && this.base)
        this.conflict = latest;
      else this.saveProblem = problem;
      return undefined;
    } finally {
      this.saving = false;
    }
  }

  /** Another version was saved: told before it is tried. One that nothing was written in follows the latest instead. */
  latestIs(version: number): void {
    if (this.base && this.dirty && !this.saving && version > this.seen) this.conflict = version;
  }
  /** The author has seen that version; a save goes on top of it. */
  goOnUpon(base: Base): void {
    this.base = base;
    this.seen = base.version;
    this.conflict = undefined;
  }

  end(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = undefined;
  }
}
