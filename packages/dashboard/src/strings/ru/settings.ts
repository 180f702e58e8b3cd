import type { Strings } from '../strings.ts';

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
};
