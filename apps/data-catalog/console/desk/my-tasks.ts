import { type LocalText, session } from '#console';
import type { EntrySummary, SearchEntries } from '../../contract/entry.dto.js';
import { catalog } from '../catalog-api.js';

export interface TaskGroup {
  readonly key: string;
  readonly title: LocalText;
  readonly entries: readonly EntrySummary[];
  /** `12`, or `1000+`. */
  readonly total: string;
  /** Query of the list page that shows all. */
  readonly query: Record<string, string>;
}

const SHOWN = 5;

interface Task {
  readonly key: string;
  readonly title: LocalText;
  readonly search: Pick<SearchEntries, 'publishState' | 'provider'>;
}

/** What waits for the caller, by role: the approver's and editor's own organisation, the publisher's whole city. */
export async function loadMyTasks(signal: AbortSignal): Promise<readonly TaskGroup[]> {
  return Promise.all(
    myTasks().map(async ({ key, title, search }): Promise<TaskGroup> => {
      const page = await catalog.searchEntries({ ...search, limit: SHOWN }, signal);
      return {
        key,
        title,
        entries: page.items,
        total: `${page.total}${page.more ? '+' : ''}`,
        query: {
          ...(search.publishState && { state: search.publishState }),
          ...(search.provider && { provider: search.provider }),
        },
      };
    }),
  );
}

export function hasTasks(): boolean {
  return myTasks().length > 0;
}

function myTasks(): readonly Task[] {
  const provider = session.caller.value?.organisation;
  const tasks: Task[] = [];
  if (session.hasRole('catalog.publisher'))
    tasks.push({
      key: 'publish',
      title: { zh: '待发布', en: 'To publish' },
      search: { publishState: 'deptApproved' },
    });
  if (session.hasRole('catalog.approver') && provider)
    tasks.push({
      key: 'approve',
      title: { zh: '待审核', en: 'To approve' },
      search: { publishState: 'submitted', provider },
    });
  if (session.hasRole('catalog.editor') && provider)
    tasks.push(
      {
        key: 'correct',
        title: { zh: '被驳回，待修改', en: 'Rejected, to correct' },
        search: { publishState: 'rejected', provider },
      },
      {
        key: 'finish',
        title: { zh: '草稿，待提交', en: 'Drafts, to submit' },
        search: { publishState: 'draft', provider },
      },
    );
  return tasks;
}
