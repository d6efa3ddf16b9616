import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { Identity } from '#contracts/identity';
import { TestCity } from '#libs/testing';
import IdentityModule from '../../identity/src/identity.module.js';
import { DataCatalog } from '../contract/index.js';
import DataCatalogModule from '../src/data-catalog.module.js';
import { conformance } from './conformance.js';

let city: TestCity;

beforeAll(async () => {
  city = await TestCity.start([Identity, DataCatalog]);
  await city.serve('identity', IdentityModule);
  await city.serve('data-catalog', DataCatalogModule);
});

afterAll(() => city?.stop());

for (const { title, scenarios } of conformance.groups)
  describe(`data-catalog: ${title}`, () => {
    for (const scenario of scenarios) it(scenario.name, () => scenario.run(city.target));
  });
