import { createApp } from 'vue';
import 'element-plus/theme-chalk/base.css';
import './styles/theme.css';
import './styles/page.css';
import './styles/large-text.css';
import './styles/preferences.css';
import './settings/settings.js';
import App from './app.vue';
import { router } from './router.js';

createApp(App).use(router).mount('#app');
