import { Injectable } from '@nestjs/common';
import { Forbidden, StaleVersion } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { creationId } from '#libs/store';
import type {
  AmendEntry,
  Entry,
  EntryCommand,
  RegisterEntry,
  RejectEntry,
} from '../../contract/entry.dto.js';
import { TitleTaken } from '../../contract/problems.js';
import { ClassificationTree } from '../classification/classification-tree.js';
import { CodeIssue } from '../codes/code-issue.js';
import { OrganisationDirectory } from '../directory/organisation-directory.js';
import {
  assertMay,
  decideAmendment,
  decideApproval,
  decidePublication,
  decideRegistration,
  decideRejection,
  decideSubmission,
  decideWithdrawal,
} from './decide-entry.js';
import { EntryStore } from './entry.store.js';
import { EntryWrites } from './entry-writes.js';

/** The commands of the entry: who may → load → decide → save → reply. */
@Injectable()
export class EntryCommands {
  constructor(
    private readonly entries: EntryStore,
    private readonly writes: EntryWrites,
    private readonly tree: ClassificationTree,
    private readonly codes: CodeIssue,
    private readonly directory: OrganisationDirectory,
  ) {}

  async register(request: RegisterEntry, call: Call): Promise<Entry> {
    const { organisation } = call.caller;
    if (!organisation) throw Forbidden.with({ detail: NO_ORGANISATION });
    const provider = await this.directory.provider(organisation, call);
    await this.tree.assertLeaves(request.classifications);
    const id = creationId(call);
    return this.writes.saved(call, () =>
      this.entries.create(
        id,
        request,
        call,
        () => decideRegistration(id, provider, request),
        () => TitleTaken.with(),
      ),
    );
  }

  async amend(request: AmendEntry, call: Call): Promise<Entry> {
    const { id, ...fields } = request;
    await this.tree.assertLeaves(fields.classifications);
    return this.writes.change(id, request, call, (entry) => decideAmendment(id, entry, fields, call.caller));
  }

  async submit(request: EntryCommand, call: Call): Promise<Entry> {
    const { state } = await this.writes.seen(request.id, call);
    await this.tree.assertLeaves(state.fields.classifications);
    return this.writes.change(request.id, request, call, (entry) =>
      decideSubmission(request.id, entry, call.caller, request.comment),
    );
  }

  withdraw(request: EntryCommand, call: Call): Promise<Entry> {
    return this.writes.change(request.id, request, call, (entry) =>
      decideWithdrawal(request.id, entry, call.caller, request.comment),
    );
  }

  approve(request: EntryCommand, call: Call): Promise<Entry> {
    return this.writes.change(request.id, request, call, (entry) =>
      decideApproval(request.id, entry, call.caller, request.comment),
    );
  }

  reject(request: RejectEntry, call: Call): Promise<Entry> {
    return this.writes.change(request.id, request, call, (entry) =>
      decideRejection(request.id, entry, call.caller, request.reason),
    );
  }

  /**
   * Codes are reserved before the write and are lost if it does not happen: gaps are allowed, duplicates are
   * not (data-catalog §2.1). A repeated command is answered from memory and reserves nothing that shows.
   */
  async publish(request: EntryCommand, call: Call): Promise<Entry> {
    const { id, comment } = request;
    const { state } = await this.writes.seen(id, call);
    if (state.publishState === 'deptApproved') assertMay('publishEntry', state, call.caller);
    await this.tree.assertLeaves(state.fields.classifications);
    const codes =
      state.publishState === 'deptApproved' ? await this.codes.issue(state.fields.classifications ?? []) : [];
    return this.writes.change(id, request, call, (entry) => {
      const events = decidePublication(id, entry, call.caller, codes, comment);
      const wanted = entry.fields.classifications ?? [];
      // The entry went another way between the look and the write: codes were reserved for other classes.
      if (wanted.join() !== codes.map(({ classification }) => classification).join())
        throw StaleVersion.with();
      return events;
    });
  }
}

const NO_ORGANISATION = { zh: '当前账号不属于任何单位', en: 'The account belongs to no organisation' };
