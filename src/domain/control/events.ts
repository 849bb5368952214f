import { z } from 'zod';

export const ControlScope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('workflow'), id: z.string() }),
  z.strictObject({ kind: z.literal('everything') }),
]);
export type ControlScope = z.infer<typeof ControlScope>;

/** Events of `control`: emergency stop of a workflow or of everything. */
export const controlEvents = {
  HaltOrdered: z.strictObject({ haltId: z.string(), scope: ControlScope, reason: z.string() }),
  HaltLifted: z.strictObject({ haltId: z.string(), scope: ControlScope, reason: z.string() }),
} as const;
export type ControlEvent = {
  [T in keyof typeof controlEvents]: { readonly type: T; readonly data: z.infer<(typeof controlEvents)[T]> };
}[keyof typeof controlEvents];
