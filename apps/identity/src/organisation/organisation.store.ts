import { Injectable } from '@nestjs/common';
import { ServiceRuntime } from '#libs/service-host';
import { AggregateStore, type AggregateType } from '#libs/store';
import type { Name } from '../../contract/directory.dto.js';
import { applyToOrganisation, type OrganisationState } from './organisation.js';

const ORGANISATION: AggregateType<OrganisationState> = {
  name: 'organisation',
  schemaVersion: 1,
  apply: applyToOrganisation,
  organisationOf: ({ code }) => code,
  indexes: [
    { key: { 'state.division': 1, _id: 1 }, name: 'division' },
    { key: { 'state.parent': 1, _id: 1 }, name: 'parent' },
    { key: { 'state.successors': 1 }, name: 'successors' },
  ],
};

const DEEPEST = 50;

/** Organisations; the id is the unified social credit code. */
@Injectable()
export class OrganisationStore extends AggregateStore<OrganisationState> {
  constructor(runtime: ServiceRuntime) {
    super(ORGANISATION, runtime.store);
  }

  /** Names by code; of those that exist. */
  async namesOf(codes: readonly string[]): Promise<Map<string, Name>> {
    const found = await this.documents.find({ _id: { $in: [...new Set(codes)] } }).toArray();
    return new Map(found.map(({ _id, state }) => [_id, state.name]));
  }

  /** For each code, the codes of those that were merged or split into it. */
  async predecessorsOf(codes: readonly string[]): Promise<Map<string, string[]>> {
    const wanted = new Set(codes);
    const found = await this.documents
      .find({ 'state.successors': { $in: [...wanted] } })
      .sort({ _id: 1 })
      .project<{ _id: string; state: { successors: string[] } }>({ 'state.successors': 1 })
      .toArray();
    const predecessors = new Map<string, string[]>();
    for (const { _id, state } of found)
      for (const code of state.successors)
        if (wanted.has(code)) predecessors.set(code, [...(predecessors.get(code) ?? []), _id]);
    return predecessors;
  }

  /** Codes from the parent of an organisation up to the top. */
  async ancestorsOf(code: string): Promise<string[]> {
    const above: string[] = [];
    let current = (await this.find(code))?.state.parent;
    while (current && !above.includes(current) && above.length < DEEPEST) {
      above.push(current);
      current = (await this.find(current))?.state.parent;
    }
    return above;
  }

  /** Who has the duties of an organisation now: itself, or the last of its heirs; undefined when unknown. */
  async presentOf(code: string): Promise<OrganisationState | undefined> {
    let present = (await this.find(code))?.state;
    while (present?.heir) present = (await this.find(present.heir))?.state; // ends: see decide-organisation.spec.ts
    return present;
  }
}
