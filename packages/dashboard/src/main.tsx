import '@splitsight/wire/no-eval';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { afterPaint } from './live/after-paint.ts';
import { openLiveStore } from './live/live-store.ts';
import { StoreContext } from './live/use-live.ts';
import { createSound } from './page/sound.ts';
import { applyTheme, storedTheme, watchSystemTheme } from './page/theme.ts';

const place = document.getElementById('page');
if (!place) throw new Error('index.html has no element "page"');

applyTheme(storedTheme());
watchSystemTheme();

const url = new URL('api/v1/live', document.baseURI);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
const store = openLiveStore({
  url: url.href,
  WebSocket,
  // Steady while the machine's clock is set; the difference to the server's is measured.
  now: () => performance.timeOrigin + performance.now(),
  random: Math.random,
  afterPaint,
});
addEventListener('online', store.retryNow);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) store.retryNow();
});

const sound = createSound();
createRoot(place).render(
  <StrictMode>
    <StoreContext value={store}>
      <App sound={sound} />
    </StoreContext>
  </StrictMode>,
);
