import { randomUUID } from 'node:crypto';
import { examplesOf, type Given, type Target } from '#libs/conformance';
import { DataCatalog } from '../contract/index.js';
import { setUpDesk } from './desk.js';

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
  searchEntries: reader,
  getOverview: reader,
  defineClassification: steward,
  listClassifications: reader,
});
