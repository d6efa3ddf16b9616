import { Injectable } from '@nestjs/common';
import type { Collection } from 'mongodb';
import { ServiceRuntime } from '#libs/service-host';
import type { City, SetCity } from '../../contract/directory.dto.js';

type KeptCity = Omit<City, 'cityId'> & { _id: string };

/** The city's profile: one document, not an aggregate; nothing follows from it but its display. */
@Injectable()
export class CityProfile {
  private readonly cities: Collection<KeptCity>;

  constructor(private readonly runtime: ServiceRuntime) {
    this.cities = runtime.database.db.collection('city');
  }

  async get(): Promise<City> {
    const { cityId } = this.runtime.configuration;
    const kept = await this.cities.findOne({ _id: cityId });
    if (!kept) return { cityId, name: { zh: cityId, en: cityId }, division: '000000', seeded: false };
    const { _id, ...profile } = kept;
    return { cityId: _id, ...profile };
  }

  async set({ name, division, seeded }: SetCity): Promise<City> {
    const { cityId } = this.runtime.configuration;
    await this.cities.replaceOne({ _id: cityId }, { name, division, seeded }, { upsert: true });
    return { cityId, name, division, seeded };
  }
}
