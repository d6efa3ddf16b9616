import { describe, expect, it } from '@jest/globals';
import type { CloudEvent, EventType } from './event.js';
import { checkUpcasts, upcaster } from './upcast.js';

const subject = 'city.evt.x.named.v1';
const type = {
  subject,
  form: 3,
  upcasts: {
    1: ({ name }: { name: string }) => ({ names: [name] }),
    2: ({ names }: { names: string[] }) => ({ names, count: names.length }),
  },
} as unknown as EventType;
const event = (data: object, dataform?: number) =>
  ({ type: subject, data, ...(dataform && { dataform }) }) as CloudEvent;

describe('an event of an earlier form', () => {
  const upcast = upcaster([type]);

  it('goes through each step once, and the stored one stays as it is', () => {
    const stored = Object.freeze(event(Object.freeze({ name: 'a' })));
    expect(upcast(stored)).toEqual(event({ names: ['a'], count: 1 }, 3));
    expect(stored.data).toEqual({ name: 'a' });
  });

  it('begins at its own form', () => {
    expect(upcast(event({ names: ['a', 'b'] }, 2)).data).toEqual({ names: ['a', 'b'], count: 2 });
  });

  it('is left alone in the present form, and upcasting twice changes nothing more', () => {
    const once = upcast(event({ name: 'a' }));
    expect(upcast(once)).toBe(once);
  });

  it('is refused when it is newer than the code', () => {
    expect(() => upcast(event({}, 4))).toThrow(/form 4; this release knows up to 3/);
  });

  it('of another type is left alone', () => {
    const other = { ...event({ name: 'a' }), type: 'city.evt.y.named.v1' };
    expect(upcast(other)).toBe(other);
  });

  it('needs every step: a gap is found before the first event', () => {
    const { 1: _first, ...upcasts } = type.upcasts as Record<number, never>;
    expect(() => checkUpcasts([{ ...type, upcasts }])).toThrow(/no step from form 1 to 2/);
    expect(() => checkUpcasts([type])).not.toThrow();
  });
});
