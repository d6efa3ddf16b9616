import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import 'reflect-metadata';
import type { ServiceContract } from '#libs/contract-kit';
import type { Migration } from '#libs/store';
import { platformHandlers } from './platform.handlers.js';
import { ServiceRuntime } from './service-runtime.js';

const CONTRACT = 'citybrain:contract';
const MIGRATIONS = 'citybrain:migrations';

/** Migrations, or what makes them of the service's runtime (keys, clients). Nothing has been migrated yet then. */
export type Migrations = readonly Migration[] | ((runtime: ServiceRuntime) => readonly Migration[]);

/**
 * Declares the module of a service: its contract, its handlers and its parts. The module file is the
 * service's table of contents.
 */
export function ServiceModule(parts: {
  contract: object;
  handlers: NonNullable<ModuleMetadata['controllers']>;
  parts?: NonNullable<ModuleMetadata['providers']>;
  /** Changes of the stored form since the first release, in order (docs/upgrade.md). */
  migrations?: Migrations;
}): ClassDecorator {
  return (target) => {
    Reflect.defineMetadata(CONTRACT, parts.contract, target);
    Reflect.defineMetadata(MIGRATIONS, parts.migrations ?? [], target);
    Module({ controllers: [...parts.handlers], providers: [...(parts.parts ?? [])] })(target);
  };
}

/** The contract of a service module. */
export function contractOf(module: Type<object>): ServiceContract {
  const contract: ServiceContract | undefined = Reflect.getMetadata(CONTRACT, module);
  if (!contract) throw new Error(`${module.name} is not a @ServiceModule`);
  return contract;
}

/** The migrations of a service module. */
export function migrationsOf(module: Type<object>, runtime: ServiceRuntime): readonly Migration[] {
  const migrations: Migrations = Reflect.getMetadata(MIGRATIONS, module) ?? [];
  return typeof migrations === 'function' ? migrations(runtime) : migrations;
}

/** The root module around a service: gives it its runtime and the platform's handlers. */
export function hostModule(module: Type<object>, runtime: ServiceRuntime): DynamicModule {
  class HostModule {}
  class RuntimeModule {}
  return {
    module: HostModule,
    controllers: [platformHandlers(runtime.contract, runtime)],
    imports: [
      {
        module: RuntimeModule,
        global: true,
        providers: [{ provide: ServiceRuntime, useValue: runtime }],
        exports: [ServiceRuntime],
      },
      module,
    ],
  };
}
