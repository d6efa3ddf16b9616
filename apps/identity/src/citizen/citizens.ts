import { Injectable } from '@nestjs/common';
import { NotFound } from '#libs/contract-kit';
import type { Call } from '#libs/messaging';
import { brokeUniqueIndex, creationId, happened } from '#libs/store';
import type { CitizenProfile, OpenedAccount, RegisterCitizen } from '../../contract/citizen.dto.js';
import { Identity } from '../../contract/index.js';
import { RegistrationRefused } from '../../contract/problems.js';
import { idOf } from '../account/account.js';
import { NO_TRIES } from '../account/account-store.js';
import { CitizenStore, ID_NUMBER_INDEX } from './citizen.store.js';
import { maskedId, maskedPhone, RegistrationDesk } from './registration-desk.js';

/** 自然人: opening an account, and one's own profile. */
@Injectable()
export class Citizens {
  constructor(
    private readonly store: CitizenStore,
    private readonly desk: RegistrationDesk,
  ) {}

  async register(request: RegisterCitizen, call: Call): Promise<OpenedAccount> {
    const assurance = await this.desk.admit(request);
    const id = creationId(call);
    const file = await this.desk.newFile('citizen', request);
    await this.store
      .create(
        id,
        request,
        call,
        () => [happened(Identity.events.citizenRegistered, { id, assurance })],
        () => RegistrationRefused.with(),
        { personal: file, aside: NO_TRIES },
      )
      .catch((error: unknown) => {
        throw brokeUniqueIndex(error, ID_NUMBER_INDEX) ? RegistrationRefused.with() : error;
      });
    // A repeated command finds the account that the first one made.
    const opened = await this.store.findWithFile(id);
    return { subject: `citizen:${id}`, account: opened?.personal.account ?? file.account, assurance };
  }

  async profile({ caller }: Call): Promise<CitizenProfile> {
    const citizen =
      caller.subject.startsWith('citizen:') && (await this.store.findWithFile(idOf(caller.subject)));
    if (!citizen || citizen.state.status !== 'open') throw NotFound.with();
    const { account, name, idNumber, phone } = citizen.personal;
    return {
      subject: caller.subject,
      account,
      assurance: citizen.state.assurance,
      name,
      idNumber: maskedId(idNumber),
      phone: maskedPhone(phone),
    };
  }
}
