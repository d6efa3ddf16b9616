/** The one list of services, in start order. Launcher, gateway, NATS rights, compose and console menu are made from it. */
export const SERVICES = ['identity', 'data-catalog', 'notification', 'telemetry'] as const;
export type ServiceName = (typeof SERVICES)[number];
