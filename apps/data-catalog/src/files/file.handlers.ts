import { Controller } from '@nestjs/common';
import type { FileRef } from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import type {
  AttachEntryFile,
  DownloadEntryFile,
  EntryFileCommand,
  EntryFileList,
  ListEntryFiles,
} from '../../contract/entry-files.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { EntryFiles } from './entry-files.js';

const { operations } = DataCatalog;

@Controller()
export class FileHandlers {
  constructor(private readonly files: EntryFiles) {}

  @Handles(operations.attachEntryFile)
  attach(request: AttachEntryFile, call: Call): Promise<EntryFileList> {
    return this.files.attach(request, call);
  }

  @Handles(operations.detachEntryFile)
  detach(request: EntryFileCommand, call: Call): Promise<EntryFileList> {
    return this.files.detach(request, call);
  }

  @Handles(operations.listEntryFiles)
  list(request: ListEntryFiles, call: Call): Promise<EntryFileList> {
    return this.files.list(request, call);
  }

  @Handles(operations.getEntryFile)
  get(request: DownloadEntryFile, call: Call): Promise<FileRef> {
    return this.files.get(request, call);
  }
}
