import { type JsonSchema, type Operation, schemaOf } from '#libs/contract-kit';
import type { ActionForm, FormField, FormFieldType } from '../../contract/forms.dto.js';
import { DataCatalog } from '../../contract/index.js';
import type { EntryAction } from '../../contract/lifecycle.js';

const made = new Map<EntryAction, ActionForm>();

/** The form of an action, made from its operation's contract (decision 10). */
export function formOf(action: EntryAction): ActionForm {
  const known = made.get(action);
  if (known) return known;
  const operation: Operation = DataCatalog.operations[action];
  const { properties = {}, required = [] } = schemaOf(operation.request);
  const form: ActionForm = {
    method: operation.http?.method ?? 'POST',
    path: operation.http?.path ?? '',
    schema: operation.request.name,
    ifMatch: operation.ifMatch === 'required',
    fields: Object.entries(properties)
      .filter(([name]) => name !== 'id')
      .map(([name, schema]) => fieldOf(name, schema, required.includes(name))),
  };
  made.set(action, form);
  return form;
}

const TYPES: Readonly<Record<string, FormFieldType>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'flag',
  array: 'list',
};

function fieldOf(name: string, schema: JsonSchema, required: boolean): FormField {
  const { type, minLength, maxLength } = schema;
  return {
    name,
    title: schema.title ?? name,
    type: (typeof type === 'string' && TYPES[type]) || 'object',
    required,
    ...(typeof minLength === 'number' && { minLength }),
    ...(typeof maxLength === 'number' && { maxLength }),
    ...(schema.enum && { options: schema.enum.map(String) }),
  };
}
