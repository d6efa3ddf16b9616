import type { Loaded } from '#libs/store';
import type { Entry, EntrySummary } from '../../contract/entry.dto.js';
import type { EntryState } from './entry.js';
import { completeness } from './entry-completeness.js';
import { highestGrade } from './entry-rules.js';

/** An entry as readers see it. */
export function viewEntry({ id, version, state }: Loaded<EntryState>): Entry {
  const grade = highestGrade(state.fields);
  return {
    id,
    version,
    publishState: state.publishState,
    provider: state.provider,
    fields: state.fields,
    codes: [...state.codes],
    completeness: completeness(state.fields),
    author: state.author,
    createdAt: state.createdAt,
    updatedAt: state.updatedAt,
    ...(grade && { grade }),
    ...(state.origin && { origin: state.origin }),
    ...(state.publishedProvider && { publishedProvider: state.publishedProvider }),
    ...(state.publishedOn && { publishedOn: state.publishedOn }),
    ...(state.rejection && { rejection: state.rejection }),
  };
}

/** An entry as a row of a list. */
export function summariseEntry({ id, version, state }: Loaded<EntryState>): EntrySummary {
  const code = state.codes.find(({ primary }) => primary)?.code;
  return {
    id,
    version,
    title: state.fields.title,
    provider: state.provider,
    publishState: state.publishState,
    completeness: completeness(state.fields),
    updatedAt: state.updatedAt,
    ...(state.fields.shareType && { shareType: state.fields.shareType }),
    ...(code && { code }),
  };
}
