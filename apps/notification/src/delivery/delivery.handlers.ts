import { Controller } from '@nestjs/common';
import { type Call, Handles } from '#libs/messaging';
import type {
  DeliveryById,
  DeliveryPage,
  DeliveryView,
  ListDeliveries,
} from '../../contract/delivery.dto.js';
import { Notification } from '../../contract/index.js';
import { Deliveries } from './deliveries.js';

const { operations } = Notification;

@Controller()
export class DeliveryHandlers {
  constructor(private readonly deliveries: Deliveries) {}

  @Handles(operations.listDeliveries)
  list(request: ListDeliveries, call: Call): Promise<DeliveryPage> {
    return this.deliveries.list(request, call);
  }

  @Handles(operations.retryDelivery)
  retry(request: DeliveryById, call: Call): Promise<DeliveryView> {
    return this.deliveries.retry(request, call);
  }
}
