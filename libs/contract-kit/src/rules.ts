import 'reflect-metadata';
import type { FieldError } from './problem.js';

const RULES = 'citybrain:rules';

/** A rule over several fields, run after the schema has held. Returns what is wrong. */
export type ObjectRule<T extends object> = (value: T) => readonly FieldError[];

/** Adds a rule over several fields to a DTO class; a rule that has no schema form (architecture §2). */
export function Rule<T extends object>(rule: ObjectRule<T>) {
  return (type: new () => T): void => {
    Reflect.defineMetadata(RULES, [...objectRules(type), rule], type);
  };
}

/** The object rules of a DTO class. */
export function objectRules(type: object): readonly ObjectRule<object>[] {
  return Reflect.getMetadata(RULES, type) ?? [];
}
