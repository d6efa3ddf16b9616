import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import type { Operation } from '#libs/contract-kit';
import type { Call } from './call.js';

/**
 * Binds a controller method to an operation of a contract. The method gets the validated request and the
 * call, and its types are checked against the contract's.
 */
export function Handles<Req extends object, Rep extends object>(operation: Operation<Req, Rep>) {
  return <H extends (request: Req, call: Call) => Promise<Rep>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    MessagePattern(operation.subject)(target, key, descriptor);
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
  };
}
