import '@fontsource-variable/inter/wght.css';
import './app/mantine.css';
import './app/tokens.css';
import './app/global.css';
import './app/kit.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createApi } from './lib/api.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');

createRoot(root).render(
  <StrictMode>
    <App api={createApi()} />
  </StrictMode>,
);
