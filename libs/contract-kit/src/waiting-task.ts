import { Flag, Instant, Int, ListOf, Nested, Text } from './fields.js';
import { PageRequest } from './paging.js';

/** Words of a task, in both languages. */
export class TaskWords {
  @Text({ zh: '中文', max: 300 })
  zh: string;

  @Text({ zh: '英文', max: 300 })
  en: string;
}

/** What the task is about. */
export class TaskObject {
  @Text({ zh: '对象类别', doc: 'Kind of the object within its service: `entry`.', max: 60 })
  kind: string;

  @Text({ zh: '对象标识', max: 200 })
  id: string;

  @Text({ zh: '对象名称', max: 300 })
  label: string;
}

/** The step that is suggested; the object's page offers it. */
export class TaskAction {
  @Text({ zh: '操作', doc: 'Name of the operation in the contract.', max: 100 })
  operation: string;

  @Nested({ zh: '名称', of: () => TaskWords })
  title: TaskWords;
}

/** Something that waits for the caller (待办). */
export class WaitingTask {
  @Text({ zh: '待办标识', doc: 'Stable within the service while it waits.', max: 300 })
  id: string;

  @Text({ zh: '待办类别', doc: 'Groups tasks of one sort: `entry.approve`.', max: 100 })
  kind: string;

  @Nested({ zh: '标题', doc: 'Of the sort: 待审核目录.', of: () => TaskWords })
  title: TaskWords;

  @Nested({ zh: '对象', of: () => TaskObject })
  object: TaskObject;

  @Nested({ zh: '原因', doc: 'Why it waits for the caller.', of: () => TaskWords })
  reason: TaskWords;

  @Instant({ zh: '等待起始时间' })
  since: string;

  @Instant({ zh: '办理期限', optional: true })
  due?: string;

  @Nested({ zh: '建议操作', of: () => TaskAction, optional: true })
  action?: TaskAction;

  @Text({ zh: '页面地址', doc: 'Path of the page in the console.', max: 500, pattern: /^\/(?!\/)\S*$/ })
  link: string;
}

export class ListTasks extends PageRequest {
  @Text({ zh: '待办类别', max: 100, pattern: /^[a-z][A-Za-z0-9.-]*$/, optional: true })
  kind?: string;
}

/** How many tasks of one sort wait. */
export class TaskTally {
  @Text({ zh: '待办类别', max: 100 })
  kind: string;

  @Nested({ zh: '标题', of: () => TaskWords })
  title: TaskWords;

  @Int({ zh: '件数', min: 1, max: Number.MAX_SAFE_INTEGER })
  count: number;
}

export class TaskPage {
  @ListOf({ zh: '待办', doc: 'The longest waiting first.', of: () => WaitingTask, max: 100 })
  items: WaitingTask[];

  @ListOf({
    zh: '分类件数',
    doc: 'All sorts that wait, whatever `kind` asks for.',
    of: () => TaskTally,
    max: 100,
  })
  tallies: TaskTally[];

  @Int({
    zh: '总件数',
    doc: 'Sum of the tallies; each source counts up to 1000.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  total: number;

  @Flag({ zh: '还有更多', doc: 'A source has more tasks than it counts.' })
  more: boolean;

  @Text({ zh: '下一页', max: 500, optional: true })
  next?: string;
}
