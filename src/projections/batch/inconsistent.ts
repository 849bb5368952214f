/** An event that does not fit what its stream said before: it is parked, never guessed at. */
export class InconsistentEvent extends Error {
  override readonly name = 'InconsistentEvent';
}
