import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DataCatalog } from '#contracts/data-catalog';
import { compileRequest } from '#libs/contract-kit';
import type { Bench } from '../bench.js';
import { entryWith15Items } from '../bench-service.js';
import { compare } from '../harness.js';

/** Compiled validation of a request against class-validator, whose decorators it is made from. */
export const validationBench: Bench = {
  name: 'validation',
  summary: 'compiled request validation against class-validator',
  async run({ rounds }) {
    const type = DataCatalog.operations.registerEntry.request;
    const check = compileRequest(type);
    const body = entryWith15Items('城市供水用户信息');
    const instance = plainToInstance(type, body);
    const strict = { whitelist: true, forbidNonWhitelisted: true };
    const holds = (errors: readonly unknown[]) => {
      if (errors.length > 0) throw new Error(`the entry must be valid: ${JSON.stringify(errors[0])}`);
    };
    const comparison = await compare(
      {
        title: 'a valid entry with 15 items',
        unit: 'check',
        peer: 'class-validator validateSync',
        sides: [
          { name: 'compileRequest', operations: 50_000, run: () => holds(check(body)) },
          {
            name: 'class-validator validateSync',
            operations: 400,
            run: () => holds(validateSync(instance, strict)),
          },
          {
            name: 'plainToInstance + validateSync',
            operations: 400,
            run: () => holds(validateSync(plainToInstance(type, body), strict)),
          },
        ],
      },
      rounds,
    );
    return { comparisons: [comparison], notes: [] };
  },
};
