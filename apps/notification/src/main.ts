import { runService } from '#libs/service-host';
import NotificationModule from './notification.module.js';

await runService(NotificationModule);
