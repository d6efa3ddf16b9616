import { SERVICES } from '../../services.js';
import type { ConsolePages, EventLabel } from './console-pages.js';

const found = import.meta.glob<ConsolePages>('../../*/console/index.ts', { eager: true, import: 'console' });

/** Pages of each service that has some, in the order of the service list. */
export const servicesPages: readonly (ConsolePages & { readonly service: string })[] = SERVICES.flatMap(
  (service) => {
    const pages = found[`../../${service}/console/index.ts`];
    return pages ? [{ ...pages, service }] : [];
  },
);

const labels = new Map<string, EventLabel>(
  servicesPages.flatMap(({ service, events = {} }) =>
    Object.entries(events).map(([name, label]): [string, EventLabel] => [`${service}.${name}`, label]),
  ),
);

/** Words of an event by its name in the feed, `data-catalog.entryPublished`. */
export const eventLabels: ReadonlyMap<string, EventLabel> = labels;

/** Page of a trace, where some service shows them. */
export const tracePage = servicesPages.find(({ trace }) => trace)?.trace;

const objects = new Map(servicesPages.flatMap(({ objects = {} }) => Object.entries(objects)));

/** Page of an object by aggregate type and id, where a service says one. */
export function objectPage(type: string, id: string) {
  return objects.get(type)?.(id);
}
