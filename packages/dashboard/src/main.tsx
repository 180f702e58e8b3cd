import '@splitsight/wire/no-eval';

import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import { afterPaint } from './live/after-paint.ts';
import { beforePaint } from './live/before-paint.ts';
import { openLiveStore } from './live/live-store.ts';
import { StoreContext } from './live/use-live.ts';
import { installWorker } from './page/install-worker.ts';
import { offerNewVersion } from './page/new-version.ts';
import { createSound } from './page/sound.ts';
import { applyTheme, storedTheme, watchSystemTheme } from './page/theme.ts';
import { type Language, wantedLanguage } from './strings/language.ts';
import { loadStrings } from './strings/strings.ts';

const place = document.getElementById('page');
if (!place) throw new Error('index.html has no element "page"');

applyTheme(storedTheme());
watchSystemTheme();

const url = new URL('/api/v1/live', location.origin);
url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
const store = openLiveStore({
  url: url.href,
  WebSocket,
  // Steady while the machine's clock is set; the difference to the server's is measured.
  now: () => performance.timeOrigin + performance.now(),
  random: Math.random,
  afterPaint,
  beforePaint,
});
addEventListener('online', store.retryNow);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) store.retryNow();
});

const sound = createSound();
const queries = createQueryClient();
const root = createRoot(place);

async function speak(language: Language): Promise<void> {
  await loadStrings(language);
  document.documentElement.lang = language;
  // The key has everything drawn anew: no memo keeps words of the other language.
  root.render(
    <StrictMode key={language}>
      <QueryClientProvider client={queries}>
        <StoreContext value={store}>
          <App sound={sound} onLanguage={(chosen) => void speak(chosen)} />
        </StoreContext>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void speak(wantedLanguage());
void installWorker();
store.hear((message) => {
  if (message.type === 'hello') void offerNewVersion();
});
