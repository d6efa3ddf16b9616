import { cleanEnv, makeValidator } from 'envalid';

/** How much telemetry keeps, and for how long. */
export interface TelemetryLimits {
  readonly keepDays: number;
  /** Spans in the collection; over it the oldest go before their time. */
  readonly maxSpans: number;
  /** Spans a second, averaged over five; what comes on top is dropped. */
  readonly spansPerSecond: number;
}

const count = makeValidator((text: string) => {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Error('must be a whole number from 1');
  return Number(text);
});

const days = makeValidator((text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 3_650))
    throw new Error('must be days, above 0, at most 3650');
  return value;
});

/** @throws Error that lists every variable that is wrong */
export function readTelemetryLimits(environment: NodeJS.ProcessEnv): TelemetryLimits {
  const faults: string[] = [];
  const read = cleanEnv(
    environment,
    {
      TELEMETRY_KEEP_DAYS: days({ desc: 'days that spans are kept', default: 7 }),
      TELEMETRY_MAX_SPANS: count({ desc: 'spans that are kept at most', default: 500_000 }),
      TELEMETRY_SPANS_PER_SECOND: count({ desc: 'spans a second that are taken', default: 5_000 }),
    },
    {
      reporter: ({ errors }) => {
        for (const [name, error] of Object.entries(errors))
          faults.push(`${name}: ${error?.message ?? 'is wrong'}`);
      },
    },
  );
  if (faults.length > 0) throw new Error(`The environment of telemetry is wrong. ${faults.join('; ')}`);
  return {
    keepDays: read.TELEMETRY_KEEP_DAYS,
    maxSpans: read.TELEMETRY_MAX_SPANS,
    spansPerSecond: read.TELEMETRY_SPANS_PER_SECOND,
  };
}
