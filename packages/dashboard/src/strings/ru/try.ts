import type { Strings } from '../en/index.ts';

export const tryPicture: Strings['tryPicture'] = {
  help: 'Модели работают в этом браузере. Снимок не покидает устройство.',
  choose: 'Выбрать снимок',
  photograph: 'Сфотографировать',
  drop: 'или перетащите его сюда, или вставьте из буфера',
  dropArea: 'Снимок',
  another: 'Другой снимок',
  looking: 'Снимок разбирается…',
  preview: (name) => `Снимок ${name}`,
  pasted: 'из буфера обмена',
  results: 'Что видят детекторы',
  noHeads: 'Ни один работающий детектор не принимает данные этой модели.',
  above: (threshold) => `выше порога ${threshold}`,
  below: (threshold) => `ниже порога ${threshold}`,
  regionsOnly:
    'Этот детектор судит о движущемся, а не о снимке целиком: для верного ответа обрежьте снимок до одного предмета.',
  version: (version) => `версия ${version}`,
  size: (width, height) => `${width} × ${height} точек`,
  times: 'Затраченное время',
  decode: 'чтение снимка',
  cut: 'масштаб',
  backbone: 'основа модели',
  heads: 'детекторы',
};
