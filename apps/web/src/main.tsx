import '@fontsource-variable/inter/wght.css';
import './app/mantine.css';
import './app/tokens.css';
import './app/global.css';
import './app/kit.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createApi } from './lib/api.ts';
import { createLiveSocket, socketUrl } from './lib/socket.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');

const api = createApi();

createRoot(root).render(
  <StrictMode>
    <App api={api} live={createLiveSocket({ url: socketUrl(location), session: api.session })} />
  </StrictMode>,
);
