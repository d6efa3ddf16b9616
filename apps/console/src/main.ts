import { createApp } from 'vue';
import 'element-plus/theme-chalk/base.css';
import './styles/theme.css';
import './styles/page.css';
import App from './app.vue';
import { router } from './router.js';

createApp(App).use(router).mount('#app');
