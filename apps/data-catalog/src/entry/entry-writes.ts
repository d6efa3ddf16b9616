import { Injectable } from '@nestjs/common';
import { NotFound } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { brokeUniqueIndex, type DomainEvent, type Loaded } from '#libs/store';
import type { Entry } from '../../contract/entry.dto.js';
import { TitleTaken } from '../../contract/problems.js';
import type { EntryState } from './entry.js';
import { EntryStore, TITLE_INDEX, titleKeyOf } from './entry.store.js';
import { viewEntry } from './entry-view.js';
import { maySee } from './public-entry.js';

/** What every command of an entry does alike: see, decide, save, show. */
@Injectable()
export class EntryWrites {
  constructor(private readonly entries: EntryStore) {}

  /** Changes an entry that the caller may see. @throws Problem `not-found`, what `decide` throws */
  change(
    id: string,
    request: object,
    call: Call,
    decide: (entry: EntryState) => DomainEvent[],
  ): Promise<Entry> {
    return this.saved(call, () =>
      this.entries.update(id, request, call, ({ state }) => {
        if (!maySee(state, call.caller)) throw NotFound.with();
        return decide(state);
      }),
    );
  }

  /** @throws Problem `not-found` when there is no such entry for this caller */
  async seen(id: string, call: Call): Promise<Loaded<EntryState>> {
    const entry = await this.entries.load(id);
    if (!maySee(entry.state, call.caller)) throw NotFound.with();
    return entry;
  }

  /** Writes and shows. @throws Problem `title-taken` */
  async saved(call: Call, write: () => Promise<Loaded<EntryState>>): Promise<Entry> {
    try {
      return viewEntry(await write(), call.caller);
    } catch (error) {
      if (brokeUniqueIndex(error, TITLE_INDEX)) throw titleTaken('/title');
      throw error;
    }
  }

  /**
   * Says early that the title of a change is taken. The unique index decides at publication: two changes may
   * still want the same title, and the second is refused there.
   */
  async assertTitleFree(id: string, title: string, call: Call, path: string): Promise<void> {
    const { state } = await this.seen(id, call);
    const other = await this.entries.documents.findOne(
      {
        'state.provider.code': state.provider.code,
        'derived.titleKey': titleKeyOf({ ...state, fields: { ...state.fields, title } }),
        _id: { $ne: id },
      },
      { projection: { _id: 1 } },
    );
    if (other) throw titleTaken(path);
  }
}

function titleTaken(path: string): Error {
  return TitleTaken.with({
    errors: [
      {
        path,
        rule: 'unique',
        message: { zh: '名称已被使用', en: 'The title is taken' },
        remedy: { zh: '修改名称', en: 'Change the title' },
      },
    ],
  });
}
