import type { OpenAPIObject } from '@nestjs/swagger';
import type { AsyncApiDocument } from '#libs/contract-kit';

/** The two documents of the API, as they are served. */
export class ApiDocuments {
  constructor(
    readonly openApi: OpenAPIObject,
    readonly asyncApi: AsyncApiDocument,
  ) {}
}
