import { applyDecorators, type Type as ClassType } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  MAX_LENGTH,
  Matches,
  Max,
  MIN_LENGTH,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { markPersonal, type PersonalMark } from './personal.js';

/*
 * Field decorators of DTO classes. Each is a bundle of class-validator rules and the @nestjs/swagger
 * description, so that a field is said once, in one line. Both kinds may also be used directly.
 */

/** What every field can say about itself. */
export interface FieldOptions {
  /** The Chinese term of the standard that the field comes from. */
  readonly zh: string;
  /** What the field holds: unit, source and clause where there is one. */
  readonly doc?: string;
  /** The field may be absent. Absent, never `null`. */
  readonly optional?: boolean;
  readonly example?: unknown;
  /** Personal data: never in logs and traces, and kept out of events (decision 13). */
  readonly personal?: PersonalMark;
}

function field(options: FieldOptions, ...rules: PropertyDecorator[]): PropertyDecorator {
  return applyDecorators(
    ApiProperty({
      title: options.zh,
      ...(options.doc && { description: options.doc }),
      ...(options.example !== undefined && { example: options.example }),
      required: !options.optional,
    }),
    options.optional ? ValidateIf((_object, value) => value !== undefined) : IsDefined(),
    ...(options.personal ? [markPersonal(options.personal)] : []),
    ...rules,
  );
}

// Lengths are in code points, as JSON Schema counts them; class-validator's own rules count UTF-16 units less
// surrogate pairs and variation selectors, and would disagree about a heart emoji.
function LengthRule(
  name: typeof MIN_LENGTH | typeof MAX_LENGTH,
  bound: number,
  options?: ValidationOptions,
): PropertyDecorator {
  const validate = (value: unknown): boolean => {
    if (typeof value !== 'string') return false;
    const length = [...value].length;
    return name === MIN_LENGTH ? length >= bound : length <= bound;
  };
  return ValidateBy({ name, constraints: [bound], validator: { validate } }, options);
}

const MinLength = (bound: number, options?: ValidationOptions) => LengthRule(MIN_LENGTH, bound, options);
const MaxLength = (bound: number, options?: ValidationOptions) => LengthRule(MAX_LENGTH, bound, options);

/** Text with bounds on its length in characters; never only white space, no control characters. */
export function Text(
  options: FieldOptions & { min?: number; max: number; pattern?: RegExp },
): PropertyDecorator {
  return field(
    options,
    IsString(),
    MinLength(options.min ?? 1),
    MaxLength(options.max),
    Matches(options.pattern ?? PRINTABLE),
  );
}

// Line feed and tab are text; other C0/C1 controls and lone formatting marks have no place in metadata.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
const PRINTABLE = /^(?=[\s\S]*\S)[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$/;

/** One word of a closed list. */
export function Choice(options: FieldOptions & { of: readonly string[] }): PropertyDecorator {
  return field(options, IsString(), IsIn([...options.of]));
}

/** An integer within bounds. */
export function Int(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  return field(options, IsInt(), Min(options.min), Max(options.max));
}

/** A finite number within bounds. */
export function Decimal(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  return field(options, IsNumber(), Min(options.min), Max(options.max));
}

/** True or false. */
export function Flag(options: FieldOptions): PropertyDecorator {
  return field(options, IsBoolean());
}

const DATE = /^(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** A calendar date `CCYY-MM-DD` (GB/T 7408). */
export function DateText(options: FieldOptions): PropertyDecorator {
  return field({ example: '2026-11-23', ...options }, IsString(), Matches(DATE));
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** An instant in UTC, RFC 3339 with `Z`. */
export function Instant(options: FieldOptions): PropertyDecorator {
  return field({ example: '2026-11-23T08:30:00.000Z', ...options }, IsString(), Matches(INSTANT));
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** An identifier made by the platform: a UUID (RFC 9562), lower case. */
export function Id(options: FieldOptions): PropertyDecorator {
  return field({ example: '0192f3a4-5b6c-7d8e-9f01-23456789abcd', ...options }, IsString(), Matches(ID));
}

/** Unified social credit code of an organisation (统一社会信用代码, GB 32100): 18 characters, form only. */
export function OrganisationCode(options: FieldOptions): PropertyDecorator {
  return field(
    { example: '11370000MB284651XL', ...options },
    IsString(),
    Matches(/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/),
  );
}

/** An object of another DTO class. */
export function Nested(options: FieldOptions & { of: () => ClassType<object> }): PropertyDecorator {
  return field(options, IsObject(), ValidateNested(), Type(options.of));
}

/** A list of objects of another DTO class. */
export function ListOf(
  options: FieldOptions & { of: () => ClassType<object>; min?: number; max: number },
): PropertyDecorator {
  return field(
    options,
    IsArray(),
    ArrayMinSize(options.min ?? 0),
    ArrayMaxSize(options.max),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(options.of),
  );
}

/** A list of distinct texts of one form. */
export function TextList(
  options: FieldOptions & {
    min?: number;
    max: number;
    each: { max: number; pattern?: RegExp; of?: readonly string[] };
  },
): PropertyDecorator {
  return field(
    options,
    IsArray(),
    ArrayMinSize(options.min ?? 0),
    ArrayMaxSize(options.max),
    ArrayUnique(),
    IsString({ each: true }),
    MinLength(1, { each: true }),
    MaxLength(options.each.max, { each: true }),
    options.each.of
      ? IsIn([...options.each.of], { each: true })
      : Matches(options.each.pattern ?? PRINTABLE, { each: true }),
  );
}
