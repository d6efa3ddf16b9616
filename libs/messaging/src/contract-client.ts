import type { Operation } from '#libs/contract-kit';
import type { CallOptions, OperationClient } from './operation-client.js';

/** A typed client of a contract: one method for each operation. */
export type ContractClient<C extends { operations: object }> = {
  readonly [K in keyof C['operations']]: C['operations'][K] extends Operation<infer Req, infer Rep>
    ? (request: Req, options?: CallOptions) => Promise<Rep>
    : never;
};

/** Makes the typed client of a contract; `defaults` (token, language, …) go with every call. */
export function contractClient<C extends { operations: object }>(
  contract: C,
  client: OperationClient,
  defaults: CallOptions = {},
): ContractClient<C> {
  const methods = Object.entries(contract.operations as Record<string, Operation>).map(
    ([name, operation]) => [
      name,
      async (request: object, options?: CallOptions) =>
        (await client.call(operation, request, { ...defaults, ...options })).body,
    ],
  );
  return Object.fromEntries(methods) as ContractClient<C>;
}
