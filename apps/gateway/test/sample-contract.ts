import {
  Choice,
  command,
  Decimal,
  defineProblem,
  defineService,
  Empty,
  event,
  Flag,
  facade,
  get,
  Id,
  Int,
  ListOf,
  NotFound,
  post,
  put,
  query,
  Text,
  TextList,
} from '#libs/contract-kit';

/* Two small services for the gateway's tests, with one of each thing that a contract can declare. */

export const NOTE_ID = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';

export class Note {
  @Id({ zh: '编号' })
  id: string;

  @Int({ zh: '版本', min: 1, max: 1_000_000 })
  version: number;

  @Text({ zh: '标题', max: 100 })
  title: string;
}

export class CreateNote {
  @Text({ zh: '标题', max: 100 })
  title: string;
}

export class AmendNote extends CreateNote {
  @Id({ zh: '编号' })
  id: string;
}

export class GetNote {
  @Id({ zh: '编号' })
  id: string;
}

export class ByCode {
  @Text({ zh: '代码', max: 100 })
  code: string;
}

export class FindNotes {
  @Text({ zh: '关键词', max: 100, optional: true })
  q?: string;

  @Int({ zh: '条数', min: 1, max: 100, optional: true })
  limit?: number;

  @Decimal({ zh: '分值', min: 0, max: 1, optional: true })
  score?: number;

  @Flag({ zh: '公开', optional: true })
  open?: boolean;

  @TextList({ zh: '标签', max: 5, each: { max: 20 }, optional: true })
  tags?: string[];
}

/** Says what the service was asked, so that tests see what arrives. */
export class Echo {
  @Text({ zh: '请求', max: 10_000 })
  asked: string;
}

export class FilePath {
  @Text({ zh: '路径', max: 200 })
  path: string;
}

export class Pause {
  @Int({ zh: '毫秒', min: 0, max: 5_000 })
  milliseconds: number;
}

export class TestSignIn {
  @Text({ zh: '账号', max: 60 })
  account: string;
}

export class NotePublished {
  @Text({ zh: '标题', max: 2_000_000 })
  title: string;
}

export class Since {
  @Text({ zh: '起始时间', max: 40, optional: true })
  since?: string;

  @Text({ zh: '游标', max: 100, optional: true })
  cursor?: string;
}

class Revoked {
  @Text({ zh: '摘要', max: 50 })
  key: string;

  @Text({ zh: '时间', max: 40 })
  at: string;

  @Text({ zh: '失效', max: 40 })
  until: string;
}

class RevokedReply {
  @ListOf({ zh: '撤销', of: () => Revoked, max: 100 })
  items: Revoked[];
}

class KeysReply {
  @TextList({ zh: '公钥', max: 10, each: { max: 100 } })
  keys: string[];
}

export class CityReply {
  @Flag({ zh: '种子数据已载入' })
  seeded: boolean;
}

export class Colour {
  @Choice({ zh: '颜色', of: ['red', 'blue'] })
  colour: 'red' | 'blue';
}

export const Locked = defineProblem({
  code: 'note-locked',
  status: 409,
  title: { zh: '便签已锁定', en: 'The note is locked' },
  remedy: { zh: '先解锁', en: 'Unlock it first' },
});

const words = { summary: { zh: '测试', en: 'Test' }, doc: 'For tests.' };

export const Sample = defineService(
  { name: 'sample', version: 1, title: { zh: '样例', en: 'Sample' }, doc: 'For tests.' },
  {
    operations: {
      createNote: command({
        ...words,
        request: CreateNote,
        reply: Note,
        problems: [Locked],
        allow: ['writer'],
        creates: true,
        http: post('/notes'),
        maxBytes: 64 * 1024,
        examples: [{ name: 'one', request: { title: '便签' } }],
      }),
      getNote: query({
        ...words,
        request: GetNote,
        reply: Note,
        problems: [NotFound],
        allow: 'signed-in',
        http: get('/notes/{id}'),
        examples: [{ name: 'one', request: { id: NOTE_ID } }],
      }),
      amendNote: command({
        ...words,
        request: AmendNote,
        reply: Note,
        allow: ['writer'],
        ifMatch: 'required',
        http: put('/notes/{id}'),
        examples: [{ name: 'one', request: { id: NOTE_ID, title: '便签' } }],
      }),
      findNotes: query({
        ...words,
        request: FindNotes,
        reply: Echo,
        allow: 'signed-in',
        http: get('/notes'),
        facades: [
          facade<Echo>({
            route: get('/notes.csv'),
            mediaType: 'text/csv; charset=utf-8',
            cacheControl: 'private, max-age=5',
            doc: 'As a table.',
            render: ({ asked }) => `asked\r\n${asked}\r\n`,
          }),
        ],
        examples: [{ name: 'some', request: { limit: 5 } }],
      }),
      byCode: query({
        ...words,
        request: ByCode,
        reply: Echo,
        allow: 'signed-in',
        http: get('/note-codes/{code}'),
        examples: [{ name: 'one', request: { code: '1/2' } }],
      }),
      getFile: query({
        ...words,
        request: FilePath,
        reply: Echo,
        allow: 'signed-in',
        facades: [
          facade<Echo>({
            route: get('/files/*'),
            wildcard: 'path',
            mediaType: 'text/plain',
            doc: 'A file.',
            render: ({ asked }) => asked,
          }),
        ],
        examples: [{ name: 'one', request: { path: 'a/b' } }],
      }),
      pause: command({
        ...words,
        request: Pause,
        reply: Echo,
        allow: 'signed-in',
        ifMatch: 'none',
        http: post('/pauses'),
        timeoutMs: 1_000,
        examples: [{ name: 'none', request: { milliseconds: 0 } }],
      }),
      paint: command({
        ...words,
        request: Colour,
        reply: Echo,
        allow: 'signed-in',
        http: post('/paint'),
        examples: [{ name: 'red', request: { colour: 'red' } }],
      }),
    },
    events: {
      published: event({
        ...words,
        data: NotePublished,
        visibleTo: { everyone: true },
        example: { title: '便签' },
      }),
      drafted: event({
        ...words,
        data: NotePublished,
        visibleTo: { ownOrganisation: true, roles: ['reviewer'] },
        example: { title: '便签' },
      }),
    },
  },
);

/** In the place of the real identity: keys, city and an open sign-in. */
export const TestIdentity = defineService(
  { name: 'identity', version: 1, title: { zh: '身份', en: 'Identity' }, doc: 'For tests.' },
  {
    operations: {
      getKeys: query({
        ...words,
        request: Empty,
        reply: KeysReply,
        allow: 'anyone',
        examples: [{ name: 'keys', request: {} }],
      }),
      listRevocations: query({
        ...words,
        request: Since,
        reply: RevokedReply,
        allow: 'anyone',
        examples: [{ name: 'all', request: {} }],
      }),
      getCity: query({
        ...words,
        request: Empty,
        reply: CityReply,
        allow: 'anyone',
        http: get('/city'),
        examples: [{ name: 'city', request: {} }],
      }),
      signIn: command({
        ...words,
        request: TestSignIn,
        reply: Echo,
        allow: 'anyone',
        ifMatch: 'none',
        http: post('/sign-in'),
        examples: [{ name: 'me', request: { account: 'me' } }],
      }),
    },
  },
);
