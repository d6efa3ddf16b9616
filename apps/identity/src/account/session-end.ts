import { Injectable } from '@nestjs/common';

/** Ends every session of a subject and refuses the tokens it was given until now. */
@Injectable()
export abstract class SessionEnd {
  abstract endAllOf(subject: string): Promise<unknown>;
}
