import type { AnswerOf } from '$contract/endpoints.js';
import { call } from '../api/client.js';
import { problemOf, type Problem } from '../api/problem.js';

type Welcome = AnswerOf<'getSession'>;
export type Session = NonNullable<Welcome['session']>;
export type Role = Session['roles'][number];

/** Who is signed in here, and which server this is. */
class SessionState {
  current = $state.raw<Session | undefined>();
  server = $state.raw<Welcome['server'] | undefined>();
  error = $state.raw<Problem | undefined>();
  /** False until the first answer. */
  known = $state(false);

  async load(): Promise<void> {
    try {
      const { session, server } = await call('getSession');
      this.current = session ?? undefined;
      this.server = server;
      this.error = undefined;
      this.known = true;
    } catch (error) {
      this.error = problemOf(error);
    }
  }

  /** Admin may do everything; every other role includes viewer only. */
  may(role: Role): boolean {
    const roles = this.current?.roles ?? [];
    return roles.includes('admin') || (role === 'viewer' ? roles.length > 0 : roles.includes(role));
  }

  ended(): void {
    this.current = undefined;
  }
}

export const session = new SessionState();
