import { computed, effectScope, readonly, ref, shallowRef, watch } from 'vue';
import { type ApiProblem, api, asProblem, session } from '#console';
import type { TaskPage, TaskTally, WaitingTask } from '#libs/contract-kit';
import { SERVICES } from '../../../services.js';
import { onLiveChange } from '../use-live-reload.js';

/** Tasks of one sort in one service. */
export interface TaskGroup extends TaskTally {
  readonly service: string;
  readonly tasks: readonly WaitingTask[];
}

const FIRST_LOOK = 50;

const groups = shallowRef<readonly TaskGroup[]>();
const problems = shallowRef<readonly ApiProblem[]>([]);
const loading = ref(false);
let latest = 0;
let watching = false;

/** What waits for the caller in all services; kept fresh by the live feed while somebody is signed in. */
export const inbox = {
  groups: readonly(groups),
  /** Of services that did not answer; the others are shown. */
  problems: readonly(problems),
  loading: readonly(loading),
  count: computed(() => (groups.value ?? []).reduce((sum, { count }) => sum + count, 0)),
  load,
  watch: beginToWatch,
};

/** A further page of one group. */
export function moreTasks(group: TaskGroup, cursor: string | undefined): Promise<TaskPage> {
  const query = { kind: group.kind, limit: FIRST_LOOK, cursor };
  return api.get<TaskPage>(`/platform/${group.service}/tasks`, { query });
}

async function load(): Promise<void> {
  const mine = ++latest;
  loading.value = true;
  const failed: ApiProblem[] = [];
  const found = await Promise.all(
    SERVICES.map(async (service) => {
      try {
        return groupsOf(
          service,
          await api.get<TaskPage>(`/platform/${service}/tasks`, { query: { limit: FIRST_LOOK } }),
        );
      } catch (error) {
        failed.push(asProblem(error));
        return [];
      }
    }),
  );
  if (mine !== latest) return; // a newer question has overtaken this answer
  groups.value = found.flat();
  problems.value = failed;
  loading.value = false;
}

function groupsOf(service: string, { tallies, items }: TaskPage): TaskGroup[] {
  return tallies.map((tally) => ({
    ...tally,
    service,
    tasks: items.filter(({ kind }) => kind === tally.kind),
  }));
}

/** Begins with the first use and never ends: the menu shows the count on every page. */
function beginToWatch(): void {
  if (watching) return;
  watching = true;
  // Detached: the component that happened to ask first goes away at sign-out, the watch must not.
  effectScope(true).run(() => watch(session.caller, begin, { immediate: true }));
  // Deliveries and notifications come in numbers and make no tasks.
  onLiveChange(
    ({ type }) => !type.startsWith('notification.'),
    () => session.caller.value && void load(),
  );
}

function begin(caller: unknown): void {
  latest += 1;
  groups.value = undefined;
  if (caller) void load();
}
