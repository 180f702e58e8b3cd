import type { Strings } from '../strings.ts';
import { counted } from './plural.ts';

export const settings: Strings['settings'] = {
  title: 'Настройки',
  file: (path: string) => `Файл ${path}. Сохранённое действует после перезапуска сервера.`,
  noFile: 'Сервер запущен без файла конфигурации: сохранять некуда.',
  restart: 'Файл отличается от того, с чем запущен сервер: перезапустите сервер.',
  views: 'Форма или текст',
  form: 'Форма',
  text: 'Конфигурация, как она записана',
  check: 'Проверить',
  unreadable: 'Текст не является правильным YAML: сначала исправьте его там.',
  saved: 'Сохранено. Действует после перезапуска.',
  discard: 'Отменить мои изменения',
  takeTheirs: 'Взять то, что там сейчас',
  keepMine: 'Оставить моё и записать поверх',
  usual: (value: string) => `Обычно ${value}`,
  asUsual: 'как обычно',
  inYaml: 'Меняется в виде YAML.',
  item: (number: number) => `${number}`,
  remove: (number: number) => `Удалить номер ${number}`,
  add: 'Добавить',
  storage: {
    title: 'Что хранится',
    disk: (free, total, floor) => `На диске свободно ${free} из ${total}; должно оставаться ${floor}.`,
    levels: {
      roomy: '',
      low: 'Диск заполняется.',
      short: 'Старые векторы удаляются, чтобы освободить место.',
      full: 'Пока нет места, векторы не принимаются; тревоги работают.',
    },
    file: (size, free) => `База данных занимает ${size}, из них ${free} свободны для новых записей.`,
    doubtsClock: 'Часы переведены: в течение часа по возрасту ничего не удаляется.',
    kind: 'Вид',
    kinds: { vectors: 'Векторы', decisions: 'Решения', alerts: 'Тревоги', pictures: 'Снимки', rest: 'Остальное' },
    size: 'Размер',
    kept: 'Хранится',
    days: (days, whole) => {
      if (days === null) return 'пока не удалят';
      const all = counted(days, { one: 'день', few: 'дня', many: 'дней', other: 'дня' });
      return whole === null || whole >= days ? all : `${all}, целиком ${whole}`;
    },
    most: 'Не больше',
    day: 'За сутки',
    expected: 'Ожидается',
  },
};
