import { Injectable } from '@nestjs/common';
import type { Filter } from 'mongodb';
import type { Call } from '#libs/messaging';
import { type AggregateDocument, happened, type Loaded, literalPattern } from '#libs/store';
import type {
  Classification,
  ClassificationList,
  DefineClassification,
  ListClassifications,
} from '../../contract/classification.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { ClassificationInUse, ParentMissing, UnknownClassification } from '../../contract/problems.js';
import { EntryStore } from '../entry/entry.store.js';
import { type ClassificationState, levelOf, parentOf } from './classification.js';
import { ClassificationStore } from './classification.store.js';

type NodeFilter = Filter<AggregateDocument<ClassificationState>>;
const MOST_LISTED = 500;

/** The classification tree: definition, listing, and the check that an entry hangs on leaves. */
@Injectable()
export class ClassificationTree {
  constructor(
    private readonly nodes: ClassificationStore,
    private readonly entries: EntryStore,
  ) {}

  async define(request: DefineClassification, call: Call): Promise<Classification> {
    const { code, name } = request;
    await this.assertCanHang(code);
    const defined = happened(DataCatalog.events.classificationDefined, { code, name });
    const isSame = (state: ClassificationState) => state.name.zh === name.zh && state.name.en === name.en;
    const existing = await this.nodes.find(code);
    const node = existing
      ? await this.nodes.update(code, request, call, ({ state }) => (isSame(state) ? [] : [defined]))
      : await this.nodes
          .create(
            code,
            request,
            call,
            () => [defined],
            () => new Meanwhile(),
          )
          .catch((error: unknown) => {
            if (!(error instanceof Meanwhile)) throw error;
            return this.nodes.update(code, request, call, ({ state }) => (isSame(state) ? [] : [defined]));
          });
    return (await this.views([node]))[0] as Classification;
  }

  async list({ parent, q }: ListClassifications): Promise<ClassificationList> {
    const filter: NodeFilter = q ? await this.leavesNamed(q) : { 'derived.parent': parent ?? null };
    const documents = await this.nodes.documents.find(filter).sort({ _id: 1 }).limit(MOST_LISTED).toArray();
    return {
      items: await this.views(documents.map(({ _id, v, state }) => ({ id: _id, version: v, state }))),
    };
  }

  /** @throws Problem `unknown-classification` naming each that does not exist or is not a leaf */
  async assertLeaves(codes: readonly string[] | undefined): Promise<void> {
    if (!codes || codes.length === 0) return;
    const [existing, parents] = await Promise.all([
      this.nodes.documents.distinct('_id', { _id: { $in: [...codes] } }),
      this.nodes.documents.distinct('derived.parent', { 'derived.parent': { $in: [...codes] } }),
    ]);
    const errors = codes.flatMap((code, index) =>
      existing.includes(code) && !parents.includes(code)
        ? []
        : [
            {
              path: `/classifications/${index}`,
              rule: 'leaf',
              message: { zh: '分类不存在或不是末级', en: 'No such leaf' },
              remedy: { zh: '从分类树中选择末级节点', en: 'Choose a leaf of the tree' },
            },
          ],
    );
    if (errors.length > 0) throw UnknownClassification.with({ errors });
  }

  private async assertCanHang(code: string): Promise<void> {
    const parent = parentOf(code);
    if (!parent) return;
    if (!(await this.nodes.find(parent))) throw ParentMissing.with();
    const used = await this.entries.documents.findOne(
      { 'state.fields.classifications': parent },
      { projection: { _id: 1 } },
    );
    if (used) throw ClassificationInUse.with();
  }

  private async leavesNamed(q: string): Promise<NodeFilter> {
    const word = { $regex: literalPattern(q), $options: 'i' };
    const parents = await this.nodes.documents.distinct('derived.parent');
    return {
      $and: [
        { $or: [{ 'state.name.zh': word }, { 'state.name.en': word }, { _id: word as never }] },
        { _id: { $nin: parents.filter((parent) => parent !== null) } },
      ],
    };
  }

  private async views(nodes: readonly Loaded<ClassificationState>[]): Promise<Classification[]> {
    const parents = await this.nodes.documents.distinct('derived.parent', {
      'derived.parent': { $in: nodes.map(({ id }) => id) },
    });
    return nodes.map(({ id, version, state }) => {
      const parent = parentOf(id);
      return {
        code: id,
        name: state.name,
        level: levelOf(id),
        leaf: !parents.includes(id),
        version,
        ...(parent && { parent }),
      };
    });
  }
}

/** Somebody else defined the node between the look and the write. */
class Meanwhile extends Error {}
