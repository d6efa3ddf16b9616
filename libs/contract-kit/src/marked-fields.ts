import type { Type } from '@nestjs/common';
import 'reflect-metadata';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { type PersonalMark, personalFields } from './personal.js';

/** A field with a personal mark, however deep: where it stands, without positions in lists, and what it is. */
export interface MarkedField {
  readonly path: readonly string[];
  readonly mark: PersonalMark;
}

const known = new WeakMap<object, readonly MarkedField[]>();

/** All marked fields of a DTO class and of the classes that it refers to. */
export function markedFields(type: Type<object>): readonly MarkedField[] {
  let found = known.get(type);
  if (!found) {
    found = fieldsOf(type, new Set());
    known.set(type, found);
  }
  return found;
}

function fieldsOf(type: Type<object>, within: ReadonlySet<object>): MarkedField[] {
  if (within.has(type)) return []; // a tree of its own kind: its marks are those above
  const own = personalFields(type);
  const found: MarkedField[] = [...own].map(([field, mark]) => ({ path: [field], mark }));
  for (const [field, nested] of nestedFields(type)) {
    if (own.has(field)) continue;
    for (const { path, mark } of fieldsOf(nested, new Set([...within, type])))
      found.push({ path: [field, ...path], mark });
  }
  return found;
}

/**
 * A copy of a DTO's data in which every marked field went through `change`; with no marks, the data itself.
 * `field` is the path with dots, without the positions in lists.
 */
export function mapMarked<T extends object>(
  type: Type<object>,
  data: T,
  change: (value: unknown, field: string, mark: PersonalMark) => unknown,
): T {
  return markedFields(type).length === 0 ? data : (mapped(type, data, '', change) as T);
}

function mapped(
  type: Type<object>,
  data: unknown,
  above: string,
  change: (value: unknown, field: string, mark: PersonalMark) => unknown,
): unknown {
  if (Array.isArray(data)) return data.map((item) => mapped(type, item, above, change));
  if (typeof data !== 'object' || data === null) return data;
  const marks = personalFields(type);
  const nested = new Map(nestedFields(type));
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => {
      const field = above ? `${above}.${name}` : name;
      const mark = marks.get(name);
      if (mark) return [name, value === undefined ? value : change(value, field, mark)];
      const inner = nested.get(name);
      return [name, inner ? mapped(inner, value, field, change) : value];
    }),
  );
}

const SWAGGER_NAMES = 'swagger/apiModelPropertiesArray';

/** Fields of a DTO class that hold objects of other classes, inherited ones too. */
function nestedFields(type: Type<object>): [string, Type<object>][] {
  const names: readonly string[] = Reflect.getMetadata(SWAGGER_NAMES, type.prototype) ?? [];
  return names.flatMap((name): [string, Type<object>][] => {
    const field = name.replace(/^:/, '');
    const nested: unknown = defaultMetadataStorage.findTypeMetadata(type, field)?.typeFunction?.();
    return typeof nested === 'function' ? [[field, nested as Type<object>]] : [];
  });
}
