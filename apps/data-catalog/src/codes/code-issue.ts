import { Injectable } from '@nestjs/common';
import { type Collection, MongoServerError } from 'mongodb';
import { ServiceRuntime } from '#libs/service-host';
import type { IssuedCode } from '../../contract/entry.dto.js';
import { CodesExhausted } from '../../contract/problems.js';
import { HIGHEST_SEQUENCE, resourceCode } from './resource-code.js';

interface Sequence {
  _id: string;
  last: number;
}

/**
 * Issues sequence numbers within a classification. One atomic increment each: under any concurrency no code
 * is given twice. Gaps are allowed; a number is never given back.
 */
@Injectable()
export class CodeIssue {
  private readonly sequences: Collection<Sequence>;

  constructor(runtime: ServiceRuntime) {
    this.sequences = runtime.database.db.collection('code-sequences');
  }

  /** A code for each classification; the first is the primary one. @throws Problem `codes-exhausted` */
  async issue(classifications: readonly string[]): Promise<IssuedCode[]> {
    const codes: IssuedCode[] = [];
    for (const [index, classification] of classifications.entries()) {
      const sequence = await this.next(classification);
      codes.push({ classification, code: resourceCode(classification, sequence), primary: index === 0 });
    }
    return codes;
  }

  private async next(classification: string): Promise<number> {
    for (;;) {
      try {
        const sequence = await this.sequences.findOneAndUpdate(
          { _id: classification, last: { $lt: HIGHEST_SEQUENCE } },
          { $inc: { last: 1 } },
          { upsert: true, returnDocument: 'after' },
        );
        if (sequence) return sequence.last;
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
        // Two first uses at once, or the end of the range: only the latter is final.
        const present = await this.sequences.findOne({ _id: classification });
        if (present && present.last >= HIGHEST_SEQUENCE) throw CodesExhausted.with();
      }
    }
  }
}
