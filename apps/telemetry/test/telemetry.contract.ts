import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Identity } from '#contracts/identity';
import { contractScenarios, type Scenario } from '#libs/conformance';
import type { RunningService } from '#libs/service-host';
import { eventually, TestCity } from '#libs/testing';
import { Telemetry } from '../contract/index.js';
import { LONGEST_TRACE } from '../src/spans/span.store.js';
import TelemetryModule from '../src/telemetry.module.js';
import { as, newTraceId, span, tell } from './telling.js';
import { traceExamples, traceScenarios } from './trace.scenarios.js';

let city: TestCity;
let service: RunningService;

beforeAll(async () => {
  city = await TestCity.start([Identity, Telemetry]);
  service = await city.serve('telemetry', TelemetryModule);
});

afterAll(() => city?.stop());

const specify = (title: string, scenarios: readonly Scenario[]) =>
  describe(title, () => {
    for (const scenario of scenarios) it(scenario.name, () => scenario.run(city.target));
  });

specify('telemetry: traces', traceScenarios);
specify('telemetry: the examples of its contract', traceExamples);
specify('telemetry: what its contract alone demands', contractScenarios(Telemetry));

describe('telemetry: its bounds', () => {
  const database = () => service.runtime.database.db;

  it('lets MongoDB remove spans and traces after the time limit, and follows a changed limit', async () => {
    const expiry = async (collection: string) =>
      (await database().collection(collection).indexes()).find(({ name }) => name === 'expiry')
        ?.expireAfterSeconds;
    expect([await expiry('spans'), await expiry('traces')]).toEqual([7 * 86_400, 7 * 86_400]);
    await city.serve('telemetry', TelemetryModule, undefined, { TELEMETRY_KEEP_DAYS: '0.5' });
    expect([await expiry('spans'), await expiry('traces')]).toEqual([43_200, 43_200]);
  });

  it('keeps no more of one trace than it can show', async () => {
    const traceId = newTraceId();
    const client = await as(city.target);
    for (let at = 0; at < LONGEST_TRACE + 500; at += 250) {
      tell(
        city.target,
        Array.from({ length: 250 }, () => span({ traceId })),
      );
    }
    await eventually(async () => {
      const [item] = (await client.listTraces({ service: 'integrator', limit: 1 })).items;
      expect(item?.spans).toBeGreaterThanOrEqual(LONGEST_TRACE);
    });
    expect((await client.getTrace({ traceId })).spans).toBe(LONGEST_TRACE);
  });

  it('cannot be told spans in the name of another process', async () => {
    const traceId = newTraceId();
    city.outsider.publish('city.spans.gateway', JSON.stringify({ spans: [span({ traceId })], dropped: 0 }));
    await city.outsider.flush();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await database().collection('spans').countDocuments({ traceId })).toBe(0);
  });

  it('lets nobody else listen to spans', async () => {
    const heard: string[] = [];
    const refused = new Promise<Error>((resolve) => {
      city.outsider.subscribe('city.spans.*', {
        callback: (error, message) => {
          if (error) resolve(error);
          else heard.push(message.subject);
        },
      });
    });
    expect((await refused).message).toMatch(/permissions/i);
    expect(heard).toEqual([]);
  });
});

describe('telemetry: over its bounds', () => {
  it('drops what is over the rate, and the oldest when there is too much, and counts both', async () => {
    const small = await TestCity.start([Identity, Telemetry]);
    const variables = { TELEMETRY_MAX_SPANS: '100', TELEMETRY_SPANS_PER_SECOND: '40' };
    try {
      const { runtime } = await small.serve('telemetry', TelemetryModule, undefined, variables);
      const traces = Array.from({ length: 400 }, () => span({ traceId: newTraceId() }));
      tell(small.target, traces.slice(0, 150));
      await eventually(async () =>
        expect(await runtime.database.db.collection('spans').countDocuments()).toBe(150),
      );
      tell(small.target, traces.slice(150));
      const client = await as(small.target);
      await eventually(async () => {
        const { dropped } = await client.getTelemetryFigures({});
        expect(dropped.overRate).toBeGreaterThan(150);
      });
      await eventually(async () => {
        const { dropped, spans } = await client.getTelemetryFigures({});
        expect(dropped.evicted).toBeGreaterThanOrEqual(60);
        expect(spans).toBeLessThanOrEqual(150);
      }, 20_000);
    } finally {
      await small.stop();
    }
  }, 40_000);
});
