import type { Component } from 'vue';
import type { RouteLocationRaw, RouteRecordRaw } from 'vue-router';
import type { CloudEvent } from '#libs/contract-kit';
import type { LocalText } from './i18n.js';
import type { Role } from './identity-types.js';

export interface MenuItem {
  /** Address of the page; must not be an address of the API, which the gateway answers first. */
  readonly path: string;
  readonly title: LocalText;
  readonly icon?: Component;
  /** Shown to those who have one of these roles; to everybody when left out. */
  readonly roles?: readonly Role[];
  /** A figure beside the title, such as how many wait; read again whenever it changes, 0 is not shown. */
  readonly count?: () => number;
}

/** How the live feed shows an event of the service. */
export interface EventLabel {
  readonly title: LocalText;
  /** What it is about, in a few words. */
  readonly about?: (event: CloudEvent<Record<string, unknown>>) => string;
  readonly to?: (event: CloudEvent<Record<string, unknown>>) => RouteLocationRaw;
  readonly tone?: 'good' | 'bad' | 'plain';
}

/**
 * What a service adds to the console; `apps/<service>/console/index.ts` exports it as `console`. The shell
 * finds it by itself.
 */
export interface ConsolePages {
  readonly title: LocalText;
  readonly menu: readonly MenuItem[];
  readonly routes: readonly RouteRecordRaw[];
  /** Panels of the desk; each is a component without properties. */
  readonly desk?: readonly Component[];
  /** Words of the service's events, by the event's name in the contract. */
  readonly events?: Readonly<Record<string, EventLabel>>;
  /** Page of an object by its aggregate type, for the audit and other lists: `entry: (id) => '/entries/' + id`. */
  readonly objects?: Readonly<Record<string, (id: string) => RouteLocationRaw>>;
  /** Page that shows a trace; at most one service has one. */
  readonly trace?: (traceId: string) => RouteLocationRaw;
  /** Small components for the head of every page, such as a bell; left of the account. */
  readonly head?: readonly Component[];
  /** Sections of the settings page; each is a component without properties. */
  readonly settings?: readonly Component[];
}
