import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { Identity } from '#contracts/identity';
import { contractScenarios } from '#libs/conformance';
import { TestCity } from '#libs/testing';
import IdentityModule from '../../identity/src/identity.module.js';
import { DataCatalog } from '../contract/index.js';
import DataCatalogModule from '../src/data-catalog.module.js';

let city: TestCity;

beforeAll(async () => {
  city = await TestCity.start([Identity, DataCatalog]);
  await city.serve('identity', IdentityModule);
  await city.serve('data-catalog', DataCatalogModule);
});

afterAll(() => city?.stop());

describe('data-catalog: what its contract alone demands', () => {
  for (const scenario of contractScenarios(DataCatalog)) {
    it(scenario.name, () =>
      scenario.run({
        connection: city.outsider,
        client: city.client,
        token: (who, lives) => city.token(who, lives),
      }),
    );
  }
});
