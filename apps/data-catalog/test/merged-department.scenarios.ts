import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Identity } from '#contracts/identity';
import { refuses, type Scenario, type Target } from '#libs/conformance';
import { contractClient } from '#libs/messaging';
import { eventually } from '#libs/testing';
import { DataCatalog } from '../contract/index.js';
import { setUpDesk } from './desk.js';

const PASSWORD = 'correct horse battery';
const legalBasis = '测发〔2026〕1号';

const operatorOf = async (target: Target) =>
  contractClient(Identity, target.client, {
    token: await target.token({ subject: 'system:tests', roles: ['platform.operator'] }),
  });

const account = () => `u${randomUUID().slice(0, 13)}`;

async function person(target: Target, organisation: string, roles: string[]) {
  const operator = await operatorOf(target);
  const name = { zh: '张三', en: 'Zhang San' };
  return operator.registerPerson({ account: account(), name, organisation, roles, password: PASSWORD });
}

/** The catalog as somebody who signed in at identity, with a token that identity made. */
async function signedIn(target: Target, name: string) {
  const { accessToken } = await contractClient(Identity, target.client).signIn({
    account: name,
    password: PASSWORD,
  });
  return {
    catalog: contractClient(DataCatalog, target.client, { token: accessToken }),
    identity: contractClient(Identity, target.client, { token: accessToken }),
  };
}

/** Entries follow the organisations of the directory, over both services. */
export const mergedDepartmentScenarios: Scenario[] = [
  {
    name: 'hands the entries of a merged department to its successor, in each state',
    run: async (target) => {
      const [a, b] = [await setUpDesk(target), await setUpDesk(target)];
      const operator = await operatorOf(target);
      const old = await person(target, a.organisation, ['catalog.editor']);
      const before = await signedIn(target, old.account);
      const title = `同名目录${randomUUID()}`;
      const [draft, submitted, approved, published] = [
        await a.entry('draft', { title }),
        await a.entry('submitted'),
        await a.entry('deptApproved'),
        await a.entry('published'),
      ];
      await b.entry('draft', { title }); // the same title at the successor does not stand in the way
      await operator.mergeOrganisation({ code: a.organisation, into: b.organisation, legalBasis });
      const all = [draft, submitted, approved, published];
      await eventually(async () => {
        for (const { id } of all)
          assert.equal((await b.editor.getEntry({ id })).provider.code, b.organisation);
      });
      // B's people act on what was A's, in each state.
      assert.equal((await b.editor.submitEntry({ id: draft.id })).publishState, 'submitted');
      assert.equal((await b.approver.approveEntry({ id: submitted.id })).publishState, 'deptApproved');
      assert.equal((await b.publisher.publishEntry({ id: approved.id })).provider.code, b.organisation);
      const shown = await b.stranger.getEntry({ id: published.id });
      assert.equal(shown.publishedProvider?.code, a.organisation);
      assert.equal(shown.publishedProvider?.name, published.provider.name);
      assert.equal(shown.origin, a.organisation);
      assert.deepEqual(shown.codes, published.codes);
      // A's token finds nothing of its own any more, and begins nothing.
      await refuses('not-found', () => a.editor.getEntry({ id: draft.id }));
      await refuses('unknown-provider', () => a.editor.registerEntry(a.fields()));
      // A's old people act as B's once they sign in again; what they held before is refused.
      await eventually(() => refuses('unauthenticated', () => before.catalog.getEntry({ id: published.id })));
      const after = await signedIn(target, old.account);
      assert.equal((await after.identity.whoAmI({})).organisation, b.organisation);
      const begun = await after.catalog.registerEntry(b.fields());
      assert.equal(begun.provider.code, b.organisation);
      const { steps } = await b.editor.getEntryHistory({ id: draft.id });
      const step = steps.find(({ event }) => event === 'entryProviderChanged');
      assert.equal(step?.actor, 'service:data-catalog');
      await eventually(async () => {
        const { providers } = await b.editor.getOverview({});
        assert.equal(
          providers.find(({ provider }) => provider === a.organisation),
          undefined,
        );
      });
    },
  },
  {
    name: 'follows a chain of mergers and a split to the last successor',
    run: async (target) => {
      const [a, b, c, d] = [
        await setUpDesk(target),
        await setUpDesk(target),
        await setUpDesk(target),
        await setUpDesk(target),
      ];
      const operator = await operatorOf(target);
      const { id } = await a.entry('published');
      await operator.mergeOrganisation({ code: a.organisation, into: b.organisation, legalBasis });
      await operator.splitOrganisation({
        code: b.organisation,
        into: [c.organisation, d.organisation],
        heir: d.organisation,
        legalBasis,
      });
      await eventually(async () => {
        const entry = await d.editor.getEntry({ id });
        assert.equal(entry.provider.code, d.organisation);
        assert.equal(entry.origin, a.organisation);
      });
    },
  },
  {
    name: 'shows a renamed department by its new name, and under which name an entry was published',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const operator = await operatorOf(target);
      const { id, provider } = await desk.entry('published');
      const name = { zh: `新名${randomUUID()}`, en: 'Renamed' };
      await operator.renameOrganisation({ code: desk.organisation, name, legalBasis });
      await eventually(async () => {
        const entry = await desk.editor.getEntry({ id });
        assert.equal(entry.provider.name, name.zh);
        assert.deepEqual(entry.publishedProvider, provider);
        assert.equal(entry.origin, undefined);
      });
      assert.equal((await desk.entry('draft')).provider.name, name.zh);
    },
  },
  {
    name: 'does not let delegation be a way around the rule of two: neither side may approve what the other wrote',
    run: async (target) => {
      const desk = await setUpDesk(target);
      const [writer, other] = [`person:${randomUUID()}`, `person:${randomUUID()}`];
      const as = async (subject: string, role: string, onBehalfOf?: string) =>
        contractClient(DataCatalog, target.client, {
          token: await target.token({
            subject,
            roles: [role],
            organisation: desk.organisation,
            ...(onBehalfOf && { onBehalfOf }),
          }),
        });
      const submitted = async (editor: Awaited<ReturnType<typeof as>>) => {
        const { id } = await editor.registerEntry(desk.fields());
        return (await editor.submitEntry({ id })).id;
      };
      const own = await submitted(await as(writer, 'catalog.editor'));
      await refuses('self-approval', async () =>
        (await as(writer, 'catalog.approver', other)).approveEntry({ id: own }),
      );
      await refuses('self-approval', async () =>
        (await as(other, 'catalog.approver', writer)).approveEntry({ id: own }),
      );
      const forOther = await submitted(await as(writer, 'catalog.editor', other));
      await refuses('self-approval', async () =>
        (await as(other, 'catalog.approver')).approveEntry({ id: forOther }),
      );
      await refuses('self-approval', async () =>
        (await as(writer, 'catalog.approver')).approveEntry({ id: forOther }),
      );
      assert.equal((await desk.approver.approveEntry({ id: forOther })).publishState, 'deptApproved');
    },
  },
];
