import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  AmendEntry,
  Entry,
  EntryActions,
  EntryCommand,
  EntryHistory,
  EntryPage,
  GetEntry,
  GetEntryByCode,
  RegisterEntry,
  RejectEntry,
  SearchEntries,
} from '../../contract/entry.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { EntryCommands } from './entry-commands.js';
import { EntryQueries } from './entry-queries.js';

const { operations } = DataCatalog;

@Controller()
export class EntryHandlers {
  constructor(
    private readonly commands: EntryCommands,
    private readonly queries: EntryQueries,
  ) {}

  @Handles(operations.registerEntry)
  register(request: RegisterEntry, call: Call): Promise<Entry> {
    return this.commands.register(request, call);
  }

  @Handles(operations.amendEntry)
  amend(request: AmendEntry, call: Call): Promise<Entry> {
    return this.commands.amend(request, call);
  }

  @Handles(operations.submitEntry)
  submit(request: EntryCommand, call: Call): Promise<Entry> {
    return this.commands.submit(request, call);
  }

  @Handles(operations.withdrawEntry)
  withdraw(request: EntryCommand, call: Call): Promise<Entry> {
    return this.commands.withdraw(request, call);
  }

  @Handles(operations.approveEntry)
  approve(request: EntryCommand, call: Call): Promise<Entry> {
    return this.commands.approve(request, call);
  }

  @Handles(operations.publishEntry)
  publish(request: EntryCommand, call: Call): Promise<Entry> {
    return this.commands.publish(request, call);
  }

  @Handles(operations.rejectEntry)
  reject(request: RejectEntry, call: Call): Promise<Entry> {
    return this.commands.reject(request, call);
  }

  @Handles(operations.getEntry)
  get(request: GetEntry, call: Call): Promise<Entry> {
    return this.queries.get(request, call);
  }

  @Handles(operations.getEntryByCode)
  getByCode(request: GetEntryByCode, call: Call): Promise<Entry> {
    return this.queries.getByCode(request, call);
  }

  @Handles(operations.searchEntries)
  search(request: SearchEntries, call: Call): Promise<EntryPage> {
    return this.queries.search(request, call);
  }

  @Handles(operations.listEntryActions)
  actions(request: GetEntry, call: Call): Promise<EntryActions> {
    return this.queries.actions(request, call);
  }

  @Handles(operations.getEntryHistory)
  history(request: GetEntry, call: Call): Promise<EntryHistory> {
    return this.queries.history(request, call);
  }
}
