import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { headers as newHeaders } from '@nats-io/transport-node';
import { refuses } from '#libs/conformance';
import { contractClient, HEADER, OperationClient, OperationServer } from '#libs/messaging';
import { eventually, TestCity } from '#libs/testing';
import {
  connectAs,
  Deaf,
  Echo,
  echoContract,
  type Handler,
  listen,
  type RunningEcho,
  startEcho,
} from './echo.js';

let city: TestCity;
let echo: RunningEcho | undefined;

beforeAll(async () => {
  city = await TestCity.start([Echo]);
});
afterAll(async () => {
  await nobody();
  await city?.stop();
});

/** The service with this handler: one server serves many tests, since starting one costs more than a test. */
let handler: Handler;
async function serving(handle: Handler): Promise<RunningEcho> {
  handler = handle;
  echo ??= await startEcho(city, (request, call) => handler(request, call));
  echo.finished.length = 0;
  echo.denied.length = 0;
  return echo;
}

/** Nobody serves any more. */
async function nobody(): Promise<void> {
  await echo?.stop();
  echo = undefined;
}

const client = () => contractClient(Echo, city.client);
const { say } = Echo.operations;

/** Asks as any NATS client would: plain JSON, plain headers. */
async function plain(subject: string, body: string, given: Record<string, string> = {}) {
  const headers = newHeaders();
  for (const [name, value] of Object.entries(given)) headers.set(name, value);
  const reply = await city.outsider.request(subject, body, { timeout: 2_000, headers });
  return {
    body: reply.json<Record<string, unknown>>(),
    text: reply.string(),
    header: (name: string) => reply.headers?.get(name) || undefined,
  };
}

describe('an operation over NATS', () => {
  it('answers a request', async () => {
    echo = await serving(async ({ text }) => ({ text }));
    expect(await client().say({ text: '你好' })).toEqual({ text: '你好' });
  });

  it('answers the very first request after listen has called back', async () => {
    for (let round = 0; round < 3; round++) {
      await nobody();
      await serving(async ({ text }) => ({ text }));
      expect(await client().say({ text: 'first' })).toEqual({ text: 'first' });
    }
  });

  it('answers plain JSON with plain JSON, and says version and trace in headers', async () => {
    echo = await serving(async ({ text }) => ({ text, version: 7 }));
    const { body, header } = await plain(say.subject, '{"text":"plain"}');
    expect(body).toEqual({ text: 'plain', version: 7 });
    expect(header(HEADER.version)).toBe('7');
    expect(header(HEADER.traceId)).toMatch(/^[0-9a-f]{32}$/);
    expect(header(HEADER.errorCode)).toBeUndefined();
    expect((await city.client.call(say, { text: 'x' })).version).toBe(7);
  });

  it('carries trace, correlation, key, version, language and token to the handler', async () => {
    echo = await serving(async (_request, call) => ({
      text: [
        call.traceId,
        call.correlationId,
        call.idempotencyKey,
        call.ifMatch,
        call.language,
        call.caller.subject,
      ].join(' '),
    }));
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const { text } = await client().say(
      { text: 'x' },
      {
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
        correlationId: 'c1',
        idempotencyKey: 'k1',
        ifMatch: 3,
        language: 'en',
        token: 'me',
      },
    );
    expect(text).toBe(`${traceId} c1 k1 3 en person:me`);
  });

  it('tells the handler until when the caller waits', async () => {
    let left = 0;
    echo = await serving(async ({ text }, { deadline }) => {
      left = deadline - Date.now();
      return { text };
    });
    await client().say({ text: 'x' }, { timeoutMs: 1_500 });
    expect(left).toBeGreaterThan(500);
    expect(left).toBeLessThanOrEqual(1_500);
    await plain(say.subject, '{"text":"x"}', { [HEADER.timeout]: 'soon' });
    expect(left).toBeGreaterThan(4_000); // the operation's own time limit
    await plain(say.subject, '{"text":"x"}');
    expect(left).toBeGreaterThan(4_000);
  });

  it('answers a declared problem with the NATS service error headers, in the asked language', async () => {
    echo = await serving(async () => {
      throw Deaf.with({ detail: { zh: '太轻', en: 'Too soft' } });
    });
    const { body, header } = await plain(say.subject, '{"text":"x"}', { [HEADER.language]: 'zh-CN' });
    expect(body).toMatchObject({
      code: 'deaf',
      status: 422,
      title: '听不见',
      detail: '太轻',
      remedy: '大声一点',
    });
    expect(header(HEADER.error)).toBe('Cannot hear');
    expect(header(HEADER.errorCode)).toBe('422');
    const problem = await refuses('deaf', () => client().say({ text: 'x' }, { language: 'en' }));
    expect(problem.message).toBe('Too soft');
  });

  it('answers an undeclared error with a trace id, and tells nothing of it', async () => {
    echo = await serving(async () => {
      throw new Error('MongoServerError: password of admin is hunter2');
    });
    const { body, text, header } = await plain(say.subject, '{"text":"x"}');
    expect(body).toMatchObject({ code: 'internal-error', status: 500 });
    expect(body.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(header(HEADER.traceId)).toBe(body.traceId);
    expect(text).not.toMatch(/hunter2|Mongo|\.ts|node_modules/);
    const [, outcome] = (await eventually(() => {
      expect(echo?.finished).toHaveLength(1);
      return echo?.finished[0];
    })) ?? [undefined, undefined];
    expect(String(outcome?.error)).toContain('hunter2'); // the log has it
  });

  it.each([
    ['an idempotency key with spaces', { [HEADER.idempotencyKey]: 'two words' }, '/headers/idempotency-key'],
    [
      'an idempotency key over 128 characters',
      { [HEADER.idempotencyKey]: 'x'.repeat(129) },
      '/headers/idempotency-key',
    ],
    ['a version that is no number', { [HEADER.ifMatch]: '"abc"' }, '/headers/if-match'],
    ['version 0', { [HEADER.ifMatch]: '0' }, '/headers/if-match'],
    ['a negative version', { [HEADER.ifMatch]: '-1' }, '/headers/if-match'],
  ])('refuses %s, instead of overlooking it', async (_what, headers, path) => {
    const handled = jest.fn(async () => ({ text: 'done' }));
    echo = await serving(handled);
    const { body } = await plain(say.subject, '{"text":"x"}', headers as Record<string, string>);
    expect(body).toMatchObject({ code: 'invalid-request', status: 400, errors: [{ path, rule: 'pattern' }] });
    expect(handled).not.toHaveBeenCalled();
  });

  it('asks for the version where the contract requires it', async () => {
    echo = await serving(async ({ text }) => ({ text }));
    await refuses('version-required', () => client().sayOver({ text: 'x' }));
    expect(await client().sayOver({ text: 'x' }, { ifMatch: 1 })).toEqual({ text: 'x' });
  });

  it('refuses a caller without the role, and tells the audit trail', async () => {
    echo = await serving(async ({ text }) => ({ text }));
    await refuses('unauthenticated', () => client().sayAsKeeper({ text: 'x' }));
    await refuses('forbidden', () => client().sayAsKeeper({ text: 'x' }, { token: 'visitor' }));
    expect(await client().sayAsKeeper({ text: 'x' }, { token: 'echo.keeper' })).toEqual({ text: 'x' });
    expect(
      echo.denied.map(([problem, call, request]) => [problem.problem.code, call.caller.subject, request]),
    ).toEqual([['forbidden', 'person:visitor', { text: 'x' }]]);
  });

  it('is answered with service-unavailable at once when nobody serves it', async () => {
    await nobody();
    const began = performance.now();
    const problem = await refuses('service-unavailable', () => client().say({ text: 'x' }));
    expect(problem.facts.retryAfter).toBe(1);
    expect(problem.problem.status).toBe(503);
    expect(problem.facts.detail?.en).toBe('Service echo is not running');
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('is answered with service-unavailable when the reply does not come in time', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    echo = await serving(async ({ text }) => {
      await released;
      return { text };
    });
    const problem = await refuses('service-unavailable', () =>
      client().say({ text: 'x' }, { timeoutMs: 100 }),
    );
    release();
    expect(problem.facts).toMatchObject({
      retryAfter: 1,
      detail: { en: 'Service echo did not answer in time' },
    });
  });

  it('is answered with service-unavailable at once when more than 512 requests are under way', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let under = 0;
    echo = await serving(async ({ text }) => {
      under++;
      await released;
      return { text };
    });
    const first = Array.from({ length: 512 }, () => client().ask({ text: 'x' }));
    await eventually(() => expect(under).toBe(512));
    const problem = await refuses('service-unavailable', () => client().ask({ text: 'one more' }));
    expect(problem.facts.retryAfter).toBe(1);
    release();
    expect(await Promise.all(first)).toHaveLength(512);
  });
});

describe('the operation server at its start', () => {
  const serverWith = async (subjects: readonly string[]) => {
    const connection = await connectAs(city, 'echo');
    const server = new OperationServer({
      connection,
      contract: echoContract,
      authenticate: async () => ({ subject: 'x', roles: [] }),
      asProblem: () => undefined,
      denied: async () => {},
      finished: () => {},
    });
    for (const subject of subjects) server.addHandler(subject, async () => ({}) as never);
    try {
      await listen(server);
    } finally {
      await connection.close();
    }
  };
  const all = Object.values(echoContract.operations).map(({ subject }) => subject);

  it('fails when an operation has no handler', async () => {
    await expect(serverWith(all.filter((subject) => subject !== say.subject))).rejects.toThrow(
      'echo: no handler for city.echo.v1.say',
    );
  });

  it('fails when a handler is bound to what the contract does not declare', async () => {
    await expect(serverWith([...all, 'city.other.v1.say'])).rejects.toThrow(
      'handler for city.other.v1.say, which the contract does not declare',
    );
  });

  it('fails when an operation has two handlers', async () => {
    await expect(serverWith([...all, say.subject])).rejects.toThrow('two handlers for city.echo.v1.say');
  });
});

describe('the operation server at its end', () => {
  beforeAll(nobody);

  it('answers what is under way, and what comes later gets a clean 503: nothing hangs', async () => {
    let begun = 0;
    let done = 0;
    const running = await startEcho(city, async ({ text }) => {
      begun++;
      await new Promise((resolve) => setTimeout(resolve, 5 + (begun % 50)));
      done++;
      return { text };
    });
    const ask = async (text: string) => {
      try {
        return (await client().ask({ text })).text === text ? 'reply' : 'wrong reply';
      } catch (error) {
        const { problem } = error as { problem?: { code: string } };
        return problem?.code ?? String(error);
      }
    };
    const began = performance.now();
    const early = Array.from({ length: 200 }, (_, index) => ask(`early ${index}`));
    await eventually(() => expect(begun).toBeGreaterThan(20));
    const stopped = running.stop();
    const late = Array.from({ length: 50 }, (_, index) => ask(`late ${index}`));
    await stopped;
    const outcomes = await Promise.all([...early, ...late, ask('after')]);
    expect(new Set(outcomes)).toEqual(new Set(['reply', 'service-unavailable']));
    expect(outcomes.filter((outcome) => outcome === 'reply')).toHaveLength(done);
    expect(done).toBe(begun);
    expect(done).toBeGreaterThanOrEqual(200); // all that was sent before the end was answered
    expect(outcomes.at(-1)).toBe('service-unavailable');
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('survives that a reply can no longer be sent', async () => {
    const serve = jest.spyOn(OperationServer.prototype as unknown as { serve(): Promise<void> }, 'serve');
    try {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const running = await startEcho(city, async ({ text }) => {
        await released;
        return { text };
      });
      const asked = refuses('service-unavailable', () => client().say({ text: 'x' }, { timeoutMs: 200 }));
      await eventually(() => expect(serve).toHaveBeenCalledTimes(1));
      await running.cut();
      release();
      await asked;
      await expect(serve.mock.results[0]?.value).resolves.toBeUndefined();
      expect(running.finished).toHaveLength(1);
    } finally {
      serve.mockRestore();
    }
  });
});

describe('discovery (NATS ADR-32)', () => {
  const discover = async (subject: string) =>
    (await city.outsider.request(subject, '', { timeout: 2_000 })).json<Record<string, unknown>>();

  it('answers PING and INFO under all three forms of their subjects', async () => {
    await nobody();
    echo = await serving(async ({ text }) => ({ text }));
    const ping = await discover('$SRV.PING');
    expect(ping).toMatchObject({ type: 'io.nats.micro.v1.ping_response', name: 'echo', version: '1.0.0' });
    expect(await discover('$SRV.PING.echo')).toEqual(ping);
    expect(await discover(`$SRV.PING.echo.${ping.id}`)).toEqual(ping);
    const info = await discover('$SRV.INFO.echo');
    expect(info.type).toBe('io.nats.micro.v1.info_response');
    expect(info.endpoints).toContainEqual({
      name: 'say',
      subject: 'city.echo.v1.say',
      queue_group: 'echo',
      metadata: { kind: 'command' },
    });
  });

  it('counts requests, errors and time in STATS', async () => {
    await nobody();
    echo = await serving(async ({ text }) => {
      if (text === 'deaf') throw Deaf.with();
      return { text };
    });
    await client().say({ text: 'x' });
    await client().say({ text: 'y' });
    await refuses('deaf', () => client().say({ text: 'deaf' }));
    await eventually(async () => {
      const { endpoints } = (await discover('$SRV.STATS.echo')) as { endpoints: Record<string, unknown>[] };
      const figures = endpoints.find(({ name }) => name === 'say');
      expect(figures).toMatchObject({ num_requests: 3, num_errors: 1, last_error: 'deaf' });
      expect(figures?.processing_time).toBeGreaterThan(0);
      expect(endpoints.find(({ name }) => name === 'ask')).toMatchObject({ num_requests: 0, num_errors: 0 });
    });
  });
});

describe('a NATS user', () => {
  it('may not do more than the contracts give: a publication of a foreign event is refused', async () => {
    const connection = await connectAs(city, 'integrator');
    const refused = (async () => {
      for await (const status of connection.status())
        if (status.type === 'error') return String(status.error);
      return 'closed';
    })();
    connection.publish('city.evt.echo.spoken.v1', '{}');
    await connection.flush();
    expect(await refused).toMatch(/permissions violation/i);
    await connection.close();
  });

  it('serves requests side by side with another instance, each request once', async () => {
    let handled = 0;
    const count = async ({ text }: { text: string }) => {
      handled++;
      return { text };
    };
    echo = await serving(count);
    const second = await startEcho(city, count);
    const other = new OperationClient(city.operator);
    await Promise.all(Array.from({ length: 40 }, () => other.call(Echo.operations.ask, { text: 'x' })));
    expect(handled).toBe(40);
    expect(second.finished.length + (echo?.finished.length ?? 0)).toBe(40);
    await second.stop();
  });
});
