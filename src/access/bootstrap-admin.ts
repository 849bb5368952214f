import { operatorStream } from '../domain/catalog.js';
import type { CommandGateway } from '../domain/command-gateway.js';
import type { CommandContext, Ids } from '../domain/kernel/ports.js';
import type { Access } from './access.js';
import type { OperatorRequest } from '../domain/operator/commands.js';
import { mintToken } from './token.js';

export const ADMIN_ID = 'admin';

export interface Bootstrapped {
  /** True when the operator `admin` got its first key now. */
  readonly firstStart: boolean;
  readonly adminKey?: string;
}

/**
 * Gives the operator `admin` its first key, once in the life of a store. `keep` puts the key where its owner finds it, BEFORE the key
 * is made valid: a process that dies between the two leaves a key that opens nothing, never a valid key that nobody has.
 */
export async function bootstrapAdmin(deps: {
  readonly access: Access;
  readonly commands: CommandGateway;
  readonly ids: Ids;
  keep(key: string): Promise<void>;
}): Promise<Bootstrapped> {
  const { access, commands, ids, keep } = deps;
  const stream = operatorStream(ADMIN_ID);
  const admin = await access.operator(ADMIN_ID);
  if (admin && admin.keys.length > 0) return { firstStart: false };

  const execute = async (request: OperatorRequest, commandId: string): Promise<void> => {
    const context: CommandContext = {
      commandId,
      causationId: commandId,
      actor: { kind: 'system', id: 'bootstrap', name: 'First start' },
    };
    const answer = await commands.execute({ aggregate: 'operator', stream, ...request }, context);
    for (const event of answer.events) access.onEvent(event);
  };
  if (!admin)
    await execute(
      { name: 'CreateOperator', payload: { operatorId: ADMIN_ID, name: 'Administrator', roles: ['admin'] } },
      ids.random(),
    );
  const commandId = ids.random();
  const { token, tokenId, secretHash } = mintToken('key', ADMIN_ID, commandId);
  await keep(token);
  await execute({ name: 'IssueKey', payload: { keyId: tokenId, secretHash, name: 'first key' } }, commandId);
  return { firstStart: true, adminKey: token };
}
