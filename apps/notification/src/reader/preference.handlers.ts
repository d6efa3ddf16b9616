import { Controller } from '@nestjs/common';
import type { Empty } from '#libs/contract-kit';
import { type Call, Handles } from '#libs/messaging';
import { Notification } from '../../contract/index.js';
import type {
  ConfirmEmail,
  PreferencesView,
  SetEmail,
  SetPreferences,
} from '../../contract/preferences.dto.js';
import { Preferences } from './preferences.js';

const { operations } = Notification;

@Controller()
export class PreferenceHandlers {
  constructor(private readonly preferences: Preferences) {}

  @Handles(operations.getPreferences)
  get(_request: Empty, call: Call): Promise<PreferencesView> {
    return this.preferences.get(call);
  }

  @Handles(operations.setPreferences)
  set(request: SetPreferences, call: Call): Promise<PreferencesView> {
    return this.preferences.set(request, call);
  }

  @Handles(operations.setEmail)
  setEmail(request: SetEmail, call: Call): Promise<PreferencesView> {
    return this.preferences.setEmail(request, call);
  }

  @Handles(operations.confirmEmail)
  confirmEmail(request: ConfirmEmail, call: Call): Promise<PreferencesView> {
    return this.preferences.confirmEmail(request, call);
  }

  @Handles(operations.removeEmail)
  removeEmail(_request: Empty, call: Call): Promise<PreferencesView> {
    return this.preferences.removeEmail(call);
  }
}
