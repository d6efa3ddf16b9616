import { Controller } from '@nestjs/common';
import { Handles } from '#libs/messaging';
import type { City, SetCity } from '../../contract/directory.dto.js';
import { Identity } from '../../contract/index.js';
import { CityProfile } from './city-profile.js';

const { operations } = Identity;

@Controller()
export class CityHandlers {
  constructor(private readonly profile: CityProfile) {}

  @Handles(operations.getCity)
  get(): Promise<City> {
    return this.profile.get();
  }

  @Handles(operations.setCity)
  set(request: SetCity): Promise<City> {
    return this.profile.set(request);
  }
}
