import type { Strings } from '../en/index.ts';

export const errors: Strings['errors'] = {
  PAGE_NO_ANSWER: 'Сервер не ответил. Проверьте связь и повторите.',
  PAGE_ANSWER: 'Страница не поняла ответ сервера. Обновите страницу.',
  HTTP_LOGIN: 'Вы не вошли, или ваш сеанс истёк.',
  HTTP_RIGHT: 'У вас нет права на это действие.',
  HTTP_NOT_FOUND: 'Этого нет или уже не существует.',
};
