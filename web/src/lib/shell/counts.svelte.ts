import type { AnswerOf } from '$contract/endpoints.js';
import type { NeedsYou } from '$contract/overview.js';

export interface NavCount {
  readonly text: string;
  readonly tone: 'plain' | 'you' | 'bad';
  /** Read out after the number. */
  readonly words: string;
}

/** What waits in each place, from the overview; the layout keeps it up to date. */
class Counts {
  overview = $state.raw<AnswerOf<'getOverview'> | undefined>();

  /** Stops that hold now; they are always among the first of what needs somebody. */
  get halts(): readonly NeedsYou[] {
    return this.overview?.needsYou.items.filter(({ kind }) => kind === 'halt') ?? [];
  }
  get halted(): boolean {
    return this.halts.length > 0;
  }

  of(href: string): NavCount | undefined {
    const seen = this.overview;
    if (!seen) return undefined;
    switch (href) {
      case '/runs':
        return plain(seen.running.runs, 'running');
      case '/approvals':
        return seen.waiting.approvals > 0
          ? { text: String(seen.waiting.approvals), tone: 'you', words: ' waiting for you' }
          : undefined;
      case '/failures':
        return seen.waiting.deadLetters > 0
          ? { text: String(seen.waiting.deadLetters), tone: 'bad', words: ' open' }
          : undefined;
      case '/agents':
        return plain(seen.running.agentsConnected, 'connected');
      default:
        return undefined;
    }
  }
}

const plain = (count: number, words: string): NavCount | undefined =>
  count > 0 ? { text: count.toLocaleString('en-US'), tone: 'plain', words: ` ${words}` } : undefined;

export const counts = new Counts();
