import { Controller, Inject, Req, RequestMapping, RequestMethod, Res, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceContract } from '#libs/contract-kit';
import { documentRoute } from '../openapi/document-route.js';
import { Forwarder } from './forwarder.js';
import { type OperationRoute, routerPath, routesOf } from './operation-route.js';

/**
 * Makes the Nest controller of a service from its contract: a method for each operation with an HTTP route
 * and for each façade, with the same decorators that one would write by hand.
 */
export function operationController(contract: ServiceContract): Type<object> {
  @Controller()
  @ApiTags(contract.name)
  class OperationController {
    constructor(@Inject(Forwarder) readonly forwarder: Forwarder) {}
  }
  Object.defineProperty(OperationController, 'name', { value: `${contract.name}Controller` });
  for (const route of routesOf(contract)) addRoute(OperationController, route);
  return OperationController;
}

function addRoute(controller: Type<{ forwarder: Forwarder }>, route: OperationRoute): void {
  const descriptor: PropertyDescriptor = {
    configurable: true,
    value(this: { forwarder: Forwarder }, request: FastifyRequest, reply: FastifyReply): Promise<void> {
      return this.forwarder.forward(route, request, reply);
    },
  };
  const { prototype } = controller;
  Object.defineProperty(prototype, route.id, descriptor);
  RequestMapping({ method: RequestMethod[route.route.method], path: routerPath(route.route.path) })(
    prototype,
    route.id,
    descriptor,
  );
  Req()(prototype, route.id, 0);
  Res()(prototype, route.id, 1);
  for (const decorate of documentRoute(route)) decorate(prototype, route.id, descriptor);
}
