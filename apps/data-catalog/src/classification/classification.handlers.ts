import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  Classification,
  ClassificationList,
  DefineClassification,
  ListClassifications,
} from '../../contract/classification.dto.js';
import { DataCatalog } from '../../contract/index.js';
import { ClassificationTree } from './classification-tree.js';

const { operations } = DataCatalog;

@Controller()
export class ClassificationHandlers {
  constructor(private readonly tree: ClassificationTree) {}

  @Handles(operations.defineClassification)
  define(request: DefineClassification, call: Call): Promise<Classification> {
    return this.tree.define(request, call);
  }

  @Handles(operations.listClassifications)
  list(request: ListClassifications): Promise<ClassificationList> {
    return this.tree.list(request);
  }
}
