import { randomUUID } from 'node:crypto';
import { Identity } from '#contracts/identity';
import type { Target } from '#libs/conformance';
import type { CallOptions, ContractClient } from '#libs/messaging';
import { contractClient } from '#libs/messaging';
import { randomOrganisationCode } from '#libs/testing';
import type { Entry } from '../contract/entry.dto.js';
import type { EntryFields } from '../contract/entry-fields.dto.js';
import { EXAMPLE_FIELDS } from '../contract/examples.js';
import { DataCatalog } from '../contract/index.js';

export type Catalog = ContractClient<typeof DataCatalog>;

/** A department with its people and a place in the classification tree: made anew for each scenario. */
export interface Desk {
  readonly organisation: string;
  /** A leaf of the tree that nobody else uses. */
  readonly leaf: string;
  readonly editor: Catalog;
  readonly editorSubject: string;
  readonly approver: Catalog;
  readonly publisher: Catalog;
  readonly stranger: Catalog;
  /** Complete fields that hold all rules, with changes. */
  fields(changes?: Partial<EntryFields>): EntryFields;
  /** An entry walked to a state. */
  entry(
    state: 'draft' | 'submitted' | 'deptApproved' | 'published',
    changes?: Partial<EntryFields>,
  ): Promise<Entry>;
  /** A further leaf of the tree that nobody else uses. */
  anotherLeaf(): Promise<string>;
  as(
    roles: readonly string[],
    organisation?: string,
    subject?: string,
    options?: CallOptions,
  ): Promise<Catalog>;
}

let titles = 0;

/** Registers the department and hangs a leaf into the tree, all through contracts. */
export async function setUpDesk(target: Target): Promise<Desk> {
  const organisation = randomOrganisationCode();
  const operator = await target.token({
    subject: 'system:tests',
    roles: ['platform.operator', 'catalog.steward'],
  });
  await contractClient(Identity, target.client, { token: operator }).registerOrganisation({
    code: organisation,
    name: { zh: `测试单位${organisation.slice(-6)}`, en: `Test department ${organisation.slice(-6)}` },
    division: '371100',
    kind: 'department',
  });
  const steward = contractClient(DataCatalog, target.client, { token: operator });
  const leaf = await hangLeaf(steward, organisation);

  const as: Desk['as'] = async (
    roles,
    own = organisation,
    subject = `person:${randomUUID()}`,
    options = {},
  ) =>
    contractClient(DataCatalog, target.client, {
      ...options,
      token: await target.token({ subject, roles, ...(own && { organisation: own }) }),
    });
  const editorSubject = `person:${randomUUID()}`;
  const editor = await as(['catalog.editor'], organisation, editorSubject);
  const approver = await as(['catalog.approver']);
  const publisher = await as(['catalog.publisher'], randomOrganisationCode());
  const stranger = await as(['catalog.editor', 'catalog.approver'], randomOrganisationCode());

  const fields: Desk['fields'] = (changes = {}) => ({
    ...EXAMPLE_FIELDS,
    title: `供水用户信息${++titles}-${randomUUID().slice(0, 8)}`,
    classifications: [leaf],
    ...changes,
  });
  const entry: Desk['entry'] = async (state, changes) => {
    const draft = await editor.registerEntry(fields(changes));
    if (state === 'draft') return draft;
    const submitted = await editor.submitEntry({ id: draft.id });
    if (state === 'submitted') return submitted;
    const approved = await approver.approveEntry({ id: draft.id });
    if (state === 'deptApproved') return approved;
    return publisher.publishEntry({ id: draft.id });
  };
  const anotherLeaf = () => hangLeaf(steward, organisation, 'A');
  return {
    organisation,
    leaf,
    anotherLeaf,
    editor,
    editorSubject,
    approver,
    publisher,
    stranger,
    fields,
    entry,
    as,
  };
}

async function hangLeaf(steward: Catalog, organisation: string, mark = '0'): Promise<string> {
  const leaf = `30701337110000${mark}${organisation.slice(8, 17)}`;
  const nodes: [string, string, string][] = [
    ['3', '部门信息资源', 'Department resources'],
    ['307', '省（区、市）', 'Provinces'],
    ['307013', '山东省', 'Shandong'],
    [leaf, '测试单位', 'Test department'],
  ];
  for (const [code, zh, en] of nodes) await steward.defineClassification({ code, name: { zh, en } });
  return leaf;
}
