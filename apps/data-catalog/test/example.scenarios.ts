import { randomUUID } from 'node:crypto';
import { examplesOf, type Given, type Target } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import type { Entry } from '../contract/entry.dto.js';
import { DataCatalog } from '../contract/index.js';
import { type Desk, setUpDesk } from './desk.js';

type State = 'draft' | 'submitted' | 'deptApproved' | 'published';

/** An entry in a state, and somebody of its department with a role. */
const entryIn =
  (state: State, role: string) =>
  async (target: Target): Promise<Given> => {
    const desk = await setUpDesk(target);
    const { id, version } = await desk.entry(state);
    return {
      caller: { subject: `person:${randomUUID()}`, roles: [role], organisation: desk.organisation },
      replace: { id },
      ifMatch: version,
    };
  };

const reader = async (): Promise<Given> => ({ caller: { subject: 'person:reader', roles: [] } });
const steward = async (): Promise<Given> => ({
  caller: { subject: 'person:steward', roles: ['catalog.steward'] },
});

/** Somebody of the desk with a role, and an entry that was brought to where the example makes sense. */
const onEntry =
  (role: string, bring: (desk: Desk, entry: Entry) => Promise<unknown> = async () => undefined) =>
  async (target: Target): Promise<Given> => {
    const desk = await setUpDesk(target);
    const entry = await desk.entry('published');
    await bring(desk, entry);
    const { version } = await desk.editor.getEntry({ id: entry.id });
    return {
      caller: { subject: `person:${randomUUID()}`, roles: [role], organisation: desk.organisation },
      replace: { id: entry.id },
      ifMatch: version,
    };
  };

const changed = (desk: Desk, { id, fields }: Entry) =>
  desk.editor.openChange({ id, reason: '改周期', fields: { ...fields, updateCycle: 'weekly' } });
const submitted = async (desk: Desk, entry: Entry) => {
  await changed(desk, entry);
  return desk.editor.submitChange({ id: entry.id });
};
const approved = async (desk: Desk, entry: Entry) => {
  await submitted(desk, entry);
  return desk.approver.approveChange({ id: entry.id });
};
const revoking = ({ approver }: Desk, { id }: Entry) =>
  approver.requestRevocation({ id, reason: '不再采集', basis: { law: '条例', article: '第一条' } });
const requested = ({ editor }: Desk, { id }: Entry) => editor.requestOnline({ id });
const online = async (desk: Desk, entry: Entry) => {
  await requested(desk, entry);
  return desk.publisher.approveOnline({ id: entry.id });
};
const leaving = async (desk: Desk, entry: Entry) => {
  await online(desk, entry);
  return desk.editor.requestOffline({ id: entry.id, reason: '系统停用' });
};

/** A job of the caller. */
const ownJob = async (target: Target): Promise<Given> => {
  const desk = await setUpDesk(target);
  const drafts = await Promise.all(Array.from({ length: 40 }, () => desk.entry('draft')));
  const { id } = await desk.editor.startBulkJob({ action: 'submitEntry', ids: drafts.map((one) => one.id) });
  return {
    caller: { subject: desk.editorSubject, roles: ['catalog.editor'], organisation: desk.organisation },
    replace: { id },
  };
};

const ownJobs = async (target: Target): Promise<Given> => {
  const { caller } = await ownJob(target);
  return caller ? { caller } : {};
};

export const exampleScenarios = examplesOf(DataCatalog, {
  registerEntry: async (target, example) => {
    const { organisation, leaf } = await setUpDesk(target);
    return {
      caller: { subject: 'person:editor', roles: ['catalog.editor'], organisation },
      replace: example === 'complete' ? { classifications: [leaf] } : {},
    };
  },
  amendEntry: async (target) => {
    const desk = await setUpDesk(target);
    const { id, version } = await desk.entry('draft');
    return {
      caller: { subject: desk.editorSubject, roles: ['catalog.editor'], organisation: desk.organisation },
      replace: { id, classifications: [desk.leaf] },
      ifMatch: version,
    };
  },
  submitEntry: entryIn('draft', 'catalog.editor'),
  withdrawEntry: entryIn('submitted', 'catalog.editor'),
  approveEntry: entryIn('submitted', 'catalog.approver'),
  publishEntry: entryIn('deptApproved', 'catalog.publisher'),
  rejectEntry: entryIn('submitted', 'catalog.approver'),
  getEntry: entryIn('published', 'catalog.editor'),
  getEntryByCode: async (target) => {
    const desk = await setUpDesk(target);
    const { codes } = await desk.entry('published');
    return { caller: { subject: 'person:reader', roles: [] }, replace: { code: codes[0]?.code } };
  },
  listEntryActions: entryIn('draft', 'catalog.editor'),
  getEntryHistory: entryIn('published', 'catalog.editor'),
  openChange: onEntry('catalog.editor'),
  amendChange: async (target) => {
    const given = await onEntry('catalog.editor', changed)(target);
    const { id } = given.replace as { id: string };
    const as = { roles: ['catalog.publisher'], subject: 'person:reader' };
    const reader = contractClient(DataCatalog, target.client, { token: await target.token(as) });
    const { change } = await reader.getEntry({ id });
    return { ...given, replace: { id, fields: { ...change?.fields, abstract: '换一段摘要，至少十个字。' } } };
  },
  submitChange: onEntry('catalog.editor', changed),
  withdrawChange: onEntry('catalog.editor', submitted),
  discardChange: onEntry('catalog.editor', changed),
  approveChange: onEntry('catalog.approver', submitted),
  publishChange: onEntry('catalog.publisher', approved),
  rejectChange: onEntry('catalog.approver', submitted),
  requestRevocation: onEntry('catalog.approver'),
  withdrawRevocation: onEntry('catalog.approver', revoking),
  revokeEntry: onEntry('catalog.publisher', revoking),
  rejectRevocation: onEntry('catalog.publisher', revoking),
  requestOnline: onEntry('catalog.editor'),
  approveOnline: onEntry('catalog.publisher', requested),
  rejectOnline: onEntry('catalog.publisher', requested),
  requestOffline: onEntry('catalog.editor', online),
  approveOffline: onEntry('catalog.publisher', leaving),
  rejectOffline: onEntry('catalog.publisher', leaving),
  withdrawOnlineRequest: onEntry('catalog.editor', requested),
  takeOffline: onEntry('catalog.publisher', online),
  listVersions: onEntry('catalog.editor'),
  getVersion: onEntry('catalog.editor'),
  getVersionAsOf: onEntry('catalog.editor'),
  compareEntry: onEntry('catalog.editor', changed),
  startBulkJob: async (target, example) => {
    const desk = await setUpDesk(target);
    const { id } = await desk.entry('draft');
    return {
      caller: { subject: desk.editorSubject, roles: ['catalog.editor'], organisation: desk.organisation },
      replace: example === 'by ids' ? { ids: [id] } : {},
    };
  },
  // Bytes come in over the gateway alone: file.scenarios and apps/gateway/test attach real ones.
  attachEntryFile: async (target) => ({
    ...(await onEntry('catalog.editor')(target)),
    problem: 'file-not-available',
  }),
  detachEntryFile: async (target) => ({ ...(await onEntry('catalog.editor')(target)), problem: 'not-found' }),
  listEntryFiles: onEntry('catalog.editor'),
  getEntryFile: async (target) => ({ ...(await onEntry('catalog.editor')(target)), problem: 'not-found' }),
  cancelBulkJob: ownJob,
  getBulkJob: ownJob,
  getBulkReport: ownJob,
  listBulkJobs: ownJobs,
  searchEntries: reader,
  getOverview: reader,
  defineClassification: steward,
  listClassifications: reader,
});
