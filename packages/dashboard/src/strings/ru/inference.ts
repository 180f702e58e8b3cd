import type { Strings } from '../en/index.ts';

export const inference: Strings['inference'] = {
  model: 'Модель',
  modelHelp: (bytes) => `${bytes} загружается один раз и остаётся в браузере`,
  precisions: {
    float32: '32-битные числа',
    float16: '16-битные числа',
    int8: '8-битные числа, быстрее',
  },
  noBackbones: 'На сервере нет основы модели (backbone).',
  noBackbonesHelp: 'Укажите её в конфигурации сервера, раздел backbones.',
  loading: (received, total) => `Загрузка модели: ${received} из ${total}`,
  starting: 'Модель запускается…',
  problems: {
    download: 'Не удалось загрузить файл модели с сервера. Проверьте связь и попробуйте ещё раз.',
    load: 'Этот браузер не может запустить модель.',
    run: 'Модель не справилась с этим снимком.',
    empty: 'Файл пуст.',
    'not-a-picture': 'Это не снимок, который браузер умеет читать. JPEG, PNG и WebP подходят всегда.',
    heic: 'Это снимок HEIC, этот браузер его не читает. Сохраните его как JPEG или откройте страницу в Safari.',
    'too-large': 'Снимок слишком велик: можно до 64 миллионов точек и 100 МБ.',
  },
};
