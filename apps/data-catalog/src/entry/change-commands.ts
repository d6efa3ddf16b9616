import { Injectable } from '@nestjs/common';
import type { Call } from '#libs/messaging';
import type {
  AmendChange,
  LifecycleCommand,
  OpenChange,
  ReasonedCommand,
  RequestRevocation,
} from '../../contract/change.dto.js';
import type { Entry } from '../../contract/entry.dto.js';
import { ClassificationTree } from '../classification/classification-tree.js';
import { CodeIssue } from '../codes/code-issue.js';
import {
  decideChangeAmendment,
  decideChangePublication,
  decideChangeRejection,
  decideChangeStep,
  decideOpening,
  decideRevocation,
  decideRevocationRequest,
  newClassifications,
} from './decide-change.js';
import { refusal } from './entry-machine.js';
import { EntryWrites } from './entry-writes.js';

type PlainStep = 'withdrawChange' | 'discardChange' | 'approveChange' | 'withdrawRevocation';

/** The commands of changes and revocations. */
@Injectable()
export class ChangeCommands {
  constructor(
    private readonly writes: EntryWrites,
    private readonly tree: ClassificationTree,
    private readonly codes: CodeIssue,
  ) {}

  async open(request: OpenChange, call: Call): Promise<Entry> {
    if (request.fields) {
      await this.tree.assertLeaves(request.fields.classifications);
      await this.writes.assertTitleFree(request.id, request.fields.title, call, '/fields/title');
    }
    return this.writes.change(request.id, request, call, (entry) =>
      decideOpening(request, entry, call.caller),
    );
  }

  async amend(request: AmendChange, call: Call): Promise<Entry> {
    await this.tree.assertLeaves(request.fields.classifications);
    await this.writes.assertTitleFree(request.id, request.fields.title, call, '/fields/title');
    return this.writes.change(request.id, request, call, (entry) =>
      decideChangeAmendment(request, entry, call.caller),
    );
  }

  async submit(request: LifecycleCommand, call: Call): Promise<Entry> {
    const { id, comment } = request;
    const { change } = (await this.writes.seen(id, call)).state;
    if (change?.fields) {
      await this.tree.assertLeaves(change.fields.classifications);
      await this.writes.assertTitleFree(id, change.fields.title, call, '/fields/title');
    }
    return this.writes.change(id, request, call, (entry) =>
      decideChangeStep('submitChange', id, entry, call.caller, comment),
    );
  }

  step(action: PlainStep, request: LifecycleCommand, call: Call): Promise<Entry> {
    const { id, comment } = request;
    return this.writes.change(id, request, call, (entry) =>
      decideChangeStep(action, id, entry, call.caller, comment),
    );
  }

  reject(action: 'rejectChange' | 'rejectRevocation', request: ReasonedCommand, call: Call): Promise<Entry> {
    const { id, reason } = request;
    return this.writes.change(id, request, call, (entry) =>
      decideChangeRejection(action, id, entry, call.caller, reason),
    );
  }

  /** Codes are reserved before the write, as at the first publication; only for new classifications. */
  async publish(request: LifecycleCommand, call: Call): Promise<Entry> {
    const { id, comment } = request;
    const { state } = await this.writes.seen(id, call);
    await this.tree.assertLeaves(state.change?.fields?.classifications);
    const issued = refusal('publishChange', state, call.caller)
      ? []
      : await this.codes.issue(newClassifications(state));
    return this.writes.change(id, request, call, (entry) =>
      decideChangePublication(id, entry, call.caller, issued, comment),
    );
  }

  requestRevocation(request: RequestRevocation, call: Call): Promise<Entry> {
    return this.writes.change(request.id, request, call, (entry) =>
      decideRevocationRequest(request, entry, call.caller),
    );
  }

  revoke(request: LifecycleCommand, call: Call): Promise<Entry> {
    const { id, comment } = request;
    return this.writes.change(id, request, call, (entry) =>
      decideRevocation(id, entry, call.caller, comment),
    );
  }
}
