import 'reflect-metadata';

/** How personal a field is: its class, and whether it is sensitive personal information (个人信息保护法 art. 28). */
export interface PersonalMark {
  readonly class: 'identity' | 'contact' | 'credential' | 'location' | 'other';
  readonly sensitive?: boolean;
  /** How it is shown to those who may not see it whole; without one, not at all. */
  readonly mask?: 'name' | 'idNumber' | 'phone' | 'address' | 'bankCard';
}

const PERSONAL = 'citybrain:personal';

/** Marks a property of a DTO class as personal data (decision 13). */
export function markPersonal(mark: PersonalMark): PropertyDecorator {
  return (target, property) => {
    const marks = new Map<string, PersonalMark>(Reflect.getMetadata(PERSONAL, target) ?? []);
    marks.set(String(property), mark);
    Reflect.defineMetadata(PERSONAL, marks, target);
  };
}

/** The personal fields of a DTO class, own and inherited. */
export function personalFields(type: { prototype: object }): ReadonlyMap<string, PersonalMark> {
  return Reflect.getMetadata(PERSONAL, type.prototype) ?? new Map();
}
