import assert from 'node:assert/strict';
import { Problem } from '#libs/contract-kit';

/** Asserts that a call is answered with the problem of this code, and returns it. */
export async function refuses(code: string, call: () => Promise<unknown>): Promise<Problem> {
  let reply: unknown;
  try {
    reply = await call();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    assert.equal(error.problem.code, code, `${error.problem.code}: ${error.message}`);
    return error;
  }
  assert.fail(`expected the problem ${code}, but the reply was ${JSON.stringify(reply).slice(0, 200)}`);
}
